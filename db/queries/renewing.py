"""What renewing many at once would do: whose next term runs from when, and who cannot be renewed and why (law 7)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from db.domain.renewals import next_first_day
from db.domain.supports import TOLD_ONLY
from db.errors import InvalidValue
from db.queries.consents import declining
from db.queries.insurance import CoverRow, covers_of, policy_rows

UNWILLING = "本人不同意把信息提供给保险公司"


@dataclass(frozen=True)
class Renewal:
    """Insurance for many people until one day.

    Attributes:
        names: every code and name that means the product.
        person_ids: whom.
        until: the last day of the next term, ISO.
        policy_id: the policy it falls under, "" when that is not on file.
    """

    names: Collection[str]
    person_ids: Collection[str]
    until: str
    policy_id: str = ""


@dataclass(frozen=True)
class RenewalLine:
    """What becomes of one person.

    Attributes:
        last: the end of the present term, None when there is none.
        since: the first day of the next term; None when there will be none.
        why_not: why there will be none, a Chinese clause; "" when there will be.
    """

    person_id: str
    name: str
    village: str
    last: date | None
    since: date | None
    why_not: str = ""


def renewal_lines(connection: Connection, wish: Renewal, today: date) -> tuple[RenewalLine, ...]:
    """What the wish would do, in the order of village and household; nothing is written.

    Raises:
        InvalidValue: the last day is no day, or the policy is not on file.
    """
    until, first, last = _bounds(connection, wish)
    terms: dict[str, list[CoverRow]] = {}
    for row in covers_of(connection, wish.person_ids):
        terms.setdefault(row.person_id, []).append(row)
    unwilling = declining(connection, terms, "insurer", today)
    lines = (_line(rows, wish, today, (first, last, until)) for rows in terms.values())
    return tuple(
        replace(line, since=None, why_not=UNWILLING) if line.person_id in unwilling else line for line in lines
    )


def _bounds(connection: Connection, wish: Renewal) -> tuple[date, date | None, date | None]:
    """The last day wished for, and the days the policy allows."""
    try:
        until = date.fromisoformat(wish.until)
    except ValueError:
        raise InvalidValue("until", "没有写保险止，或者不是一个存在的日期。", "请写成 2026-12-31。") from None
    if not wish.policy_id:
        return until, None, None
    policy = next((p for p in policy_rows(connection) if p.id == wish.policy_id), None)
    if policy is None:
        raise InvalidValue("way", "没有找到这张保单。", "请刷新后再选一次。")
    return until, policy.since, policy.until


def _line(
    rows: list[CoverRow], wish: Renewal, today: date, bounds: tuple[date | None, date | None, date]
) -> RenewalLine:
    one, (first, last_allowed, until) = rows[0], bounds
    mine = [row for row in rows if row.since and row.product in wish.names and row.stage != TOLD_ONLY]
    last = max((row.until or date.max for row in mine), default=None)
    since = next_first_day(last, today, first)
    why = ""
    if not one.active:
        why = "已不在册或已不在世"
    elif since is None:
        why = "现在的保险没有写止期"
    elif last is not None and last >= until:
        why = f"已经续到 {last.isoformat()}"
    elif since > until:
        why = f"要从 {since.isoformat()} 起，晚于保险止"
    elif last_allowed is not None and until > last_allowed:
        why = f"保单 {last_allowed.isoformat()} 就到期了"
    known = last if last != date.max else None
    return RenewalLine(one.person_id, one.name, one.village, known, None if why else since, why)
