"""A list at the desk: read, laid on the record, decided, written in one transaction, and taken back if need be."""

import hashlib
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from pathlib import Path

from db.commands.roster import RosterSource, apply_roster
from db.commands.undo import Undone, undo_command
from db.domain.roster import HouseholdPlan, KnownRecord
from db.queries.roster import known_record
from db.store.audit import write_audit
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.roster.columns import Mapping
from desktop.roster.list_words import ListWords
from desktop.roster.plan import Counts, Decision, RosterPlan
from desktop.roster.planning import plan_roster
from desktop.roster.reading import Reading, SheetGuess, read_roster
from desktop.roster.refusals import MappingDoesNotFit
from desktop.roster.writing import write_roster

MAPPINGS = "roster_mappings"
_REMEMBERED = 40


@dataclass(frozen=True)
class LaidList:
    """A list laid on the record: what would be written, row by row.

    Attributes:
        reading: the file as read.
        sheet: position of the sheet chosen among `reading.sheets`.
        mapping: what each column means.
        plan: the plan under the decisions taken so far.
    """

    reading: Reading
    sheet: int
    mapping: Mapping
    plan: RosterPlan

    @property
    def guess(self) -> SheetGuess:
        """The sheet chosen."""
        return self.reading.sheets[self.sheet]

    def decide(self, decisions: MappingOf[int, Decision]) -> "LaidList":
        """The list under these decisions (spreadsheet row -> decision)."""
        return LaidList(self.reading, self.sheet, self.mapping, self.plan.decide(decisions))


@dataclass(frozen=True)
class Imported:
    """What an import wrote.

    Attributes:
        batch: the id that takes it back; "" when there was nothing to write.
        created, changed: households.
        counts: of the plan under the decisions taken.
        touched: for the pages.
    """

    batch: str
    created: int
    changed: int
    counts: Counts
    touched: Touched


def read_list(path: Path, encoding: str = "") -> Reading:
    """The file, its sheets and a guess at their columns; see `desktop.roster.reading.read_roster`."""
    return read_roster(path, encoding)


def lay_list(desk: Desk, reading: Reading, sheet: int | None = None, mapping: Mapping | None = None) -> LaidList:
    """Compares a sheet with the record. Nothing is written.

    Args:
        desk: the desk.
        reading: from `read_list`.
        sheet: which sheet; the one most like a roster when None.
        mapping: the columns as a person set them; remembered or guessed ones when None.

    Raises:
        NoHeaderFound: the sheet is no list.
    """
    chosen = reading.guess if sheet is None else sheet
    columns = mapping or mapping_for(desk, reading.sheets[chosen])
    known = known_households(desk)
    plan = plan_roster(reading, chosen, columns, known, desk.codes, desk.today)
    return LaidList(reading, chosen, columns, plan)


def known_households(desk: Desk) -> KnownRecord:
    """Everything a list is compared with, as the record has it today."""
    office = desk.record.office
    with desk.record.store.reading() as connection:
        return known_record(connection, office.org_code, desk.today)


def mapping_for(desk: Desk, guess: SheetGuess) -> Mapping:
    """What a person last set for columns of these titles, else the guess.

    Raises:
        NoHeaderFound: the sheet is no list.
    """
    own = guess.mapping
    kept = desk.record.store.setting(MAPPINGS, {}).get(_titles(guess))
    if kept is None:
        return own
    try:
        return guess.remembered(kept)
    except MappingDoesNotFit:
        return own


def remember_mapping(desk: Desk, guess: SheetGuess, mapping: Mapping) -> None:
    """Keeps what a person corrected, for the next list with the same titles; a mere guess is not kept."""
    kept = dict(desk.record.store.setting(MAPPINGS, {}))
    kept.pop(_titles(guess), None)
    if mapping.columns != guess.mapping.columns:
        kept[_titles(guess)] = mapping.to_json()
    desk.record.store.set_setting(MAPPINGS, dict(list(kept.items())[-_REMEMBERED:]))


def _titles(guess: SheetGuess) -> str:
    titles = guess.header.plain if guess.header else ()
    return hashlib.sha256("\n".join(sorted(titles)).encode()).hexdigest()


def import_list(desk: Desk, laid: LaidList, *, accept_warnings: bool = False) -> Imported:
    """Writes what was accepted in one transaction, or nothing at all.

    Args:
        desk: the desk.
        laid: the list with its decisions.
        accept_warnings: take every 请看一眼 that was not decided one by one.

    Raises:
        InvalidValue: a value the record cannot keep, named with its row; nothing is written.
    """
    plans = laid.plan.accepted(accept_warnings=accept_warnings)
    counts = laid.plan.counts(accept_warnings=accept_warnings)
    if not plans:
        return Imported("", 0, 0, counts, Touched(said="没有要写入的"))
    with desk.record.store.writing() as writing:
        touched = apply_roster(writing, _source(laid, counts), plans)
    remember_mapping(desk, laid.guess, laid.mapping)
    created = _created(plans)
    return Imported(touched.undo, created, len(plans) - created, counts, touched)


def _created(plans: tuple[HouseholdPlan, ...]) -> int:
    return sum(plan.action == "new" for plan in plans)


def _source(laid: LaidList, counts: Counts) -> RosterSource:
    book = laid.reading.book
    same = dict(counts.households).get("same", 0)
    sheet = laid.guess.sheet.name
    return RosterSource(book.file_name, book.sha256, sheet, laid.mapping.to_json(), same, counts.will_skip)


def undo_roster(desk: Desk, batch: str) -> Undone:
    """Takes a whole import back; what was built on since stays and is named.

    Raises:
        NotFound, NothingToUndo: nothing is changed.
    """
    return undo_command(desk.record.store, batch)


def export_roster(desk: Desk) -> tuple[bytes, int]:
    """The record as an .xlsx list an import reads back as 无变化, and the number of households in it.

    Whole ID numbers leave the record with it, so the audit trail says so.
    """
    families = known_households(desk).families
    content = write_roster(families, ListWords(desk.codes))
    store = desk.record.store
    with store.keeping() as connection:
        who = (desk.clock.now().isoformat(timespec="seconds"), store.author.author)
        write_audit(connection, who, "export", "roster", str(len(families)))
    return content, len(families)
