"""设置: whose record it is, how the windows look, the locality, the passphrase, a safety copy, keys and licences."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.files import get_file
from desktop.desk.handed_down import offer, plan_profile, plan_standards, take_standards
from desktop.desk.handover import app_version
from desktop.desk.profile_choice import ProfilePlan, apply, plan_choice, plan_file, profile_text
from desktop.desk.reviewing import Review
from desktop.desk.settings import (
    CopyMade,
    OfficeFacts,
    change_passphrase,
    copy_name,
    make_copy,
    office_facts,
)
from desktop.paths import resource
from desktop.settings import LookSettings, keep_look
from desktop.ui import sizes, theme
from desktop.ui.actions import enter_moves, use_enter
from desktop.ui.display import State, size
from desktop.ui.pages.settings_cards import (
    AboutCard,
    CopyCard,
    LocalityCard,
    LookCard,
    OfficeCard,
    PassphraseCard,
    ShortcutsCard,
)
from desktop.ui.pages.settings_second import SecondArchiveCard
from desktop.ui.tasks import Ticket
from desktop.ui.theme import Scheme
from desktop.ui.widgets.cards import PageHeader
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.fields import FINE, hard
from desktop.ui.widgets.forms import FormScroll
from desktop.ui.widgets.page import Page, WidthClass
from desktop.ui.workplace import Workplace
from desktop.words import tr

if TYPE_CHECKING:
    from pathlib import Path

_PER_CENT = 100
MOST_PROFILE = 256 * 1024
"""Bytes of the longest profile that is read."""


class _Cards(FormScroll):
    """The cards, scrolling inside the page."""

    def sizeHint(self) -> QSize:
        """Little: the page itself does not scroll."""
        return QSize(sizes.px(240), sizes.px(150))


class SettingsPage(Page):
    """Everything about this laptop that is no record of a family."""

    key = "settings"
    guest_safe = True

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._ticket, self._plan_ticket = Ticket(), Ticket()
        self.header = PageHeader(tr("设置"), tr("只管这台电脑，不会改动家庭的记录"))
        self.office = OfficeCard()
        self.look = LookCard(self._use_look)
        self.locality = LocalityCard()
        self._plan: ProfilePlan | None = None
        self._standards = False
        self.passphrase = PassphraseCard(self._change_passphrase)
        self.copy = CopyCard(self._make_copy)
        self.shortcuts = ShortcutsCard()
        self.about = AboutCard(app_version(), licences)
        self.second = SecondArchiveCard(place)
        self.second.setVisible(place.desk.record.office.role == "county")
        left = _column(self.office, self.look, self.locality, self.about)
        right = _column(self.passphrase, self.copy, self.second, self.shortcuts)
        self.across = Columns([(left, 1), (right, 1)])
        self.frame = _Cards(margins=(0, 0, 8, 0))
        self.frame.add(self.across)
        self.body.addWidget(self.header)
        self.body.addWidget(self.frame, 1)
        self._wire_locality()

    def enter(self, **_where: object) -> None:
        """Asks for the facts."""
        self._show_look()
        self.reload()

    def leave(self) -> bool:
        """Forgets typed passphrases."""
        self.passphrase.empty()
        return True

    def reload(self) -> None:
        """Asks again."""
        self._place.read(office_facts, self._show, ticket=self._ticket)
        self._place.read(offer, self.locality.show_offer)
        if self._place.desk.record.office.role == "county":
            self.second.reload()

    def use_width(self, width_class: WidthClass) -> None:
        """One column where it is narrow."""
        super().use_width(width_class)
        self.across.use_width(width_class)

    # Inside

    def _wire_locality(self) -> None:
        card = self.locality
        card.compare_wanted.connect(lambda name: self._compare(lambda desk: plan_choice(desk, name)))
        card.file_wanted.connect(self._read_file)
        card.rules_wanted.connect(lambda: self.went.emit("rulebook", {}))
        card.agreed.connect(self._use_plan)
        card.sent_profile_wanted.connect(lambda: self._compare(plan_profile))
        card.sent_standards_wanted.connect(self._compare_standards)

    def _show(self, facts: OfficeFacts) -> None:
        self.office.show_facts(facts)
        self.locality.show_profiles(facts)

    def _show_look(self) -> None:
        skin = theme.current()
        enter = "next" if enter_moves() else "stay"
        self.look.show_look(LookSettings(skin.scheme.value, round(skin.zoom * _PER_CENT), enter))

    def _use_look(self, wanted: LookSettings) -> None:
        skin = theme.current()
        if skin.scheme.value != wanted.scheme:
            skin.use_scheme(Scheme(wanted.scheme))
        if round(skin.zoom * _PER_CENT) != wanted.zoom:
            skin.use_zoom(wanted.zoom / _PER_CENT)
        use_enter(moves=wanted.enter == "next")
        self._show_look()
        keep_look(self._place.desk.record.home, wanted)

    def _read_file(self) -> None:
        path = self._place.choose.open_file(tr("[县]里发来的地方设置"), tr("地方设置 (*.toml)"))
        if path is not None:
            self._compare(lambda desk: plan_file(desk, profile_text(get_file(path, MOST_PROFILE))))

    def _compare(self, job: Callable[[Desk], ProfilePlan]) -> None:
        self._place.read(job, self._compared, self._not_compared, ticket=self._plan_ticket)

    def _compared(self, plan: ProfilePlan) -> None:
        self._plan, self._standards = plan, False
        self.locality.show_review(plan.review)

    def _not_compared(self, refusal: Refusal) -> None:
        self.locality.forget()
        self.locality.say(State.MISS, refusal.sentence)

    def _compare_standards(self) -> None:
        self._place.read(plan_standards, self._compared_standards, self._not_compared, ticket=self._plan_ticket)

    def _compared_standards(self, review: Review) -> None:
        self._plan, self._standards = None, True
        self.locality.show_review(review)

    def _use_plan(self) -> None:
        plan, self._plan = self._plan, None
        if self._standards:
            self._standards = False
            self._place.work(take_standards, self._took_standards, self._not_compared)
        if plan is not None:
            self._place.work(lambda desk: apply(desk, plan), lambda _done: self._used(plan), self._not_compared)

    def _took_standards(self, touched: Touched) -> None:
        self.locality.forget()
        self.locality.say(State.OK, tr("{said}。").format(said=touched.said))
        self.reload()

    def _used(self, plan: ProfilePlan) -> None:
        self.locality.say(State.OK, tr("现在用的是“{title}”。").format(title=plan.title))
        self.reload()

    def _change_passphrase(self) -> None:
        old, new, again = (field.value() for field in (self.passphrase.old, self.passphrase.new, self.passphrase.again))
        verdict = FINE if new == again else hard(tr("两遍不一样，口令没有换。请再输一遍。"))
        self.passphrase.again.show_verdict(verdict)
        if verdict.level:
            self.passphrase.say(State.MISS, verdict.words)
            self.passphrase.again.setFocus()
            return
        self.passphrase.change.setEnabled(False)
        self._place.read(
            lambda desk: change_passphrase(desk, old, new), lambda _none: self._changed(), self._not_changed
        )

    def _changed(self) -> None:
        self.passphrase.change.setEnabled(True)
        self.passphrase.empty()
        self.passphrase.say(State.OK, tr("口令已换，旧的从现在起不能用。以前的安全副本仍用旧口令打开。"))

    def _not_changed(self, refusal: Refusal) -> None:
        self.passphrase.change.setEnabled(True)
        self.passphrase.say(State.MISS, refusal.sentence)

    def _make_copy(self) -> None:
        name = copy_name(self._place.desk)
        path = self._place.choose.save_file(tr("安全副本存到哪里"), name, tr("安全副本 (*.nxbak)"))
        if path is None:
            return
        self.copy.make.setEnabled(False)
        self.copy.say(State.WAIT, tr("正在写，写完还要重新读一遍"))
        self._place.read(lambda desk: make_copy(desk, path), self._copied, self._not_copied)

    def _copied(self, made: CopyMade) -> None:
        self.copy.make.setEnabled(True)
        words = tr("已存到 {name}，{n} 户，{size}，重新读过一遍。")
        self.copy.say(State.OK, words.format(name=made.path.name, n=made.families, size=size(made.size)))

    def _not_copied(self, refusal: Refusal) -> None:
        self.copy.make.setEnabled(True)
        self.copy.say(State.MISS, refusal.sentence)


def licences() -> str:
    """The list of others' work that comes with the program."""
    path: Path = resource("licences", "THIRD-PARTY.md")
    return path.read_text("utf-8") if path.is_file() else tr("许可清单不在安装里，请向交付的人要。")


def _column(*cards: QWidget) -> QWidget:
    made = QWidget()
    lines = sizes.column(made, gap=12)
    for card in cards:
        lines.addWidget(card)
    lines.addStretch(1)
    return made
