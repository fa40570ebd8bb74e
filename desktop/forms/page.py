"""A sheet of A4 in millimetres from its top-left corner, and the pen that writes on it."""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from desktop.forms.fonts import Fonts, Role
from desktop.forms.wording import full_width, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
# A Chinese glyph stands from 0.12 em under the baseline to 0.88 above: its middle is 0.38 up, a digit's a little lower.
_MIDDLE = 0.37
_REMEMBERED = 4096

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Geometry:
    """One way up of A4, in mm from the top-left (paper.md, 1).

    Attributes:
        width, height: of the paper.
        left, right: the frame's edges on a front page; corner squares, number and QR keep to them.
        top, bottom: outer edges of the upper and lower corner squares.
        qr_top, title: upper edge of the QR, baseline of the title.
        back: how far (x, y) a back page is shifted, so that its binding side is the right one.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    qr_top: float
    title: float
    back: tuple[float, float]

    @property
    def axis(self) -> float:
        """The frame's middle, on which titles stand."""
        return (self.left + self.right) / 2


PORTRAIT = Geometry(210.0, 297.0, 25.0, 195.0, 10.0, 287.0, 18.0, 30.0, (-10.0, 0.0))
LANDSCAPE = Geometry(297.0, 210.0, 15.0, 282.0, 20.0, 200.0, 28.0, 34.3, (0.0, -10.0))


class Pen:
    """Writes one PDF; every place is in mm from the top-left of the page, every size in points.

    Args:
        title: the form's name, the only metadata the file carries.
        fonts: the faces to write with.
        geometry: which way up the paper lies.
    """

    def __init__(self, title: str, fonts: Fonts, geometry: Geometry = PORTRAIT) -> None:
        self.fonts = fonts
        self.geometry = geometry
        self.shift = (0.0, 0.0)
        self._buffer = BytesIO()
        self._canvas = _canvas(self._buffer, title, fonts, geometry)
        self._shown: dict[tuple[str, str, float], str] = {}
        self._stamps: set[str] = set()
        self.pages = 0

    def text(self, x: float, middle: float, text: str, role: Role, size: float, align: Align = "left") -> None:
        """Writes one line as it is, its characters' middle at height `middle`."""
        if align != "left":
            width = self.fonts.width(text, role, size) / MM
            x -= width / 2 if align == "center" else width
        self.write(x, middle, text, role, size)

    def write(self, x: float, middle: float, text: str, role: Role, size: float, gap: float = 0.0) -> None:
        """Writes one line from `x` on with `gap` points added after every character."""
        if not text:
            return
        left = (x + self.shift[0]) * MM
        base = (self.geometry.height - middle - self.shift[1]) * MM - _MIDDLE * size
        spaced, plain = (f"{gap:.3f} Tc ", " 0 Tc") if gap else ("", "")
        self.raw(f"BT {spaced}1 0 0 1 {left:.2f} {base:.2f} Tm {self._show(text, role, size)}{plain} ET")

    def spread(self, x: float, middle: float, text: str, role: Role, size: float, width: float) -> None:
        """Writes `text` spread evenly over `width` mm, never by typed spaces."""
        gap = (width * MM - self.fonts.width(text, role, size)) / max(len(text) - 1, 1)
        self.write(x, middle, text, role, size, gap)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], points: float, dash: tuple[float, ...] = ()
    ) -> None:
        """Draws one straight line; `dash` in points."""
        pattern = f"[{' '.join(f'{part:g}' for part in dash)}] 0 d " if dash else ""
        undash = " [] 0 d" if dash else ""
        self.raw(f"{points:g} w {pattern}{self._at(*start)} m {self._at(*end)} l S{undash}")

    def box(self, x: float, y: float, width: float, height: float, paint: str) -> None:
        """Draws a rectangle whose top-left corner is (x, y); `paint` is the PDF operator (`S`, `f`, `B`)."""
        self.raw(f"{self._at(x, y + height)} {width * MM:.2f} {height * MM:.2f} re {paint}")

    def grey(self, level: float) -> None:
        """From now on fills and letters have this grey: 0 black, 1 white."""
        self.raw(f"{level:g} g")

    def stroke_grey(self, level: float) -> None:
        """From now on lines have this grey."""
        self.raw(f"{level:g} G")

    def modules(self, x: float, y: float, module: float, operators: str) -> None:
        """Fills a path given in whole modules counted from (x, y), each `module` mm wide, y downwards."""
        scale = module * MM
        self.raw(f"q {scale:.4f} 0 0 -{scale:.4f} {self._at(x, y)} cm {operators} f Q")

    def stamp(self, name: str, draw: "Callable[[], None]") -> None:
        """Puts a fixed part on the page; it is drawn once a document and only referred to afterwards."""
        if name not in self._stamps:
            self._stamps.add(name)
            self._canvas.beginForm(name, 0, 0, self.geometry.width * MM, self.geometry.height * MM)
            draw()
            self._canvas.endForm()
        self._canvas.doForm(name)

    def raw(self, operators: str) -> None:
        """Appends page operators as they are."""
        self._canvas._code.append(operators)  # type: ignore[attr-defined]  # noqa: SLF001 - no public door for raw operators

    def turn_page(self) -> None:
        """Ends the page, be it empty."""
        self._canvas.showPage()
        self.pages += 1

    def finish(self) -> bytes:
        """The whole document: fonts embedded as subsets, the same bytes for the same sheets."""
        self._canvas.save()
        return self._buffer.getvalue()

    def _at(self, x: float, y: float) -> str:
        return f"{(x + self.shift[0]) * MM:.2f} {(self.geometry.height - y - self.shift[1]) * MM:.2f}"

    def _show(self, text: str, role: Role, size: float) -> str:
        """The operators that show `text`; repeated texts (a village, a year) are worked out once."""
        key = (text, role, size)
        shown = self._shown.get(key)
        if shown is None:
            if len(self._shown) >= _REMEMBERED:
                self._shown.clear()
            shown = self._shown[key] = self._operators(text, role, size)
        return shown

    def _operators(self, text: str, role: Role, size: float) -> str:
        document = self._canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001 - a font numbers its subsets by document
        parts: list[str] = []
        for face, piece in self.fonts.runs(text, role):
            font = self.fonts.font(face)
            for subset, codes in font.splitString(piece, document):
                name = font.getSubsetInternalName(subset, document)
                parts.append(f"{name} {size:g} Tf <{codes.hex()}> Tj")
        return " ".join(parts)


def inked(text: str, *, verbatim: bool = False) -> str:
    """What of `text` reaches the paper: visible characters and, unless `verbatim`, full-width marks beside Chinese."""
    seen = visible(text)
    return seen if verbatim else full_width(seen)


def _canvas(buffer: BytesIO, title: str, fonts: Fonts, geometry: Geometry) -> "Canvas":
    from reportlab.pdfgen.canvas import Canvas

    from desktop.forms.fonts import registered_name

    fonts.font("sans")  # registered before the first page, else an unembedded Helvetica is referred to
    canvas = Canvas(
        buffer,
        pagesize=(geometry.width * MM, geometry.height * MM),
        pageCompression=1,
        invariant=1,
        initialFontName=registered_name("sans"),  # type: ignore[arg-type]  # the stubs say float
        initialFontSize=9,
    )
    canvas.setTitle(title)
    for blank in (canvas.setAuthor, canvas.setSubject, canvas.setCreator, canvas.setProducer, canvas.setKeywords):
        blank("")
    return canvas
