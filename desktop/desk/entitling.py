"""What the panels of the special assistance are told by the record, and its far-reaching steps laid out in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from db.commands.annual_checks import ReviewPlan, plan_checks
from db.commands.days import past_day
from db.commands.entitlements import as_year
from db.commands.standards import keep_standards
from db.domain.standards import MonthlyAmount
from db.domain.standards_file import read_standards, require_apart, said_key
from db.errors import InvalidValue, NotFound
from db.queries.facts import family_on_file
from db.queries.standards import own_amounts
from db.store.writing import Writing
from db.touched import Touched
from desktop.desk.assistance import Assistance, PersonAssistance
from desktop.desk.desk import Desk
from desktop.desk.reviewing import Review, ReviewPart
from desktop.desk.roll import UNRECORDED, roll_of
from desktop.desk.sections.assistance import money_words
from desktop.words import tr

_MOST_BYTES = 2 * 2**20
_SHOWN = 12


@dataclass(frozen=True)
class EntitlementTold:
    """What a panel about one person's assistance shows and proposes.

    Attributes:
        person_id, name, household: whose.
        kind: recorded, else worked out; reason: what the rules say.
        papers: handed in by now.
        amount: of the month, in 分, 0 when no row is known; amount_words: with its source.
        proposed, proposed_on, sentence: a stop the record proposes.
    """

    person_id: str
    name: str
    household: str
    kind: str
    reason: str
    papers: tuple[str, ...] = ()
    amount: int = 0
    amount_words: str = ""
    proposed: str = ""
    proposed_on: date | None = None
    sentence: str = ""


def told_of_person(desk: Desk, person_id: str) -> EntitlementTold:
    """For a verb about a person.

    Raises:
        NotFound: nobody of that id, or not served by a file.
    """
    with desk.record.store.reading() as connection:
        asked = "SELECT family_id FROM person WHERE id = ? AND voided = 0"
        family_id = connection.exec_driver_sql(asked, (person_id,)).scalar()
        family = family_on_file(connection, str(family_id)) if family_id else None
    found = [each for each in Assistance.of(desk).people(family) if each.person.id == person_id] if family else []
    if family is None or not found:
        raise NotFound("没有找到这个人，或他不是帮扶对象。", next_step="请在成员资料里看“帮扶对象”。")
    return _told(desk, family.name, found[0])


def told_of_entitlement(desk: Desk, eligibility_id: str) -> EntitlementTold:
    """For a verb about one entitlement.

    Raises:
        NotFound: no such entitlement.
    """
    with desk.record.store.reading() as connection:
        asked = "SELECT person_id FROM eligibility WHERE id = ? AND voided = 0"
        person_id = connection.exec_driver_sql(asked, (eligibility_id,)).scalar()
    if person_id is None:
        raise NotFound("没有找到这份资格。", next_step="请刷新后再试。")
    return told_of_person(desk, str(person_id))


def _told(desk: Desk, head: str, each: PersonAssistance) -> EntitlementTold:
    papers: tuple[str, ...] = ()
    if each.entitlement is not None:
        with desk.record.store.reading() as connection:
            asked = "SELECT j.value FROM eligibility e, json_each(e.papers) j WHERE e.id = ?"
            papers = tuple(connection.exec_driver_sql(asked, (each.entitlement.id,)).scalars())
    proposal, amount = each.proposal, each.amount
    return EntitlementTold(
        each.person.id,
        each.person.name,
        tr("{name}户").format(name=head),
        each.kind,
        each.worked_out.reason,
        papers,
        amount.amount if amount else 0,
        "，".join((money_words(amount.amount, verified=amount.verified), amount.source)) if amount else "",
        proposal.reason if proposal and proposal.reason != "retype" else "",
        proposal.on if proposal else None,
        proposal.sentence if proposal else "",
    )


def unrecorded(desk: Desk) -> tuple[tuple[str, str, str, int], ...]:
    """Who could draw the assistance and has nothing recorded: person id, words to choose by, kind, first year."""
    lines = roll_of(desk).finish(desk).lines(desk, UNRECORDED)
    return tuple(
        (
            line.each.person.id,
            f"{line.village} {line.each.person.name}".strip(),
            line.each.kind,
            line.each.worked_out.first_year,
        )
        for line in lines
    )


def plan_year(desk: Desk, connection: Connection, year: object, on: str) -> ReviewPlan:
    """Who passes a year's check together.

    Raises:
        InvalidValue: not a year, still to come, or a day that cannot be.
    """
    wanted = as_year("year", year)
    day = past_day("on", on, desk.today, "年审日期")
    if wanted > desk.today.year:
        raise InvalidValue("year", f"{wanted} 年还没有到。", f"现在可以登记 {desk.today.year} 年的。")
    return plan_checks(connection, desk.profile, wanted, day)


def review_year(desk: Desk, year: object, on: str) -> Review:
    """The year's check laid out: who passes, who is left for a person.

    Raises:
        InvalidValue: as `plan_year`.
    """
    with desk.record.store.reading() as connection:
        plan = plan_year(desk, connection, year, on)
    passing = [tr("{village} {name}").format(village=each.village, name=each.name).strip() for each in plan.passing]
    held = [tr("{name}：{why}").format(name=each.name, why=why) for each, why in plan.held]
    parts: tuple[ReviewPart, ...] = (
        ReviewPart(tr("登记合格 {n} 人").format(n=len(passing)), _shortened(passing)),
        ReviewPart(tr("留给您逐人定 {n} 人").format(n=len(held)), _shortened(held), "soon"),
    )
    if not passing and not held:
        parts = (ReviewPart(tr("没有要做的"), (tr("{year} 年的年审都做完了").format(year=plan.year),)),)
    title = tr("{year} 年年审：").format(year=plan.year)
    return Review(title, parts, tr("登记 {n} 人合格").format(n=len(passing)) if passing else "")


def _shortened(lines: list[str]) -> tuple[str, ...]:
    more = (tr("还有 {n} 人").format(n=len(lines) - _SHOWN),) if len(lines) > _SHOWN else ()
    return (*lines[:_SHOWN], *more)


def rows_of_file(path: Path) -> tuple[MonthlyAmount, ...]:
    """The rows of a county's file.

    Raises:
        StandardsInvalid, ProfileInvalid: a line that cannot be right, with its number.
        InvalidValue: not a readable text of at most 2 MB.
    """
    if path.suffix.casefold() not in {".csv", ".toml"}:
        raise InvalidValue("path", f"“{path.name}”不是 CSV 或 TOML 文件。", "请在表格软件里另存为 CSV，再导入。")
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as broken:
        raise InvalidValue("path", f"“{path.name}”打不开。", "请看看文件还在不在，再选一次。") from broken
    if len(content) > _MOST_BYTES:
        raise InvalidValue("path", f"“{path.name}”超过 2 MB，不像一张标准表。", "请核对选的是不是这张表。")
    return read_standards(_text_of(path, content), toml=path.suffix.casefold() == ".toml")


def _text_of(path: Path, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidValue("path", f"“{path.name}”的文字编码认不出来。", "请另存为 UTF-8 的 CSV。")


def review_standards(desk: Desk, path: str) -> Review:
    """A county's file laid out.

    Raises:
        StandardsInvalid, ProfileInvalid, InvalidValue: as `rows_of_file`; or a row that meets one already here.
    """
    return review_rows(desk, rows_of_file(Path(path)), tr("{name} 里有：").format(name=Path(path).name))


def review_rows(desk: Desk, rows: Sequence[MonthlyAmount], title: str) -> Review:
    """Monthly amounts laid out before they are entered.

    Raises:
        StandardsInvalid: a row meets one already here.
    """
    with desk.record.store.reading() as connection:
        require_apart(rows, own_amounts(connection))
    lines = [_row_words(row) for row in rows]
    replaced = tr("从这些日子起，先用本地标准，再用程序自带的全国最低标准。")
    parts = (
        ReviewPart(tr("写入 {n} 条").format(n=len(rows)), _shortened(lines)),
        ReviewPart(tr("以后"), (replaced,)),
    )
    return Review(title, parts, tr("写入 {n} 条").format(n=len(rows)))


def _row_words(row: MonthlyAmount) -> str:
    until = tr("至 {day}").format(day=row.until) if row.until else tr("起")
    span = f"{row.since} {until}"
    return "，".join((said_key(row), money_words(row.amount, verified=True), span, row.source))


def import_standards(writing: Writing, path: str) -> Touched:
    """Takes a county's file in, whole or not at all.

    Raises:
        StandardsInvalid, ProfileInvalid, InvalidValue: nothing is written.
    """
    return keep_standards(writing, rows_of_file(Path(path)))
