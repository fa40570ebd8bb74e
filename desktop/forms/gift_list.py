"""F5 慰问金（品）发放签收表: landscape, nine families a page, totals in figures and capitals counted from the rows."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from desktop.forms.fonts import shipped_fonts
from desktop.forms.frame import HOLDS_PERSONAL, PageFace, lay_out
from desktop.forms.layout import INNER, SECTION, Label, Layout, Rule, Slot, Tick, fill, frame, underlines
from desktop.forms.numerals import amount_in_capitals, money
from desktop.forms.page import LANDSCAPE, Pen
from desktop.forms.preflight import refuse_missing
from desktop.forms.sheets import GiftListSheet, GiftRow

FORM, VERSION, TITLE = "F5", "2026-1", "慰问金（品）发放签收表"
ROWS = 9
"""Families on one page."""
_LEFT, _RIGHT, _TOP, _FIRST, _ROW, _TOTAL, _END = 15.0, 282.0, 50.0, 58.0, 11.0, 157.0, 168.0
_COLUMNS = (15.0, 24.0, 54.0, 92.0, 103.0, 153.0, 179.0, 215.0, 247.0, 282.0)
_HEADS = ("序号", "户主", "地址（到组）", "人数", "品名和数量", "金额（元）", "领取人签字（指印）", "代领", "领取日期")
_NOTE = (
    "说明：当面逐户签字，不得代签空表；代领的勾选并写明与户主关系。领取时用遮页尺或逐户签收条，使家庭只看到本户一行。"
)


def gift_list(sheet: GiftListSheet) -> bytes:
    """The list as a PDF, one page for each nine families; refusals `GlyphsMissing`, `TextTooLong`."""
    refuse_missing(sheet, sheet.unit)
    pen = Pen(TITLE, shipped_fonts(), LANDSCAPE)
    pages = max(-(-len(sheet.rows) // ROWS), 1)
    for page in range(1, pages + 1):
        face = PageFace(
            FORM, VERSION, TITLE, HOLDS_PERSONAL, sheet.form_id, sheet.revision, sheet.serial, page, pages,
            sheet.practice, one_sided=True,
        )  # fmt: skip
        rows = sheet.rows[(page - 1) * ROWS : page * ROWS]
        lay_out(pen, face, gift_layout(len(rows) or ROWS))
        _head(pen, sheet)
        _rows(pen, rows, (page - 1) * ROWS)
        _totals(pen, sheet, rows, pages)
        if sheet.rows and len(rows) < ROWS:
            _close(pen, len(rows))
        pen.turn_page()
    return pen.finish()


def _head(pen: Pen, sheet: GiftListSheet) -> None:
    fill(pen, Slot("发放单位", 34.3, 44.6, 61.4, 5.6, 10.5, 8, upward=True), sheet.unit)
    fill(pen, Slot("活动", 114.2, 44.6, 39.6, 5.6, 10.5, 7, upward=True), sheet.occasion)
    fill(pen, Slot("资金来源", 179.3, 44.6, 65.4, 5.6, 10.5, 8, upward=True), sheet.fund)


def _rows(pen: Pen, rows: Sequence[GiftRow], before: int) -> None:
    for place, row in enumerate(rows):
        texts = (
            str(before + place + 1),
            row.head,
            row.address,
            str(row.persons),
            row.goods,
            "" if row.fen is None else money(row.fen),
        )
        for column, text in enumerate(texts):
            left, right = _COLUMNS[column], _COLUMNS[column + 1]
            wide = column in {2, 4}
            slot = Slot(
                _HEADS[column], left + 0.7, _middle(place), right - left - 1.4, 10.2, 10.5, 7,
                "left" if wide else "center", verbatim=not wide,
            )  # fmt: skip
            fill(pen, slot, text)


def _totals(pen: Pen, sheet: GiftListSheet, rows: Sequence[GiftRow], pages: int) -> None:
    middle = (_TOTAL + _END) / 2
    label = "合计" if pages == 1 else "本页合计"
    pen.text(17, middle, label, "label", 10.5)
    if not sheet.rows:
        return
    fen = sum(row.fen or 0 for row in rows)
    fill(pen, Slot("人民币（大写）", 58.2, middle - 0.2, 65.6, 6, 11, 8, "left"), amount_in_capitals(fen))
    counted = ((132, 30, money(fen)), (177, 12, len(rows)), (195, 12, sum(row.persons for row in rows)))
    whole = ((239, 12, len(sheet.rows)), (257, 12, sum(row.persons for row in sheet.rows)))
    for x, width, figure in (*counted, *whole):
        fill(pen, Slot("合计", x, middle - 0.2, width, 6, 11, 8), str(figure))
    if pages > 1:
        total = sum(row.fen or 0 for row in sheet.rows)
        pen.text(_RIGHT, 180, f"本单共 {pages} 页，金额合计 {money(total)} 元", "small", 8.5, "right")


def _close(pen: Pen, used: int) -> None:
    """以下空白 in the first unused row and one diagonal through the others, so that nobody adds a line."""
    pen.text((_COLUMNS[2] + _COLUMNS[3]) / 2, _middle(used), "以下空白", "value", 10.5, "center")
    if used + 1 < ROWS:
        top = _FIRST + _ROW * (used + 1)
        pen.line((_LEFT + 3, _TOTAL - 2), (_RIGHT - 3, top + 2), INNER)


def _middle(place: int) -> float:
    return _FIRST + _ROW * place + _ROW / 2


def _rules(open_rows: int) -> Iterator[Rule]:
    yield from frame(_LEFT, _TOP, _RIGHT, _END)
    yield from (Rule(_LEFT, _FIRST + _ROW * place, _RIGHT, _FIRST + _ROW * place) for place in range(ROWS))
    yield Rule(_LEFT, _TOTAL, _RIGHT, _TOTAL, SECTION)
    yield from (Rule(x, _TOP, x, _TOTAL) for x in _COLUMNS[1:-1])
    yield from underlines(47.4, (34, 96), (114, 154), (179, 245))
    yield from underlines(164.8, (58, 124), (132, 162), (177, 189), (195, 207), (239, 251), (257, 269))
    for place in range(open_rows):
        yield from underlines(_middle(place) + 2.4, (231, 245))


def _labels(open_rows: int) -> Iterator[Label]:
    for (left, right), text in zip(pairwise(_COLUMNS), _HEADS, strict=True):
        yield Label((left + right) / 2, 54, text, 9.5, "small", "center")
    for x, cy, text in (
        (15, 44.6, "发放单位："), (102, 44.6, "活动："), (160, 44.6, "资金来源："),
        (34, 162.5, "人民币（大写）"), (127.5, 162.5, "¥"), (168, 162.5, "本页"), (190, 162.5, "户"),
        (208, 162.5, "人"), (222, 162.5, "本单合计"), (252, 162.5, "户"), (270, 162.5, "人"),
        (15, 174.4, "经办人："), (62, 174.4, "监督人："), (109, 174.4, "审核人："), (156, 174.4, "单位（盖章）："),
        (251, 174.4, "年"), (263, 174.4, "月"), (275, 174.4, "日"),
    ):  # fmt: skip
        yield Label(x, cy, text)
    yield Label(15, 180, _NOTE, 8.5, "small")
    for place in range(open_rows):
        yield Label(262, _middle(place), "月")
        yield Label(276.2, _middle(place), "日")


@cache
def gift_layout(open_rows: int) -> Layout:
    """The fixed part with places to sign in the first `open_rows` rows; unused rows stay empty, to be struck out."""
    taken = (Tick(f"row{place + 1}.proxy.yes", 219, _middle(place), "关系", 9.5, "small") for place in range(open_rows))
    return Layout(f"F5-{open_rows}", tuple(_rules(open_rows)), tuple(_labels(open_rows)), tuple(taken))
