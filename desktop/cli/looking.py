"""`nuanxin coverage` and `nuanxin duties`: how the families stand and why, and what is owed to whom."""

import argparse
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, day, filled
from desktop.cli.reported import month, reported_answer, require_alone
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from db.domain.statistics import VillageLine
    from desktop.desk.county import Figures, TownshipFigures
    from desktop.desk.desk import Desk
    from desktop.desk.explained import Explained
    from desktop.desk.today import FamilyDuty

ITEMS = ("C1", "C2", "C3", "S1", "S2", "S3", "S4")


def add(commands: Commands) -> None:
    """Adds `coverage` and `duties`."""
    parser = command(commands, "coverage", tr("某一天的三项制度和四项制度"), covered)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--as-of", type=day, metavar="DATE", help=tr("哪一天，默认今天"))
    said = tr("[县]级：按这个月上报时的数看，并列出现在看同一天的数")
    which.add_argument("--as-reported", type=month, metavar="MONTH", help=said)
    parser.add_argument("--by", choices=("village",), help=tr("分[村]列出"))
    parser.add_argument("--item", choices=ITEMS, help=tr("这一项没有落实的是谁、为什么"))
    parser.add_argument("--explain", action="store_true", help=tr("谁没有落实、从哪天起、为什么、谁负责、依据哪条记录"))
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--family", type=filled, metavar="ID", help=tr("只看一户，已落实的也列出（与 --explain 同用）"))
    whose.add_argument("--village", type=filled, metavar="NAME", help=tr("只看一个[村]（与 --explain 同用）"))
    parser = command(commands, "duties", tr("该办的事：对谁、为什么、哪天前"), owed)
    parser.add_argument("--on", type=day, metavar="DATE", help=tr("哪一天，默认今天"))


def covered(words: argparse.Namespace, seat: Seat) -> Answer:
    """The figures of a day, by township and village, each number openable by `--item` and `--explain`."""
    from desktop.desk.county import figures

    with seat.desk() as desk:
        if words.as_reported:
            require_alone(words)
            return reported_answer(desk, words.as_reported, partial(_page, desk, words), _line)
        on = words.as_of or desk.today
        explained = _explained(words, desk, on) if words.explain or words.family or words.village else None
        found = figures(desk, on)
        behind = _behind(desk, words.item, on) if words.item and explained is None else []
        names = {item: desk.profile.word(f"item.{item}.short") for item in ITEMS}
        county = desk.record.office.role != "township"
        document = {
            **_page(desk, words, found),
            "behind": behind,
            "explained": [_reasons(each) for each in explained or ()],
            "as_reported": None,
        }
        if explained is not None:
            return Answer(document, _explained_text(explained, names, on))
        return Answer(document, _coverage_text(found, names, behind, by_village=bool(words.by), county=county))


def _page(desk: "Desk", words: argparse.Namespace, found: "Figures") -> dict[str, Any]:
    return {
        "as_of": found.on.isoformat(),
        "items": [{"item": item, "name": desk.profile.word(f"item.{item}")} for item in ITEMS],
        "total": _line(found.total),
        "counties": [{"code": each.code, "name": each.name, **_line(each.total)} for each in found.counties],
        "townships": [_township(each, villages=bool(words.by)) for each in found.townships],
    }


def _explained(words: argparse.Namespace, desk: "Desk", on: date) -> "tuple[Explained, ...]":
    """Everybody not covered, with reason, days, who answers for it and the last record; of one family all items."""
    from db.queries.typed import family_meant
    from desktop.desk.explained import explain

    ids = None
    if words.family:
        with desk.record.store.reading() as connection:
            ids = (family_meant(connection, words.family),)
    item, village = words.item or "", words.village or ""
    return explain(desk, on, item=item, village=village, family_ids=ids, everything=bool(words.family))


def _explained_text(found: "tuple[Explained, ...]", names: dict[str, str], on: date) -> str:
    rows = [(names[e.state.item], e.village, e.family_name, *_answer(e)) for e in found]
    heads = tuple(map(tr, ("项", "村（社区）", "户主", "对象", "状态", "为什么", "起", "天数", "谁负责", "依据")))
    said = tr("截至 {on}，{n} 条").format(on=on, n=len(found))
    return sections(said, table(heads, rows) if rows else tr("都已落实。"))


def _answer(each: "Explained") -> tuple[str, ...]:
    from db.domain.standing import SIGNS

    state = each.state
    subject = state.subject_name if state.unit == "person" else tr("全户")
    since = state.since.isoformat() if state.since and not state.covered else ""
    by = f"（{each.written_by}）" if each.written_by else ""
    days = str(each.days) if each.days else ""
    return subject, SIGNS[state.state], state.reason, since, days, each.responsible, f"{each.evidence_words}{by}"


def _reasons(each: "Explained") -> dict[str, Any]:
    state, evidence = each.state, each.evidence
    return {
        "item": state.item,
        "family_id": each.family_id,
        "family": each.family_name,
        "village": each.village,
        "unit": state.unit,
        "subject_id": state.subject_id,
        "subject": state.subject_name,
        "state": state.state,
        "covered": state.covered,
        "reason": state.reason,
        "since": state.since.isoformat() if state.since else None,
        "until": state.until.isoformat() if state.until else None,
        "days": each.days,
        "responsible": each.responsible,
        "evidence": {
            "entity": evidence.entity,
            "record_id": evidence.record_id,
            "on": evidence.on.isoformat(),
            "words": each.evidence_words,
            "written_by": each.written_by or None,
            "written_on": each.written_on.isoformat() if each.written_on else None,
        }
        if evidence
        else None,
        "source": each.source,
    }


def _behind(desk: "Desk", item: str, on: Any) -> list[dict[str, Any]]:
    from desktop.desk.coverage import behind

    return [
        {
            "item": item,
            "family_id": each.family_id,
            "family": each.family_name,
            "village": each.village,
            "subject": each.state.subject_name,
            "state": each.state.state,
            "reason": each.state.reason,
        }
        for each in behind(desk, item, on)
    ]


def _line(line: "VillageLine") -> dict[str, Any]:
    head = line.head
    return {
        "households": head.households,
        "persons": head.persons,
        "children": head.children,
        "figures": {item: _figure(figure) for item, figure in zip(ITEMS, line.figures, strict=True)},
    }


def _figure(figure: Any) -> dict[str, Any]:
    from db.domain.figures import percent_words

    return {
        "total": figure.total,
        "excluded": figure.excluded,
        "covered": figure.covered,
        "to_renew": figure.to_renew,
        "missing": figure.missing,
        "rate_all": percent_words(figure.rate_all),
        "rate_countable": percent_words(figure.rate_countable),
    }


def _township(each: "TownshipFigures", *, villages: bool) -> dict[str, Any]:
    lines = [{"village": line.village, "code": line.village_code, **_line(line)} for line in each.villages]
    return {"org_code": each.org_code, "name": each.name, **_line(each.total), "villages": lines if villages else []}


def _coverage_text(
    found: Any, names: dict[str, str], behind: list[dict[str, Any]], *, by_village: bool, county: bool
) -> str:
    from db.domain.figures import percent_words

    def cells(line: "VillageLine") -> tuple[str, ...]:
        figures = (f"{f.covered}/{f.countable} {percent_words(f.rate_countable)}" for f in line.figures)
        return str(line.head.households), str(line.head.persons), *figures

    heads = (tr("单位"), tr("户"), tr("人"), *(names[item] for item in ITEMS))
    rows: list[tuple[str, ...]] = []
    for each in found.townships:
        if by_village:
            rows += [(line.village, *cells(line)) for line in each.villages]
        if county:
            rows.append((each.name, *cells(each.total)))
    rows += [(each.name, *cells(each.total)) for each in found.counties]
    rows.append((tr("合计"), *cells(found.total)))
    listed = [(b["village"], b["family"], b["subject"], b["reason"]) for b in behind]
    who = table(tuple(map(tr, ("村（社区）", "户主", "对象", "为什么"))), listed) if listed else ""
    return sections(tr("截至 {on}").format(on=found.on), table(heads, rows), who)


def owed(words: argparse.Namespace, seat: Seat) -> Answer:
    """What is overdue, due and due within the week."""
    from desktop.desk.today import today

    with seat.desk() as desk:
        found = today(desk, words.on)
    stages = (("overdue", found.overdue), ("due", found.due), ("this_week", found.this_week))
    document = {
        "on": found.on.isoformat(),
        "counts": {**{name: len(each) for name, each in stages}, "later": found.later},
        "duties": [{"stage": name, **_duty(each)} for name, group in stages for each in group],
        "quiet": [
            {"family_id": each.family_id, "on": each.quiet.on.isoformat(), "sentence": each.quiet.sentence}
            for each in found.quiet
        ],
    }
    titles = (tr("已逾期"), tr("今天到期"), tr("七天内"))
    parts = [_duties_text(title, group) for title, (_, group) in zip(titles, stages, strict=True)]
    quiet = "\n".join(f"{each.quiet.on.isoformat()}  {each.quiet.sentence}" for each in found.quiet)
    return Answer(document, sections(*parts, quiet) or tr("没有要办的事。"))


def _duty(each: "FamilyDuty") -> dict[str, Any]:
    duty = each.duty
    return {
        "rule": duty.rule,
        "key": duty.key,
        "family_id": each.family_id or None,
        "family": each.family_name or None,
        "village": each.village or None,
        "subject": duty.subject_name or None,
        "title": duty.title,
        "owner": duty.owner or None,
        "opens_on": duty.opens_on.isoformat(),
        "due_by": duty.due_by.isoformat(),
        "state": duty.state,
        "days_late": duty.days_late,
        "reason": duty.reason,
        "action": duty.action,
    }


def _duties_text(title: str, duties: "tuple[FamilyDuty, ...]") -> str:
    rows = [(d.duty.due_by.isoformat(), d.village, d.family_name, d.duty.title, d.duty.reason) for d in duties]
    if not rows:
        return ""
    heads = tuple(map(tr, ("哪天前", "村（社区）", "户主", "要办的事", "为什么")))
    return f"{title}（{len(rows)}）\n{table(heads, rows)}"
