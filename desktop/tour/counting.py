"""The tour counts: what is owed today, who is covered, and what the county sees after taking in two townships."""

from db.domain.figures import percent_words
from db.domain.standing import ITEMS
from db.domain.statistics import VillageLine
from db.store.checking import check_record
from desktop.desk.county import figures, take_in
from desktop.desk.coverage import behind, coverage
from desktop.desk.desk import Desk
from desktop.desk.opening import open_desk
from desktop.desk.today import FamilyDuty, today
from desktop.tour.looking import settle_neighbour
from desktop.tour.walk import COUNTY, NEIGHBOUR, TOWNSHIP, StepLeftOut, Walk
from desktop.words import tr


def look_at_coverage(walk: Walk) -> None:
    """Duties and coverage of both townships: the one that began today, and one with a year behind it."""
    settle_neighbour(walk)
    for office in (TOWNSHIP, NEIGHBOUR):
        desk = walk.desk(office)
        name = desk.record.office.org_name
        table = coverage(desk)
        total = [table_line(line) for line in (*table.villages, table.total)]
        walk.book.keep_json(f"4-覆盖-{name}.json", total, tr("{name}按村的七项覆盖").format(name=name))
        walk.book.keep(f"4-覆盖-{name}.txt", coverage_text(desk), _summary(desk, name, table.total))
        day = today(desk)
        document = {
            "on": day.on.isoformat(),
            "overdue": [_duty(each) for each in day.overdue],
            "due": [_duty(each) for each in day.due],
            "this_week": [_duty(each) for each in day.this_week],
            "later": day.later,
        }
        said = tr("{name}：已逾期 {a} 件，今天 {b} 件，本周 {c} 件")
        counts = {"a": len(day.overdue), "b": len(day.due), "c": len(day.this_week)}
        walk.book.keep_json(f"4-该办的事-{name}.json", document, said.format(name=name, **counts))


def table_line(line: VillageLine) -> dict[str, object]:
    """A village's line as a JSON object; the line of all together has no village."""
    return {
        "village": line.village or None,
        "households": line.head.households,
        "persons": line.head.persons,
        "items": {
            item: {"total": each.total, "covered": each.covered, "excluded": each.excluded, "missing": each.missing}
            for item, each in zip(ITEMS, line.figures, strict=True)
        },
    }


def _duty(each: FamilyDuty) -> dict[str, object]:
    duty = each.duty
    return {
        "rule": duty.rule,
        "title": duty.title,
        "family": each.family_name,
        "village": each.village,
        "due_by": duty.due_by.isoformat(),
        "days_late": duty.days_late,
        "reason": duty.reason,
    }


def _labels(desk: Desk) -> list[str]:
    """The seven items' short names in this place."""
    return [desk.profile.word(f"item.{item}.short") for item in ITEMS]


def coverage_text(desk: Desk) -> str:
    """The coverage page in plain words, with the first persons behind every gap."""
    table = coverage(desk)
    names = _labels(desk)
    lines = [tr("截至 {day}").format(day=table.on.isoformat()), ""]
    for line in (*table.villages, table.total):
        parts = [
            f"{name} {each.covered}/{each.total}" if each.total else f"{name} ·"
            for name, each in zip(names, line.figures, strict=True)
        ]
        lines.append(f"{line.village or tr('全镇')}　{line.head.households}户{line.head.persons}人　{'　'.join(parts)}")
    lines += [
        f"{name}　{each.village}　{each.state.subject_name or each.family_name}：{each.state.reason}"
        for item, name in zip(ITEMS, names, strict=True)
        for each in behind(desk, item)[:3]
    ]
    return "\n".join(lines) + "\n"


def _summary(desk: Desk, name: str, total: VillageLine) -> str:
    rates = zip(_labels(desk), total.figures, strict=True)
    shown = "，".join(f"{label} {percent_words(each.rate_all)}" for label, each in rates if each.total)
    return tr("{name} {households} 户 {persons} 人：{shown}").format(
        name=name, households=total.head.households, persons=total.head.persons, shown=shown
    )


def county_figures(walk: Walk) -> None:
    """The county looks at two packages, takes them in, counts, and takes them in once more without any change.

    Raises:
        StepLeftOut: a step needs what an earlier one could not make.
    """
    desk, paths = walk.desk(COUNTY), list(walk.packages.values())
    if not paths:
        raise StepLeftOut(tr("没有可以导入的上报包"))
    results = [*take_in(desk, paths, apply=False), *take_in(desk, paths, apply=True)]
    before = _changes(desk)
    again = take_in(desk, paths, apply=True)
    lines = [f"{each.verdict}　{each.sentence}" for each in (*results, *again)]
    found = figures(desk)
    lines += ["", tr("截至 {day} 全县").format(day=found.on.isoformat()), _summary(desk, tr("全县"), found.total)]
    for township in found.townships:
        lines.append(_summary(desk, township.name, township.total))
        lines += [f"    {_summary(desk, line.village, line)}" for line in township.villages]
    document = [{"township": t.name, **table_line(t.total)} for t in found.townships]
    walk.book.keep_json("7-县级汇总.json", document, tr("县级按乡镇的数"))
    walk.book.keep("7-县级汇总.txt", "\n".join(lines) + "\n", _summary(desk, tr("全县"), found.total))
    if [each.verdict for each in again] != ["duplicate"] * len(paths) or _changes(desk) != before:
        walk.book.fail(tr("第二次导入改动了县里的档案"))
    if any(each.same_state is not True for each in results[len(paths) :]):
        walk.book.fail(tr("县里看到的与乡镇的不一致"))
    _agree(walk)
    _check(walk)


def _changes(desk: Desk) -> int:
    with desk.record.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM change").scalar_one())


def _agree(walk: Walk) -> None:
    """The county's figures of a township are the township's own."""
    seen = {t.org_code: t.total for t in figures(walk.desk(COUNTY)).townships}
    for office in (TOWNSHIP, NEIGHBOUR):
        desk = walk.desk(office)
        own = coverage(desk).total
        if seen.get(desk.record.office.org_code) != own:
            walk.book.fail(tr("{name}的数，县里和镇里不一样").format(name=desk.record.office.org_name))


def _check(walk: Walk) -> None:
    """Every record is closed, opened again with the passphrase, and whole at the end of the day."""
    lines = []
    for office, open_until_now in list(walk.desks.items()):
        open_until_now.record.close()
        walk.desks[office] = desk = open_desk(walk.homes / office, walk.passphrase, walk.clock)
        name = desk.record.office.org_name
        with desk.record.store.reading() as connection:
            for check in check_record(connection):
                lines.append(f"{name}　{check.title}　{check.looked_at}　{check.first or tr('无误')}")
                if not check.ok:
                    walk.book.fail(tr("{name}的档案核对不过：{why}").format(name=name, why=check.first))
    walk.book.keep("7-档案核对.txt", "\n".join(lines) + "\n", tr("三份档案各项核对的结果"))
