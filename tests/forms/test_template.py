"""The tick template says where the ink really is."""

import json
from itertools import combinations
from math import dist

import pytest
from PIL import Image

from desktop.forms.batch import BatchOptions, visit_forms
from desktop.forms.layout import Tick
from desktop.forms.preview import page_image, page_png
from desktop.forms.template import template_path, template_text, visit_template
from desktop.forms.visit_layout import BACK, FRONT, ONE_ANSWER
from tests.forms.samples import SENTENCE, visit

DPI = 254  # ten dots a millimetre
PAGES = (1, 2, 3)


@pytest.fixture(scope="module")
def pictures() -> dict[int, Image.Image]:
    pdf = visit_forms([visit(category=None, note=SENTENCE * 12)], BatchOptions(lists=False))
    seen = {page: page_image(pdf, page, DPI) for page in PAGES}
    return {page: Image.frombytes("RGB", (one.width, one.height), one.rgb).convert("L") for page, one in seen.items()}


def dark(picture: Image.Image, x: float, y: float) -> bool:
    return picture.getpixel((round(x * 10), round(y * 10))) < 140  # type: ignore[operator]


def test_the_template_in_resources_is_what_the_layout_draws() -> None:
    assert template_path().read_text(encoding="utf-8") == template_text()
    assert json.loads(template_text()) == visit_template()


def test_f3_has_eighty_two_boxes_on_its_front_and_no_key_twice() -> None:
    assert len(FRONT.ticks) == 82
    assert len(FRONT.centres) == 82
    assert len(BACK.centres) == len(BACK.ticks) == 2


def test_boxes_are_at_least_six_millimetres_apart_and_on_the_grid() -> None:
    for layout in (FRONT, BACK):
        for one, other in combinations(layout.ticks, 2):
            assert dist((one.cx, one.cy), (other.cx, other.cy)) >= 6, (one.key, other.key)
        for tick in layout.ticks:
            assert tick.cx == int(tick.cx), tick.key
            assert tick.cy * 2 == int(tick.cy * 2), tick.key


@pytest.mark.parametrize("page", PAGES)
def test_every_box_is_printed_where_the_template_says_and_is_empty(pictures: dict[int, Image.Image], page: int) -> None:
    picture = pictures[page]
    boxes = [box for box in visit_template()["boxes"] if box["page"] == page]
    assert boxes
    for box in boxes:
        half = box["size"] / 2 - 0.12
        for dx, dy in ((half, 0), (-half, 0), (0, half), (0, -half)):
            assert dark(picture, box["cx"] + dx, box["cy"] + dy), box["key"]
        if box["key"] != "16.note.overleaf":
            steps = [step / 10 - 1.3 for step in range(27)]
            assert not any(dark(picture, box["cx"] + dx, box["cy"] + dy) for dx in steps for dy in steps), box["key"]


@pytest.mark.parametrize("page", PAGES)
def test_the_corner_squares_are_where_the_template_says(pictures: dict[int, Image.Image], page: int) -> None:
    facts = visit_template()["pages"][page - 1]
    for square in facts["fiducials"]:
        assert dark(pictures[page], square["cx"] + 2, square["cy"] + 2)
        assert dark(pictures[page], square["cx"], square["cy"]) is (square["hole"] == 0)
        for dx, dy in ((5.3, 0), (-5.3, 0), (0, 5.3), (0, -5.3), (5.3, 5.3), (-5.3, -5.3)):
            assert not dark(pictures[page], square["cx"] + dx, square["cy"] + dy)
    qr = facts["qr"]
    assert dark(pictures[page], qr["x"] + 0.3, qr["y"] + 0.3)
    assert not dark(pictures[page], qr["x"] - 0.3, qr["y"] + 5)


def test_a_preticked_box_reads_as_ticked_and_the_others_as_empty() -> None:
    seen = page_image(visit_forms([visit(category="birthday")], BatchOptions(lists=False)), 1, DPI)
    picture = Image.frombytes("RGB", (seen.width, seen.height), seen.rgb).convert("L")
    steps = [step / 10 - 1.3 for step in range(27)]
    shares = {
        key: sum(dark(picture, cx + dx, cy + dy) for dx in steps for dy in steps) / len(steps) ** 2
        for key, (cx, cy) in FRONT.centres.items()
    }
    assert shares.pop("04.category.birthday") > 0.07
    assert max(shares.values()) < 0.03


def test_no_rule_passes_within_a_millimetre_of_a_box() -> None:
    for layout in (FRONT, BACK):
        for tick in layout.ticks:
            for rule in layout.rules:
                across = min(rule.x1, rule.x2) < tick.cx + 2.8 and max(rule.x1, rule.x2) > tick.cx - 2.8
                along = min(rule.y1, rule.y2) < tick.cy + 2.8 and max(rule.y1, rule.y2) > tick.cy - 2.8
                assert not (across and along), (tick.key, rule)


def test_keys_say_number_group_and_choice_and_one_answer_groups_exist() -> None:
    groups = {tick.key.rpartition(".")[0] for tick in (*FRONT.ticks, *BACK.ticks)}
    assert all(len(tick.key.split(".")) == 3 and tick.key[:2].isdigit() for tick in FRONT.ticks)
    assert set(ONE_ANSWER) <= groups
    assert Tick("a.b.c", 10, 10).word_x == pytest.approx(12.9)


def test_the_preview_gives_a_picture_of_the_page() -> None:
    pdf = visit_forms([visit()], BatchOptions(lists=False))
    assert page_png(pdf, 1)[:8] == b"\x89PNG\r\n\x1a\n"
    seen = page_image(pdf, 1, 72)
    assert (seen.width, seen.height) == (596, 842)
    assert len(seen.rgb) == seen.width * seen.height * 3
