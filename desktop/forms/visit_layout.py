"""F3 走访慰问登记表 to the millimetre: rows 1-17 of the front, the 附页, and where every value goes (paper.md, 10)."""

from collections.abc import Iterator
from itertools import pairwise

from desktop.forms.layout import (
    DASHES,
    DOT_GREY,
    DOTS,
    DOTTED,
    FOLD,
    INNER,
    SECTION,
    Label,
    Layout,
    Rule,
    Slot,
    Tick,
    frame,
    underlines,
)

FORM, VERSION, TITLE = "F3", "2026-1", "走访慰问登记表"
LEFT, RIGHT, TOP, BOTTOM = 25.0, 195.0, 41.0, 271.0
_LABEL_END = 48.0
_TEXT = 50.0
_LABEL_X, _LABEL_WIDTH = 31.4, 15.0
_NUMBER_X = 26.6
_HEAD_SIZE = 9.5
_SMALL = 9.0
_BLANK_DROP = 2.4
_NUMBER_GREY, _PHOTO_GREY = 0.3, 0.5

ONE_ANSWER = (
    "03.mode", "03.result", "04.category", "07.item1", "07.item2", "08.body", "08.selfcare", "09.mind", "09.sleep",
    "10.life", "11.power", "11.fire", "12.hospital", "12.medicine", "12.doctor", "12.channel", "90.photo",
)  # fmt: skip
"""Groups in which two ticks are a question to the person who files the sheet."""


def _row(cy: float, group: str, *choices: tuple[float, str, str]) -> Iterator[Tick]:
    return (Tick(f"{group}.{choice}", cx, cy, word) for cx, choice, word in choices)


def _ticks() -> Iterator[Tick]:
    yield from _row(
        72.5, "03.mode", (52, "home", "上门"), (69, "phone", "电话"), (86, "video", "视频"), (103, "other", "其他")
    )
    yield from _row(72.5, "03.result", (136, "met", "见到"), (151, "away", "不在家"), (171, "declined", "不便接待"))
    yield from _row(
        81.5, "04.category", (52, "daily", "日常走访"), (78, "festival", "节日看望（"), (119, "birthday", "生日陪伴")
    )
    yield from _row(81.5, "04.category", (145, "hospital", "住院探望"), (171, "emergency", "突发事件"))
    yield from _row(
        99.5, "06.met", (52, "person1", ""), (80, "person2", ""), (108, "person3", ""), (137, "other", "其他")
    )
    for number, cy in ((1, 114.0), (2, 123.0)):
        yield Tick(f"07.item{number}.closed", 163, cy, "已办结", _HEAD_SIZE, "small")
        yield Tick(f"07.item{number}.continued", 180, cy, "续办", _HEAD_SIZE, "small")
    yield from _row(
        132, "08.body", (52, "good", "良好"), (68, "fair", "一般"), (84, "poor", "较差"), (100, "inpatient", "正在住院")
    )
    yield from _row(132, "08.selfcare", (138, "able", "能"), (150, "partly", "部分能"), (171, "unable", "不能"))
    yield from _row(141, "08.chronic", (65, "none", "无"), (78, "hypertension", "高血压"), (100, "diabetes", "糖尿病"))
    yield from _row(141, "08.chronic", (122, "cardiovascular", "心脑血管"), (148, "other", "其他"))
    yield from _row(150, "09.mind", (52, "steady", "平稳"), (68, "low", "偏低落"), (88, "company", "需多陪伴"))
    yield from _row(150, "09.mind", (112, "help", "希望专业帮助"))
    yield from _row(150, "09.sleep", (159, "good", "好"), (171, "fair", "一般"), (186, "poor", "差"))
    yield from _row(159, "10.life", (52, "stable", "稳定"), (68, "hard", "有困难："))
    yield from _row(159, "10.hardship", (89, "income", "收入"), (105, "care", "照料"), (121, "housing", "住房"))
    yield from _row(159, "10.hardship", (137, "elder", "养老"), (153, "other", "其他"))
    yield from _row(168, "11.power", (62, "normal", "正常"), (78, "hazard", "有隐患"))
    yield from _row(168, "11.fire", (120, "normal", "正常"), (136, "hazard", "有隐患"))
    yield from _row(168, "11.remedy", (158, "done", "已整改"), (179, "waiting", "待报修"))
    yield from _row(177, "12.hospital", (70, "no", "无"), (82, "yes", "有"))
    yield from _row(177, "12.medicine", (139, "enough", "够用"), (155, "short", "缺"))
    yield from _row(186, "12.doctor", (84, "came", "来过"), (100, "never", "没来过"))
    yield from _row(186, "12.channel", (143, "used", "用过"), (159, "unused", "未用"), (175, "rough", "不顺畅"))
    yield from _row(
        195, "13.told", (52, "support", "特别扶助"), (78, "doctor", "家庭医生"), (104, "channel", "[就医绿色通道]")
    )
    yield from _row(195, "13.told", (138, "insurance", "住院护理保险"), (172, "other", "其他"))
    yield from _needs()
    yield from _row(233.5, "15.gift", (52, "none", "无"), (66, "money", "慰问金"), (114, "goods", "慰问品"))
    yield Tick("16.note.overleaf", 175, 251.5, "续写背页", _SMALL, "small")


def _needs() -> Iterator[Tick]:
    kinds = (
        ("money", "经济"),
        ("medical", "医疗"),
        ("elder", "养老"),
        ("care", "照料"),
        ("mind", "心理"),
        ("other", "其他"),
    )
    for number, top in ((1, 208.0), (2, 220.0)):
        for place, (kind, word) in enumerate(kinds):
            cx, cy = 120.0 + place % 3 * 13, top + place // 3 * 6
            yield Tick(f"14.need{number}.{kind}", cx, cy, word, _HEAD_SIZE, "small")


def _rules() -> Iterator[Rule]:
    yield from frame(LEFT, TOP, RIGHT, BOTTOM)
    for y in (50, 59, 68, 77, 86, 95, 104, 127.6, 145.6, 154.6, 163.6, 172.6, 190.6, 229, 238, 256):
        yield Rule(LEFT, y, RIGHT, y, INNER)
    yield Rule(LEFT, 199.5, RIGHT, 199.5, SECTION)
    for y in (109.6, 118.6, 136.6, 181.6, 205, 217):
        yield Rule(_LABEL_END, y, RIGHT, y, INNER)
    yield Rule(_LABEL_END, TOP, _LABEL_END, 256, INNER)
    columns = (
        (41, 50, (87, 105, 145, 163)),
        (68, 77, (120, 132)),
        (104, 127.6, (119, 139, 159)),
        (199.5, 229, (117, 159, 176)),
    )
    for top, end, places in columns:
        yield from (Rule(x, top, x, end, INNER) for x in places)
    yield Rule(104, 256, 104, BOTTOM, INNER)
    yield Rule(_TEXT, 247, 193, 247, DOTTED, DOTS, DOT_GREY)
    yield from _blanks()


def _blanks() -> Iterator[Rule]:
    yield from underlines(38.9, (45, 107), (145, 171))
    rows: tuple[tuple[float, tuple[tuple[float, float], ...]], ...] = (
        (63.5, ((50, 63), (66.8, 76), (79.8, 89), (93.8, 101.8), (106.5, 114.8), (123.1, 131.4), (136, 144))),
        (81.5, ((100.3, 110.3),)),
        (90.5, ((69, 94.2), (114.8, 140), (150.3, 191.7))),
        (99.5, ((55, 75.2), (83.2, 103.2), (111.1, 131.1), (148.3, 168.3), (173.2, 182.2))),
        (141, ((158.9, 191.8),)),
        (159, ((164, 190),)),
        (177, ((89.2, 121.2), (162.2, 190.2))),
        (195, ((182.9, 191.8),)),
        (233.5, ((80.4, 102.5), (128.4, 161.6), (170, 187))),
    )
    for cy, spans in rows:
        yield from underlines(cy + _BLANK_DROP, *spans)


def _labels() -> Iterator[Label]:
    yield Label(25, 36.5, "走访单位：")
    yield Label(118, 36.5, "所属[村（社区）]：")
    yield from _row_labels()
    for x, cy, text in (
        (_TEXT + 13.1, 63.5, "年"), (76.1, 63.5, "月"), (89.1, 63.5, "日"), (101.9, 63.5, "时"), (115, 63.5, "分至"),
        (131.5, 63.5, "时"), (144.8, 63.5, "分"), (111, 81.5, "）"),
        (_TEXT, 90.5, "[乡镇]联系人"), (95.6, 90.5, "[村]级联系人"), (142.3, 90.5, "同行"),
        (168.9, 99.5, "共"), (182.8, 99.5, "人"), (126.2, 132, "自理"), (_TEXT, 141, "慢性病"), (147, 150, "睡眠"),
        (_TEXT, 168, "用电"), (100, 168, "用火用气"), (_TEXT, 177, "近期住院"), (123.5, 177, "常用药"),
        (_TEXT, 186, "家庭医生近三个月"), (123.5, 186, "[绿色通道]"),
        (103.2, 233.5, "元"), (162.2, 233.5, "折价"), (187.6, 233.5, "元"), (106, 260, "走访人签字："),
    ):  # fmt: skip
        yield Label(x, cy, text)
    yield from _heads()
    for x, text in (
        (25, "填表人："),
        (65, "审核人："),
        (101.6, "单位（盖章）："),
        (167.4, "年"),
        (178.5, "月"),
        (189.3, "日"),
    ):
        yield Label(x, 275.6, text)


def _heads() -> Iterator[Label]:
    for x, cy, text in (
        (83.5, 106.8, "事项"), (129, 106.8, "提出日期"), (149, 106.8, "责任人"), (177, 106.8, "本次核对"),
        (82.5, 202.3, "诉求（困难）和现场处理"), (138, 202.3, "类别"), (167.5, 202.3, "责任人"),
        (185.5, 202.3, "办理时限"),
    ):  # fmt: skip
        yield Label(x, cy, text, _HEAD_SIZE, "small", "center")
    for cy in (211, 223):
        yield Label(182, cy, "月", 10, "small")
        yield Label(187.4, cy, "日", 10, "small")


_PLAIN_ROWS = (
    (1, 45.5, "户主姓名"), (2, 63.5, "走访时间"), (3, 72.5, "走访方式"), (4, 81.5, "走访类别"), (5, 90.5, "走访人员"),
    (6, 99.5, "受访人"),
)  # fmt: skip
_BLOCK_ROWS = (
    (8, 136.6, "身体状况"), (9, 150.0, "精神状态"), (10, 159.0, "生活状况"), (11, 168.0, "居家安全"),
    (12, 181.6, "就医用药"), (13, 195.0, "政策告知"), (14, 214.3, "诉求办理"), (15, 233.5, "慰问金品"),
    (16, 247.0, "情况记录"),
)  # fmt: skip


def _row_labels() -> Iterator[Label]:
    """Column one: the paper number and the spread label; 8-16 are blocks the worker fills, so they are bold."""
    for number, cy, _ in (*_PLAIN_ROWS, *_BLOCK_ROWS, (7, 115.8, ""), (17, 260.0, "")):
        yield Label(_NUMBER_X, cy, str(number), 8.5, "small", grey=_NUMBER_GREY)
    for _, cy, text in _PLAIN_ROWS:
        yield Label(_LABEL_X, cy, text, spread=_LABEL_WIDTH)
    for _, cy, text in _BLOCK_ROWS:
        yield Label(_LABEL_X, cy, text, 10.5, "title", spread=_LABEL_WIDTH)
    yield Label(_LABEL_X, 54.5, "家庭住址", spread=_LABEL_WIDTH)
    yield Label(_LABEL_X, 113.4, "上次未办", spread=_LABEL_WIDTH)
    yield Label(_LABEL_X, 118.2, "结的事项", spread=_LABEL_WIDTH)
    yield Label(_LABEL_X, 260, "受访人签字（或按指印）：")
    yield Label(96, 45.5, "档案编号", align="center")
    yield Label(154, 45.5, "联系电话", align="center")
    yield Label(126, 72.5, "结果", align="center")


FRONT = Layout("F3-front", tuple(_rules()), tuple(_labels()), tuple(_ticks()))

SLOTS = {
    "unit": Slot("走访单位", 45.5, 36.4, 61.2, 5.6, 10.5, 8, upward=True),
    "village": Slot("所属[村（社区）]", 145.3, 36.4, 25.6, 5.6, 10.5, 7, upward=True),
    "head": Slot("户主姓名", 48.9, 45.5, 37.2, 8.6, 12, 7, verbatim=True),
    "case_no": Slot("档案编号", 105.6, 45.5, 38.8, 8.4, 10.5, 8, verbatim=True),
    "phone": Slot("联系电话", 163.6, 45.5, 30.8, 8.4, 11, 8, verbatim=True),
    "address": Slot("家庭住址", _TEXT, 54.5, 143.5, 8.6, 11, 8, "left"),
    "year": Slot("走访时间", 50, 63.5, 13, 5, 11, 8),
    "festival": Slot("节日", 100.4, 81.4, 9.9, 5, 10.5, 7),
    "township_contact": Slot("[乡镇]联系人", 69.2, 90.4, 24.8, 5.6, 10.5, 7, verbatim=True, upward=True),
    "village_contact": Slot("[村]级联系人", 115, 90.4, 24.8, 5.6, 10.5, 7, verbatim=True, upward=True),
    "companions": Slot("同行", 150.5, 90.4, 41, 5.6, 10.5, 7, verbatim=True, upward=True),
}
PERSON_SLOTS = tuple(Slot("受访人", x, 99.4, 20, 5.6, 11, 7, verbatim=True, upward=True) for x in (55.1, 83.2, 111.1))
ITEM_SLOTS = tuple(
    (
        Slot("上次未办结的事项", 49.4, cy, 68.8, 8.6, 10, 8, "left"),
        Slot("提出日期", 119.5, cy, 19, 8.6, 10, 8, verbatim=True),
        Slot("责任人", 139.5, cy, 19, 8.6, 10, 7, verbatim=True),
    )
    for cy in (114.1, 123.1)
)

NOTE_SIZE = 10.5
NOTE_FRONT = ((50.4, 242.8, 142.6), (50.4, 251.5, 119.0))
"""The two ruled lines of 情况记录 on the front: x, middle, width."""
NOTE_BACK = tuple((29.2, 55.0 + 9 * line, 162.0) for line in range(9))
"""The nine lines of the 附页, in front coordinates (a mirrored page is shifted by -10)."""


def _back() -> Layout:
    rules = [*frame(LEFT, 42, RIGHT, 270), Rule(LEFT, 136, RIGHT, 136, SECTION)]
    rules += [Rule(28, y, 191.7, y, DOTTED, DOTS, DOT_GREY) for y in range(59, 132, 9)]
    labels = [Label(28, 46, "情况记录（续）", 10.5, "title"), Label(28, 140.5, "照片粘贴处", 10.5, "title")]
    labels.append(
        Label(54.6, 140.5, "（须经家庭同意；不拍证件、病历和逝者遗物。照片背面写本表编号后四位）", _SMALL, "small")
    )
    for x in (29.0, 112.0):
        corners = ((x, 146), (x + 79, 146), (x + 79, 252), (x, 252), (x, 146))
        rules += [Rule(*a, *b, FOLD, DASHES, _PHOTO_GREY) for a, b in pairwise(corners)]
        rules += underlines(259.4, (x + 17, x + 42), (x + 58, x + 79))
        labels.append(Label(x + 39.5, 198, "照片（竖 75×100 毫米以内）", 9.5, "small", "center", grey=_PHOTO_GREY))
        labels += [Label(x, 257, "拍摄时间："), Label(x + 44, 257, "拍摄人：")]
    ticks = (
        Tick("90.photo.agreed", 31, 265.5, "家庭同意拍照并存入本户档案"),
        Tick("90.photo.declined", 95, 265.5, "不同意（不贴照片）"),
    )
    return Layout("F3-back", tuple(rules), tuple(labels), ticks)


BACK = _back()
