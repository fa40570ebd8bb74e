"""The form of a new family, in the order in which one asks: the head, the spouse, the child, the household."""

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from db.domain.entities.entity import fault_of
from db.domain.entities.registry import ENTITIES
from db.domain.identity import check_id_number, id_conflicts
from db.domain.verdict import Severity
from desktop.desk.alike import TypedPerson
from desktop.desk.desk import Desk
from desktop.ui import sizes
from desktop.ui.widgets.buttons import Segments
from desktop.ui.widgets.cards import SectionHeader
from desktop.ui.widgets.choices import RadioRow
from desktop.ui.widgets.fields import FINE, TextField, Verdict, hard, soft
from desktop.ui.widgets.forms import FieldRow, FormScroll, Lack
from desktop.ui.widgets.numbers import DateField, IdField, PhoneField
from desktop.words import tr

_SEXES = (("1", "男"), ("2", "女"))


class NewFamilyForm(FormScroll):
    """The fields; `changed` after each change by the person."""

    changed = Signal()

    STANDING: ClassVar[frozenset[str]] = frozenset({"case_type", "contact_preference", "opened_on", "child_state"})
    """Fields that are never empty: they alone are no draft."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(gap=4)
        self._desk = desk
        self._controls: dict[str, QWidget] = {}
        self._rows: dict[str, FieldRow] = {}
        self.village = TextField(named=tr("所在[村（社区）]"))
        self._head()
        self._mate()
        self._child()
        self._household()
        self.end()

    def sizeHint(self) -> QSize:
        """Little: the form scrolls inside its card, the page does not."""
        return QSize(sizes.px(400), sizes.px(160))

    def answers(self) -> dict[str, Any]:
        """What stands in the fields; empty ones are ""."""
        return {name: _answer(control) for name, control in self._controls.items()}

    def put(self, values: Mapping[str, Any]) -> None:
        """Fills fields in."""
        for name, value in values.items():
            control = self._controls.get(name)
            if isinstance(control, TextField):
                control.setText(str(value or ""))
            elif isinstance(control, (RadioRow, Segments)):
                control.choose(value or None)

    def empty(self) -> None:
        """Lets everything typed go."""
        first = {"case_type": "death", "contact_preference": "home", "opened_on": self._desk.today.isoformat()}
        for name, control in self._controls.items():
            if isinstance(control, TextField):
                control.show_verdict(FINE)
                control.setText(first.get(name, ""))
            elif isinstance(control, (RadioRow, Segments)):
                control.choose(first.get(name))

    def start(self) -> None:
        """The cursor into the head's name."""
        self._controls["head_name"].setFocus(Qt.FocusReason.OtherFocusReason)

    def persons(self) -> tuple[TypedPerson, ...]:
        """Head and spouse as far as they are typed."""
        answers = self.answers()
        fields = ("name", "id_no", "birth_date", "phone")
        return tuple(
            TypedPerson(**{name: str(answers[f"{who}_{name}"] or "") for name in fields}) for who in ("head", "mate")
        )

    def counts(self) -> tuple[int, int]:
        """(fields, filled fields)."""
        answers = self.answers()
        return len(answers), sum(bool(value) for value in answers.values())

    def row_of(self, field: str) -> FieldRow | None:
        """The row of a field as the record calls it."""
        for name in (field, f"head_{field}", f"child_{field}"):
            if name in self._rows:
                return self._rows[name]
        return None

    def lacks(self) -> list[Lack]:
        """What keeps the form from being saved, in reading order; doubts about a number are not among it (D-64)."""
        found = []
        for name, control in self._controls.items():
            if not isinstance(control, TextField):
                continue
            verdict = control.judge()
            doubtful = isinstance(control, (IdField, PhoneField))
            if verdict.level == "miss" and not (doubtful and control.text().strip()):
                found.append(Lack(f"{self._rows[name].label.text()}：{verdict.words}", control))
        return found

    # The parts

    def _head(self) -> None:
        self._title(tr("户主"))
        self._person("head", required=True)

    def _mate(self) -> None:
        self._title(tr("配偶"), tr("没有就空着"))
        self._person("mate", required=False)

    def _person(self, who: str, *, required: bool) -> None:
        name = TextField(check=_name_check if required else None)
        number = IdField(self._desk.today)
        birth = TextField(tr("1964-03-09，只知道年月写 1964-03"), _part_day("person", "birth_date"))
        sex = RadioRow([(code, tr(word)) for code, word in _SEXES], named=tr("性别"))
        self._row(f"{who}_name", tr("姓名"), name, required=required)
        self._row(f"{who}_id_no", tr("证件号码"), number)
        number.judged.connect(lambda _verdict: self._read_number(who))
        sizes.fixed(birth, width=280)
        self._row(f"{who}_sex", tr("性别"), sex)
        self._row(f"{who}_birth_date", tr("出生日期"), birth)
        birth.judged.connect(lambda verdict: self._compare(who, verdict))
        self._row(f"{who}_phone", tr("电话"), PhoneField())

    def _child(self) -> None:
        self._title(tr("子女"), tr("平实地记，只在这一户的档案里"))
        states = RadioRow([("dead", tr("离世")), ("disabled", tr("伤残")), ("alive", tr("健在"))], named=tr("现状"))
        since = TextField(tr("2016-06，知道几写几"), _part_day("child", "event_date"))
        born = TextField(tr("可以不写"), _part_day("child", "birth_date"))
        for field in (since, born):
            sizes.fixed(field, width=280)
        self._row("child_state", tr("现状"), states)
        self._row("child_event_date", tr("日期"), since)
        self._row("child_name", tr("姓名"), TextField(tr("可以不写")))
        self._row("child_birth_date", tr("出生日期"), born)

    def _household(self) -> None:
        self._title(tr("家庭"))
        self.village.check_with(lambda text: FINE if text else hard(tr("还没写是哪个[村（社区）]")))
        kinds = [(entry.code, entry.name) for entry in self._desk.codes["case_type"].entries]
        wishes = [(entry.code, entry.name) for entry in self._desk.codes["contact_preference"].entries]
        opened = DateField(self._desk.today, required=True, future=False)
        self._row("case_type", tr("类别"), Segments(kinds, "death", named=tr("类别")))
        self._row("village", tr("所在[村]"), self.village, required=True)
        self._row("group_name", tr("组"), TextField())
        self._row("live_addr", tr("居住地址"), TextField())
        self._row("hukou_addr", tr("户籍地址"), TextField(tr("和居住地址一样就空着")))
        self._row("phone", tr("家庭电话"), PhoneField())
        self._row("contact_preference", tr("怎样见面"), Segments(wishes, "home", named=tr("怎样见面")))
        self._row("contact_hours", tr("方便时段"), TextField(tr("下午为宜")))
        self._row("case_no", tr("档案编号"), TextField(tr("没有就空着")))
        self._row("opened_on", tr("建档日期"), opened)
        opened.set_day(self._desk.today)

    def _title(self, words: str, note: str = "") -> None:
        holder = QWidget()
        sizes.column(holder, margins=(0, 10, 0, 2)).addWidget(SectionHeader(words, note, t="strong"))
        self.add(holder)

    def _row(self, name: str, label: str, control: QWidget, *, required: bool = False) -> None:
        row = FieldRow(label, control, required=required)
        self._controls[name], self._rows[name] = control, row
        if isinstance(control, TextField):
            control.typed.connect(lambda _text: self.changed.emit())
        elif isinstance(control, (RadioRow, Segments)):
            control.changed.connect(lambda _value: self.changed.emit())
        self.add(row)

    # What an ID number says

    def _read_number(self, who: str) -> None:
        """Fills birth and sex in where they are empty; a difference is said, never corrected."""
        number, birth, sex = (self._controls[f"{who}_{name}"] for name in ("id_no", "birth_date", "sex"))
        if not isinstance(number, IdField) or not isinstance(birth, TextField) or not isinstance(sex, RadioRow):
            return
        verdict = check_id_number(number.text(), today=self._desk.today)
        if verdict.birth and not birth.value():
            birth.setText(verdict.birth.isoformat())
        if verdict.sex and sex.value() is None:
            sex.choose(verdict.sex)
        differing = id_conflicts(verdict, birth_date=birth.value(), sex=str(sex.value() or ""))
        if differing and all(problem.severity is Severity.SOFT for problem in verdict.problems):
            self._rows[f"{who}_id_no"].show_verdict(soft(differing[0].sentence))

    def _compare(self, who: str, verdict: Verdict) -> None:
        if verdict.level == "":
            self._read_number(who)


def _name_check(text: str) -> Verdict:
    return FINE if text else hard(tr("还没填姓名"))


def _part_day(entity: str, field: str) -> Any:
    spec = ENTITIES[entity].by_name[field]

    def check(text: str) -> Verdict:
        fault = fault_of(spec, text)
        return hard(fault) if fault else FINE

    return check


def _answer(control: QWidget) -> Any:
    if isinstance(control, DateField):
        on = control.day()
        return on.isoformat() if on else ""
    if isinstance(control, IdField):
        return control.value() or control.text().strip()
    if isinstance(control, TextField):
        return control.value()
    if isinstance(control, (RadioRow, Segments)):
        return control.value() or ""
    raise TypeError(type(control))
