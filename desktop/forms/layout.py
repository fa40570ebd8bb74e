"""The vocabulary of a form: lines, labels, tick boxes, blanks and the places values go, all as plain facts in mm.

One description serves four readers: the pen that draws the fixed part, the filling of values, the tick template by
which a photograph is read back, and the tests.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from desktop.forms.fonts import Role
from desktop.forms.marks import TICK, TICK_LINE, tick_box
from desktop.forms.page import MM, Align, Pen, inked
from desktop.forms.refusals import TextTooLong
from desktop.forms.wording import break_lines
from desktop.words import tr

OUTER, SECTION, INNER, UNDERLINE, DOTTED, FOLD = 1.2, 0.75, 0.4, 0.35, 0.25, 0.4
DOTS = (1.0, 1.5)
DASHES = (4.0, 3.0)
WORD_GAP = 1.1
DOT_GREY = 0.35
_LEADING, _TIGHT, _TIGHT_BELOW = 1.16, 1.12, 8.0
_STEP = 0.5
_JUSTIFY_BELOW_EM = 3.0
_SANS_BELOW = 10.0
"""Under this size a value's digits are set in sans."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line from (x1, y1) to (x2, y2), `pt` thick; `grey` 0 is black."""

    x1: float
    y1: float
    x2: float
    y2: float
    pt: float = INNER
    dash: tuple[float, ...] = ()
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Label:
    """Fixed wording, its middle at `cy`; `spread` mm wide when spread evenly (0: set solid)."""

    x: float
    cy: float
    text: str
    size: float = 10.5
    role: Role = "label"
    align: Align = "left"
    spread: float = 0.0
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick, centre (cx, cy), with its word on the right; `key` is `<number>.<group>.<choice>`."""

    key: str
    cx: float
    cy: float
    word: str = ""
    size: float = 10.5
    role: Role = "label"

    @property
    def word_x(self) -> float:
        """Where the word begins."""
        return self.cx + TICK / 2 + WORD_GAP


@dataclass(frozen=True, slots=True)
class Band:
    """A tinted strip behind a heading."""

    x: float
    y: float
    width: float
    height: float
    grey: float


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value goes: a box around the middle `cy`, the size it wants and the smallest it may shrink to.

    Attributes:
        name: the field's Chinese name, used when the text does not fit or a glyph is missing.
        x, cy, width, height: the place in mm; lines are centred on `cy`.
        size, floor: points wanted and least.
        align: of a single line; wrapped lines follow it.
        verbatim: names, numbers, codes: no mark is made full-width.
        role: who speaks.
        upward: further lines stand above the first, because an underline runs below.
    """

    name: str
    x: float
    cy: float
    width: float
    height: float
    size: float
    floor: float
    align: Align = "center"
    verbatim: bool = False
    role: Role = "value"
    upward: bool = False


@dataclass(frozen=True)
class Layout:
    """The fixed part of one page."""

    name: str
    rules: tuple[Rule, ...] = ()
    labels: tuple[Label, ...] = ()
    ticks: tuple[Tick, ...] = ()
    bands: tuple[Band, ...] = ()

    @cached_property
    def centres(self) -> dict[str, tuple[float, float]]:
        """Key of a tick box -> its centre."""
        return {tick.key: (tick.cx, tick.cy) for tick in self.ticks}


def frame(x1: float, y1: float, x2: float, y2: float) -> tuple[Rule, ...]:
    """The four sides of a table, 1.2 pt."""
    return (
        Rule(x1, y1, x2, y1, OUTER),
        Rule(x1, y2, x2, y2, OUTER),
        Rule(x1, y1, x1, y2, OUTER),
        Rule(x2, y1, x2, y2, OUTER),
    )


def underlines(y: float, *spans: tuple[float, float]) -> tuple[Rule, ...]:
    """Blanks to write on: thin lines at height `y`."""
    return tuple(Rule(x1, y, x2, y, UNDERLINE) for x1, x2 in spans)


def draw(pen: Pen, layout: Layout) -> None:
    """Draws the fixed part; what overlaps tick boxes would be a fault of the layout, so they come last and white."""
    for band in layout.bands:
        pen.grey(band.grey)
        pen.box(band.x, band.y, band.width, band.height, "f")
        pen.grey(0)
    pen.raw("2 J")
    for rule in layout.rules:
        pen.stroke_grey(rule.grey)
        pen.line((rule.x1, rule.y1), (rule.x2, rule.y2), rule.pt, rule.dash)
    pen.raw(f"0 G {TICK_LINE} w 1 g 0 J")
    for tick in layout.ticks:
        tick_box(pen, tick.cx, tick.cy)
    pen.grey(0)
    _words(pen, layout)


def _words(pen: Pen, layout: Layout) -> None:
    for tick in layout.ticks:
        pen.text(tick.word_x, tick.cy, inked(tr(tick.word)), tick.role, tick.size)
    for label in layout.labels:
        if label.grey:
            pen.grey(label.grey)
        draw_label(pen, label)
        if label.grey:
            pen.grey(0)


def draw_label(pen: Pen, label: Label) -> None:
    """Writes one label, spread or set solid."""
    text = inked(tr(label.text))
    if not label.spread:
        pen.text(label.x, label.cy, text, label.role, label.size, label.align)
        return
    left = {"left": 0.0, "center": label.spread / 2, "right": label.spread}[label.align]
    pen.spread(label.x - left, label.cy, text, label.role, label.size, label.spread)


def fill(pen: Pen, slot: Slot, text: str) -> None:
    """Writes a value: one line, else wrapped, else smaller by half points down to the floor (paper.md, 8).

    Refuses with `TextTooLong`; nothing is ever clipped.
    """
    shown = _one_line(slot, text)
    if not shown:
        return
    size, role, lines = fit(pen, slot, shown)
    step = size * _leading(size) / MM
    top = slot.cy - step * (len(lines) - 1) / (1 if slot.upward else 2)
    x = slot.x + {"left": 0.0, "center": slot.width / 2, "right": slot.width}[slot.align]
    for number, line in enumerate(lines):
        pen.text(x, top + number * step, line, role, size, slot.align)


def fit(pen: Pen, slot: Slot, text: str) -> tuple[float, Role, list[str]]:
    """The size, voice and lines with which `text` fits its slot; refusal `TextTooLong` when none does."""
    width = slot.width * MM
    if pen.fonts.width(text, slot.role, slot.size) <= width and slot.size >= _SANS_BELOW:
        return slot.size, slot.role, [text]
    size = slot.size
    while size >= slot.floor:
        role = voice(slot.role, size)
        room = int(slot.height * MM / (size * _leading(size)))
        lines = break_lines(text, pen.fonts.advances(role), (width / size,))
        if len(lines) <= max(room, 1):
            return size, role, lines
        size -= _STEP
    raise TextTooLong(tr(slot.name), text)


def fits(pen: Pen, slot: Slot, text: str) -> bool:
    """Whether `fill` would find a size for `text`."""
    try:
        fit(pen, slot, _one_line(slot, text))
    except TextTooLong:
        return False
    return True


def _one_line(slot: Slot, text: str) -> str:
    return inked(text, verbatim=slot.verbatim).replace("\n", " ").strip(" ")


def _leading(size: float) -> float:
    return _TIGHT if size < _TIGHT_BELOW else _LEADING


def voice(role: Role, size: float) -> Role:
    """The role that speaks at a size: values turn to sans digits below 10 pt."""
    return "fine" if role == "value" and size < _SANS_BELOW else role


def write_lines(pen: Pen, lines: Iterable[str], places: Sequence[tuple[float, float, float]], size: float) -> None:
    """Writes running text on ruled lines, justified when the gap left is under three characters.

    Args:
        pen: the pen.
        lines: the text of each line, already broken to fit.
        places: (x, middle, width in mm) of each line.
        size: points.
    """
    for line, (x, middle, width) in zip(lines, places, strict=False):
        gap = width * MM - pen.fonts.width(line, "value", size)
        justified = 0 < gap < _JUSTIFY_BELOW_EM * size and len(line) > 1
        pen.write(x, middle, line, "value", size, gap / (len(line) - 1) if justified else 0.0)
