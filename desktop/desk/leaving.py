"""离岗交接 laid out before it is done: every family held, who takes it over from which day, and the days between."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.commands.leaving import Leaving, Take, require_leavable
from db.domain.standing import MISS, OK, SOON, day_words
from db.queries.contacts import ContactRow, HeldRow, contacts_in_office, held_by
from desktop.desk.desk import Desk
from desktop.desk.reviewing import Review, ReviewPart
from desktop.words import tr

_EVER = date(1900, 1, 1)


@dataclass(frozen=True)
class LeavingStart:
    """What the record says before somebody leaves.

    Attributes:
        contact_id, name: who; held: every assignment, in route order, the ended ones included.
        others: persons in office who could take over, those of the same level first.
    """

    contact_id: str
    name: str
    held: tuple[HeldRow, ...]
    others: tuple[ContactRow, ...]

    def reaching(self, left_on: date) -> tuple[HeldRow, ...]:
        """The assignments that reach to a day or beyond it."""
        return tuple(row for row in self.held if row.until is None or row.until >= left_on)

    def villages(self, day: date) -> tuple[tuple[str, int], ...]:
        """(village, number of assignments) of those that reach to `day`, in route order."""
        found: dict[str, int] = {}
        for row in self.reaching(day):
            found[row.village] = found.get(row.village, 0) + 1
        return tuple(found.items())


def leaving_start(desk: Desk, contact_id: str) -> LeavingStart:
    """Who it is, what they hold, and who could take over."""
    with desk.record.store.reading() as connection:
        asked = "SELECT name FROM contact_person WHERE id = ?"
        name = connection.exec_driver_sql(asked, (contact_id,)).scalar() or ""
        held, others = held_by(connection, contact_id, _EVER), contacts_in_office(connection, contact_id)
    return LeavingStart(contact_id, str(name), held, others)


def leaving_of(start: LeavingStart, answers: Mapping[str, Any]) -> Leaving:
    """The hand-over the answers ask for.

    Args:
        start: what the record said.
        answers: `left_on`, `successor` and `since` for all; `village:<place>` for a village of its own;
            `others` (assignment ids) and `other_successor` for single families. Who is named for fewer wins.
    """
    left_on = str(answers.get("left_on") or "")
    since = str(answers.get("since") or left_on)
    rows = start.reaching(date.fromisoformat(left_on)) if left_on else ()
    places = {village: place for place, (village, _) in enumerate(start.villages(_EVER))}
    single = set(answers.get("others") or ())
    takes = []
    for row in rows:
        of_village = answers.get(f"village:{places[row.village]}")
        successor = str(of_village or answers.get("successor") or "")
        if row.assignment_id in single and answers.get("other_successor"):
            successor = str(answers["other_successor"])
        takes.append(Take(row.assignment_id, successor, since if successor else ""))
    return Leaving(start.contact_id, left_on, tuple(takes))


def lay_out_leaving(desk: Desk, start: LeavingStart, leaving: Leaving) -> Review:
    """The hand-over as it would be done.

    Raises:
        InvalidValue, NotFound: it could not be done as it stands.
    """
    with desk.record.store.writing() as writing:  # asks only: nothing is written, the transaction ends empty
        left_on, held = require_leavable(writing, leaving)
    names = {one.id: one for one in start.others}
    groups: dict[str, list[str]] = {}
    empty_days = 0
    for take in leaving.takes:
        row = held[take.assignment_id]
        gap = (date.fromisoformat(take.since) - left_on).days if take.successor_id else 0
        empty_days += gap
        groups.setdefault(take.successor_id, []).append(_line(desk, row, take, gap))
    parts = [_part(names.get(who), who, lines) for who, lines in groups.items()]
    handed = sum(1 for take in leaving.takes if take.successor_id)
    summary = [tr("{n} 户交接，最后一天 {day}").format(n=handed, day=_say(desk, left_on - timedelta(days=1)))]
    if empty_days:
        summary.append(tr("中间空缺合计 {n} 户天，会计入双岗的缺口").format(n=empty_days))
    due = _card_due(desk, leaving)
    if due is not None:
        card = desk.profile.word("contact_card")
        words = tr("{n} 户要送新的{card}，{day} 前送到家")
        summary.append(words.format(n=handed, card=card, day=_say(desk, due)))
    state = SOON if empty_days else OK
    title = tr("{name} {day} 离岗").format(name=start.name, day=_say(desk, left_on))
    save = tr("交接这 {n} 户").format(n=len(leaving.takes)) if leaving.takes else tr("记下离岗")
    return Review(title, (ReviewPart(tr("合计"), tuple(summary), state), *parts), save)


def _part(who: ContactRow | None, successor_id: str, lines: list[str]) -> ReviewPart:
    if not successor_id:
        return ReviewPart(tr("没有接任的人，{n} 户空缺").format(n=len(lines)), tuple(lines), MISS)
    name = " ".join(part for part in (who.name, who.post) if part) if who else tr("接任的人")
    return ReviewPart(tr("交给{name}，{n} 户").format(name=name, n=len(lines)), tuple(lines))


def _line(desk: Desk, row: HeldRow, take: Take, gap: int) -> str:
    family = tr("{village} {name}户").format(village=row.village, name=row.family_name).strip()
    if not take.successor_id:
        return family
    since = _say(desk, date.fromisoformat(take.since))
    between = tr("，空缺 {n} 天").format(n=gap) if gap else ""
    return tr("{family}，{day} 起{between}").format(family=family, day=since, between=between)


def _card_due(desk: Desk, leaving: Leaving) -> date | None:
    """By when the family must hold a card with the new name."""
    begins = [date.fromisoformat(take.since) for take in leaving.takes if take.successor_id]
    days = desk.profile.on(min(begins)).c1.inform_days if begins else 0
    return min(begins) + timedelta(days=days) if days else None


def _say(desk: Desk, day: date) -> str:
    return day_words(day, desk.today.year)
