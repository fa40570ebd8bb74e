"""What Ctrl+K finds: people with the reason beside them, what can be done for the first of them, and commands."""

from collections.abc import Callable, Sequence
from typing import Protocol

from db.queries.people import ContactHit, PersonHit
from desktop.desk.families import search, search_contacts
from desktop.desk.registers.listing import REGISTERS
from desktop.desk.transfers import Transfer, search_moved
from desktop.ui.actions import ACTIONS
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.command_box import CommandHit, Deliver, Provider
from desktop.ui.workplace import Workplace
from desktop.words import tr

_MOST_PEOPLE, _MOST_NAMES = 4, 5
"""Family members, and together with contact persons: the line for a new family stays in sight."""
_MOST_MOVED = 2
_MOST_COMMANDS = 6
_PEOPLE, _DO = "家庭与人", "要做的事"

_PAGES: tuple[tuple[str, str, str, str], ...] = (
    ("today", "sun-horizon", "今日", "jinri jr 待办"),
    ("families", "house", "家庭列表", "jiating jt 名单"),
    ("coverage", "grid-nine", "覆盖", "fugai fg 缺口"),
    ("registers", "book-open-text", "台账", "taizhang tz 名册 登记"),
    ("print", "printer", "打印", "dayin dy 走访表"),
    ("import", "tray-arrow-down", "导入名册", "daoru dr excel"),
    ("handover", "paper-plane-tilt", "上报", "shangbao sb u盘"),
    ("conflicts", "git-diff", "核对", "hedui hd 冲突 退回"),
    ("monthly", "table", "月度", "yuedu yd"),
    ("counties", "buildings", "各[县]", "gexian gx 上报包"),
    ("stations", "buildings", "[乡镇]", "xiangzhen xz"),
    ("new_family", "plus", "新增家庭", "xinzeng xz 建档"),
    ("settings", "gear", "设置", "shezhi sz 备份 口令"),
    ("lock", "lock", "锁定", "suoding sd"),
)
_ACTS = {
    "undo": "chexiao cx",
    "guest": "kerenmoshi krms",
    "history": "lishi ls",
    "shortcuts": "kuaijiejian kjj",
    "zoom_in": "zida zd",
    "zoom_out": "zixiao zx",
}


class CommandWindow(Protocol):
    """What is asked of the window."""

    def provide_commands(self, provider: Provider) -> None:
        """Takes who finds people and commands."""

    def go(self, key: str, where: dict[str, object] | None = None) -> bool:
        """Shows a page."""

    def knows(self, key: str) -> bool:
        """True when there is such a page."""

    def act(self, key: str) -> None:
        """Does one of the window's own actions."""


def provide_commands(window: CommandWindow, place: Workplace) -> None:
    """Joins the popup to the record: people are looked up on the record thread, a newer question drops the older."""
    window.provide_commands(CommandFinder(window, place))


class CommandFinder:
    """Finds lines for what was typed."""

    def __init__(self, window: CommandWindow, place: Workplace) -> None:
        self._window, self._place = window, place
        self._ticket = Ticket()

    def __call__(self, typed: str, deliver: Deliver) -> None:
        """Delivers the lines: at once for nothing typed, else when the record has answered."""
        words = typed.strip()
        if not words:
            deliver(self._commands(""))
            return
        self._place.read(
            lambda desk: (search(desk, words), search_contacts(desk, words), search_moved(desk, words)),
            lambda found: deliver(self._lines(words, *found)),
            ticket=self._ticket,
        )

    def _lines(
        self, words: str, hits: Sequence[PersonHit], contacts: Sequence[ContactHit], moved: Sequence[Transfer]
    ) -> list[CommandHit]:
        people = [self._person(words, hit) for hit in hits[: _MOST_PEOPLE - len(moved[:_MOST_MOVED])]]
        people += [self._moved(words, case) for case in moved[:_MOST_MOVED]]
        people += [self._contact(words, hit) for hit in contacts[: _MOST_NAMES - len(people)]]
        commands = self._commands(words)[: 1 if people else _MOST_COMMANDS]
        lines = people + self._for_first(hits) + commands
        if self._window.knows("new_family"):
            lines.append(self._new(words, len({hit.family_id for hit in hits})))
        return lines

    def _person(self, words: str, hit: PersonHit) -> CommandHit:
        where: dict[str, object] = {"family_id": hit.family_id}
        household = tr("{name}户").format(name=hit.head_name) if hit.head_name != hit.name else ""
        note = "，".join(part for part in (household, hit.village, hit.case_no) if part)
        visit = self._goer("visit", where) if self._window.knows("visit") else None
        return CommandHit(
            tr(_PEOPLE),
            "house" if hit.head_name == hit.name else "user",
            hit.name,
            self._goer("family", where),
            note,
            _reason(words, hit),
            _mark(words, hit),
            visit,
        )

    def _contact(self, words: str, hit: ContactHit) -> CommandHit:
        """A contact person leads to the families he or she looks after."""
        note = "，".join(part for part in (tr("联系人"), hit.unit, tr("{n} 户").format(n=hit.families)) if part)
        mark = (0, len(hit.name))
        if hit.reason == "name" and (start := hit.name.find(words)) >= 0:
            mark = start, len(words)
        go = self._goer("families", {"contact_id": hit.contact_id})
        return CommandHit(tr(_PEOPLE), "users", hit.name, go, note, _why(words, hit.reason), mark)

    def _moved(self, words: str, case: Transfer) -> CommandHit:
        """A case that has gone to another township leads to the list that says where it went."""
        title = tr("{name}户").format(name=case.name)
        note = "，".join(
            part for part in (tr("已转到{place}").format(place=case.after_name), case.settled, case.case_no) if part
        )
        start = title.find(words)
        go = self._goer("registers", {"register": "transfers"})
        return CommandHit(
            tr(_PEOPLE), "user-switch", title, go, note, "", (start, len(words)) if start >= 0 else (0, 0)
        )

    def _for_first(self, hits: Sequence[PersonHit]) -> list[CommandHit]:
        """What can be done for the likeliest family."""
        if not hits:
            return []
        name = tr("{name}户").format(name=hits[0].head_name)
        where: dict[str, object] = {"family_id": hits[0].family_id}
        made = []
        if self._window.knows("visit") and hits[0].status == "active":
            title = tr("记录走访：{name}").format(name=name)
            made.append(CommandHit(tr(_DO), "footprints", title, self._goer("visit", where), "", "Ctrl Enter"))
            note: dict[str, object] = {**where, "verb": "quick_note"}
            title = tr("随手记：{name}").format(name=name)
            made.append(CommandHit(tr(_DO), "note-pencil", title, self._goer("family", note)))
        if self._window.knows("print"):
            title = tr("打印走访表：{name}").format(name=name)
            ids: dict[str, object] = {"family_ids": (hits[0].family_id,)}
            made.append(CommandHit(tr(_DO), "printer", title, self._goer("print", ids)))
        return made

    def _commands(self, words: str) -> list[CommandHit]:
        found = [
            CommandHit(tr(_DO), icon, tr(title), self._goer(key, {}))
            for key, icon, title, also in _PAGES
            if (key == "lock" or self._window.knows(key)) and _fits(words, tr(title), also)
        ]
        found += self._registers(words)
        found += [
            CommandHit(tr(_DO), each.icon or "command", tr(each.words), self._doer(each.key), "", each.shortcut)
            for each in ACTIONS
            if each.key in _ACTS and _fits(words, tr(each.words), _ACTS[each.key])
        ]
        return found[:_MOST_COMMANDS] if not words else found

    def _registers(self, words: str) -> list[CommandHit]:
        """The registers by name; only when something was typed, for there are many."""
        if not words or not self._window.knows("registers"):
            return []
        desk = self._place.desk
        return [
            CommandHit(tr(_DO), each.icon, name, self._goer("registers", {"register": each.key}), tr("台账"))
            for each in REGISTERS
            if _fits(words, name := each.name(desk), each.also)
        ]

    def _new(self, words: str, alike: int) -> CommandHit:
        title = tr("没有这户？新增家庭“{words}”").format(words=words)
        note = tr("先核对上面 {n} 户").format(n=alike) if alike else ""
        return CommandHit(tr(_DO), "plus", title, self._goer("new_family", {"name": words}), note)

    def _goer(self, key: str, where: dict[str, object]) -> Callable[[], object]:
        return lambda: self._window.go(key, where)

    def _doer(self, key: str) -> Callable[[], object]:
        return lambda: self._window.act(key)


def _fits(words: str, title: str, also: str) -> bool:
    small = words.lower()
    return not small or small in title.lower() or any(name.startswith(small) for name in also.split())


def _reason(words: str, hit: PersonHit) -> str:
    return _why(words, hit.reason)


def _why(words: str, reason: str) -> str:
    said = {
        "name": tr("姓名"),
        "child": tr("子女姓名"),
        "letters": tr("姓名拼音 {words}"),
        "sound": tr("读音相同"),
        "near": tr("读音相近"),
        "slip": tr("只差一个字"),
        "number": tr("号码里有 {words}"),
        "place": tr("[村]"),
        "case_no": tr("档案编号"),
    }
    return said.get(reason, "").format(words=words)


def _mark(words: str, hit: PersonHit) -> tuple[int, int]:
    """Which characters of the name are underlined."""
    if hit.reason == "name" and (start := hit.name.find(words)) >= 0:
        return start, len(words)
    return (0, len(hit.name)) if hit.reason in {"letters", "sound", "near", "slip", "name"} else (0, 0)
