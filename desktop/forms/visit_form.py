"""Fills F3 走访慰问登记表: values on the front, what the note has left on as many 附页 as it needs."""

from collections.abc import Iterator

from desktop.forms.frame import HOLDS_PERSONAL, PageFace, lay_out
from desktop.forms.layout import Slot, fill, fits, write_lines
from desktop.forms.marks import check
from desktop.forms.page import MM, Pen, inked
from desktop.forms.sheets import VisitSheet
from desktop.forms.visit_layout import (
    BACK,
    FORM,
    FRONT,
    ITEM_SLOTS,
    NOTE_BACK,
    NOTE_FRONT,
    NOTE_SIZE,
    PERSON_SLOTS,
    SLOTS,
    TITLE,
    VERSION,
)
from desktop.forms.wording import break_lines
from desktop.words import tr

_MENTION = 5
_PER_BACK = len(NOTE_BACK)


def note_lines(pen: Pen, sheet: VisitSheet) -> list[str]:
    """The note broken for the two lines of the front and the lines of the 附页, then what found no row on the front."""
    limits = [width * MM / NOTE_SIZE for _, _, width in (*NOTE_FRONT, NOTE_BACK[0])]
    advances = pen.fonts.advances("value")
    text, carried = inked(sheet.note).strip(), inked(_carried(pen, sheet))
    lines = break_lines(text, advances, limits) if text else []
    if carried:
        lines += [""] * (len(NOTE_FRONT) - len(lines))
        lines += break_lines(carried, advances, limits[-1:])
    return lines


def _carried(pen: Pen, sheet: VisitSheet) -> str:
    """A fourth member, a third open item, a name too long for its blank: nothing handed in is dropped."""
    parts = []
    if persons := sheet.persons[len(PERSON_SLOTS) :]:
        parts.append(tr("受访人（续）：{names}。").format(names="、".join(persons)))
    long = [(tr(slot.name), name) for slot, name in _names(sheet) if name != sheet.head and not fits(pen, slot, name)]
    parts += [f"{field}：{name}" for field, name in dict.fromkeys(long)]
    for number, item in enumerate(sheet.open_items[len(ITEM_SLOTS) :], len(ITEM_SLOTS) + 1):
        about = "，".join(part for part in (item.raised, item.responsible) if part)
        parts.append(tr("上次未办结的事项 {number}：{text}").format(number=number, text=item.text))
        parts[-1] += f"（{about}）" if about else ""
    return "\n".join(parts)


def _names(sheet: VisitSheet) -> Iterator[tuple[Slot, str]]:
    """Every place of the front that takes a name and is too narrow for the longest ones."""
    for field in ("township_contact", "village_contact", "companions"):
        yield SLOTS[field], getattr(sheet, field)
    yield from zip(PERSON_SLOTS, sheet.persons, strict=False)
    for slots, item in zip(ITEM_SLOTS, sheet.open_items, strict=False):
        yield slots[-1], item.responsible


def pages_needed(pen: Pen, sheet: VisitSheet, *, duplex: bool) -> int:
    """How many pages this form takes; in a duplex batch always an even number, so that families never share a leaf."""
    return _pages(note_lines(pen, sheet), duplex=duplex)


def _pages(lines: list[str], *, duplex: bool) -> int:
    left = max(len(lines) - len(NOTE_FRONT), 0)
    pages = 1 + -(-left // _PER_BACK)
    return pages + pages % 2 if duplex else pages


def draw_visit_form(pen: Pen, sheet: VisitSheet, *, duplex: bool = False) -> int:
    """Draws one form and ends its pages; refusal `TextTooLong` when a short text fits at no size.

    Returns:
        The number of pages drawn.
    """
    lines = note_lines(pen, sheet)
    pages = _pages(lines, duplex=duplex)
    lay_out(pen, _face(sheet, 1, pages, TITLE), FRONT)
    _front(pen, sheet)
    write_lines(pen, lines, NOTE_FRONT, NOTE_SIZE)
    if len(lines) > len(NOTE_FRONT):
        check(pen, *FRONT.centres["16.note.overleaf"])
    pen.turn_page()
    for page in range(2, pages + 1):
        start = len(NOTE_FRONT) + (page - 2) * _PER_BACK
        lay_out(pen, _face(sheet, page, pages, f"{TITLE}（附页）"), BACK)
        write_lines(pen, lines[start : start + _PER_BACK], NOTE_BACK, NOTE_SIZE)
        pen.turn_page()
    return pages


def _face(sheet: VisitSheet, page: int, pages: int, title: str) -> PageFace:
    return PageFace(
        FORM, VERSION, title, HOLDS_PERSONAL, sheet.form_id, sheet.revision, sheet.serial, page, pages, sheet.practice
    )


def _front(pen: Pen, sheet: VisitSheet) -> None:
    for field, text in _values(sheet):
        fill(pen, SLOTS[field], text)
    if sheet.category:
        check(pen, *FRONT.centres[f"04.category.{sheet.category}"])
    for slot, name in _names(sheet):
        fill(pen, slot, name if fits(pen, slot, name) else mention(name))
    for slots, item in zip(ITEM_SLOTS, sheet.open_items, strict=False):
        for slot, text in zip(slots, (item.text, item.raised), strict=False):
            fill(pen, slot, text)


def _values(sheet: VisitSheet) -> Iterator[tuple[str, str]]:
    yield "unit", sheet.unit
    yield "village", sheet.village
    yield "head", sheet.head
    yield "case_no", sheet.case_no
    yield "phone", sheet.phone
    yield "address", sheet.address
    yield "year", "" if sheet.year is None else str(sheet.year)
    yield "festival", sheet.festival


def mention(name: str) -> str:
    """The first five characters and …, only where the whole name stands on the same form: in row 1 or on the 附页."""
    return f"{name[:_MENTION]}…"
