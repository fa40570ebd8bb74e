"""Shows our own PDF pages as pictures: for the preview on screen and for printing at the printer's resolution."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as pixels: `rgb` holds height x width x 3 bytes, rows from the top, no padding."""

    width: int
    height: int
    rgb: bytes


def page_count(pdf: bytes) -> int:
    """The number of pages of one of our PDFs."""
    with _opened(pdf) as document:
        return len(document)


def page_image(pdf: bytes, page: int, dpi: float = 110) -> PageImage:
    """One page (from 1) as raw RGB at `dpi` dots per inch."""
    picture = _rendered(pdf, page, dpi)
    return PageImage(picture.width, picture.height, picture.tobytes())


def page_png(pdf: bytes, page: int, dpi: float = 110) -> bytes:
    """One page (from 1) as a PNG file's bytes."""
    buffer = BytesIO()
    _rendered(pdf, page, dpi).save(buffer, format="PNG")
    return buffer.getvalue()


def _rendered(pdf: bytes, page: int, dpi: float) -> Any:
    with _opened(pdf) as document:
        return document[page - 1].render(scale=dpi / _POINTS_PER_INCH).to_pil().convert("RGB")


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()
