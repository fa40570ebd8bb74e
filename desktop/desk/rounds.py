"""A round of visit forms on the screen: who is on it, what to look at before printing, and keeping that it was made."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from db.errors import NotFound, Refusal
from db.queries.families import villages
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.printing import Round, Wanted, note_printed, prepare_blank, prepare_forms
from desktop.forms.batch import VisitBatch, batch_name, route_key
from desktop.forms.preflight import preflight, unfit_words
from desktop.forms.refusals import MissingGlyph
from desktop.forms.sheets import VisitSheet
from desktop.words import tr

_ONE_BY_ONE = 30
"""Up to so many families are asked for one by one; more by going through the whole file once."""


class PaperNotWritten(Refusal):
    """The PDF could not be written to where it was to go."""

    code = "P-PRT-06"


@dataclass(frozen=True)
class RoundWish:
    """Whose forms.

    Attributes:
        which: everyone due, one village, all, the families named, or blank forms.
        village: for `village`.
        family_ids: for `ids`.
        blanks: how many, for `blank`.
    """

    which: Literal["due", "village", "all", "ids", "blank"] = "due"
    village: str = ""
    family_ids: tuple[str, ...] = ()
    blanks: int = 0


@dataclass(frozen=True)
class FormLine:
    """One form of the round.

    Attributes:
        form_id, family_id: `family_id` "" for a blank form.
        name, village, group: on the list.
        undrawn: characters no font can draw.
        unfit: a text on it holds a word the family must not read.
        address, phone: whether there is one to print.
        prints: how often it was printed before and has not come back.
    """

    form_id: str
    family_id: str
    name: str
    village: str
    group: str
    undrawn: tuple[MissingGlyph, ...]
    unfit: bool
    address: bool
    phone: bool
    prints: int


@dataclass(frozen=True)
class RoundPlan:
    """A round as it could be printed: the forms, a line each in route order, and the villages to choose from."""

    forms: Round
    lines: tuple[FormLine, ...]
    villages: tuple[str, ...]


def plan_round(desk: Desk, wish: RoundWish) -> RoundPlan:
    """Fills the forms in and looks at every one before the first page; nothing is written.

    Raises:
        NotFound: no such village.
    """
    forms = _forms(desk, wish)
    undrawn: dict[int, list[MissingGlyph]] = {}
    for one in preflight(forms.sheets):
        undrawn.setdefault(one.sheet, []).append(one)
    unfit = {one.sheet for one in unfit_words(forms.sheets)}
    order = sorted(range(len(forms.sheets)), key=lambda index: route_key(forms.sheets[index]))
    lines = tuple(_line(forms, index, tuple(undrawn.get(index, ())), unfit=index in unfit) for index in order)
    with desk.record.store.reading() as connection:
        return RoundPlan(forms, lines, villages(connection))


def chosen(forms: Round, form_ids: Iterable[str]) -> Round:
    """The forms with these ids; new ones are numbered without a gap, reprints keep their numbers."""
    wanted = set(form_ids)
    kept = tuple(sheet for sheet in forms.sheets if str(sheet.form_id) in wanted)
    fresh = [sheet for sheet in forms.sheets if str(sheet.form_id) not in forms.reprints]
    return replace(forms, sheets=_numbered(kept, forms, fresh[0].serial if fresh else ""))


def suggested_name(forms: Round) -> str:
    """The name of the file, without a person's name."""
    return batch_name(forms.sheets, forms.on)


def save_round(desk: Desk, forms: Round, batch: VisitBatch, path: Path) -> Touched:
    """Writes the PDF and keeps that these forms were made.

    Raises:
        PaperNotWritten: the place cannot be written to; nothing is kept.
    """
    half = path.with_name(f"{path.name}.part")
    try:
        half.write_bytes(batch.pdf)
        half.replace(path)
    except OSError as fault:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise PaperNotWritten(
            tr("PDF 没有写成，那个位置写不进去。"), tr("档案没有变，也没有记成已印。"), tr("请换一个位置再存。")
        ) from fault
    return note_printed(desk, forms)


def _forms(desk: Desk, wish: RoundWish) -> Round:
    if wish.which == "blank":
        return prepare_blank(desk, wish.blanks)
    if wish.which == "village":
        return prepare_forms(desk, Wanted("village", wish.village))
    if wish.which != "ids":
        return prepare_forms(desk, Wanted(wish.which))
    if len(wish.family_ids) > _ONE_BY_ONE:
        everyone = prepare_forms(desk, Wanted("all"))
        named = set(wish.family_ids)
        return chosen(everyone, [form_id for form_id, family in everyone.families.items() if family in named])
    return _joined(desk, wish.family_ids)


def _joined(desk: Desk, family_ids: Sequence[str]) -> Round:
    """Families asked for one by one; who is no longer on the register is left out."""
    found: list[Round] = []
    for family_id in dict.fromkeys(family_ids):
        with suppress(NotFound):
            found.append(prepare_forms(desk, Wanted("family", family_id)))
    joined = Round(
        tuple(sheet for one in found for sheet in one.sheets),
        {form_id: family for one in found for form_id, family in one.families.items()},
        {form_id: form for one in found for form_id, form in one.reprints.items()},
        desk.today,
    )
    return chosen(joined, joined.families)


def _numbered(sheets: tuple[VisitSheet, ...], forms: Round, first: str) -> tuple[VisitSheet, ...]:
    prefix, _, digits = first.rpartition("-")
    number = int(digits or 0)
    made = []
    for sheet in sheets:
        if str(sheet.form_id) in forms.reprints:
            made.append(sheet)
            continue
        made.append(replace(sheet, serial=f"{prefix}-{number:0{len(digits)}}"))
        number += 1
    return tuple(made)


def _line(forms: Round, index: int, undrawn: tuple[MissingGlyph, ...], *, unfit: bool) -> FormLine:
    sheet = forms.sheets[index]
    form_id = str(sheet.form_id)
    again = forms.reprints.get(form_id)
    family_id = forms.families.get(form_id, "")
    return FormLine(
        form_id,
        family_id,
        sheet.head,
        sheet.village,
        sheet.group,
        undrawn,
        unfit,
        bool(sheet.address) or not family_id,
        bool(sheet.phone) or not family_id,
        again.prints if again else 0,
    )
