"""F2 暖心联系卡: eight cards of 90 x 54 a sheet, fronts and backs that meet when the sheet is turned on its long edge.

A card shows no case type, no address and no QR; number, QR and the note on cutting stand in the strip that is cut off.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from desktop.forms.fonts import shipped_fonts
from desktop.forms.layout import (
    DOT_GREY,
    DOTS,
    DOTTED,
    INNER,
    SECTION,
    Label,
    Layout,
    Rule,
    Slot,
    draw,
    draw_label,
    fill,
)
from desktop.forms.marks import fiducials, form_code, qr_path, spoken_code
from desktop.forms.page import Geometry, Pen
from desktop.forms.preflight import refuse_missing
from desktop.forms.sheets import CardBack, ContactCard, ContactCardSheet

FORM, VERSION, TITLE = "F2", "2026-1", "暖心联系卡"
CARDS = 8
"""Cards on one sheet."""
GEOMETRY = Geometry(210.0, 297.0, 15.0, 195.0, 10.0, 287.0, 18.0, 30.0, (0.0, 0.0))
_WIDTH, _HEIGHT, _LEFT, _TOP = 90.0, 54.0, 15.0, 40.5
_IN, _OUT = 4.9, 85.1
_QR_MODULE, _QR_MODULES, _MEDIUM_HOLDS = 0.6, 25, 38
_ROW = 11.3
_PROMISE = "有事请先打电话，随时接听。联系人变动会及时换卡。"
_CUTTING = "本页八张，每张 90×54 毫米；双面打印选“长边翻转”；沿四边短线裁切，裁下的边条收回销毁。"
_CONTACTS, _OFFERS, _HOTLINES = 3, 6, 3


def contact_cards(sheet: ContactCardSheet) -> bytes:
    """All cards, each sheet's front followed by its back; refusals `GlyphsMissing`, `TextTooLong`."""
    if any(len(card.contacts) > _CONTACTS for card in sheet.cards):
        message = f"a card has room for {_CONTACTS} contacts"
        raise ValueError(message)
    refuse_missing(sheet, sheet.place)
    pen = Pen(TITLE, shipped_fonts(), GEOMETRY)
    sheets = max(-(-len(sheet.cards) // CARDS), 1)
    for number in range(sheets):
        cards = sheet.cards[number * CARDS : (number + 1) * CARDS]
        first = number * CARDS + 1
        span = f"第 {first}—{number * CARDS + len(cards)} 户"
        _side(pen, sheet, (2 * number + 1, 2 * sheets), f"正面  {sheet.place} {span}")
        for place, card in enumerate(cards):
            _front(pen, _corner(place), card, practice=sheet.practice)
        pen.turn_page()
        _side(pen, sheet, (2 * number + 2, 2 * sheets), f"背面  {sheet.place} {span}")
        for place in range(len(cards)):
            _back(pen, _corner(_behind(place)), sheet.back)
        pen.turn_page()
    return pen.finish()


def _corner(place: int) -> tuple[float, float]:
    return _LEFT + place % 2 * _WIDTH, _TOP + place // 2 * _HEIGHT


def _behind(place: int) -> int:
    """Where the back of the card at `place` lies: the other column, as the sheet is turned on its long edge."""
    return place + 1 - 2 * (place % 2)


def _side(pen: Pen, sheet: ContactCardSheet, page: tuple[int, int], text: str) -> None:
    """The strip round the cards: marks, number, note on cutting, crop marks."""
    pen.stamp("F2-strip", partial(_strip, pen))
    number, pages = page
    code = form_code(FORM, sheet.form_id, sheet.revision, number)
    level = "m" if len(code) <= _MEDIUM_HOLDS else "l"
    pen.modules(195 - _QR_MODULE * _QR_MODULES, 18, _QR_MODULE, qr_path(code, 2, level))
    pen.text(32, 12.5, sheet.serial, "value", 10)
    pen.text(187, 12.5, spoken_code(sheet.form_id), "small", 8, "right")
    fill(pen, Slot("裁切说明", 15, 27.7, 160, 5, 9, 7, "left", role="small"), f"{text}  发放后由家庭签收")
    pen.text(187, 284.5, f"第 {number} 页  共 {pages} 页", "small", 9, "right")


def _strip(pen: Pen) -> None:
    fiducials(pen)
    labels = (
        Label(23, 12.5, "编号：", 9, "small"),
        Label(15, 21.9, "裁切说明", 9.5, "title"),
        Label(32, 21.9, _CUTTING, 9, "small"),
        Label(23, 284.5, f"{FORM} {VERSION}  裁下的边条收回销毁", 8, "small"),
    )
    draw(pen, Layout("F2-strip", tuple(_cuts()), labels))


def _cuts() -> Iterator[Rule]:
    right, bottom = _LEFT + 2 * _WIDTH, _TOP + 4 * _HEIGHT
    for x in (_LEFT, _LEFT + _WIDTH, right):
        yield Rule(x, _TOP, x, bottom, DOTTED, DOTS, DOT_GREY)
        yield Rule(x, _TOP - 4.5, x, _TOP - 2, INNER)  # begins below the QR's quiet zone
        yield Rule(x, bottom + 2, x, bottom + 6, INNER)
    for row in range(5):
        y = _TOP + row * _HEIGHT
        yield Rule(_LEFT, y, right, y, DOTTED, DOTS, DOT_GREY)
        yield Rule(_LEFT - 6, y, _LEFT - 2, y, INNER)
        yield Rule(right + 2, y, right + 6, y, INNER)


def _lines(pen: Pen, x: float, y: float, levels: Sequence[tuple[float, float, float]]) -> None:
    for level, points, grey in levels:
        pen.stroke_grey(grey)
        pen.line((x + _IN, y + level), (x + _OUT, y + level), points)
    pen.stroke_grey(0)


def _front(pen: Pen, corner: tuple[float, float], card: ContactCard, *, practice: bool) -> None:
    x, y = corner
    draw_label(pen, Label(x + _IN, y + 6.7, TITLE, 13.5, "title", spread=25.2))
    fill(pen, Slot("持卡人", x + 32, y + 5.5, 53, 6.4, 12, 7, "right", verbatim=True), card.holder)
    fill(pen, Slot("卡号", x + 40, y + 10.4, 45, 4, 8, 7, "right", role="small"), f"卡号 {card.card_no}")
    _lines(pen, x, y, ((13, SECTION, 0), (25, INNER, 0.5), (36.3, INNER, 0.5), (47.6, SECTION, 0)))
    for row, contact in enumerate(card.contacts):
        top = y + 13 + _ROW * row + (0.5 if row == 0 else 0.4)
        draw_label(pen, Label(x + _IN, top + 3.8, contact.label, 9, "title", spread=16.2))
        fill(pen, Slot(contact.label, x + 23, top + 3.9, 28, 6.2, 12.5, 7, "left", verbatim=True), contact.name)
        fill(pen, Slot(contact.label, x + _IN, top + 8.7, 43, 3.6, 8, 7, "left", role="small"), contact.post)
        fill(
            pen, Slot(contact.label, x + 48, top + 6, 37, 7, 14, 9, "right", verbatim=True, role="title"), contact.phone
        )
    pen.text(x + 45, y + 50.6, "练习 · 不得使用" if practice else _PROMISE, "small", 8, "center")


def _back(pen: Pen, corner: tuple[float, float], back: CardBack) -> None:
    x, y = corner
    _lines(pen, x, y, ((9.3, SECTION, 0), (31.2, SECTION, 0), (42.5, INNER, 0.5)))
    draw_label(pen, Label(x + _IN, y + 5.8, "优先就医", 10, "title"))
    fill(pen, Slot("定点医院", x + _IN, y + 12.5, 80, 5, 10, 7, "left"), back.hospital)
    fill(pen, Slot("联络员", x + _IN, y + 17.6, 45, 5, 10, 7, "left"), f"联络员 {back.liaison}")
    fill(
        pen, Slot("联络员", x + 50, y + 17.6, 35, 6, 12.5, 9, "right", verbatim=True, role="title"), back.liaison_phone
    )
    fill(pen, Slot("优先就医", x + _IN, y + 22.2, 80.2, 4, 8.5, 7, "left", role="small"), back.service)
    draw_label(pen, Label(x + _IN, y + 28.1, "可以找我们", 10, "title"))
    for place, offer in enumerate(back.offers[:_OFFERS]):
        column, row = place % 3, place // 3
        fill(
            pen,
            Slot("可以找我们", x + (4.9, 33, 60)[column], y + 34.3 + 4.6 * row, 26, 4, 8, 7, "left", role="small"),
            offer,
        )
    for place, (name, number) in enumerate(back.hotlines[:_HOTLINES]):
        left = x + (4.9, 33.5, 62)[place]
        fill(pen, Slot("热线", left, y + 45.2, 23, 4, 8, 7, "left", role="small"), name)
        fill(pen, Slot("热线", left, y + 49.8, 23, 5, 12.5, 9, "left", verbatim=True, role="title"), number)
