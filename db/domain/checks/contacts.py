"""Checks of what was done with a family: visits, solace, needs, events (domain.md §4 contact_event, need, event)."""

from collections.abc import Iterator

from db.domain.checks.check import HARD, SOFT, CaseRecords, Check, Found, Kept, World, each_of, earlier


def _visit_words(visit: Kept, world: World) -> str:
    return f"{world.say(visit.text('on'))} 的走访"


def _visit_early(case: CaseRecords, world: World) -> Iterator[Found]:
    opened = case.family.text("opened_on")
    for visit in case.of("visit"):
        if opened and visit.text("on") < opened:
            yield Found(visit, "on", f"{_visit_words(visit, world)}早于建档日期 {world.say(opened)}")


def _visit_in_future(visit: Kept, world: World) -> Iterator[Found]:
    if visit.text("on") > world.today.isoformat():
        yield Found(visit, "on", f"{_visit_words(visit, world)}在今天之后")


def _visit_nobody(visit: Kept, world: World) -> Iterator[Found]:
    met = visit.values.get("persons_met") or visit.text("others_met")
    if visit.text("outcome") == "met" and not met:
        yield Found(visit, "persons_met", f"{_visit_words(visit, world)}写着见到了，没有写见到谁")


def _visit_nameless(visit: Kept, world: World) -> Iterator[Found]:
    if not visit.values.get("contact_ids") and not visit.text("companions"):
        yield Found(visit, "contact_ids", f"{_visit_words(visit, world)}没有写谁去的")


def _visit_festival(visit: Kept, world: World) -> Iterator[Found]:
    if visit.text("category") == "festival" and not visit.text("festival"):
        yield Found(visit, "festival", f"{_visit_words(visit, world)}是节日看望，没有写哪个节")


def _visit_gone(case: CaseRecords, world: World) -> Iterator[Found]:
    died = {person.id: person.text("death_date") for person in case.of("person") if person.text("death_date")}
    for visit in case.of("visit") if died else ():
        for person_id in visit.values.get("persons_met") or ():
            if earlier(died.get(person_id, ""), visit.text("on")):
                name = case.name_of(person_id)
                yield Found(visit, "persons_met", f"{_visit_words(visit, world)}写着见到{name}，此前已去世")


def _psych_unconsented(case: CaseRecords, _world: World) -> Iterator[Found]:
    agreed = {
        consent.text("person_id")
        for consent in case.of("consent")
        if "psych" in (consent.values.get("scope") or ())
        and not consent.values.get("refused")
        and not consent.text("withdrawn_on")
    }
    for record in case.of("psych_file"):
        if record.text("person_id") not in agreed and not record.text("closed_on"):
            name = case.name_of(record.values.get("person_id"))
            yield Found(record, "person_id", f"{name}建了心理档案，没有登记同意")


def _need_reversed(need: Kept, _world: World) -> Iterator[Found]:
    raised = need.text("raised_on")
    for field, word in (("answered_on", "答复"), ("closed_on", "办结"), ("followed_up_on", "回访")):
        if earlier(need.text(field), raised):
            yield Found(need, field, f"诉求“{need.text('request')[:12]}”的{word}日期早于提出日期")


def _need_resultless(need: Kept, _world: World) -> Iterator[Found]:
    if need.text("status") in {"closed", "followed_up"} and not need.text("result"):
        yield Found(need, "result", f"诉求“{need.text('request')[:12]}”已办结，没有写结果")


def _event_reversed(event: Kept, world: World) -> Iterator[Found]:
    on = event.text("on")
    for field, word in (("known_on", "知晓"), ("closed_on", "办结")):
        if earlier(event.text(field), on):
            yield Found(event, field, f"{world.say(on)} 的重大事项，{word}日期更早")


CHECKS = (
    Check("visit_early", SOFT, "走访早于建档", "visit", _visit_early),
    Check("visit_in_future", HARD, "走访在今天之后", "visit", each_of("visit", _visit_in_future)),
    Check("visit_nobody", SOFT, "走访没有写见到谁", "visit", each_of("visit", _visit_nobody)),
    Check("visit_nameless", SOFT, "走访没有写谁去的", "visit", each_of("visit", _visit_nameless)),
    Check("visit_festival", HARD, "节日看望没有写节日", "visit", each_of("visit", _visit_festival)),
    Check("visit_gone", SOFT, "走访见到已去世的人", "visit", _visit_gone),
    Check("psych_unconsented", SOFT, "心理档案没有同意", "psych_file", _psych_unconsented),
    Check("need_reversed", HARD, "诉求日期反了", "need", each_of("need", _need_reversed)),
    Check("need_resultless", SOFT, "诉求办结没有结果", "need", each_of("need", _need_resultless)),
    Check("event_reversed", HARD, "重大事项日期反了", "event", each_of("event", _event_reversed)),
)
