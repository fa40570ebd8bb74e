"""Every action of the window in one table: key, words, shortcut, icon; the shortcut sheet is made from it."""

from dataclasses import dataclass

from desktop.words import tr


@dataclass(frozen=True)
class Action:
    """One thing a worker can ask for from anywhere.

    Args:
        key: stable name.
        words: plain verb, Chinese in the source; shown through `tr`.
        shortcut: in Qt's portable text (`Ctrl+K`), or "".
        icon: Phosphor name.
        group: heading on the shortcut sheet.
        where: a remark on the sheet, when the key only works somewhere.
    """

    key: str
    words: str
    shortcut: str = ""
    icon: str = ""
    group: str = "到处可用"
    where: str = ""


ACTIONS: tuple[Action, ...] = (
    Action("command", "找人、找事", "Ctrl+K", "magnifying-glass"),
    Action("undo", "撤销上一步", "Ctrl+Z", "arrow-u-up-left"),
    Action("guest", "客人模式", "Ctrl+Shift+G", "eye-slash"),
    Action("lock", "锁定", "Ctrl+L", "lock"),
    Action("next_area", "在导航、页面、侧栏之间移动", "F6", ""),
    Action("history", "最近做过的事", "Ctrl+Shift+Z", "clock-counter-clockwise"),
    Action("shortcuts", "快捷键一览", "F1", "keyboard"),
    Action("zoom_in", "字大一点", "Ctrl+=", "magnifying-glass", "显示"),
    Action("zoom_out", "字小一点", "Ctrl+-", "magnifying-glass", "显示"),
    Action("zoom_reset", "字回到原来大小", "Ctrl+0", "magnifying-glass", "显示"),
    Action("find", "在本页筛选", "Ctrl+F", "funnel", "本页"),
    Action("reload", "重新读一遍", "F5", "arrow-clockwise", "本页"),
    Action("print", "打印", "Ctrl+P", "printer", "本页"),
    Action("save", "保存", "Ctrl+S", "floppy-disk", "本页"),
    Action("new", "新增", "Ctrl+N", "plus", "本页"),
    Action("edit", "修改", "F2", "pencil-simple", "本页"),
    Action("note", "随手记", "Ctrl+J", "note-pencil", "本页", "家庭列表和家庭页"),
    Action("back", "回到上一页", "Alt+Left", "arrow-left", "本页"),
)

KEYS_IN_PLACE: tuple[tuple[str, str], ...] = (
    ("Alt+1 … Alt+8", "到导航里的第几页"),
    ("Tab、Shift+Tab", "到下一处、上一处"),
    ("Enter", "在表单里到下一格；在列表里打开"),
    ("空格", "勾选"),
    ("Ctrl+C", "把选中的行按文字复制"),
    ("Esc", "收起、停下"),
)

_enter_moves = True


def use_enter(*, moves: bool) -> None:
    """Whether Enter in a one-line field goes to the next one, as people who enter data expect; else it stays."""
    global _enter_moves  # noqa: PLW0603 - a habit of the person, the same in every form
    _enter_moves = moves


def enter_moves() -> bool:
    """The habit chosen in the settings."""
    return _enter_moves


_BY_KEY = {action.key: action for action in ACTIONS}


def action(key: str) -> Action:
    """The action with this key."""
    return _BY_KEY[key]


def hint(key: str) -> str:
    """The words with the shortcut, for tooltips: `撤销上一步（Ctrl+Z）`."""
    found = _BY_KEY[key]
    return f"{tr(found.words)}（{found.shortcut}）" if found.shortcut else tr(found.words)


def sheet() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The shortcut sheet: (heading, ((keys, words), ...)), in the order to be read and printed."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for entry in ACTIONS:
        if entry.shortcut:
            groups.setdefault(tr(entry.group), []).append((entry.shortcut, tr(entry.words)))
    groups[tr("列表和表单")] = [(keys, tr(words)) for keys, words in KEYS_IN_PLACE]
    return tuple((heading, tuple(lines)) for heading, lines in groups.items())
