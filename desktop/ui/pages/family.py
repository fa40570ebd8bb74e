"""家庭档案: everything true about one family, newest and neediest first."""

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from db.commands.archive import review_archive
from db.domain.strip import ItemState
from db.errors import Refusal
from db.touched import Touched
from desktop.desk.case_events import Event
from desktop.desk.case_file import CaseFile, open_case, read_case
from desktop.desk.jumps import EXPLAIN, FIELD, LOOK
from desktop.desk.looking import for_editing
from desktop.desk.sections.section import ONLY_LOOKING
from desktop.ui import sizes
from desktop.ui.asks.case import Case, Plan
from desktop.ui.asks.office import Office
from desktop.ui.asks.plans import EDITED, OFFICE, TO_THE_VISIT, knows, plan_for
from desktop.ui.dialogs.ask_panel import AskPanel
from desktop.ui.display import State, short_day, way_words
from desktop.ui.pages.alike import MemberLook
from desktop.ui.pages.family_members import MembersCard
from desktop.ui.pages.family_sections import SectionList
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card, EmptyState, PageHeader, SectionHeader
from desktop.ui.widgets.care import CareCards, CareGroup, CareItem
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.widgets.states import Badge
from desktop.ui.widgets.timeline import Moment, TimelineView
from desktop.ui.workplace import Workplace
from desktop.words import tr

_ICONS = {
    "C1": "users",
    "C2": "first-aid-kit",
    "C3": "stethoscope",
    "S1": "chat-circle",
    "S2": "footprints",
    "S3": "hand-heart",
    "S4": "umbrella",
}
_SECTION_OF = {
    "C1": "contacts",
    "C2": "cards",
    "C3": "doctor",
    "S1": "comfort",
    "S2": "visits",
    "S3": "volunteers",
    "S4": "insurance",
}
_SECTION_OF_RECORD = {
    "need": "needs",
    "need_survey": "needs",
    "event": "events",
    "visit": "visits",
    "agreement": "doctor",
    "doctor_service": "doctor",
    "green_card": "cards",
    "green_use": "cards",
    "assignment": "contacts",
    "contact_card": "contacts",
    "psych_session": "comfort",
    "psych_assess": "comfort",
    "pairing": "volunteers",
    "volunteer_service": "volunteers",
    "insured": "insurance",
    "aid_record": "aid",
    "consent": "consent",
}
"""Which section a record stands in, when it is opened from the history or from a figure."""
_FIRST_GROUP = 3
_NEEDY = {"soon", "miss", "late"}


class FamilyPage(Page):
    """One family's file."""

    key = "family"

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket, self._edit_ticket = Ticket(), Ticket()
        self._family_id, self._subject = "", ""
        self.case: CaseFile | None = None
        self._plan: Plan | None = None
        self._then: tuple[str, str, str] = ("", "", "")
        self._record = ""
        self._field = ""
        self._print = Button(tr("打印"), "plain", "printer", clicked=self.print_out)
        self._more = Button("", "plain", "dots-three", named=tr("更多"), clicked=self._show_more)
        self._visit = Button(tr("记录走访"), "filled", "footprints", clicked=self.make_new)
        self.header = PageHeader("", "", [self._print, self._more, self._visit] if place.records else [])
        self.badge = Badge(State.NA)
        self.badge.hide()
        self.header.put_beside_title(self.badge)
        self.members = MembersCard(place)
        self.care = CareCards()
        self.care.opened.connect(self._open_item)
        self.timeline = TimelineView()
        self.timeline.opened.connect(self._open_event)
        self._tabs = Segments(
            [("", tr("全部")), ("visits", tr("走访联系")), ("services", tr("服务")), ("changes", tr("变动"))],
            named=tr("看哪些"),
        )
        self._tabs.changed.connect(lambda _value: self._show_events())
        self.sections = SectionList(verbs=place.records)
        self.sections.wanted.connect(self._want)
        self.panel = AskPanel(place.desk.today, place.choose.open_file)
        self.panel.saved.connect(self._saved)
        self.panel.agreed.connect(self._write)
        self.panel.turned.connect(lambda verb: self._want(verb, self._subject))
        self.panel.closed.connect(self._panel_closed)
        self.look = MemberLook(place, self.panel)
        self.look.opened.connect(lambda family_id: self.went.emit("family", {"family_id": family_id}))
        self._history = Card(margins=(17, 10, 8, 10))
        self._aside = Card(gap=4, margins=(14, 8, 6, 8))
        self.below = self._below()
        self.missing = EmptyState(
            "house",
            tr("没有找到这一户"),
            tr("可能已作废。请在家庭列表里再找一次。"),
            [Button(tr("回家庭列表"), "filled", clicked=lambda: self.went.emit("families", {}))],
        )
        self.missing.hide()
        self.file = QWidget()
        lines = sizes.column(self.file, gap=12)
        lines.addWidget(self.members)
        lines.addWidget(self.care)
        lines.addWidget(self.below, 1)
        self.across = Columns([(self.file, 1), (self.panel, 0)])
        self.body.addWidget(self.header)
        self.body.addWidget(self.across, 1)
        self.body.addWidget(self.missing, 1)

    # The promise of a page

    def enter(self, **where: object) -> None:
        """Opens the file of `family_id`; `section` opens a section, `verb` and `subject_id` its panel.

        `record` (`entity:id`) shows that record in the history, and the section it stands in.
        """
        family_id = str(where.get("family_id") or self._family_id)
        self.panel.hide()
        self._fit_file()
        if family_id != self._family_id:
            self.case = None
            self._tabs.choose("")
            self.timeline.show_moments(())
        self._family_id = family_id
        self._then = tuple(str(where.get(name) or "") for name in ("section", "verb", "subject_id"))  # type: ignore[assignment]
        self._record = str(where.get("record") or "")
        self._place.read(lambda desk: open_case(desk, family_id), self._show, self._gone, ticket=self._ticket)

    def refresh(self, touched: Touched) -> None:
        """Reads the file again; scroll and open section stay."""
        if touched.kinds and self._family_id:
            self.reload()

    def reload(self) -> None:
        """Reads the file again."""
        family_id = self._family_id
        self._place.read(lambda desk: read_case(desk, family_id), self._show, self._gone, ticket=self._ticket)

    def leave(self) -> bool:
        """Masks every number again; a panel with typing in it stays open until it is saved or closed."""
        self.members.hide_all()
        if self.panel.isVisibleTo(self) and self.panel.dirty:
            self.panel.errors.show_lacks([])
            self.panel.start()
            return False
        return True

    def use_width(self, width_class: WidthClass) -> None:
        """Compact cards and one column where it is narrow."""
        super().use_width(width_class)
        wide = width_class is WidthClass.WIDE
        self.across.use_width(width_class)
        self.below.use_width(width_class)
        self._fit_file()
        self._print.setVisible(self._place.records and width_class > WidthClass.NARROW)
        sizes.bounded(self._history, min_height=150 if wide else 300)
        sizes.bounded(self._aside, min_height=150 if wide else 360)
        sizes.bounded(self.panel, min_height=150 if wide else 270)  # its buttons stay in sight at 150 %

    def _fit_file(self) -> None:
        """Beside an open panel, and in a narrow window, the cards are compact."""
        writing = not self.panel.isHidden()
        wide = self.width_class is WidthClass.WIDE
        roomy = wide and not writing
        self.care.use_compact(compact=not roomy, across=2 if self.width_class is WidthClass.NARROW else 4)
        self.members.use_columns(4 if roomy else 1 if self.width_class is WidthClass.NARROW else 2)
        self._aside.setVisible(not writing)
        self.file.setVisible(wide or not writing)

    def print_out(self) -> None:
        """Ctrl+P."""
        if self._family_id and self._place.records:
            self.went.emit("print", {"family_ids": (self._family_id,)})

    def save(self) -> None:
        """Ctrl+S: saves the open panel."""
        if self.panel.isVisibleTo(self):
            self.panel.save()

    def edit(self) -> None:
        """F2: members and address."""
        self.sections.open_section("members")

    def take_note(self) -> None:
        """Ctrl+J: a line about this family."""
        self._want("quick_note", "")

    def make_new(self) -> None:
        """Ctrl+N: a visit."""
        self._record_visit()

    # Showing

    def _below(self) -> Columns:
        self._history.add(SectionHeader(tr("经过"), right=[self._tabs]), self.timeline)
        self._aside.add(self.sections)
        sizes.bounded(self._history, min_height=150)
        return Columns([(self._history, 16), (self._aside, 8)])

    def _gone(self, refusal: Refusal) -> None:
        if self.case is None or self.case.family_id != self._family_id:
            self._show_parts(found=False)
            self.header.say(tr("家庭档案"), "")
        else:
            self._place.tasks.refused.emit(refusal)

    def _show_parts(self, *, found: bool) -> None:
        self.across.setVisible(found)
        for control in (self._print, self._more, self._visit):
            control.setEnabled(found)
        self.missing.setVisible(not found)

    def _show(self, case: CaseFile) -> None:
        self.case = case
        self._show_parts(found=True)
        self.header.say(tr("{name}户").format(name=case.name), case.meta)
        self._show_badge(case)
        self._visit.setEnabled(case.active)
        self._visit.setToolTip("" if case.active else tr("这户不在册，不记走访"))
        self.members.show_case(case)
        self.care.show_groups(_care_groups(case))
        self.sections.show_sections(case.sections)
        self._show_events()
        self._go_on()

    def _show_badge(self, case: CaseFile) -> None:
        if case.disputed:
            self.badge.show_state(State.CLASH, tr("{n} 处待核对").format(n=case.disputed))
        elif case.risk in {"focus", "high"}:
            state = State.SOON if case.risk == "high" else State.OK
            self.badge.show_state(state, tr("{word}关注").format(word=case.risk_word.removesuffix("关注")))
        self.badge.setVisible(bool(case.disputed) or case.risk in {"focus", "high"})

    def _show_events(self) -> None:
        if self.case is None:
            return
        wanted, today = self._tabs.value(), self.case.on
        shown = [event for event in self.case.events if not wanted or event.tab == wanted]
        self.timeline.show_moments([_moment(event, short_day(event.on, today)) for event in shown])

    def _go_on(self) -> None:
        """After arriving from a duty: its section, and the panel of its verb."""
        (section, verb, subject), self._then = self._then, ("", "", "")
        if section:
            self.sections.open_section(section)
        if verb and knows(verb):
            self._want(verb, subject)
        record, self._record = self._record, ""
        if record:
            self._tabs.choose("")
            self._show_events()
            self._open_event(record)
            self.timeline.reveal(record)

    # Writing

    def _case_for(self, subject: str, held: dict[str, Any] | None = None) -> Case:
        if self.case is None:
            raise RuntimeError(self._family_id)
        return Case(self._place.desk, self.case, subject, held or {})

    def _want(self, verb: str, subject: str) -> None:
        """Opens the panel of a verb; corrections first fetch what stands in the record.

        A subject may name the field to start in (`<person id>#id_no`).
        """
        if verb == LOOK:
            self.sections.open_section(subject)
        may = self._place.records or verb in ONLY_LOOKING
        if self.case is None or not may or verb == LOOK:
            return
        subject, _, self._field = subject.partition(FIELD) if verb != EXPLAIN else (subject, "", "")
        if verb in TO_THE_VISIT:
            self._record_visit(**TO_THE_VISIT[verb], replaces=subject if verb == "redo_visit" else "")
            return
        self._subject = subject
        if verb == "review_archive":
            day, family_id = self._place.desk.today.isoformat(), self._family_id
            self._place.write(partial(review_archive, family_id=family_id, on=day))
            return
        if verb in OFFICE:
            self._want_office(verb, subject)
            return
        if verb not in EDITED:
            self._ask(plan_for(verb, self._case_for(subject)))
            if verb == "add_member":
                self.look.begin(self._village)
            return
        entity, fields = EDITED[verb]
        record_id = subject or self._family_id
        self._place.read(
            lambda desk: for_editing(desk, entity, record_id, fields),
            lambda held: self._ask(plan_for(verb, self._case_for(subject, held))),
            ticket=self._edit_ticket,
        )

    def _want_office(self, verb: str, subject: str) -> None:
        """A verb that needs to be told something by the record first (which volunteers there are)."""
        wanted, subject = OFFICE[verb], subject or self._family_id
        over = self._case_for("").over
        self._place.read(
            lambda desk: wanted.told(desk, subject),
            lambda told: self._ask(wanted.plan(Office(self._place.desk, over, subject, told))),
            ticket=self._edit_ticket,
        )

    def _ask(self, plan: Plan | None) -> None:
        if plan is None:
            return
        self._plan = plan
        self.look.end()
        self.panel.ask(plan.asking)
        self._fit_file()
        self.panel.start(self._field)

    def _saved(self, answers: dict[str, Any]) -> None:
        """Writes, or lays out what would be written where the step is a far-reaching one."""
        plan = self._plan
        if plan is None or plan.review is None:
            self._write(answers)
            return
        self._place.read(plan.review(answers), self.panel.lay_out, self._refused, ticket=self._edit_ticket)

    def _village(self) -> str:
        return self.case.village if self.case else ""

    def _write(self, answers: dict[str, Any]) -> None:
        if self._plan is not None:
            self._place.write(self._plan.command(answers), self._written, self._refused)

    def _written(self, _touched: Touched) -> None:
        self.panel.dismiss()

    def _refused(self, refusal: Refusal) -> None:
        if not self.panel.refuse(refusal):
            self._place.tasks.refused.emit(refusal)

    def _panel_closed(self) -> None:
        self._plan = None
        self._fit_file()
        self.sections.focus_open()

    # Verbs of the page

    def _record_visit(self, category: str = "", replaces: str = "") -> None:
        """To the page of a visit: a new one of a kind, or one in place of another."""
        if self.case is not None and self.case.active and self._place.records:
            wish = {"category": category, "replaces": replaces}
            said = {name: value for name, value in wish.items() if value}
            self.went.emit("visit", {"family_id": self._family_id, **said})

    def _open_item(self, key: str) -> None:
        if key == "S2":
            self._tabs.choose("visits")
            self._show_events()
        if self.panel.isHidden():
            self.sections.open_section(_SECTION_OF[key])

    def _open_event(self, key: str) -> None:
        section = _SECTION_OF_RECORD.get(key.partition(":")[0])
        if section and self.panel.isHidden():
            self.sections.open_section(section)

    def _show_history(self, tab: str) -> None:
        name = self.case.name if self.case else ""
        self.went.emit("history", {"family_id": self._family_id, "name": name, "tab": tab})

    def _show_more(self) -> None:
        menu = QMenu(self._more)
        menu.addAction(tr("随手记"), lambda: self._want("quick_note", ""))
        menu.addAction(tr("登记诉求"), lambda: self._want("open_need", ""))
        menu.addAction(tr("记重大事项"), lambda: self._want("record_event", ""))
        menu.addAction(tr("登记帮扶"), lambda: self._want("record_aid", ""))
        menu.addAction(tr("改住址与电话"), lambda: self._want("edit_family", ""))
        menu.addAction(tr("加一位成员"), lambda: self._want("add_member", ""))
        menu.addAction(tr("改关注等级"), lambda: self._want("change_risk", ""))
        menu.addAction(tr("档案进出"), lambda: self.sections.open_section("archive"))
        menu.addAction(tr("谁改过、改前是什么"), lambda: self._show_history("values"))
        menu.addAction(tr("谁看过"), lambda: self._show_history("looks"))
        if self.width_class is WidthClass.NARROW:
            menu.addAction(tr("打印"), self.print_out)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))


def _care_groups(case: CaseFile) -> tuple[CareGroup, ...]:
    items = [_care_item(state) for state in case.strip]
    return (
        CareGroup(case.titles[0], _summary(case.strip[:_FIRST_GROUP]), tuple(items[:_FIRST_GROUP])),
        CareGroup(case.titles[1], _summary(case.strip[_FIRST_GROUP:]), tuple(items[_FIRST_GROUP:])),
    )


def _care_item(item: ItemState) -> CareItem:
    return CareItem(item.item, item.name, item.label, _ICONS[item.item], State(item.state), item.word, item.lines)


def _summary(items: tuple[ItemState, ...]) -> str:
    """`2 项已落实，1 项要办`; `全部按期` when nothing waits."""
    needy = [item for item in items if item.state in _NEEDY]
    if not needy:
        return tr("都没有要办的")
    done = sum(item.state == "ok" for item in items)
    words = tr("{n} 项要办").format(n=len(needy))
    return tr("{done} 项已落实，{words}").format(done=done, words=words) if done else words


def _moment(event: Event, on: str) -> Moment:
    state, word = way_words(event.carried, event.package_no)
    note = "；".join(part for part in (event.note, event.reason_back) if part)
    return Moment(event.key, on, event.icon, event.title, note, state, word)
