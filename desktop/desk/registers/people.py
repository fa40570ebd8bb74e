"""Words several registers share: members to choose from, telephone cells, hours, the first day of a span."""

from datetime import date

from db.domain.masking import mask_phone
from db.queries.gatherings import MemberRow, members
from desktop.desk.desk import Desk
from desktop.desk.registers.register import Cell
from desktop.words import tr

HOUR = 60


def member_choices(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Everybody living on the register as (person id, `何秀兰　上坪村 周文彬户`)."""
    with desk.record.store.reading() as connection:
        return tuple((each.person_id, _words(each)) for each in members(connection))


def _words(each: MemberRow) -> str:
    household = tr("{name}户").format(name=each.head) if each.head and each.head != each.name else ""
    return f"{each.name}　{each.village} {household}".strip()


def phone_cell(number: str) -> Cell:
    """A number masked on the screen and whole in a file."""
    return Cell(mask_phone(number), whole=number) if number else Cell("")


def hours(minutes: int) -> str:
    """Minutes in words: `2 小时 30 分`; "" for none."""
    if not minutes:
        return ""
    whole, rest = divmod(minutes, HOUR)
    if not whole:
        return tr("{n} 分钟").format(n=rest)
    return tr("{h} 小时 {m} 分").format(h=whole, m=rest) if rest else tr("{h} 小时").format(h=whole)


def household(head: str) -> str:
    """`周文彬户`."""
    return tr("{name}户").format(name=head) if head else ""


def year_start(day: date) -> str:
    """The first day of the year, ISO."""
    return date(day.year, 1, 1).isoformat()
