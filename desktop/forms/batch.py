"""One PDF for a day's round: forms sorted by route, village, group and case number, a list before each village."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from desktop.forms.fonts import shipped_fonts
from desktop.forms.numerals import leading_number
from desktop.forms.page import Pen
from desktop.forms.preflight import preflight, unfit_words
from desktop.forms.refusals import GlyphsMissing, NothingToPrint, UnfitWording
from desktop.forms.separator import Listed, draw_list, list_pages
from desktop.forms.sheets import VisitSheet
from desktop.forms.visit_form import draw_visit_form, pages_needed
from desktop.forms.visit_layout import FORM, TITLE
from desktop.words import tr

_NO_GROUP = 10_000


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a round is printed.

    Attributes:
        duplex: printed on both sides: every form and every list begins on a new leaf.
        lists: one list page before each village.
        wording_confirmed: the worker has seen `unfit_words` and prints all the same (not for the family's eyes).
    """

    duplex: bool = False
    lists: bool = True
    wording_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class PlacedForm:
    """Where a form lies in the file: index of its sheet as handed in, first page (from 1), how many pages."""

    sheet: int
    first_page: int
    pages: int


@dataclass(frozen=True, slots=True)
class VisitBatch:
    """A finished round: the PDF and where each form lies in it, for printed-status and reprints."""

    pdf: bytes
    pages: int
    forms: tuple[PlacedForm, ...]


def visit_forms(sheets: Sequence[VisitSheet], options: BatchOptions | None = None) -> bytes:
    """The F3 of every sheet as one PDF; see `visit_batch`."""
    return visit_batch(sheets, options).pdf


def save_visit_forms(sheets: Sequence[VisitSheet], path: Path, options: BatchOptions | None = None) -> VisitBatch:
    """Writes the round to `path` and tells where each form lies; nothing is written when it refuses."""
    batch = visit_batch(sheets, options)
    path.write_bytes(batch.pdf)
    return batch


def visit_batch(sheets: Sequence[VisitSheet], options: BatchOptions | None = None) -> VisitBatch:
    """Draws the round.

    Args:
        sheets: the families, in any order; blank forms are sheets with nothing filled in.
        options: see `BatchOptions`.

    Returns:
        The PDF: fonts embedded, `Title` the form's name and no other metadata, equal bytes for equal sheets.

    Refuses with `NothingToPrint`, `GlyphsMissing`, `UnfitWording`, `TextTooLong` before anything is handed out.
    """
    options = options or BatchOptions()
    _check(sheets, options)
    pen = Pen(TITLE, shipped_fonts())
    placed: list[PlacedForm] = []
    order = sorted(range(len(sheets)), key=lambda index: route_key(sheets[index]))
    for (_, village), members in groupby(order, lambda index: (sheets[index].route, sheets[index].village)):
        placed += _village(pen, village, [(index, sheets[index]) for index in members], options)
    return VisitBatch(pen.finish(), pen.pages, tuple(placed))


def route_key(sheet: VisitSheet) -> tuple[int, str, int, str, str, str]:
    """Route, village, group by its number (四组 after 三组), case number; then the id so that the order is one."""
    number = leading_number(sheet.group)
    return (
        sheet.route,
        sheet.village,
        _NO_GROUP if number is None else number,
        sheet.group,
        sheet.case_no,
        sheet.form_id.hex,
    )


def batch_name(sheets: Sequence[VisitSheet], on: date) -> str:
    """The file's name, `F3_20261122_云岭等3村_30户.pdf`: form, day, first village, how many; no person's name."""
    villages = list(dict.fromkeys(sheet.village for sheet in sorted(sheets, key=route_key) if sheet.village))
    unit = tr("[村]")
    first = "".join(char for char in villages[0].removesuffix("村") if char.isalnum()) if villages else ""
    place = f"_{first}等{len(villages)}{unit}" if len(villages) > 1 else f"_{first}{unit}" if first else ""
    return f"{FORM}_{on:%Y%m%d}{place}_{len(sheets)}户.pdf"


def _check(sheets: Sequence[VisitSheet], options: BatchOptions) -> None:
    if not sheets:
        raise NothingToPrint
    if missing := preflight(sheets):
        raise GlyphsMissing(missing)
    if not options.wording_confirmed and (places := unfit_words(sheets)):
        raise UnfitWording(places)


def _village(pen: Pen, village: str, members: list[tuple[int, VisitSheet]], options: BatchOptions) -> list[PlacedForm]:
    """One village: its list, padded to a whole leaf when printing on both sides, then its forms."""
    named = any(sheet.head for _, sheet in members)  # a stack of blank forms needs no list
    lists = list_pages(len(members)) if options.lists and named else 0
    padding = lists % 2 if options.duplex else 0
    placed: list[PlacedForm] = []
    first = pen.pages + lists + padding + 1
    for index, sheet in members:
        pages = pages_needed(pen, sheet, duplex=options.duplex)
        placed.append(PlacedForm(index, first, pages))
        first += pages
    if lists:
        listed = [Listed(sheet, form.first_page) for (_, sheet), form in zip(members, placed, strict=True)]
        draw_list(pen, village, listed, practice=members[0][1].practice)
    for _ in range(padding):
        pen.turn_page()
    for _, sheet in members:
        draw_visit_form(pen, sheet, duplex=options.duplex)
    return placed
