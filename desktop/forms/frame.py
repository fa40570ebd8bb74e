"""What every scannable portrait sheet shares: corner squares, number, codes, title and foot; and the practice mark."""

from dataclasses import dataclass
from uuid import UUID

from desktop.forms.layout import Label, Layout, draw, draw_label
from desktop.forms.marks import QR_MODULE, QR_MODULES, QR_PLACE, QUIET, fiducials, form_code, qr, spoken_code
from desktop.forms.page import MM, Pen

MIRROR = -10.0
"""A back page lies this much to the left: its binding side is the right one."""
HOLDS_PERSONAL = "含个人信息，用后归档，不得外传"
ONLY_FIGURES = "统计数据，不含个人信息"
_AXIS = 110.0
_TITLE_SIZE = 18.0
_TRACKING, _SHORT_TRACKING, _SHORT = 1.6, 3.0, 5
_HEAD_Y, _FOOT_Y = 12.5, 284.5
_PRACTICE = "练习 · 不得使用"


@dataclass(frozen=True, slots=True)
class PageFace:
    """What distinguishes one page of a form from the others.

    Attributes:
        form, version, title, handling: fixed per form; `handling` is the sentence in the foot.
        form_id, revision, serial: of this printed form; an empty serial is a line to write on.
        page, pages: this page's number and how many the form has.
        practice: marked as a practice copy.
    """

    form: str
    version: str
    title: str
    handling: str
    form_id: UUID
    revision: int
    serial: str
    page: int
    pages: int
    practice: bool = False


def is_mirrored(page: int) -> bool:
    """Even pages are backs."""
    return page % 2 == 0


def lay_out(pen: Pen, face: PageFace, layout: Layout) -> None:
    """Starts a page: the fixed part as one stamp, then number, codes and page numbers."""
    pen.shift = MIRROR if is_mirrored(face.page) else 0.0
    side = "back" if pen.shift else "front"
    if face.practice:
        pen.stamp(f"practice-{side}", lambda: _practice(pen))
    pen.stamp(f"{layout.name}-{side}-{'line' if not face.serial else 'number'}", lambda: _fixed(pen, face, layout))
    _head(pen, face)
    foot = f"第 {face.page} 页  共 {face.pages} 页"
    pen.text(187, _FOOT_Y, foot, "small", 9, "right")


def _fixed(pen: Pen, face: PageFace, layout: Layout) -> None:
    fiducials(pen)
    _clear_for_qr(pen)
    draw(pen, layout)
    draw_label(pen, Label(33, _HEAD_Y, "编号：", 9, "small"))
    if not face.serial:
        pen.line((42, 14.7), (87, 14.7), 0.35)
    draw_title(pen, face.title, 30.0)
    draw_label(pen, Label(33, _FOOT_Y, f"{face.form} {face.version}  {face.handling}", 8, "small"))


def draw_title(pen: Pen, title: str, baseline: float) -> None:
    """Writes a title on the frame's axis, spread evenly; one of up to five characters is spread wider."""
    tracking = _SHORT_TRACKING if len(title) <= _SHORT else _TRACKING
    width = pen.fonts.width(title, "title", _TITLE_SIZE) / MM + tracking * (len(title) - 1)
    pen.spread(_AXIS - width / 2, baseline - 0.37 * _TITLE_SIZE / MM, title, "title", _TITLE_SIZE, width)


def _head(pen: Pen, face: PageFace) -> None:
    pen.text(42, _HEAD_Y, face.serial, "value", 10)
    pen.text(187, _HEAD_Y, spoken_code(face.form_id), "small", 8, "right")
    qr(pen, *QR_PLACE, form_code(face.form, face.form_id, face.revision, face.page))


def _clear_for_qr(pen: Pen) -> None:
    x, y = QR_PLACE
    margin = QUIET * QR_MODULE
    side = QR_MODULES * QR_MODULE + 2 * margin
    pen.grey(1)
    pen.box(x - margin, y - margin, side, side, "f")
    pen.grey(0)


def _practice(pen: Pen) -> None:
    """Tiles the sheet at 8 % grey, under everything; tick boxes and marks are white above it."""
    pen.grey(0.92)
    for row in range(7):
        for column in range(3):
            pen.text(28 + column * 56 + row % 2 * 7, 52 + row * 34, _PRACTICE, "title", 18)
    pen.grey(0)
