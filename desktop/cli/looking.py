"""`nuanxin coverage` and `nuanxin duties`: how the families stand, and what is owed to whom."""

import argparse
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, day
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from db.domain.statistics import VillageLine
    from desktop.desk.county import TownshipFigures
    from desktop.desk.desk import Desk
    from desktop.desk.today import FamilyDuty

ITEMS = ("C1", "C2", "C3", "S1", "S2", "S3", "S4")


def add(commands: Commands) -> None:
    """Adds `coverage` and `duties`."""
    parser = command(commands, "coverage", tr("某一天的三项制度和四项制度"), covered)
    parser.add_argument("--as-of", type=day, metavar="DATE", help=tr("哪一天，默认今天"))
    parser.add_argument("--by", choices=("village",), help=tr("分村列出"))
    parser.add_argument("--item", choices=ITEMS, help=tr("这一项没有落实的是谁、为什么"))
    parser = command(commands, "duties", tr("该办的事：对谁、为什么、哪天前"), owed)
    parser.add_argument("--on", type=day, metavar="DATE", help=tr("哪一天，默认今天"))


def covered(words: argparse.Namespace, seat: Seat) -> Answer:
    """The figures of a day, by township and village, each number openable by `--item`."""
    from desktop.desk.county import figures

    with seat.desk() as desk:
        on = words.as_of or desk.today
        found = figures(desk, on)
        behind = _behind(desk, words.item, on) if words.item else []
        names = {item: desk.profile.word(f"item.{item}.short") for item in ITEMS}
        county = desk.record.office.role == "county"
        document = {
            "as_of": on.isoformat(),
            "items": [{"item": item, "name": desk.profile.word(f"item.{item}")} for item in ITEMS],
            "total": _line(found.total),
            "townships": [_township(each, villages=bool(words.by)) for each in found.townships],
            "behind": behind,
        }
        return Answer(document, _coverage_text(found, names, behind, by_village=bool(words.by), county=county))


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
