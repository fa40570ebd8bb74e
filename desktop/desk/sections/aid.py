"""Help in money, goods and services: what has been asked for first, then what was given."""

from db.domain.money import yuan_words
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, say_day
from desktop.words import tr

_OPEN = frozenset({"requested", "approved"})
_MOST = 6


def aid_section(desk: Desk, view: FamilyView) -> Section:
    """Help asked for and given, the latest first."""
    records = sorted(view.of("aid_record"), key=lambda r: (_stage(r) in _OPEN, str(r.values["on"])), reverse=True)
    lines = [_line(desk, view, record) for record in records[:_MOST]]
    if (left := len(records) - _MOST) > 0:
        lines.append(SectionLine(tr("更早的 {n} 笔").format(n=left), tr("在台账“帮扶救助”里")))
    waiting = sum(_stage(record) in _OPEN for record in records)
    note = tr("{n} 笔在办").format(n=waiting) if waiting else tr("{n} 笔").format(n=len(records)) if records else ""
    verbs = (Verb("record_aid", tr("登记帮扶")), Verb("request_aid", tr("登记申请")))
    return Section("aid", "gift", tr("帮扶救助"), note or tr("没有"), "", tuple(lines), verbs)


def _stage(record: StoredRecord) -> str:
    return str(record.values.get("stage") or "given")


def _line(desk: Desk, view: FamilyView, record: StoredRecord) -> SectionLine:
    v, stage = record.values, _stage(record)
    money = tr("{n} 元").format(n=yuan_words(v["amount"])) if v.get("amount") else ""
    what = [desk.profile.programme_name(str(v["programme"])), money, str(v.get("item") or "")]
    person = next((p.name for p in view.facts.persons if p.id == v.get("person_id")), "")
    on = as_day(v.get("given_on") if stage == "given" else v.get("decided_on")) or as_day(v["on"])
    said = f"{say_day(view, on)} {desk.word('aid_record_stage', stage)}"
    note = "，".join(part for part in (said, person, str(v.get("source") or ""), str(v.get("note") or "")) if part)
    return SectionLine(" ".join(part for part in what if part), note, "", _verbs(record.id, stage))


def _verbs(aid_id: str, stage: str) -> tuple[Verb, ...]:
    steps = {
        "requested": (("approve_aid", tr("批准")), ("give_aid", tr("发放")), ("decline_aid", tr("没批"))),
        "approved": (("give_aid", tr("发放")), ("decline_aid", tr("没批"))),
    }
    moves = tuple(Verb(key, words, aid_id) for key, words in steps.get(stage, ()))
    return (*moves, Verb("edit_aid", tr("改"), aid_id), Verb("void_aid", tr("记错了"), aid_id))
