"""The SB 数据上报单: the paper twin of a package, with the county's receipt to tear off.

Totals on paper and in the QR come from one object, so they cannot differ. No personal data.
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise

from desktop.forms.fonts import shipped_fonts
from desktop.forms.frame import ONLY_FIGURES, PageFace, lay_out
from desktop.forms.layout import (
    DASHES,
    FOLD,
    INNER,
    Band,
    Label,
    Layout,
    Rule,
    Slot,
    Tick,
    fill,
    frame,
    underlines,
)
from desktop.forms.marks import crockford, qr_path
from desktop.forms.numerals import capitals
from desktop.forms.page import Pen
from desktop.forms.preflight import refuse_missing
from desktop.forms.sheets import SlipSheet

FORM, VERSION, TITLE = "SB", "2026-1", "数据上报单"
_LEFT, _RIGHT = 25.0, 195.0
_BAND_GREY = 0.93
_SEAL_GREY = 0.5
_ROWS = (107.5, 115.5, 123.5, 131.5, 139.5, 147.5)
_COLUMNS = (25.0, 62.0, 86.0, 110.0, 147.0, 171.0, 195.0)
_KINDS = 10
_PACKAGE_QR, _PACKAGE_MODULE = (160.6, 44.3), 0.75
_RECEIPT_QR, _RECEIPT_MODULE = (176.6, 216.5), 0.6


def package_code(sheet: SlipSheet) -> str:
    """`NX1/PK/<package id>/<no>/<16 hex>/<changes>/<seq>/<check>`: what the county's import compares with the stick."""
    head = f"NX1/PK/{crockford(sheet.package_id)}/{sheet.package_no}/{sheet.digest.upper()}/{sheet.total}/{sheet.seq}"
    return f"{head}/{code_check(head)}"


def receipt_code(sheet: SlipSheet) -> str:
    """`NX1/RC/<package id>/<check>` on the tear-off, which finds its way back to the package."""
    head = f"NX1/RC/{crockford(sheet.package_id)}"
    return f"{head}/{code_check(head)}"


def code_check(head: str) -> str:
    """Four hexadecimal digits over everything before them: the first of its SHA-256."""
    return sha256(head.encode("ascii")).hexdigest()[:4].upper()


def slip_sheet(sheet: SlipSheet) -> bytes:
    """The slip as a one-page PDF; refusals `GlyphsMissing`, `TextTooLong`."""
    if len(sheet.counts) > _KINDS:
        message = f"a slip has room for {_KINDS} kinds"
        raise ValueError(message)
    refuse_missing(sheet, sheet.sender)
    pen = Pen(TITLE, shipped_fonts())
    face = PageFace(
        FORM, VERSION, TITLE, ONLY_FIGURES, sheet.form_id, sheet.revision, sheet.serial, 1, 1, sheet.practice
    )
    lay_out(pen, face, LAYOUT)
    _facts(pen, sheet)
    _counts(pen, sheet)
    pen.modules(*_PACKAGE_QR, _PACKAGE_MODULE, qr_path(package_code(sheet), 4, "m"))
    pen.modules(*_RECEIPT_QR, _RECEIPT_MODULE, qr_path(receipt_code(sheet), 2, "m"))
    pen.turn_page()
    return pen.finish()


def fours(digest: str) -> str:
    """Sixteen hexadecimal digits in groups of four, to be read aloud."""
    shown = digest.upper()
    return " ".join(shown[start : start + 4] for start in range(0, len(shown), 4))


def _facts(pen: Pen, sheet: SlipSheet) -> None:
    last = "无" if sheet.last_received is None else f"第 {sheet.last_received} 包"
    for slot, text in (
        (Slot("期间", 60, 35.8, 100, 6, 10.5, 8, role="label"), sheet.period),
        (Slot("报送单位", 50, 45.5, 100, 8, 11, 8), sheet.sender),
        (Slot("接收单位", 50, 54.5, 100, 8, 11, 8), sheet.recipient),
        (Slot("数据包号", 50, 63.5, 37, 8, 11, 8), f"第 {sheet.package_no} 包"),
        (Slot("上次已收", 50, 72.5, 37, 8, 11, 8), last),
        (Slot("生成时间", 112.5, 63.5, 38, 8, 11, 8, verbatim=True), sheet.made_at),
        (Slot("内容大小", 112.5, 72.5, 38, 8, 11, 8), f"{sheet.size:,} 字节"),
        (Slot("文件名称", 52, 81.5, 140, 8, 11, 8, "left", verbatim=True, role="small"), sheet.file_name),
        (
            Slot("回执", 130, 222.8, 42, 6, 10, 8, "right", role="small"),
            f"第 {sheet.package_no} 包  {fours(sheet.digest)[:9]}",
        ),
        (Slot("变更合计", 47, 151.6, 22, 6, 11.5, 8), f"{sheet.total:,}"),
        (Slot("大写", 86, 151.6, 50, 6, 11.5, 8), capitals(sheet.total)),
        (Slot("审核提示", 157, 151.6, 10, 6, 11, 8), str(sheet.notices)),
    ):
        fill(pen, slot, text)
    digest = fours(sheet.digest)
    pen.write(52, 90.5, digest, "title", 13, 1.0)


def _counts(pen: Pen, sheet: SlipSheet) -> None:
    for place, count in enumerate(sheet.counts):
        row, side = place % 5, place // 5 * 3
        middle = (_ROWS[row] + _ROWS[row + 1]) / 2
        texts = (count.kind, f"{count.changes:,}", f"{count.on_record:,}")
        for column, text in enumerate(texts, side):
            left, right = _COLUMNS[column], _COLUMNS[column + 1]
            fill(pen, Slot("本包内容", left + 1, middle, right - left - 2, 7.5, 11, 8), text)


def _rules() -> Iterator[Rule]:
    yield from frame(_LEFT, 41, _RIGHT, 208.5)
    for y in (50.0, 59.0, 68.0):
        yield Rule(_LEFT, y, 151, y)
    for y in (77.0, 86.0, 95.0, 101.0, *_ROWS, 156.5, 162.5):
        yield Rule(_LEFT, y, _RIGHT, y, INNER)
    for x, top, end in ((49, 41, 95), (88, 59, 77), (112, 59, 77), (151, 41, 77)):
        yield Rule(x, top, x, end)
    yield from (Rule(x, 101, x, 147.5) for x in _COLUMNS[1:-1])
    yield from underlines(154.4, (47, 69), (86, 136), (157, 167))
    yield Rule(12, 213.9, 102, 213.9, FOLD, DASHES)
    yield Rule(118, 213.9, 198, 213.9, FOLD, DASHES)
    yield from frame(_LEFT, 234, _RIGHT, 269.2)
    yield Rule(_LEFT, 243.2, _RIGHT, 243.2)
    yield Rule(_LEFT, 252.2, _RIGHT, 252.2)
    yield Rule(49, 234, 49, 269.2)
    yield from underlines(250, (62.6, 79.6), (93.8, 109), (123.1, 138.1), (152.2, 167.4))
    yield from underlines(263.1, (51, 91))


def _labels() -> Iterator[Label]:
    for x, cy, text in (
        (27.0, 45.5, "报送单位"), (27, 54.5, "接收单位"), (27, 63.5, "数据包号"), (27, 72.5, "上次已收"),
        (90, 63.5, "生成时间"), (90, 72.5, "内容大小"), (27, 81.5, "文件名称"), (27, 90.5, "数据摘要"),
        (27, 238.6, "核对结果"), (27, 247.7, "导入结果"), (27, 260.5, "回执号"),
    ):  # fmt: skip
        yield Label(x, cy, text, spread=20)
    yield Label(173, 73.9, "数据核对码（[县]级扫描）", 8.5, "small", "center")
    yield Label(192, 90.5, "[县]级导入页面显示的十六位应与此完全相同", 9, "small", "right")
    yield Label(27, 98, "一、本包内容", 10.5, "title")
    yield Label(51.3, 98, "本包变更=自[县]级上次收到以来；在册=生成时刻", 8.5, "small")
    yield Label(27, 159.5, "二、报送单位意见", 10.5, "title")
    for (left, right), text in zip(pairwise(_COLUMNS), ("类别", "本包变更", "在册") * 2, strict=True):
        yield Label((left + right) / 2, 104.3, text, 9.5, "small", "center")
    yield from _sentences()
    for x, cy in ((170.0, 180.2), (143.5, 260.5)):
        yield Label(x, cy, "（盖章）", 9.5, "small", "center", grey=_SEAL_GREY)
    yield Label(110, 213.9, "沿线裁开", 9, "small", "center")
    yield Label(25, 222.8, "由[县]级填写后交回报送单位", 9, "small")
    yield Label(110, 222, "回执", 15, "title", "center", 15.2)


def _sentences() -> Iterator[Label]:
    for x, cy, text in (
        (27, 152, "变更合计"), (70, 152, "条，大写"), (139, 152, "审核提示"), (168, 152, "项，均已说明"),
        (28, 168.4, "以上数据已核对，同意报送。"), (28, 196.3, "制表人："), (73, 196.3, "审核人："),
        (118, 196.3, "负责人："), (161, 202.3, "年"), (171.8, 202.3, "月"), (182.7, 202.3, "日"),
        (51, 247.6, "已接收"), (80.2, 247.6, "条"), (86.2, 247.6, "待补"), (109.5, 247.6, "条"), (115.5, 247.6, "退回"),
        (138.6, 247.6, "条"), (144.6, 247.6, "冲突"), (167.9, 247.6, "处"),
        (97, 260.5, "接收人："), (165, 260.5, "年"), (176, 260.5, "月"), (187, 260.5, "日"),
    ):  # fmt: skip
        yield Label(x, cy, text)


_CHOICES = (
    Tick("2.check.same", 53, 238.5, "数据摘要一致"),
    Tick("2.check.differs", 86, 238.5, "不一致，未导入"),
    Tick("2.check.known", 122, 238.5, "以前收过，未作改动"),
)
_BANDS = (Band(_LEFT, 95, 170, 6, _BAND_GREY), Band(_LEFT, 156.5, 170, 6, _BAND_GREY))
LAYOUT = Layout("SB", tuple(_rules()), tuple(_labels()), _CHOICES, _BANDS)
