"""Every part of the screen in all its states, with invented people, for looking at and for tests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.ui import sizes
from desktop.ui.display import State
from desktop.ui.main_window import MainWindow, Shell
from desktop.ui.models.cells import Column, MatrixCell, Paint, StateCell, StripCell, TwoLine
from desktop.ui.models.rows import RowsModel
from desktop.ui.models.table import RowsTable
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Theme
from desktop.ui.widgets.bars import ActionBar, SidePanel, StatusPart
from desktop.ui.widgets.buttons import Button, Chip, Segments, button_row
from desktop.ui.widgets.cards import (
    Banner,
    Card,
    EmptyState,
    IconTile,
    LoadingLine,
    NothingFound,
    PageHeader,
    ProblemPanel,
    SectionHeader,
)
from desktop.ui.widgets.care import CareCards, CareGroup, CareItem
from desktop.ui.widgets.choices import ChoiceField, RadioRow, TickRow
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.command_box import CommandHit, Deliver
from desktop.ui.widgets.fields import TextField, hard, soft
from desktop.ui.widgets.flow import flow_row, spring
from desktop.ui.widgets.forms import ErrorList, FieldRow, FormScroll, Lack, SectionRow
from desktop.ui.widgets.masked import MaskedLabel
from desktop.ui.widgets.nav_rail import NavItem
from desktop.ui.widgets.numbers import DateField
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.search import PasswordField, SearchBox
from desktop.ui.widgets.states import Badge, Legend, StateLine
from desktop.ui.widgets.timeline import Moment, TimelineView

TODAY = date(2026, 11, 4)

ITEMS = (
    NavItem("today", "sun-horizon", "今日", 7),
    NavItem("families", "house", "家庭"),
    NavItem("coverage", "grid-nine", "覆盖"),
    NavItem("print", "printer", "打印"),
    NavItem("import", "tray-arrow-down", "导入"),
    NavItem("handover", "paper-plane-tilt", "上报", 14),
    NavItem("conflicts", "git-diff", "核对", 2),
    NavItem("reports", "table", "报表"),
    NavItem("backup", "shield-check", "备份", low=True),
    NavItem("settings", "gear", "设置", low=True),
    NavItem("lock", "lock", "锁定", low=True),
)

STATUS = (
    StatusPart("已保存 10:32", State.OK, "已保存 10:32"),
    StatusPart("未上报 14 条", State.SENT, "未上报 14 条"),
    StatusPart("上次上报 10月3日 第 6 号，县已全部接收", None, "县已接收至第 6 号"),
    StatusPart("上次演练 11月1日 通过：214 户逐项一致", State.OK),
)

CARE = (
    CareItem(
        "dual", "双岗联系人", "双岗", "users", State.OK, "已落实", ("镇 何卫国，村 冯月明", "下次联系 11月20日 前")
    ),
    CareItem(
        "green",
        "就医绿色通道",
        "绿通",
        "first-aid-kit",
        State.OK,
        "已落实",
        ("2 人持卡，县人民医院", "有效至 2027年6月"),
    ),
    CareItem(
        "doctor",
        "家庭医生签约",
        "家医",
        "stethoscope",
        State.SOON,
        "今天到期",
        ("何秀兰协议今日止，未续", "周文彬至 2027年3月"),
    ),
    CareItem(
        "comfort",
        "精神慰藉",
        "慰藉",
        "chat-circle",
        State.OK,
        "本年已做",
        ("6月2日 个案谈话，平稳", "下次 2027年6月 前"),
    ),
    CareItem(
        "visit",
        "走访慰问",
        "走访",
        "footprints",
        State.OK,
        "按期",
        ("10月21日 上门，2 人见到", "重点：下次 11月20日 前"),
    ),
    CareItem("volunteer", "志愿服务", "志愿", "hand-heart", State.NA, "", ("结对 1 名：罗青（医护）", "本季度 9 小时")),
    CareItem(
        "insurance", "保险保障", "保险", "umbrella", State.OK, "在保", ("住院护理补贴险", "至 12月31日，已列续保")
    ),
)


@dataclass(frozen=True)
class FamilyRow:
    """A row of the gallery's list."""

    id: str
    name: str
    members: str
    village: str
    kind: str
    care: str
    strip: tuple[State, ...]
    last: str
    due: StateCell
    order: int


_STRIPS = {
    "马𠅤户": "late ok ok ok ok na miss",
    "赵怀远户": "ok ok ok ok late ok ok",
    "周文彬户": "ok ok soon ok ok na ok",
    "邓世安户": "ok ok ok soon soon ok ok",
    "吴长庚户": "ok no miss ok ok ok ok",
    "曹永年户": "soon ok miss ok ok ok ok",
    "冯德厚户": "ok ok ok ok ok na ok",
    "阿依努尔·吐尔逊户": "ok ok ok excl ok na clash",
    "郑立本户": "ok ok excl ok ok na wait",
}


def family_rows(count: int = 9) -> tuple[FamilyRow, ...]:
    """Invented families."""
    made = []
    for number in range(count):
        name, strip = list(_STRIPS.items())[number % len(_STRIPS)]
        states = tuple(State(word) for word in strip.split())
        due = (
            StateCell(State.LATE, "逾期 7 天 双岗联系", bare=True)
            if number < 2
            else StateCell(State.OK if number > 5 else State.SOON, "11月8日 双岗联系", bare=True)
        )
        village = ("柳湾村", "石桥村", "上坪村")[number % 3]
        made.append(
            FamilyRow(
                f"f{number}",
                name,
                f"{name[:-1]}（独居）  04-{number:04d}",
                village,
                "死亡类",
                "重点" if number % 3 == 2 else "一般",
                states,
                "9月28日 电话",
                due,
                number,
            )
        )
    return tuple(made)


def family_columns() -> tuple[Column[FamilyRow], ...]:
    """The list of families."""

    def strip(place: int) -> Callable[[FamilyRow], StripCell]:
        return lambda row: StripCell(row.strip[place], f"{CARE[place].label}：{row.strip[place]}")

    strips = tuple(
        Column[FamilyRow](
            item.key,
            item.short,
            strip(place),
            43,
            Paint.STRIP,
            group="三个全覆盖" if place < 3 else "四项帮扶",
            gap_before=8 if place == 3 else 0,
        )
        for place, item in enumerate(CARE)
    )
    return (
        Column("name", "家庭", lambda r: TwoLine(r.name, r.members), 270, Paint.NAME, lambda r: r.name, personal=True),
        Column("village", "村（社区）", lambda r: r.village, 84, sort=lambda r: r.village),
        Column("kind", "类别", lambda r: r.kind, 70),
        Column("care", "关注", lambda r: r.care, 56),
        *strips,
        Column("last", "上次联系", lambda r: r.last, 106, gap_before=14),
        Column("due", "下一件事", lambda r: r.due, 120, sort=lambda r: r.order, stretch=True),
    )


def family_table(count: int = 9) -> RowsTable:
    """The list as a table."""
    model = RowsModel(family_columns(), lambda row: row.id, tickable=True)
    model.set_rows(family_rows(count))
    table = RowsTable(model, label="家庭")
    model.setParent(table)
    return table


class FamiliesPage(Page):
    """The list page, as picture 03 shows it."""

    key = "families"

    def __init__(self) -> None:
        super().__init__()
        header = PageHeader(
            "家庭",
            "在册 214 户，398 人",
            [Button("导入名册", "plain", "tray-arrow-down"), Button("新增家庭", "filled", "plus")],
        )
        search = SearchBox()
        sizes.fixed(search, width=190)
        chips = (Chip("全部村", caret=True), Chip("全部类别", caret=True), Chip("只看缺口 23 户", checkable=True))
        tools = (Button("列", "ghost", "columns"), Button("导出", "ghost", "file-xls"))
        filters = flow_row(search, *chips, spring(), *tools)
        card = Card(gap=0, margins=(1, 1, 1, 8))
        self.table = family_table()
        model = self.table.rows_model()
        bar = ActionBar([("打印走访表（{n}）", "printer", int), ("改联系人", "users", int)])
        model.ticked_changed.connect(bar.show_count)
        bar.cleared.connect(lambda: model.tick_all(on=False))
        foot = sizes.column(margins=(8, 6, 8, 0))
        foot.addWidget(bar)
        card.body.addWidget(self.table, 1)
        card.body.addLayout(foot)
        self.body.addWidget(header)
        self.body.addWidget(filters)
        self.body.addWidget(card, 1)
        self.body.addWidget(Legend(tuple(STATE_WORDS.items())))


STATE_WORDS = {
    State.OK: "已落实",
    State.SOON: "将到期",
    State.MISS: "缺",
    State.LATE: "逾期",
    State.NO: "本人不愿",
    State.EXCL: "不计入（外出、机构、不便打扰）",
    State.NA: "本地不要求",
    State.CLASH: "待核对",
}


class FamilyPage(Page):
    """The family page, as picture 04 shows it."""

    key = "family"

    def __init__(self) -> None:
        super().__init__()
        more = Button("", "plain", "dots-three", named="更多")
        header = PageHeader(
            "周文彬户",
            "上坪村 3 组    03-0017    死亡类，在册",
            [Button("打印", "plain", "printer"), more, Button("记录走访", "filled", "footprints")],
        )
        header.put_beside_title(Badge(State.OK, "重点关注"))
        members = Card(margins=(14, 11, 14, 11))
        line = sizes.row(gap=16)
        for name, about, number in (
            ("周文彬", "男，62 岁，户主", "999999********0012"),
            ("何秀兰", "女，59 岁，配偶", "999999********0020"),
        ):
            tile = IconTile(character=name[0], side=38)
            words = sizes.column(gap=0)
            words.addWidget(SectionHeader(name, about))
            words.addWidget(MaskedLabel(number, f"{name}的证件号码"))
            line.addWidget(tile)
            line.addLayout(words, 1)
        members.add(line)
        self.care = CareCards()
        self.care.show_groups(
            (CareGroup("三个全覆盖", "2 项已落实，1 项今天到期", CARE[:3]), CareGroup("四项帮扶", "全部按期", CARE[3:]))
        )
        self.body.addWidget(header)
        self.body.addWidget(members)
        self.body.addWidget(self.care)
        self.columns = self._lower()
        self.body.addWidget(self.columns, 1)

    def use_width(self, width_class: WidthClass) -> None:
        """Compact cards in narrow windows."""
        super().use_width(width_class)
        self.care.use_compact(compact=width_class < WidthClass.WIDE, across=2 if width_class < WidthClass.MEDIUM else 4)
        self.columns.use_width(width_class)

    def _lower(self) -> Columns:
        history = Card(margins=(17, 10, 8, 10))
        choice = Segments([(n, w) for n, w in enumerate(("全部", "走访联系", "服务", "变动"))], named="看哪些")
        view = TimelineView()
        view.show_moments(MOMENTS)
        history.add(SectionHeader("经过", right=[choice]), view)
        sections = Card(gap=4, margins=(14, 10, 14, 10))
        sections.add(
            SectionRow("hand-heart", "诉求", "1 件在办"),
            SectionRow("stethoscope", "家庭医生协议", "1 份今天到期", State.SOON),
            SectionRow("umbrella", "保险与理赔", "在保，本年未理赔"),
            SectionRow("paperclip", "附件", "6 件"),
        )
        sections.body.addStretch()
        sizes.bounded(history, min_height=150)
        return Columns([(history, 16), (sections, 7)])


MOMENTS = (
    Moment("1", "11月2日", "pencil-simple", "电话改为 138****0017", "林秋禾；原号码留在历史里", State.SENT, "未上报"),
    Moment("2", "10月21日", "footprints", "上门走访，见到 2 人", "冯月明、林秋禾", State.SENT, "未上报"),
    Moment("3", "9月23日", "package", "中秋看望", "何卫国、冯月明。慰问品 1 份", State.OK, "县已接收 第 6 号"),
    Moment("4", "9月8日", "phone", "电话联系", "冯月明。近期去县城复查，无新诉求", State.OK, "县已接收 第 6 号"),
)


class VisitPage(Page):
    """The writing page, as picture 05 shows it."""

    key = "visit"

    def __init__(self) -> None:
        super().__init__()
        context = sizes.column(gap=8)
        header = PageHeader("记录走访", back="周文彬户")
        context.addWidget(header)
        glance = Card(box="tint", margins=(14, 12, 14, 12))
        glance.add(SectionHeader("开口前看一眼"), StateLine(State.OK, "愿意上门，下午为宜", "body"))
        context.addWidget(glance)
        context.addStretch()
        left = QWidget()
        left.setLayout(context)
        sizes.fixed(left, width=276)
        card = Card(margins=(18, 11, 18, 11))
        errors = ErrorList()
        form = FormScroll()
        health = TextField("需要记下的，只写必要的")
        health.setText("血压 150/92，已按时服药")
        seen = TickRow([(1, "周文彬"), (2, "何秀兰"), (3, "其他人"), (4, "没见到（拒访或不在家）")])
        seen_row = FieldRow("受访人", seen)
        seen_row.show_verdict(hard(""))
        source = ChoiceField([(1, "财政"), (2, "社会捐赠")], empty="请选择经费来源")
        on = DateField(TODAY, required=True)
        on.set_day(TODAY)
        words = ("上门", "电话", "微信视频", "其他")
        form.add(
            FieldRow("时间方式", [on, Segments(list(enumerate(words)))]),
            FieldRow("类别", Segments(list(enumerate(("日常走访", "节日看望", "生日陪伴", "住院探望", "突发事件"))))),
            seen_row,
            FieldRow("身体", [RadioRow(list(enumerate(("平稳", "不适", "住院", "行动变差"))), 1), health], "①"),
            FieldRow("精神", [RadioRow(list(enumerate(("平稳", "低落", "需关注", "需干预"))), 0), TextField()], "②"),
            FieldRow("生活经济", TextField("冬衣、取暖"), "③"),
            FieldRow("政策告知", TickRow(list(enumerate(("特别扶助", "家医签约", "绿色通道", "保险"))), [1, 2]), "⑥"),
            FieldRow("慰问金品", source, "⑧"),
        )
        form.end()
        card.add(errors, form)
        errors.show_lacks([Lack("受访人没有勾选，见到谁勾谁", seen)], 13, 12)
        right = sizes.column(gap=8)
        right.addWidget(card, 1)
        foot = sizes.row(gap=8)
        foot.addWidget(StateLine(State.OK, "草稿已存 10:32    关机、断电也在"))
        foot.addStretch()
        foot.addWidget(Button("先放着", "ghost"))
        foot.addWidget(Button("打印这张表", "plain", "printer"))
        foot.addWidget(Button("保存走访  Ctrl+S", "filled"))
        right.addLayout(foot)
        written = QWidget()
        written.setLayout(right)
        self.across = Columns([(left, 0), (written, 1)], gap=20)
        self.body.addWidget(self.across, 1)

    def use_width(self, width_class: WidthClass) -> None:
        """The context above the form in narrow windows."""
        super().use_width(width_class)
        self.across.use_width(width_class)


class MatrixPage(Page):
    """A matrix with the panel of one cell, as picture 06 shows it."""

    key = "coverage"

    def __init__(self) -> None:
        super().__init__()
        switch = Segments([(1, "全部在册"), (2, "扣除不计入")])
        header = PageHeader("覆盖", "", [switch, Button("打印一页一村", "plain", "printer")])
        on = DateField(TODAY)
        on.set_day(TODAY)
        header.put_beside_title(on)
        columns: list[Column[tuple[str, int]]] = [
            Column("village", "村（社区）", lambda r: r[0], 80, Paint.LEAD),
            Column("count", "户 / 人", lambda r: f"{r[1]} / {2 * r[1]}", 76, right=True),
        ]
        for place, item in enumerate(CARE):
            columns.append(
                Column(
                    item.key,
                    item.label[-4:],
                    partial(_matrix_of, place),
                    88,
                    Paint.MATRIX,
                    group="三个全覆盖" if place < 3 else "四项帮扶",
                    stretch=True,
                )
            )
        model = RowsModel(columns, lambda row: row[0])
        villages = [
            "云溪村",
            "上坪村",
            "柳湾村",
            "石桥村",
            "大塘村",
            "松坡社区",
            "杨家坳村",
            "观音塘村",
            "白石村",
            "龙潭村",
        ]
        model.set_rows(tuple((name, 11 + number) for number, name in enumerate(villages)))
        table = RowsTable(model, row_height=40, cells=True, label="覆盖")
        model.setParent(table)
        table.setCurrentIndex(model.index(1, 4))
        card = Card(gap=0, margins=(8, 1, 8, 8))
        card.body.addWidget(table)
        panel = SidePanel("上坪村", "家庭医生签约，缺 3 人")
        people = Card(margins=(0, 0, 0, 0), box="none")
        people.add(
            StateLine(State.MISS, "罗素琴  协议 9月30日 已止", "cell"),
            StateLine(State.NO, "黄桂生  本人不愿签，10月15日 再问过", "cell"),
            StateLine(State.SOON, "何秀兰  协议今天止，明天起算缺", "cell"),
        )
        panel.body.addWidget(people)
        panel.body.addStretch()
        panel.foot.addWidget(Button("打印这 3 人", "plain", "printer"))
        panel.foot.addWidget(Button("登记续签", "filled"))
        self.across = Columns([(card, 1), (panel, 0)])
        self.body.addWidget(header)
        self.body.addWidget(self.across, 1)

    def use_width(self, width_class: WidthClass) -> None:
        """The panel below in narrow windows."""
        super().use_width(width_class)
        self.across.use_width(width_class)


def _matrix_of(place: int, row: tuple[str, int]) -> MatrixCell:
    return _matrix(row[1], place)


def _matrix(count: int, place: int) -> MatrixCell:
    if place == 5:
        return MatrixCell(State.NA)
    if (count + place) % 5 == 0:
        return MatrixCell(State.MISS, part=str(count - 2), whole=str(count), gap="缺2")
    return MatrixCell(State.OK, str(count))


class StatesPage(Page):
    """All states on one page, as picture 14 shows them."""

    key = "today"
    guest_safe = False

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(PageHeader("状态", "一张看全：空、忙、没找到、出错、焦点与提示"))
        self.body.addWidget(Banner("这份数据比 11月3日 少 37 条。30 条县里已有，会随回执回来。"))
        grid = QGridLayout()
        sizes.spaced(grid, gap=12)
        grid.addWidget(self._card(self._empty()), 0, 0)
        grid.addWidget(self._card(self._busy()), 0, 1)
        grid.addWidget(self._card(self._nothing()), 0, 2)
        grid.addWidget(self._card(self._problem()), 1, 0)
        grid.addWidget(self._badges(), 1, 1, 1, 2)
        for place in range(3):
            grid.setColumnStretch(place, 1)
        self.body.addLayout(grid, 1)

    def _card(self, inside: QWidget) -> Card:
        return Card(margins=(18, 12, 18, 12)).add(inside)

    def _empty(self) -> QWidget:
        return EmptyState(
            "house",
            "这里还没有家庭",
            "手头有 Excel 名册，可以直接导入；没有的话，先从一户开始。",
            [Button("导入名册", "filled", "tray-arrow-down"), Button("新增一户")],
            Button("先用练习乡镇试一试", "link"),
        )

    def _busy(self) -> QWidget:
        holder = QWidget()
        lines = sizes.column(holder)
        busy = LoadingLine()
        lines.addWidget(busy)
        lines.addStretch()
        busy.begin("正在写入名册", "可以先去看别的，写完会告诉您。现在停下，一行也不会写入。")
        busy.step(52, 86, "第 52 行，共 86 行")
        return holder

    def _nothing(self) -> QWidget:
        made = NothingFound()
        made.show_query("周文冰", [(1, "周文彬，上坪村"), (2, "周汶宾，松坡社区")], "上坪村、重点")
        return made

    def _problem(self) -> QWidget:
        return ProblemPanel(
            "U 盘中途拔出，上报包没有写完",
            "本机数据没有变。盘上那半个文件已标成“未完成”，县里不会误收。",
            "请插回 U 盘，再点“重新写入”。",
            "P-IO-07",
            [Button("换一个 U 盘"), Button("重新写入", "filled")],
        )

    def _badges(self) -> Card:
        card = Card(margins=(18, 12, 18, 12))
        wrong = TextField()
        wrong.setText("有错的输入框")
        wrong.show_verdict(hard("这里不对"))
        unsure = TextField()
        unsure.setText("请看一眼")
        unsure.show_verdict(soft("请看一眼"))
        plain = QLineEdit("普通输入框")
        off = Button("还不能用")
        off.setEnabled(False)
        first = button_row(Button("记录走访", "filled"), Button("打印"), off, plain, wrong, unsure)
        badges = button_row(*(Badge(state) for state in list(State)[:6]))
        badges.addStretch()
        more = button_row(*(Badge(state) for state in list(State)[6:]))
        more.addStretch()
        password = PasswordField("口令")
        password.field.setText("123456789")
        card.add(first, badges, more, FieldRow("口令", password, required=True))
        card.add(FieldRow("类别", ChoiceField([(1, "日常走访"), (2, "节日看望")]), "②"))
        card.body.addStretch()
        return card


PAGES: dict[str, Callable[[], Page]] = {
    "today": StatesPage,
    "families": FamiliesPage,
    "coverage": MatrixPage,
    "family": FamilyPage,
    "visit": VisitPage,
}


def commands(words: str, deliver: Deliver) -> None:
    """Four people and three commands for whatever was typed."""
    if not words:
        deliver(())
        return
    people = [("周红梅", "上坪村，03-0021"), ("赵会民", "石桥村，05-0018"), ("张慧敏", "松坡社区，01-0007")]
    hits = [CommandHit("家庭与人", "house", name, int, note, f"姓名首字母 {words}", (0, 3)) for name, note in people]
    hits.append(CommandHit("要做的事", "footprints", "记录走访：周红梅户", int, "", "Ctrl Enter"))
    hits.append(CommandHit("要做的事", "printer", "打印走访表：周红梅户", int, "", "Ctrl P"))
    hits.append(CommandHit("要做的事", "plus", f"没有这户？新增家庭“{words}”", int, "先核对上面 3 户"))
    deliver(hits)


def window(theme: Theme, tasks: Tasks) -> MainWindow:
    """A whole window with the gallery's pages."""
    made = MainWindow(theme, tasks, Shell(ITEMS, "云溪镇", "林秋禾·计生专干", "today"))
    for key, page in PAGES.items():
        made.register(key, page, "families" if key in ("family", "visit") else "")
    made.provide_commands(commands)
    made.show_status(STATUS)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    return made


def show_active(widget: QWidget) -> None:
    """Shows a window and waits until it has the keyboard."""
    widget.show()
    widget.activateWindow()
    QTest.qWaitForWindowActive(widget)
