"""The tick template: where on F3 every corner square, QR and box lies, for reading a photograph back.

A template is written once for each version of a form and kept for ever, because paper returns years later.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import resources
from desktop.forms.frame import is_mirrored
from desktop.forms.layout import Layout
from desktop.forms.marks import FIDUCIAL, HOLE, QR_SIZE, TICK, fiducial_centres, qr_place
from desktop.forms.page import PORTRAIT
from desktop.forms.visit_layout import BACK, FORM, FRONT, ONE_ANSWER, VERSION

TEMPLATE_FOLDER = Path(resources.__file__).parent / "forms"
_PAGES: dict[int, Layout] = {1: FRONT, 2: BACK, 3: BACK}


def visit_template() -> dict[str, Any]:
    """F3's template as plain facts, all in mm from the page's top-left corner.

    `pages`: 1 the front, 2 and 3 the 附页 (mirrored, not mirrored); page n above 3 is read like 2 or 3, whichever is
    even or odd with it. `one_answer` lists the groups (`<number>.<group>`) in which two ticks are a question.
    """
    return {
        "form": FORM,
        "version": VERSION,
        "paper": [PORTRAIT.width, PORTRAIT.height],
        "tick": TICK,
        "one_answer": list(ONE_ANSWER),
        "pages": [_page(page, layout) for page, layout in _PAGES.items()],
        "boxes": [box for page, layout in _PAGES.items() for box in _boxes(page, layout)],
    }


def template_text() -> str:
    """The template as JSON, one box a line, so that a later version can be compared by eye."""
    template = visit_template()
    head = {key: value for key, value in template.items() if key != "boxes"}
    boxes = ",\n".join(f"  {json.dumps(box, ensure_ascii=False)}" for box in template["boxes"])
    return f'{json.dumps(head, ensure_ascii=False, indent=1)[:-2]},\n "boxes": [\n{boxes}\n ]\n}}\n'


def template_path(form: str = FORM, version: str = VERSION) -> Path:
    """Where the template of a form's version travels with the program."""
    return TEMPLATE_FOLDER / f"{form}-{version}.json"


def _page(page: int, layout: Layout) -> dict[str, Any]:
    shift = _shift(page)
    qr_x, qr_y = qr_place(PORTRAIT)
    return {
        "page": page,
        "layout": layout.name,
        "fiducials": [
            {"cx": x + shift, "cy": y, "size": FIDUCIAL, "hole": HOLE if place == 2 else 0}  # noqa: PLR2004 - lower left
            for place, (x, y) in enumerate(fiducial_centres(PORTRAIT))
        ],
        "qr": {"x": round(qr_x + shift, 2), "y": qr_y, "size": round(QR_SIZE, 2)},
    }


def _boxes(page: int, layout: Layout) -> Iterator[dict[str, Any]]:
    shift = _shift(page)
    for tick in layout.ticks:
        yield {"key": tick.key, "page": page, "cx": tick.cx + shift, "cy": float(tick.cy), "size": TICK}


def _shift(page: int) -> float:
    return PORTRAIT.back[0] if is_mirrored(page) else 0.0


def write_template(folder: Path = TEMPLATE_FOLDER) -> Path:
    """Writes the template of today's layout; only ever for a version that has not been printed yet."""
    path = folder / template_path().name
    path.write_text(template_text(), encoding="utf-8")
    return path
