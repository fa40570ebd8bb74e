"""The cards of the settings page: office, appearance, locality, passphrase, safety copy, shortcuts, licences."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.desk.handed_down import Offer
from desktop.desk.reviewing import Review
from desktop.desk.settings import OfficeFacts
from desktop.settings import LEAST_ZOOM, MOST_ZOOM, LookSettings
from desktop.ui import actions, sizes
from desktop.ui.dialogs.review_list import ReviewList
from desktop.ui.display import State
from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card, SectionHeader
from desktop.ui.widgets.choices import ChoiceField
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.forms import FieldRow
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.search import PasswordField
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.profiles import ProfileTitle

ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)
_SCHEMES = (("system", "跟随系统"), ("light", "浅"), ("dark", "深"))
_MARGINS = (20, 14, 20, 16)


class OfficeCard(Card):
    """Whose record is open."""

    def __init__(self) -> None:
        super().__init__(gap=4, margins=_MARGINS)
        self._facts = sizes.column(gap=4)
        self.add(SectionHeader(tr("单位")), self._facts)

    def show_facts(self, facts: OfficeFacts) -> None:
        """Shows them."""
        clear(self._facts)
        lines = [
            (tr("单位"), tr("{name}（{code}）").format(name=facts.name, code=facts.code)),
            (tr("级别"), {"county": tr("[县]级"), "upper": tr("上级（市、省）")}.get(facts.role, tr("[乡镇]级"))),
            (tr("使用人"), facts.worker),
            (tr("这台电脑"), tr("编号 {station}").format(station=facts.station)),
        ]
        if facts.role == "township":
            lines.append((tr("[县]级登记"), facts.county or tr("还没有登记，到“上报”页办理")))
        if facts.let_in:
            lines.append((tr("[县]级恢复"), tr("{name}：两名管理员一起可以打开").format(name=facts.let_in)))
        if facts.practice:
            lines.append((tr("档案"), tr("练习档案，里面都是虚构的人，不能上报")))
        lines.append((tr("档案位置"), str(facts.home)))
        for title, words in lines:
            self._facts.addWidget(_pair(title, words))


class LookCard(Card):
    """Light or dark, the zoom, what Enter does; all change at once. `changed` is called with what was chosen."""

    def __init__(self, changed: Callable[[LookSettings], object]) -> None:
        super().__init__(gap=6, margins=_MARGINS)
        self._changed = changed
        self.scheme = Segments([(value, tr(word)) for value, word in _SCHEMES], named=tr("颜色"))
        self.zoom = ChoiceField([(each, f"{each}%") for each in ZOOMS], 100, named=tr("字和版面的大小"))
        sizes.fixed(self.zoom, width=110)
        self.enter = Segments([("next", tr("到下一格")), ("stay", tr("不动"))], named=tr("表单里的回车键"))
        self.smaller = Button(
            "", "icon", "magnifying-glass-minus", named=tr("字小一点"), clicked=lambda: self._step(-1)
        )
        self.larger = Button("", "icon", "magnifying-glass-plus", named=tr("字大一点"), clicked=lambda: self._step(1))
        self.add(
            SectionHeader(tr("显示")),
            FieldRow(tr("颜色"), self.scheme),
            FieldRow(tr("大小"), [self.zoom, self.smaller, self.larger]),
            FieldRow(tr("回车键"), self.enter),
            Label(tr("马上就变，不用重开。任何页上 Ctrl+加号、减号也能放大缩小。"), "note", "ink3", wrap=True),
        )
        self.scheme.changed.connect(lambda _value: self._changed(self.value()))
        self.zoom.changed.connect(lambda _value: self._changed(self.value()))
        self.enter.changed.connect(lambda _value: self._changed(self.value()))

    def show_look(self, look: LookSettings) -> None:
        """Shows what is in force; a zoom between two choices is offered as one more."""
        self.scheme.choose(look.scheme)
        self.enter.choose(look.enter)
        zooms = sorted({*ZOOMS, look.zoom})
        self.zoom.set_choices([(each, f"{each}%") for each in zooms], look.zoom)
        self._name_steps(look.zoom)

    def value(self) -> LookSettings:
        """What is chosen."""
        return LookSettings(str(self.scheme.value()), int(str(self.zoom.value())), str(self.enter.value()))

    def _step(self, by: int) -> None:
        now = int(str(self.zoom.value()))
        further = [each for each in ZOOMS if (each > now if by > 0 else each < now)]
        if further:
            self.zoom.choose(min(further) if by > 0 else max(further))
            self._changed(self.value())

    def _name_steps(self, zoom: int) -> None:
        self.smaller.setEnabled(zoom > LEAST_ZOOM)
        self.larger.setEnabled(zoom < MOST_ZOOM)


class LocalityCard(Card):
    """Which locality's words and rules are used; another one is compared before it is taken.

    What the county sent with a return is offered under the choice: `sent_profile_wanted()`, `sent_standards_wanted()`.

    Signals: `compare_wanted(name)` asks what another one would change; `file_wanted()` for a county's file;
    `rules_wanted()` leads to the page of words and rules; `agreed()` takes what was compared.
    """

    compare_wanted = Signal(str)
    file_wanted = Signal()
    rules_wanted = Signal()
    agreed = Signal()
    sent_profile_wanted = Signal()
    sent_standards_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(gap=6, margins=_MARGINS)
        self.sent = StateLine(State.SOON, "", wrap=True)
        self.see_profile = Button(tr("看设置有什么不同"), "small", clicked=self.sent_profile_wanted.emit)
        self.see_standards = Button(tr("看这些标准"), "small", clicked=self.sent_standards_wanted.emit)
        self._inside = ""
        self._titles: dict[str, ProfileTitle] = {}
        self.choice = ChoiceField(named=tr("地方设置"))
        self._source = Label("", "note", "ink2", wrap=True)
        self.compare = Button(tr("看看有什么不同"), "plain", "git-diff", clicked=self._compare)
        self.read = Button(tr("导入[县]里的文件"), "plain", "folder-open", clicked=self.file_wanted.emit)
        self.rules = Button(tr("看和改叫法、规则"), "plain", "list-checks", clicked=self.rules_wanted.emit)
        self.review = ReviewList()
        sizes.fixed(self.review, height=280)
        self.agree = Button(tr("换成这一套"), "filled", clicked=self.agreed.emit)
        self.drop = Button(tr("先不换"), "plain", clicked=self.forget)
        self._deciding = flow_row(self.agree, self.drop)
        self.said = StateLine(State.OK, "", wrap=True)
        told = tr("只换叫法和规则（期限、提醒、数字怎么算），记录一条不少、一字不改。")
        self.add(SectionHeader(tr("地方设置")), self.choice, self._source, Label(told, "note", "ink3", wrap=True))
        self._sent = flow_row(self.see_profile, self.see_standards)
        self.add(flow_row(self.compare, self.read, self.rules), self.sent, self._sent, self.review)
        self.add(self._deciding, self.said)
        self.show_offer(None)
        self.said.hide()
        self.forget()
        self.choice.changed.connect(lambda _value: self._chosen())

    def show_profiles(self, facts: OfficeFacts) -> None:
        """Shows the choice, what the office has changed itself, and what is wrong with what was chosen."""
        self._inside = facts.profile
        self._titles = {profile.name: profile for profile in facts.profiles}
        self.choice.set_choices([(profile.name, profile.title) for profile in facts.profiles], facts.profile)
        self.forget()
        self._chosen()
        own = tr("看和改叫法、规则（改过 {n} 处）").format(n=facts.own_changes)
        self.rules.say(own if facts.own_changes else tr("看和改叫法、规则"))
        if facts.trouble:
            self.say(State.MISS, facts.trouble)

    def show_offer(self, sent: Offer | None) -> None:
        """Says what the county sent and nobody has taken up."""
        for widget in (self.sent, self._sent):
            widget.setVisible(sent is not None)
        if sent is not None:
            what = [tr("地方设置“{title}”").format(title=sent.profile)] if sent.profile else []
            what += [tr("{n} 条扶助标准").format(n=sent.standards)] if sent.standards else []
            self.sent.show_state(State.SOON, tr("[县]里随回执发来{what}。").format(what="、".join(what)))
            self.see_profile.setVisible(bool(sent.profile))
            self.see_standards.setVisible(bool(sent.standards))

    def show_review(self, review: Review) -> None:
        """Lays out what would change."""
        self.said.hide()
        self.review.show_review(review)
        self.agree.say(review.save)
        self.review.show()
        self._deciding.show()
        self.agree.setFocus()

    def forget(self) -> None:
        """Back to the choice; nothing is changed."""
        self.review.hide()
        self._deciding.hide()

    def say(self, state: State, words: str) -> None:
        """What became of it."""
        self.said.show_state(state, words)
        self.said.show()

    def _compare(self) -> None:
        self.compare_wanted.emit(str(self.choice.value()))

    def _chosen(self) -> None:
        name = str(self.choice.value())
        found = self._titles.get(name)
        self._source.say(tr("依据：{source}").format(source=found.source) if found else "")
        self.compare.setEnabled(name != self._inside)
        self.forget()


class PassphraseCard(Card):
    """The passphrase of whoever is signed in."""

    def __init__(self, wanted: Callable[[], object]) -> None:
        super().__init__(gap=6, margins=_MARGINS)
        self.old, self.new = PasswordField(named=tr("现在的口令")), PasswordField(named=tr("新口令"))
        self.again = PasswordField(named=tr("再输一遍新口令"))
        for field in (self.old, self.new, self.again):
            sizes.fixed(field, width=300, height=38)
        self.change = Button(tr("换口令"), "plain", "key", clicked=wanted)
        self.said = StateLine(State.OK, "", wrap=True)
        told = tr("至少 8 个字，几个不相干的词比花样多的短口令好。恢复码不变，仍然能用。")
        self.add(
            SectionHeader(tr("口令")),
            FieldRow(tr("现在的口令"), self.old),
            FieldRow(tr("新口令"), self.new),
            FieldRow(tr("再输一遍"), self.again),
            Label(told, "note", "ink3", wrap=True),
            flow_row(self.change),
            self.said,
        )
        self.said.hide()

    def say(self, state: State, words: str) -> None:
        """What became of it."""
        self.said.show_state(state, words)
        self.said.show()

    def empty(self) -> None:
        """Forgets what was typed."""
        for field in (self.old, self.new, self.again):
            field.empty()


class CopyCard(Card):
    """A safety copy on another disk."""

    def __init__(self, wanted: Callable[[], object]) -> None:
        super().__init__(gap=6, margins=_MARGINS)
        self.make = Button(tr("存一份安全副本"), "plain", "hard-drives", clicked=wanted)
        self.said = StateLine(State.OK, "", wrap=True)
        told = tr("整份档案加密存到 U 盘或别的硬盘，写完重新读一遍。要恢复，先锁定，再点“从安全副本恢复”。")
        self.add(SectionHeader(tr("安全副本")), Label(told, "note", "ink2", wrap=True), flow_row(self.make), self.said)
        self.said.hide()

    def say(self, state: State, words: str) -> None:
        """What became of it."""
        self.said.show_state(state, words)
        self.said.show()


class ShortcutsCard(Card):
    """The shortcut sheet."""

    def __init__(self) -> None:
        super().__init__(gap=4, margins=_MARGINS)
        self.add(SectionHeader(tr("快捷键")))
        for heading, lines in actions.sheet():
            self.add(Label(heading, "note", "ink3"))
            for keys, words in lines:
                self.add(_pair(keys, words, 150))


class AboutCard(Card):
    """The program, and the work of others in it."""

    def __init__(self, version: str, licences: Callable[[], str]) -> None:
        super().__init__(gap=6, margins=_MARGINS)
        self._licences = licences
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("随程序交付的别人的作品和许可"))
        sizes.fixed(self.text, height=220)
        self.open = Button(tr("别人的作品和许可"), "plain", "book-open-text", clicked=self._open)
        words = tr("暖心 {version}。数据只在这台电脑上，不联网。程序按 Apache-2.0 许可公开源代码。")
        self.add(SectionHeader(tr("关于")), Label(words.format(version=version), "body", "ink2", wrap=True))
        self.add(flow_row(self.open), self.text)
        self.text.hide()

    def _open(self) -> None:
        if not self.text.toPlainText():
            self.text.setPlainText(self._licences())
        self.text.setVisible(self.text.isHidden())


def _pair(title: str, words: str, width: int = 90) -> QWidget:
    made = QWidget()
    line = sizes.row(made, gap=10)
    name = Label(title, "note", "ink3")
    sizes.fixed(name, width=width)
    line.addWidget(name)
    line.addWidget(Label(words, "body", elide=True), 1)
    return made
