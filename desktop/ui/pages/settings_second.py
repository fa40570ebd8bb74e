"""The card of a county's settings that keeps its raw packages on another disk as well (B-35)."""

from pathlib import Path

from db.errors import Refusal
from desktop.desk.second_archive import SecondSaid, catch_up, choose, fetch, second_said
from desktop.ui.display import State
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.cards import Card, SectionHeader
from desktop.ui.widgets.flow import flow_row
from desktop.ui.widgets.states import StateLine
from desktop.ui.widgets.text import Label
from desktop.ui.workplace import Workplace
from desktop.words import tr

_MARGINS = (20, 14, 20, 16)


class SecondArchiveCard(Card):
    """Where the packages lie a second time, whether that place is in step, and the two ways between here and there."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(gap=6, margins=_MARGINS)
        self._place = place
        self.said = StateLine(State.WAIT, "", wrap=True)
        self.choose = Button(tr("选另一块盘上的文件夹"), "plain", "hard-drives", clicked=self._choose)
        self.catch_up = Button(tr("补拷"), "plain", clicked=self._catch_up)
        self.fetch = Button(tr("取回"), "plain", clicked=self._fetch)
        self.none = Button(tr("不存了"), "link", clicked=lambda: self._use(None))
        told = tr("各[乡镇]交来的包原样加密存着，盘坏了可以补导。每次导入以后自动跟上；清除过的，那里也一并换掉。")
        self.add(SectionHeader(tr("原始包的另一份")), Label(told, "note", "ink2", wrap=True), self.said)
        self.add(flow_row(self.choose, self.catch_up, self.fetch, self.none))

    def reload(self) -> None:
        """Asks how the place stands."""
        self._place.read(second_said, self._show)

    def _show(self, said: SecondSaid) -> None:
        found = said.found
        self.said.show_state(State.OK if said.good else State.SOON, said.words)
        self.choose.say(tr("换一个文件夹") if found.folder else tr("选另一块盘上的文件夹"))
        self.catch_up.setVisible(found.folder is not None and found.behind > 0)
        self.fetch.setVisible(found.only_there > 0)
        self.none.setVisible(found.folder is not None)

    def _choose(self) -> None:
        folder = self._place.choose.folder(tr("原始包的另一份存到哪里"))
        if folder is not None:
            self._use(folder)

    def _use(self, folder: Path | None) -> None:
        self.said.show_state(State.WAIT, tr("正在拷，拷完逐个读一遍"))
        self._place.read(lambda desk: choose(desk, folder), self._show, self._refused)

    def _catch_up(self) -> None:
        self.said.show_state(State.WAIT, tr("正在拷，拷完逐个读一遍"))
        self._place.read(catch_up, self._show, self._refused)

    def _fetch(self) -> None:
        self._place.work(fetch, lambda _touched: self.reload(), self._refused)

    def _refused(self, refusal: Refusal) -> None:
        self.said.show_state(State.MISS, refusal.sentence)
