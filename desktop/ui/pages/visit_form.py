"""The form of a visit in the order and with the numbers of the paper form F3, ② to ⑰."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from db.commands.visits import ClosedNeed, NewNeed, NewVisit
from db.domain.codes import CodeList
from desktop.desk.visiting import VisitStart
from desktop.ui import sizes
from desktop.ui.display import short_day
from desktop.ui.pages.visit_checks import MOST_NOTE, Doubt, doubts_of
from desktop.ui.pages.visit_fields import Field, MoneyField, TimeField, put, read, read_fen, read_time, yuan
from desktop.ui.pages.visit_needs import NeedsEditor, OpenNeedRow
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.choices import ChoiceField, RadioRow, TickRow
from desktop.ui.widgets.fields import FINE, NotesField, TextField, hard, soft
from desktop.ui.widgets.forms import FieldRow, FormScroll, Lack
from desktop.ui.widgets.numbers import DateField, read_day
from desktop.ui.widgets.text import Label
from desktop.words import tr

_STANDING = (
    "body", "self_care", "chronic", "mind", "sleep", "life", "life_hard", "electric", "fire", "hazard_state",
    "in_hospital", "hospital_note", "medicine", "medicine_note", "doctor_came", "green_used",
)  # fmt: skip
"""⑧ to ⑫: how things stand; what `同上次一样` copies. What is told, asked for and given is never copied."""
_MONEY = ("gift_cash", "gift_value")
_REASON = "void_reason"
"""What was wrong with the visit this one takes the place of; not a field of the visit."""
_ALWAYS = frozenset(
    ("on", "time_from", "time_to", "mode", "outcome", "category", "festival", "contact_ids", "companions", "note")
)
"""What an attempt that met nobody keeps as well."""
Codes = Mapping[str, CodeList]


class VisitForm(FormScroll):
    """All rows of a visit. `changed` fires after every change by the person.

    Args:
        start: the family and what is known before.
        codes: code lists by name.
        wish: `category` and `festival` to begin with; what is owed, else `daily`, when empty.
        closing: ids of open requests that are to be settled by this visit.
    """

    changed = Signal()

    def __init__(
        self,
        start: VisitStart,
        codes: Codes,
        wish: Mapping[str, str] = MappingProxyType({}),
        closing: Sequence[str] = (),
    ) -> None:
        super().__init__(gap=3)
        self._start, self._codes, self._closing = start, codes, tuple(closing)
        self.fields: dict[str, Field] = {}
        self.rows: dict[str, FieldRow] = {}
        self._met_only: list[QWidget] = []
        self._numbers: dict[str, tuple[str, ...]] = {}
        self.open_needs: list[OpenNeedRow] = []
        self._build()
        self.body.addStretch(1)
        self._prefill(wish)
        self._follow_choices()
        self._listen()

    # What the page uses

    def typed(self) -> dict[str, Any]:
        """What the fields hold, as a draft keeps it."""
        held: dict[str, Any] = {name: read(field) for name, field in self.fields.items()}
        held["needs"] = self.needs.typed()
        held["open_needs"] = {row.need_id: row.typed() for row in self.open_needs}
        return held

    def fill(self, typed: Mapping[str, Any]) -> None:
        """Fills in what a draft kept; what the draft does not know stays as it is."""
        for name, field in self.fields.items():
            if name in typed:
                put(field, typed[name])
        self.needs.fill(typed.get("needs", ()))
        kept = typed.get("open_needs", {})
        for row in self.open_needs:
            if row.need_id in kept:
                row.fill(kept[row.need_id])
        self._follow_choices()

    def judge(self) -> list[Lack]:
        """Judges everything, marks what was found and returns what keeps the visit from being saved."""
        for row in self.rows.values():
            row.show_verdict(FINE)
        found = doubts_of(self.typed(), self._start.today)
        return [lack for doubt in found if (lack := self._show(doubt)) is not None]

    def show_refusal(self, field: str, words: str) -> Lack | None:
        """Marks what the record would not take; None when the form has no such field."""
        return self._show(Doubt(field, words)) if field in self.rows else None

    def progress(self) -> tuple[int, int]:
        """(how many numbers of the paper apply, how many of them are filled)."""
        held = self.typed()
        asked = {
            number: fields
            for number, fields in self._numbers.items()
            if held["outcome"] == "met" or not _ALWAYS.isdisjoint(fields)
        }
        return len(asked), sum(any(held.get(name) for name in fields) for fields in asked.values())

    def visit(self) -> NewVisit:
        """The visit as the command takes it; call only after `judge` found nothing."""
        held, today = self.typed(), self._start.today
        own = self.fields.keys() - {_REASON}
        fields = {name: value for name, value in held.items() if name in own and value not in (None, "", [])}
        on = read_day(held["on"], today)
        fields["on"] = on.isoformat() if on else ""
        for name in ("time_from", "time_to"):
            if name in fields:
                fields[name] = read_time(fields[name])
        for name in _MONEY:
            if name in fields:
                fields[name] = read_fen(fields[name])
        if fields["category"] != "festival":
            fields.pop("festival", None)
        if fields["outcome"] != "met":
            return NewVisit(self._start.family_id, {n: v for n, v in fields.items() if n in _ALWAYS})
        self._forget_hidden(fields)
        closed = tuple(
            ClosedNeed(need_id, said["result"])
            for need_id, said in held["open_needs"].items()
            if said["state"] == "closed"
        )
        needs = tuple(NewNeed(self._need_fields(need)) for need in held["needs"])
        return NewVisit(self._start.family_id, fields, needs, closed)

    def reason(self) -> str:
        """What was wrong with the visit this one takes the place of; "" for a new visit."""
        return str(read(self.fields[_REASON]) or "").strip() if _REASON in self.fields else ""

    def sizeHint(self) -> QSize:
        """The form scrolls, the page does not: it is content with little."""
        return QSize(super().sizeHint().width(), sizes.px(_LEAST))

    def minimumSizeHint(self) -> QSize:
        """About five rows."""
        return QSize(sizes.px(240), sizes.px(_LEAST))

    # Building, in paper order

    def _build(self) -> None:
        if self._start.replaces is not None:
            self._why_again(self._start.replaces.on)
        self._when_and_how()
        self._who()
        self._open_needs()
        self._standing()
        self._told_and_asked()
        self._given()
        self._written()

    def _why_again(self, on: str) -> None:
        day = short_day(read_day(on, self._start.today), self._start.today)
        said = Label(tr("已照 {day} 那次填好；保存时那次作废，历史里查得到").format(day=day), "note", "ink2")
        self._row("", tr("哪里记错了"), {_REASON: self._text(tr("如 日期记错、记到别人家"), tr("哪里记错了"), 200)})
        self._add_row(FieldRow("", said), met_only=False)

    def _when_and_how(self) -> None:
        on = DateField(self._start.today, required=True, future=False, named=tr("走访日期"))
        first, last = TimeField(tr("时间起"), tr("开始时间")), TimeField(tr("时间止"), tr("结束时间"))
        self._row("②", tr("走访时间"), {"on": on, "time_from": first, "": Label(tr("至"), "note"), "time_to": last})
        self._row(
            "③", tr("方式和结果"), {"mode": self._segments("visit_mode"), "outcome": self._segments("visit_outcome")}
        )
        festival = ChoiceField(self._words("festival"), empty=tr("哪个节日"), named=tr("节日"))
        sizes.fixed(festival, width=120)
        self._row("④", tr("走访类别"), {"category": self._segments("visit_category"), "festival": festival})

    def _who(self) -> None:
        contacts = TickRow([(i, name) for i, name, _ in self._start.contacts], named=tr("走访人员"))
        together = self._text(tr("同行的人，或没分派时写走访的人"), tr("同行"), 100)
        parts: dict[str, QWidget] = {"contact_ids": contacts} if self._start.contacts else {}
        self._row("⑤", tr("走访人员"), {**parts, "companions": together})
        if not self._start.contacts:
            self.fields["contact_ids"], self.rows["contact_ids"] = contacts, self.rows["companions"]
            contacts.setParent(self)
            contacts.hide()
        met = TickRow(list(self._start.members), named=tr("受访人"))
        others = self._text(tr("还有谁在场"), tr("其他受访人"), 100)
        self._row("⑥", tr("受访人"), {"persons_met": met, "others_met": others}, met_only=True)

    def _open_needs(self) -> None:
        for number, need in enumerate(self._start.needs):
            made = OpenNeedRow(need, self._start.today, closed=need.id in self._closing)
            made.changed.connect(self._changed)
            self.open_needs.append(made)
            self._add_row(FieldRow(tr("上次未办") if not number else "", made, "" if number else "⑦"), met_only=True)
        self._numbers["⑦"] = ("open_needs",)
        if not self.open_needs:
            none = Label(tr("没有还没办完的事"), "body", "ink3")
            self._add_row(FieldRow(tr("上次未办"), none, "⑦"), met_only=True)

    def _standing(self) -> None:
        last = self._start.last
        known = last is not None and any(last.fields.get(name) for name in _STANDING)
        if last is not None and known:
            day = short_day(read_day(last.on, self._start.today), self._start.today)
            self.same = Button(tr("⑧ 至 ⑫ 同上次一样"), "small", "copy", clicked=self.copy_last)
            words = Label(tr("照 {day} 那次填好，再改有变化的").format(day=day), "note", "ink3")
            self._add_row(FieldRow("", [self.same, words]), met_only=True)
        self._radio_row("⑧", tr("身体状况"), "body", also=(tr("自理"), "self_care"))
        chronic = TickRow(self._words("chronic"), named=tr("慢性病"))
        self._row("", tr("慢性病"), {"chronic": chronic}, met_only=True)
        self._radio_row("⑨", tr("精神状态"), "mind", also=(tr("睡眠"), "sleep"))
        hard_at = TickRow(self._words("life_hard"), named=tr("困难在哪"))
        self._row("⑩", tr("生活状况"), {"life": self._radio("life"), "life_hard": hard_at}, met_only=True)
        parts = {"": self._said(tr("用电")), "electric": self._radio("electric"), " ": self._said(tr("用火用气"))}
        state = self._radio("hazard_state")
        self._row("⑪", tr("居家安全"), {**parts, "fire": self._radio("fire"), "hazard_state": state}, met_only=True)
        self._medical()

    def _medical(self) -> None:
        stay = self._text(tr("哪家医院、什么时候"), tr("住院情况"), _SHORT)
        short = self._text(tr("缺什么药"), tr("缺药"), _SHORT)
        hospital = {"": self._said(tr("近期住院")), "in_hospital": self._radio("in_hospital"), "hospital_note": stay}
        medicine = {"": self._said(tr("常用药")), "medicine": self._radio("medicine"), "medicine_note": short}
        self._row("⑫", tr("就医用药"), hospital, met_only=True)
        self._row("", "", medicine, met_only=True)
        doctor = {"": self._said(tr("家庭医生近三个月")), "doctor_came": self._radio("doctor_came")}
        green = {" ": self._said(tr("[绿色通道]")), "green_used": self._radio("green_used")}
        self._row("", "", {**doctor, **green}, met_only=True)
        self._numbers["⑫"] = ("in_hospital", "medicine", "doctor_came", "green_used")

    def _told_and_asked(self) -> None:
        self._row("⑬", tr("政策告知"), {"told": TickRow(self._words("told"), named=tr("政策告知"))}, met_only=True)
        self.needs = NeedsEditor(self._words("need_category"), self._start.today)
        self.needs.changed.connect(self._changed)
        self.needs.made.connect(self._take_enter)
        row = FieldRow(tr("诉求办理"), self.needs, "⑭")
        self.rows["needs"] = row
        self._numbers["⑭"] = ("needs",)
        self._add_row(row, met_only=True)

    def _given(self) -> None:
        self._row("⑮", tr("慰问金品"), {"gift_kind": self._radio("gift_kind")}, met_only=True)
        goods = self._text(tr("慰问品，如 米、油"), tr("慰问品"), _SHORT)
        fund = self._text(tr("经费来源"), tr("经费来源"), 60)
        sizes.bounded(goods, min_width=120)
        cash = {"gift_cash": MoneyField(tr("慰问金")), "": Label(tr("元"), "note")}
        value = {"gift_goods": goods, " ": self._said(tr("折价")), "gift_value": MoneyField(tr("慰问品折价"))}
        self._row("", "", {**cash, **value, "  ": Label(tr("元"), "note"), "fund_source": fund}, met_only=True)

    def _written(self) -> None:
        note = NotesField(tr("需要记下的，只写必要的"), 3, named=tr("情况记录"))
        self.counter = Label("", "note", "ink3")
        self._row("⑯", tr("情况记录"), {"note": note, "": self.counter})
        note.textChanged.connect(self._count)
        self._row("⑰", tr("受访人签字"), {"signature": self._radio("signature")}, met_only=True)
        self._count()

    def _take_enter(self, card: QWidget) -> None:
        """Enter in a field that came later moves on, too."""
        for field in card.findChildren(QLineEdit):
            field.installEventFilter(self)

    # Pieces

    def _row(self, number: str, label: str, parts: Mapping[str, QWidget], *, met_only: bool = False) -> FieldRow:
        row = FieldRow(label, list(parts.values()), number)
        named = [name for name in parts if name.strip()]
        for name in named:
            part = parts[name]
            self.fields[name] = part  # type: ignore[assignment]  # every named part is one of the kinds of field
            self.rows[name] = row
        if number:
            self._numbers[number] = tuple(named)
        self._add_row(row, met_only=met_only)
        return row

    def _add_row(self, row: QWidget, *, met_only: bool) -> None:
        self.add(row)
        if met_only:
            self._met_only.append(row)

    def _radio_row(self, number: str, label: str, name: str, also: tuple[str, str]) -> None:
        word, other = also
        parts = {name: self._radio(name), "": self._said(word), other: self._radio(other)}
        self._row(number, label, parts, met_only=True)

    def _radio(self, name: str) -> RadioRow:
        key = f"visit_{name}" if f"visit_{name}" in self._codes else name
        return RadioRow(self._words(key), named=_NAMES.get(name, ""), clearable=True)

    def _segments(self, name: str) -> Segments:
        return Segments(self._words(name), named=_NAMES.get(name.removeprefix("visit_"), ""))

    def _text(self, placeholder: str, named: str, most: int) -> TextField:
        made = TextField(placeholder, named=named, most=most)
        sizes.bounded(made, min_width=150)
        return made

    def _said(self, word: str) -> Label:
        return Label(word, "body", "ink2")

    def _words(self, code_list: str) -> list[tuple[object, str]]:
        return [(entry.code, entry.name) for entry in self._codes[code_list].entries]

    # Following what is chosen

    def _prefill(self, wish: Mapping[str, str]) -> None:
        start = self._start
        put(self.fields["on"], start.today.isoformat())
        put(self.fields["mode"], "home" if start.preference == "home" else "phone")
        put(self.fields["outcome"], "met")
        put(self.fields["category"], wish.get("category") or start.category or "daily")
        put(self.fields["festival"], wish.get("festival") or start.festival or None)
        put(self.fields["contact_ids"], [i for i, _, _ in start.contacts])
        if start.replaces is not None:
            self._fill_again(start.replaces.fields)

    def _fill_again(self, recorded: Mapping[str, Any]) -> None:
        """Everything as it was recorded, money as it is typed."""
        for name in self.fields.keys() & recorded.keys():
            value = recorded[name]
            put(self.fields[name], yuan(value) if name in _MONEY else value)

    def copy_last(self) -> None:
        """⑧ to ⑫ as they stood at the last visit."""
        if self._start.last is None:
            return
        for name in _STANDING:
            put(self.fields[name], self._start.last.fields.get(name))
        self._changed()

    def _listen(self) -> None:
        for field in self.fields.values():
            if isinstance(field, NotesField):
                field.textChanged.connect(self._changed)
            elif isinstance(field, TextField):
                field.typed.connect(lambda _text: self._changed())
            else:
                field.changed.connect(lambda _value: self._changed())

    def _changed(self) -> None:
        self._follow_choices()
        self.changed.emit()

    def _follow_choices(self) -> None:
        held = {name: read(field) for name, field in self.fields.items() if name in _DECIDING}
        for row in self._met_only:
            row.setVisible(held["outcome"] == "met")
        self.fields["festival"].setVisible(held["category"] == "festival")
        shown = _shown(held)
        for name, on in shown.items():
            self.fields[name].setVisible(on)
        gift = held["gift_kind"] in {"cash", "goods", "both"}
        self.rows["gift_cash"].setVisible(gift and held["outcome"] == "met")
        self._fit_gift(shown)

    def _fit_gift(self, shown: Mapping[str, bool]) -> None:
        controls = self.rows["gift_cash"].controls
        controls[1].setVisible(shown["gift_cash"])
        for place in (3, 5):
            controls[place].setVisible(shown["gift_value"])

    def _forget_hidden(self, fields: dict[str, Any]) -> None:
        """What was typed and then hidden by another choice is not part of the visit."""
        for name, on in _shown(fields).items():
            if not on:
                fields.pop(name, None)
        if fields.get("gift_kind") in (None, "none"):
            fields.pop("fund_source", None)

    def _need_fields(self, need: Mapping[str, Any]) -> dict[str, Any]:
        fields = {name: value for name, value in need.items() if value}
        if due := read_day(str(need.get("due_by") or ""), self._start.today):
            fields["due_by"] = due.isoformat()
        return fields

    def _count(self) -> None:
        field = self.fields["note"]
        used = len(field.value()) if isinstance(field, NotesField) else 0
        words = tr("已写 {used} 字，最多 {most} 字").format(used=used, most=MOST_NOTE)
        self.counter.say(words)
        self.counter.ink("miss" if used > MOST_NOTE else "ink3")

    def _show(self, doubt: Doubt) -> Lack | None:
        target: QWidget | None
        verdict = hard(doubt.words) if doubt.hard else soft(doubt.words)
        if doubt.field.startswith("needs."):
            _, number, field = doubt.field.split(".")
            target = self.needs.show_doubt(int(number), field, doubt.words, hard_=doubt.hard)
            self.rows["needs"].show_verdict(verdict)
        else:
            row = self.rows[doubt.field]
            target = self._target(doubt.field)
            row.show_verdict(verdict)
            if isinstance(target, TextField):
                target.show_verdict(verdict)
        return Lack(doubt.words, target) if doubt.hard else None

    def _target(self, name: str) -> QWidget:
        field = self.fields[name]
        if not field.isVisibleTo(self):
            return self.rows[name].target
        if field.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return field
        tab = Qt.FocusPolicy.TabFocus
        return next((inner for inner in field.findChildren(QWidget) if inner.focusPolicy() & tab), field)


_SHORT, _LEAST = 300, 120
_DECIDING = frozenset(("outcome", "category", "life", "electric", "fire", "in_hospital", "medicine", "gift_kind"))
_NAMES = {
    "mode": "走访方式",
    "outcome": "走访结果",
    "category": "走访类别",
    "body": "身体状况",
    "self_care": "自理",
    "mind": "精神状态",
    "sleep": "睡眠",
    "life": "生活状况",
    "electric": "用电",
    "fire": "用火用气",
    "hazard_state": "隐患处理",
    "in_hospital": "近期住院",
    "medicine": "常用药",
    "doctor_came": "家庭医生近三个月",
    "green_used": "[绿色通道]",
    "gift_kind": "慰问金品",
    "signature": "受访人签字",
}


def _shown(held: Mapping[str, Any]) -> dict[str, bool]:
    """Which fields stand open for the choices made: a follow-up question appears when its answer is asked for."""
    gift = held.get("gift_kind")
    return {
        "life_hard": held.get("life") == "hard",
        "hazard_state": "hazard" in (held.get("electric"), held.get("fire")),
        "hospital_note": held.get("in_hospital") == "yes",
        "medicine_note": held.get("medicine") == "short",
        "gift_cash": gift in {"cash", "both"},
        "gift_goods": gift in {"goods", "both"},
        "gift_value": gift in {"goods", "both"},
    }
