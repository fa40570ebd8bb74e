"""The RC 恢复码 sheet: three panels folded with the code inside; printed once, from memory, never scannable.

The county's root key code (B-46) and its officers' codes (B-44) go onto the same sheet with their own words. No corner
squares and no form identity: nothing may take this sheet for a form (paper.md, 10).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from desktop.forms.fonts import shipped_fonts
from desktop.forms.layout import (
    DASHES,
    FOLD,
    INNER,
    UNDERLINE,
    Label,
    Layout,
    Rule,
    Slot,
    draw,
    fill,
    frame,
    underlines,
)
from desktop.forms.marks import qr_path
from desktop.forms.page import MM, Pen
from desktop.forms.preflight import refuse_missing
from desktop.forms.sheets import RecoverySheet
from desktop.words import tr

_AXIS = 105.0
_LEFT, _RIGHT = 25.0, 185.0
_FOLDS = ((99.0, "第二次折：向里"), (198.0, "第一次折：向里"))


@dataclass(frozen=True)
class _Words:
    """What the sheet says about its code: its name and form number, what for, five pieces of advice, a warning."""

    title: str
    form: str
    purpose: str
    advice: tuple[str, ...]
    warning: str
    renewed: str


_RECOVERY = _Words(
    "恢复码",
    "RC 2026-1",
    "忘记密码、换电脑、重装系统时，凭此码打开本单位的数据",
    (
        "本页只打印一次。打印后不留电子文件，不拍照、不复印、不发微信。",
        "抄错一位也打不开：设置时已在电脑上照纸输入一遍并通过。",
        "按虚线三折，密码面朝里，装入信封，封口处两人签字、骑缝盖章，放进保险柜。",
        "启用后原码作废，程序会要求重新打印一张，旧的当场剪碎。",
        "丢失或信封被拆：立即在“设置 — 恢复码”里换新，并告知[县]级管理员。",
    ),
    "[县]里设过的，登记以后[县]级另有一把（两名管理员一起才能用）。三者都没有，数据无法恢复。",
    "新恢复码编号",
)
_ROOT = _Words(
    "根密钥码",
    "GM 2026-1",
    "停用一台电脑、更换[县]里的密钥时，凭此码签发新的密钥清单",
    (
        "两份分两处密封：打印两张，或一张纸加一个专用 U 盘。电脑里不留，不拍照。",
        "抄错一位就不能用：封存时已在电脑上照纸输入一遍并通过。",
        "按虚线三折，数字面朝里，装入信封，封口处两人签字、骑缝盖章，放进保险柜。",
        "只在停用电脑、更换密钥时启封，两人在场；用完重新密封，并在下面登记。",
        "两份都丢了，就不能再停用电脑和换密钥，各[乡镇]要重新登记：请马上报告。",
    ),
    "它不是恢复码，打不开数据；拿到它和[县]里电脑的人，可以冒充本[县]换密钥。请看得比公章还紧。",
    "备注",
)
_OFFICER = _Words(
    "[县]级恢复码",
    "XF 2026-1",
    "[乡镇]忘了口令又丢了恢复码时，两名管理员各凭一张，一起打开它的档案",
    (
        "一共两张，由两名管理员各保管一张，分开存放，谁也不看对方的。",
        "抄错一位也打不开：设置时已在电脑上照纸输入一遍并通过。",
        "按虚线三折，数字面朝里，装入信封，封口处本人和见证人签字、骑缝盖章。",
        "只在核对过[乡镇]的身份和申请后启封，各输各的；打开后当场重设口令。",
        "丢失或信封被拆：马上在“[乡镇]”页换新的一对，并给各[乡镇]写回执。",
    ),
    "单独一张什么也打不开；两张在一起，能打开各[乡镇]的全部档案，绝不能由一个人保管。",
    "备注",
)
_WORDS = {"recovery": _RECOVERY, "root": _ROOT, "officer": _OFFICER}
_COLUMNS = (25.0, 51.0, 95.0, 125.0, 155.0, 185.0)
_ROWS = (210.0, 217.0, 228.0, 239.0, 250.0, 261.0, 272.0)
_QR_PLACE, _QR_MODULE = (141.0, 118.0), 1.2
_SCREEN_ROWS, _SCREEN_DIGITS = 13, 41


def recovery_sheet(sheet: RecoverySheet) -> bytes:
    """Both sides of the recovery sheet as a PDF to be sent to the printer and forgotten; refusal `GlyphsMissing`."""
    refuse_missing(sheet, sheet.unit)
    words = _WORDS[sheet.kind]
    title = tr(words.title)
    pen = Pen(title, shipped_fonts())
    draw(pen, Layout("RC-front", tuple(_front_rules()), tuple(_front_labels(sheet, words))))
    _title(pen, title, 25.0, 22, 5.8)
    _code(pen, sheet)
    _custody(pen, sheet)
    pen.turn_page()
    draw(pen, Layout("RC-back", tuple(_back_rules()), tuple(_back_labels())))
    _title(pen, f"{title}（密封件）", 36.0, 18, 2.4)
    _cover(pen, sheet)
    _screen(pen, sheet)
    pen.turn_page()
    return pen.finish()


def _title(pen: Pen, text: str, baseline: float, size: float, tracking: float) -> None:
    width = pen.fonts.width(text, "title", size) / MM + tracking * (len(text) - 1)
    pen.spread(_AXIS - width / 2, baseline - 0.37 * size / MM, text, "title", size, width)


def _front_rules() -> Iterator[Rule]:
    for y, _ in _FOLDS:
        yield Rule(8, y, 90, y, FOLD, DASHES)
        yield Rule(130, y, 202, y, FOLD, DASHES)
    yield from frame(_LEFT, 104, _RIGHT, 190)
    for place in range(8):
        x, y = _box(place)
        for edge_x, edge_y in ((x + 44.3, y), (x, y + 12)):
            yield Rule(x, y, edge_x, edge_y)
            yield Rule(edge_x, edge_y, x + 44.3, y + 12)
    yield from frame(_LEFT, _ROWS[0], _RIGHT, _ROWS[-1])
    yield from (Rule(_LEFT, y, _RIGHT, y, INNER) for y in _ROWS[1:-1])
    yield from (Rule(x, _ROWS[0], x, _ROWS[-1], INNER) for x in _COLUMNS[1:-1])


def _box(place: int) -> tuple[float, float]:
    """The top-left corner of the box of group `place` (0-7): two columns, four rows."""
    return 34.9 + place % 2 * 54.0, 119.0 + place // 2 * 14.45


def _front_labels(sheet: RecoverySheet, words: _Words) -> Iterator[Label]:
    yield Label(_AXIS, 32.8, words.purpose, align="center")
    for number, advice in enumerate(words.advice):
        yield Label(25, 43.5 + 7.55 * number, f"{number + 1}.", 10.5, "small")
        yield Label(31.2, 43.5 + 7.55 * number, advice)
    yield Label(25, 83.8, words.warning, 10, "title")
    for y, text in _FOLDS:
        yield Label(110, y, text, 9, "small", "center", grey=0.3)
    yield Label(29, 110.4, f"{words.title}（8 组，每组 6 位数字）", 10.5, "title")
    if sheet.practice:
        yield Label(181, 110.4, "示例 · 不可使用", 10.5, "title", "right")
    yield Label(160.8, 163.5, "与左边数字相同", 9, "small", "center")
    yield Label(29, 181.3, "每组都能被 11 整除，输错一组，程序当场指出是第几组。", 9.5, "small")
    yield Label(25, 204.8, "保管登记", 10.5, "title")
    yield Label(45, 204.8, "（启封一次登记一行）", 9.5, "small")
    heads = ("日期", "事由", "保管人", "见证人", words.renewed)
    for (left, right), text in zip(pairwise(_COLUMNS), heads, strict=True):
        yield Label((left + right) / 2, 213.5, text, 9.5, "small", "center")
    yield Label(25, 281, f"{words.form}  本页不设定位角标，不得扫描归档", 8, "small")


def _code(pen: Pen, sheet: RecoverySheet) -> None:
    for place, group in enumerate(sheet.groups):
        x, y = _box(place)
        pen.grey(0.35)
        pen.text(x - 4.1, y + 6, str(place + 1), "small", 10, "center")
        pen.grey(0)
        pen.spread(x + 4.6, y + 6, group, "title", 22, 35.1)
    pen.modules(*_QR_PLACE, _QR_MODULE, qr_path("".join(sheet.groups), 4, "h"))
    computer = f"    电脑名 {sheet.computer}" if sheet.computer else ""
    line = f"打印编号 {sheet.number}{computer}    打印于 {sheet.printed_on:%Y-%m-%d}"
    fill(pen, Slot("打印编号", 29, 186.1, 150, 5, 9.5, 7, "left", role="small"), line)


def _custody(pen: Pen, sheet: RecoverySheet) -> None:
    texts = {0: f"{sheet.printed_on:%Y-%m-%d}", 1: "首次打印、封存", 4: sheet.number}
    for column, text in texts.items():
        left, right = _COLUMNS[column], _COLUMNS[column + 1]
        fill(pen, Slot("保管登记", left + 1, 222.5, right - left - 2, 10, 10, 7, verbatim=True), text)


def _back_rules() -> Iterator[Rule]:
    yield Rule(_LEFT, 7, _RIGHT, 7, UNDERLINE, (1.5, 1.5))
    yield Rule(8, 99, 202, 99, FOLD, DASHES)
    yield Rule(8, 198, 202, 198, FOLD, DASHES)
    for row in range(5):
        yield from underlines(50.5 + 9.45 * row, (68, 153))


def _back_labels() -> Iterator[Label]:
    yield Label(_AXIS, 12.9, "骑缝签字、盖章处（盖住折口）", 9.5, "small", "center", grey=0.5)
    for row, text in enumerate(("单位", "打印编号", "封存日期", "保管人", "见证人")):
        yield Label(44.8, 48 + 9.45 * row, text, 11, spread=15.6)
        yield Label(60.8, 48 + 9.45 * row, "：", 11)
    yield Label(_AXIS, 93.8, "启封须两人在场，并在内页登记。", align="center")
    yield Label(_AXIS, 246.8, "（此面折在里面）", 9.5, "small", "center", grey=0.5)


def _cover(pen: Pen, sheet: RecoverySheet) -> None:
    fill(pen, Slot("单位", 68.5, 47.8, 84, 5.5, 12, 8), sheet.unit)
    fill(pen, Slot("打印编号", 68.5, 57.2, 84, 5.5, 12, 8, verbatim=True), sheet.number)


def _screen(pen: Pen, sheet: RecoverySheet) -> None:
    """Grey digits behind the code against holding to the light, made from the printing's number, not from the code."""
    digits = "".join(str(int(sha256(f"{sheet.number}/{block}".encode()).hexdigest(), 16)) for block in range(8))
    pen.grey(0.55)
    for row in range(_SCREEN_ROWS):
        text = digits[row * _SCREEN_DIGITS : (row + 1) * _SCREEN_DIGITS]
        pen.spread(19.9 + row % 2 * 4, 106.9 + 6.9 * row, text, "title", 15, 167)
    pen.grey(0)
