"""The right column of a family's file: sections that open in place, each fact with its verbs."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.desk.sections.section import Section, SectionLine, Verb, those_for
from desktop.ui import sizes
from desktop.ui.display import State, needs_a_person
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.forms import FormScroll, SectionRow, area_around, settle
from desktop.ui.widgets.paint import clear
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label

_ROOM_BELOW = 150
"""Pixels of an open section that should be in sight, too."""


class SectionList(FormScroll):
    """The sections; one open at a time. `wanted(verb key, subject)` says what the worker wants to write.

    Args:
        verbs: False where a file is only looked at, as at the county; what looks at a picture stays.
    """

    wanted = Signal(str, str)

    def __init__(self, *, verbs: bool = True) -> None:
        super().__init__(gap=2, margins=(0, 0, 6, 0))
        self._verbs = verbs
        self._sections: tuple[Section, ...] = ()
        self._open = ""
        self._rows: dict[str, tuple[SectionRow, QWidget]] = {}

    def sizeHint(self) -> QSize:
        """Little: it scrolls inside its card, the page does not."""
        return QSize(sizes.px(240), sizes.px(150))

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Shows these sections; what was open stays open."""
        held = self.verticalScrollBar().value()
        self._sections = tuple(sections)
        clear(self.body)
        self._rows = {}
        for section in self._sections:
            state = State(section.state) if section.state else None
            row = SectionRow(section.icon, section.title, section.note, state)
            inside = self._inside(section)
            inside.setVisible(section.key == self._open)
            row.setChecked(section.key == self._open)
            row.toggled_open.connect(lambda on, key=section.key: self._toggle(key, on=on))
            self._rows[section.key] = (row, inside)
            self.body.addWidget(row)
            self.body.addWidget(inside)
        self.body.addStretch()
        self.verticalScrollBar().setValue(held)

    def open_section(self, key: str) -> bool:
        """Opens one section and shows it; False when there is none of that name."""
        if key not in self._rows:
            return False
        row, _ = self._rows[key]
        row.setChecked(True)
        row.setFocus()
        QTimer.singleShot(0, self._bring_up)  # what has just been shown has no place yet
        return True

    def focus_open(self) -> None:
        """Puts the focus on the open section's row (after a panel was closed)."""
        if self._open in self._rows:
            self._rows[self._open][0].setFocus()

    @property
    def opened(self) -> str:
        """The key of the open section, or ""."""
        return self._open

    def _bring_up(self) -> None:
        """Scrolls to the open section: all of it if there is room, else from its row on."""
        if self._open in self._rows:
            row, inside = self._rows[self._open]
            settle()
            self.ensureWidgetVisible(inside)
            self.ensureWidgetVisible(row)
            outer = area_around(self)
            if outer is not None:  # in a narrow window the whole page scrolls, the list stands far down
                outer.ensureWidgetVisible(row, 0, sizes.px(_ROOM_BELOW))

    def _toggle(self, key: str, *, on: bool) -> None:
        self._rows[key][1].setVisible(on)
        if not on:
            self._open = "" if self._open == key else self._open
            return
        before, self._open = self._open, key
        if before and before != key and before in self._rows:
            self._rows[before][0].setChecked(False)

    def _inside(self, section: Section) -> QWidget:
        made = QWidget()
        lines = sizes.column(made, gap=6, margins=(26, 0, 0, 8))
        for line in section.lines:
            lines.addWidget(self._line(line))
        if section.verbs and self._verbs:
            lines.addWidget(flow_row(*(self._button(verb) for verb in section.verbs), gap=6))
        return made

    def _line(self, line: SectionLine) -> QWidget:
        card = Card(gap=2, margins=(12, 6, 8, 6), box="sunken")
        if line.state:
            state = State(line.state)
            card.add(StateLine(state, line.words, "cell", plain=not needs_a_person(state)))
        else:
            card.add(Label(line.words, "cell", "ink", wrap=True))
        if line.note:
            card.add(Label(line.note, "note", "ink2", wrap=True))
        if verbs := those_for(line.verbs, records=self._verbs):
            card.add(flow_row(*(self._button(verb) for verb in verbs), gap=12))
        return card

    def _button(self, verb: Verb) -> Button:
        return Button(verb.words, "link_note", clicked=lambda: self.wanted.emit(verb.key, verb.subject))
