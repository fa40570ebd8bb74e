"""What a duty is, and the duties that come of a coverage, a visit, a request or the calendar of the office."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from db.domain.almanac import Almanac
from db.domain.claims import unclaimed
from db.domain.consent import last_word, may
from db.domain.coverage_facts import Assignment
from db.domain.family import Family
from db.domain.fulfilment import fulfilments
from db.domain.periods import add_months
from db.domain.posts import holders_on, informed, open_posts
from db.domain.standing import LATE, MISS, NO, OK, SOON, CoverageState, late_words
from db.domain.support_facts import Need
from db.domain.visits import OwedVisit

UPCOMING, DUE, OVERDUE = "upcoming", "due", "overdue"
LEADERS_POST = "township"
"""The post a leader of the township holds: late requests go up to it."""


ACTIONS = frozenset(
    {
        "record_visit", "assign_contact", "add_phone", "hand_card", "issue_card", "sign_agreement", "renew_agreement",
        "record_service", "record_session", "record_survey", "pair_volunteer", "record_volunteer_service",
        "enrol_insurance", "renew_insurance", "file_claim", "review_archive", "answer_need", "close_need",
        "follow_up_need", "hand_in_report", "check_hospitals", "ask_again", "apply_assistance", "review_assistance",
        "stop_assistance", "retype_assistance", "exit_family",
    }
)  # fmt: skip
"""Every verb that closes a duty; each leads to the place where it is done."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed, to whom, by when, and why.

    Attributes:
        rule: C1, C1a, C1b, C2, C3, C3a, S1, S2-festival, S2-birthday, S2-hospital, S2-emergency, S3, S4, E1, E2, E3,
            A1, A2, A3.
        instance: tells this occasion from the next one of the same subject; "" where the subject has only one.
        family_id: "" for the office's own duties.
        subject_id, subject_name: the person, post or request it is about.
        title: two to six characters for the list: 住院探望.
        owner_ids, owner: the contact persons asked; empty: the operator.
        opens_on: from when it can be done; due_by: the last day.
        state: `upcoming`, `due` or `overdue`; `days_late` is 0 unless overdue.
        reason: Chinese sentence.
        action: verb key of what closes it, one of `ACTIONS`.
        attempted_on, retry_on: the last try that met nobody, and the next.
        never: a coverage that was never there (nothing lapsed); its days late say since when it was owed, not more.
        due_at: the instant it is due where hours count and the hour is known (UTC).
    """

    rule: str
    instance: str
    family_id: str
    subject_id: str
    subject_name: str
    title: str
    owner_ids: tuple[str, ...]
    owner: str
    opens_on: date
    due_by: date
    state: str
    days_late: int
    reason: str
    action: str
    attempted_on: date | None = None
    retry_on: date | None = None
    never: bool = False
    due_at: datetime | None = None

    @property
    def key(self) -> str:
        """The same for the same occasion whenever it is asked, on every machine; waivers refer to it."""
        return f"{self.rule}:{self.family_id}:{self.subject_id}:{self.instance}"


@lru_cache(maxsize=1024)
def _same_people(ids: tuple[str, ...]) -> tuple[str, ...]:
    """A few people answer for the duties of thousands of families: they are kept once."""
    return ids


@lru_cache(maxsize=1024)
def _same_names(names: tuple[str, ...]) -> str:
    return "、".join(names)


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty before the day has judged it."""

    rule: str
    subject_id: str
    subject_name: str
    title: str
    opens_on: date
    due_by: date
    reason: str
    action: str
    instance: str = ""
    owners: tuple[Assignment, ...] = ()
    attempted_on: date | None = None
    retry_on: date | None = None
    never: bool = False
    due_at: datetime | None = None

    def judged(self, family_id: str, day: date) -> Duty:
        """The duty as it stands on `day`."""
        late = max(0, (day - self.due_by).days)
        state = OVERDUE if late else DUE if self.opens_on <= day else UPCOMING
        return Duty(
            self.rule,
            self.instance,
            family_id,
            self.subject_id,
            self.subject_name,
            self.title,
            _same_people(tuple([one.contact_id for one in self.owners])),
            _same_names(tuple([one.contact_name for one in self.owners])),
            self.opens_on,
            self.due_by,
            state,
            late,
            self.reason,
            self.action,
            self.attempted_on,
            self.retry_on,
            self.never,
            self.due_at,
        )


_VISIT_TITLES = {
    "C1b": "首次见面",
    "S2-festival": "节日看望",
    "S2-birthday": "生日陪伴",
    "S2-hospital": "住院探望",
    "S2-emergency": "突发看望",
}


def of_visits(family: Family, page: Almanac, visits: tuple[OwedVisit, ...]) -> Iterator[Owed]:
    """Visits not yet made, each for the village's contact person, or both where both should go."""
    pair = _pair(family, page)
    for v in visits:
        if v.done_on is not None:
            continue
        owners = pair if v.both else _one_owner(family, v, pair)
        title = _VISIT_TITLES.get(v.rule) or ("入户走访" if v.subject == "home" else "双岗联系")
        yield Owed(
            v.rule,
            v.subject,
            v.person_name,
            title,
            v.opens_on,
            v.due_by,
            v.reason,
            "record_visit",
            v.instance,
            owners,
            v.attempted_on,
            v.retry_on,
            due_at=v.due_at,
        )


def _pair(family: Family, page: Almanac) -> tuple[Assignment, ...]:
    holders = holders_on(family, page.day)
    return tuple(holders[kind] for kind in page.rules.c1.posts if kind in holders)


def _one_owner(family: Family, visit: OwedVisit, pair: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
    if visit.rule == "C1b":
        return tuple(one for one in family.assignments if one.id == visit.subject)
    return pair[-1:]  # posts are listed from the top down: the last is the nearest to the family


def of_contacts(family: Family, page: Almanac) -> Iterator[Owed]:
    """C1: posts to fill, phones to add, and cards to bring to the family."""
    for gap in open_posts(family, page):
        if gap.action != "hand_card":
            title = "补联系电话" if gap.action == "add_phone" else "落实联系人"
            yield Owed("C1", gap.kind, "", title, gap.since, gap.due_by, gap.reason, gap.action, gap.since.isoformat())
    days = page.rules.c1.inform_days
    for one in _pair(family, page) if days else ():
        if not informed(family, one, page.day):
            reason = f"{one.contact_name} {page.say(one.since)} 起任联系人，联系卡还没有送到家"
            due = one.since + timedelta(days=days)
            yield Owed("C1", one.id, "", "送联系卡", one.since, due, reason, "hand_card", "card", (one,))


@dataclass(frozen=True, slots=True)
class _Course:
    """How a missing or ending coverage becomes a duty."""

    new: tuple[str, str]
    renew: tuple[str, str]
    lead: int


def _course(item: str, page: Almanac) -> _Course:
    rules = page.rules
    if item == "C2":
        word = page.green_card
        return _Course((f"办{word}", "issue_card"), (f"换{word}", "issue_card"), rules.c2.remind_days)
    if item == "C3":
        lead = max(rules.c3.remind_days, default=0)
        return _Course(("签约家庭医生", "sign_agreement"), ("续签家庭医生", "renew_agreement"), lead)
    if item == "S4":
        return _Course(("参加保险", "enrol_insurance"), ("续保", "renew_insurance"), rules.s4.remind_days)
    if item == "S1":
        return _Course(("精神慰藉", "record_session"), ("精神慰藉", "record_session"), rules.s1.soon_days)
    return _Course(("志愿结对", "pair_volunteer"), ("志愿服务", "record_volunteer_service"), rules.s3.soon_days)


def of_state(state: CoverageState, page: Almanac) -> Owed | None:
    """The duty that a missing, late or some day ending coverage or support asks for; None when it asks nothing."""
    due = state.next_due
    if due is None or state.state not in {OK, SOON, MISS, LATE}:
        return None
    course = _course(state.item, page)
    again = state.state != MISS or state.lapsed
    title, action = course.renew if again else course.new
    opens = due - timedelta(days=course.lead) if again or state.since is None else state.since
    reason = f"{state.subject_name}：{state.reason}" if state.unit == "person" else state.reason
    return Owed(
        state.item,
        state.subject_id,
        state.subject_name,
        title,
        min(opens, due),
        due,
        reason,
        action,
        due.isoformat(),
        never=not again,
    )


def of_fulfilment(family: Family, page: Almanac) -> Iterator[Owed]:
    """C3a: examinations and services still missing in the running agreement year."""
    for each in fulfilments(family, page):
        if each.whole:
            continue
        person, year = each.person, each.year
        reason = f"{person.name}本协议年{each.words}"
        opens = max(year.start, year.end - timedelta(days=page.rules.c3a.lead_days))
        yield Owed(
            "C3a", person.id, person.name, "家医履约", opens, year.end, reason, "record_service", year.start.isoformat()
        )


def of_refusals(cards: Iterable[CoverageState], agreements: Iterable[CoverageState], page: Almanac) -> Iterator[Owed]:
    """C2, C3: who said no is asked again after a while, and not before; a place may leave it at the first no."""
    rules = page.rules
    asked_again = (
        ("C2", rules.c2.ask_again_months, cards, f"再问{page.green_card}"),
        ("C3", rules.c3.ask_again_months, agreements, "再问签约"),
    )
    for item, months, states, title in asked_again:
        for state in states if months else ():
            if state.state == NO and state.since is not None and state.unit == "person":
                due = add_months(state.since, months)
                opens = due - timedelta(days=page.rules.horizon.soon_days)
                reason = f"{state.subject_name}：{state.reason}，每 {months} 个月再问一次"
                said = state.since.isoformat()
                yield Owed(item, state.subject_id, state.subject_name, title, opens, due, reason, "ask_again", said)


def of_claims(family: Family, page: Almanac) -> Iterator[Owed]:
    """S4: a stay that some insurance pays for and whose claim has not been handed in."""
    rule = page.rules.s4
    for stay in family.stays if rule.on else ():
        left = stay.discharged_on
        if left is None or not left <= page.day <= left + timedelta(days=rule.claim_drop_days):
            continue
        open_ = unclaimed(family, stay, page.profile, page.day)
        if open_:
            name = next((p.name for p in family.persons if p.id == stay.person_id), "")
            due = left + timedelta(days=rule.claim_days)
            what = "、".join(one.words for one in open_)
            reason = f"{name} {page.say(left)} 出院，{rule.claim_days} 日内交理赔材料：{what}"
            yield Owed("S4", stay.id, name, "办理赔", left, due, reason, "file_claim", "claim")


def of_needs(family: Family, page: Almanac) -> Iterator[Owed]:
    """A2: requests to answer, then to close, then to ask about; late ones go to the township's leader as well."""
    for need in family.needs:
        if need.open_on(page.day):
            yield _pressed(_need(need, page), family, page)
        elif need.closed_on is not None and need.closed_on <= page.day:
            yield from _follow_up(need, need.closed_on, page)


def _need(need: Need, page: Almanac) -> Owed:
    rule = page.rules.a2
    parts = [need.request or "诉求", f"{page.say(need.raised_on)} 登记"]
    if need.referred_to:
        parts.append(f"已转{need.referred_to}")
    if need.responsible:
        parts.append(f"责任人{need.responsible}")
    raised = "，".join(parts)
    if need.answered_on is None or need.answered_on > page.day:
        due = need.raised_on + timedelta(days=rule.reply_days)
        reason = f"{raised}，{rule.reply_days} 日内答复"
        return Owed("A2", need.id, "", "诉求答复", need.raised_on, due, reason, "answer_need", "answer")
    due = need.due_by or need.raised_on + timedelta(days=rule.close_days)
    reason = f"{raised}，{page.say(due)} 前办结"
    return Owed("A2", need.id, "", "诉求办结", need.raised_on, due, reason, "close_need", "close")


def _pressed(owed: Owed, family: Family, page: Almanac) -> Owed:
    """The same; past due by so many days it is the leader's as well, and says so."""
    days = page.rules.a2.escalate_days
    if not days or (page.day - owed.due_by).days < days:
        return owed
    leader = holders_on(family, page.day).get(LEADERS_POST)
    name = leader.contact_name if leader else ""
    reason = f"请分管领导{name}督办，{late_words(owed.due_by, page.day)}：{owed.reason}"
    return replace(owed, reason=reason, owners=(leader,) if leader else ())


def _follow_up(need: Need, closed: date, page: Almanac) -> Iterator[Owed]:
    rule = page.rules.a2
    asked = need.followed_up_on is not None and need.followed_up_on <= page.day
    if not rule.follow_days or asked or page.day > closed + timedelta(days=rule.follow_drop_days):
        return
    due = closed + timedelta(days=rule.follow_days)
    reason = f"{need.request or '诉求'}，{page.say(closed)} 办结，问一声解决了没有"
    yield Owed("A2", need.id, "", "诉求回访", closed, due, reason, "follow_up_need", "follow")


def of_survey(family: Family, page: Almanac) -> Iterator[Owed]:
    """S1: the family asked for its needs every so many months, where the place asks for it."""
    months = page.rules.s1.survey_months
    if months:
        last = max((on for on in family.surveyed_on if on <= page.day), default=None)
        due = add_months(last or family.opened_on, months)
        reason = f"需求调查每 {months} 个月一次，{f'上次 {page.say(last)}' if last else '还没有做过'}"
        opens = due - timedelta(days=page.rules.s1.soon_days)
        yield Owed("S1", "survey", "", "需求调查", opens, due, reason, "record_survey", due.isoformat())


def of_files(family: Family, page: Almanac) -> Iterator[Owed]:
    """S1: a psychological file for each member who has agreed to one, where the place asks for it."""
    days = page.rules.s1.file_days
    for person in family.members(page.day) if days and family.consents else ():
        said = last_word(family.consents, person.id, "psych", page.day)
        if said is None or not may(family, person.id, "psych", page.day).allowed:
            continue
        if any(file.person_id == person.id and file.opened_on <= page.day for file in family.psych_files):
            continue
        due = said.on + timedelta(days=days)
        reason = f"{person.name} {page.say(said.on)} 同意心理服务，{days} 日内建档"
        yield Owed("S1", person.id, person.name, "建心理档案", said.on, due, reason, "open_psych_file", "file")


def of_archive(family: Family, page: Almanac) -> Iterator[Owed]:
    """A1: the head of the file gone through every so many months."""
    rule = page.rules.a1
    last = max((on for on in family.reviewed_on if on <= page.day), default=family.opened_on)
    due = add_months(last, rule.months)
    reason = f"档案 {page.say(last)} 核对过，每 {rule.months} 个月核对一次"
    opens = due - timedelta(days=rule.lead_days)
    yield Owed("A1", "head", "", "核对档案", opens, due, reason, "review_archive", last.isoformat())
