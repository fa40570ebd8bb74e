"""The marks by which a camera finds its way back: corner squares, the QR, tick boxes, the spoken code."""

import re
from functools import lru_cache
from uuid import UUID

from desktop.forms.page import Geometry, Pen

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""

FIDUCIAL = 5.0
HOLE = 2.0
_WHITE_ROUND = 3.0

TICK = 3.6
TICK_LINE = 0.7

QR_MODULE = 0.66
QR_MODULES = 29
QR_SIZE = QR_MODULE * QR_MODULES
QUIET = 4
# A fixed mask saves the search for the best one, a third of a page's cost; every version of it decodes (tested).
_MASK = 2
_RUN = re.compile(rb"\x01+")


def crockford(identity: UUID) -> str:
    """A UUID as 26 characters of Crockford base 32."""
    number = identity.int
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def spoken_code(identity: UUID) -> str:
    """The last eight of the 26 as `Y8D3-XCKM`, to type when the QR is dirty."""
    last = crockford(identity)[-8:]
    return f"{last[:4]}-{last[4:]}"


def form_code(form: str, identity: UUID, revision: int, page: int) -> str:
    """What the QR of a page says: `NX1/F3/<26 characters>/<revision>/<page>`; nothing about a person."""
    return f"NX1/{form}/{crockford(identity)}/{revision}/{page}"


def fiducial_centres(geometry: Geometry) -> tuple[tuple[float, float], ...]:
    """On a front page: upper left, upper right, lower left (with the hole), lower right."""
    half = FIDUCIAL / 2
    columns, rows = (geometry.left + half, geometry.right - half), (geometry.top + half, geometry.bottom - half)
    return tuple((x, y) for y in rows for x in columns)


def qr_place(geometry: Geometry) -> tuple[float, float]:
    """The top-left corner of the form's QR: its right edge is the frame's."""
    return geometry.right - QR_SIZE, geometry.qr_top


def fiducials(pen: Pen) -> None:
    """The four corner squares, white all round; the lower left one has a hole, so that up is known without the QR."""
    halo = FIDUCIAL + 2 * _WHITE_ROUND
    centres = fiducial_centres(pen.geometry)
    pen.grey(1)
    for x, y in centres:
        pen.box(x - halo / 2, y - halo / 2, halo, halo, "f")
    pen.grey(0)
    for x, y in centres:
        pen.box(x - FIDUCIAL / 2, y - FIDUCIAL / 2, FIDUCIAL, FIDUCIAL, "f")
    pen.grey(1)
    x, y = centres[2]
    pen.box(x - HOLE / 2, y - HOLE / 2, HOLE, HOLE, "f")
    pen.grey(0)


def tick_box(pen: Pen, cx: float, cy: float) -> None:
    """An empty box, white inside, its outline centred 3.6 mm wide outside."""
    side = TICK - TICK_LINE / 72 * 25.4
    pen.box(cx - side / 2, cy - side / 2, side, side, "B")


def check(pen: Pen, cx: float, cy: float) -> None:
    """A printed tick inside the inner 2.6 mm of a box."""
    points = ((-1.2, 0.0), (-0.4, 0.95), (1.25, -1.1))
    (x0, y0), (x1, y1), (x2, y2) = ((cx + dx, cy + dy) for dx, dy in points)
    pen.line((x0, y0), (x1, y1), 1.1)
    pen.line((x1, y1), (x2, y2), 1.1)


def qr(pen: Pen, x: float, y: float, content: str, *, module: float = QR_MODULE) -> None:
    """The form's QR: version 3, level Q; 29 modules, the top-left one at (x, y)."""
    pen.modules(x, y, module, qr_path(content, 3, "q"))


def qr_path(content: str, version: int, level: str) -> str:
    """The dark modules as one path of merged runs, in module units.

    Args:
        content: upper-case letters, digits and `/-:` only (alphanumeric mode).
        version: 1-40, the size.
        level: error correction `l m q h`.
    """
    rows = _matrix(content, version, level)
    return " ".join(
        f"{run.start()} {row_number} {run.end() - run.start()} 1 re"
        for row_number, row in enumerate(rows)
        for run in _RUN.finditer(row)
    )


@lru_cache(maxsize=64)
def _matrix(content: str, version: int, level: str) -> tuple[bytearray, ...]:
    import segno

    code = segno.make(content, version=version, error=level, mask=_MASK, boost_error=False, micro=False)
    return tuple(code.matrix)
