"""What every scannable sheet shares: corner squares, number, codes, title and foot; and the practice mark."""

from dataclasses import dataclass
from uuid import UUID

from desktop.forms.layout import Label, Layout, draw, draw_label
from desktop.forms.marks import QR_MODULE, QR_SIZE, QUIET, fiducials, form_code, qr, qr_place, spoken_code
from desktop.forms.page import MM, Pen

HOLDS_PERSONAL = "含个人信息，用后归档，不得外传"
ONLY_FIGURES = "统计数据，不含个人信息"
_INSET, _HALF_SQUARE = 8.0, 2.5
_TITLE_SIZE = 18.0
_TRACKING, _SHORT_TRACKING, _SHORT = 1.6, 3.0, 5
_PRACTICE = "练习 · 不得使用"


@dataclass(frozen=True, slots=True)
class PageFace:
    """What distinguishes one page of a form from the others.

    Attributes:
        form, version, title, handling: fixed per form; `handling` is the sentence in the foot.
        form_id, revision, serial: of this printed form; an empty serial is a line to write on.
        page, pages: this page's number and how many the form has.
        practice: marked as a practice copy.
        one_sided: every page is a front, as each is signed on its own sheet.
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
    one_sided: bool = False


def is_mirrored(page: int) -> bool:
    """Even pages are backs."""
    return page % 2 == 0


def lay_out(pen: Pen, face: PageFace, layout: Layout) -> None:
    """Starts a page: the fixed part as one stamp, then number, codes and page numbers."""
    mirrored = is_mirrored(face.page) and not face.one_sided
    pen.shift = pen.geometry.back if mirrored else (0.0, 0.0)
    side = "back" if mirrored else "front"
    if face.practice:
        pen.stamp(f"practice-{side}", lambda: practice_mark(pen))
    pen.stamp(f"{layout.name}-{side}-{'line' if not face.serial else 'number'}", lambda: _fixed(pen, face, layout))
    _head(pen, face)
    foot = f"第 {face.page} 页  共 {face.pages} 页"
    pen.text(pen.geometry.right - _INSET, _foot_y(pen), foot, "small", 9, "right")


def _head_y(pen: Pen) -> float:
    return pen.geometry.top + _HALF_SQUARE


def _foot_y(pen: Pen) -> float:
    return pen.geometry.bottom - _HALF_SQUARE


def _fixed(pen: Pen, face: PageFace, layout: Layout) -> None:
    left = pen.geometry.left + _INSET
    fiducials(pen)
    _clear_for_qr(pen)
    draw(pen, layout)
    draw_label(pen, Label(left, _head_y(pen), "编号：", 9, "small"))
    if not face.serial:
        pen.line((left + 9, _head_y(pen) + 2.2), (left + 54, _head_y(pen) + 2.2), 0.35)
    draw_title(pen, face.title)
    draw_label(pen, Label(left, _foot_y(pen), f"{face.form} {face.version}  {face.handling}", 8, "small"))


def draw_title(pen: Pen, title: str) -> None:
    """Writes a title on the frame's axis, spread evenly; one of up to five characters is spread wider."""
    tracking = _SHORT_TRACKING if len(title) <= _SHORT else _TRACKING
    width = pen.fonts.width(title, "title", _TITLE_SIZE) / MM + tracking * (len(title) - 1)
    middle = pen.geometry.title - 0.37 * _TITLE_SIZE / MM
    pen.spread(pen.geometry.axis - width / 2, middle, title, "title", _TITLE_SIZE, width)


def _head(pen: Pen, face: PageFace) -> None:
    pen.text(pen.geometry.left + _INSET + 9, _head_y(pen), face.serial, "value", 10)
    pen.text(pen.geometry.right - _INSET, _head_y(pen), spoken_code(face.form_id), "small", 8, "right")
    qr(pen, *qr_place(pen.geometry), form_code(face.form, face.form_id, face.revision, face.page))


def _clear_for_qr(pen: Pen) -> None:
    x, y = qr_place(pen.geometry)
    margin = QUIET * QR_MODULE
    pen.grey(1)
    pen.box(x - margin, y - margin, QR_SIZE + 2 * margin, QR_SIZE + 2 * margin, "f")
    pen.grey(0)


def practice_mark(pen: Pen) -> None:
    """Tiles the frame at 8 % grey, under everything; tick boxes and marks are white above it."""
    geometry = pen.geometry
    width = pen.fonts.width(_PRACTICE, "title", _TITLE_SIZE) / MM
    columns = int((geometry.right - geometry.left - _INSET) // (width + _INSET))
    step = (geometry.right - geometry.left - width - _INSET - 2) / max(columns - 1, 1)
    pen.grey(0.92)
    for row in range(int((geometry.bottom - geometry.title - 20) // 34)):
        for column in range(columns):
            x = geometry.left + 2 + column * step + row % 2 * 6
            pen.text(x, geometry.title + 22 + row * 34, _PRACTICE, "title", _TITLE_SIZE)
    pen.grey(0)
