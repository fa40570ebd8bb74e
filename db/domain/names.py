"""Personal names: cleaned of what typing and pasting left behind, never of a character that belongs to them (D-63)."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from db.domain.verdict import Problem, Severity
from db.errors import InvalidValue

LONGEST = 50
MIDDLE_DOT = "·"
_DOTS = dict.fromkeys(map(ord, "•・･‧∙⋅●"), MIDDLE_DOT)
_BLANK = r"[ \t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000]"
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\u3007\U00020000-\U0003ffff]"
_SPACED_HAN = 4  # 张　三, 欧阳 修: longer Han names with a blank are transcriptions whose dot was lost
_PRIVATE = "Co"
_SURROGATE = "Cs"
_CONTROL = "Cc"
_INVISIBLE = "Cf"

# The eighty GBK characters that old systems kept at U+E815-U+E864, in order (the mapping of GB 18030-2022 and, for
# those it had moved before, of GB 18030-2000).
_GBK_80 = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹"
    "䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
_FORMS = {0xE78D + n: char for n, char in enumerate("︐︒︑︓︔︕︖︗︘︙")}
_PINYIN = {0xE7C7: "ḿ", 0xE7C8: "ǹ"}
MOVED = {0xE815 + n: char for n, char in enumerate(_GBK_80)} | _FORMS | _PINYIN
"""Private code points of older GB 18030 and GBK systems, and the character each is in GB 18030-2022."""


class NameUnreadable(InvalidValue):
    """A name is empty, too long, or holds characters nobody can see or print."""

    code = "P-NAM-01"


@dataclass(frozen=True)
class CleanName:
    """A name as the record keeps it.

    Attributes:
        name: in NFC; 1 to 50 code points.
        notes: what was put in order, one Chinese sentence each, to be shown once.
        problems: doubts that stay with the name.
    """

    name: str
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def clean_name(text: str) -> CleanName:
    """Put a typed or imported name in order, saying what was done.

    NFC only: NFKC would merge different characters (domain.md §4). Applying it twice changes nothing more.

    Raises:
        NameUnreadable: empty, over 50 characters, control characters, or half a surrogate pair.
    """
    _refuse_broken(text)
    name, notes = text, []
    for step, note in _STEPS:
        changed = step(name)
        if changed != name and note:
            notes.append(note)
        name = changed
    if not name:
        raise NameUnreadable("name", "姓名是空的。", "请填写姓名；不知道姓名时请填“未知”。")
    if len(name) > LONGEST:
        raise NameUnreadable("name", f"姓名有 {len(name)} 个字，最多 {LONGEST} 个。", "请检查是否粘贴了别的内容。")
    return CleanName(name, tuple(notes), tuple(_problems(name)))


def _refuse_broken(text: str) -> None:
    kinds = {unicodedata.category(char) for char in re.sub(_BLANK, "", text)}
    if _CONTROL in kinds:
        raise NameUnreadable(
            "name", "姓名里夹有看不见的控制字符，多半是从别的软件粘贴带来的。", "请删掉后手工重新输入。"
        )
    if _SURROGATE in kinds:
        raise NameUnreadable("name", "姓名里有一个生僻字没有传完整。", "请用输入法重新输入这个字。")


def _outer(name: str) -> str:
    return re.sub(rf"^{_BLANK}+|{_BLANK}+$", "", name)


def _visible(name: str) -> str:
    return "".join(char for char in name if unicodedata.category(char) != _INVISIBLE)


def _moved(name: str) -> str:
    return name.translate(MOVED)


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _dotted(name: str) -> str:
    typed = re.sub(rf"(?<={_HAN})[.．](?={_HAN})", MIDDLE_DOT, name.translate(_DOTS))
    return re.sub(rf"{_BLANK}*{MIDDLE_DOT}{_BLANK}*", MIDDLE_DOT, typed)


def _closed_up(name: str) -> str:
    joined = re.sub(_BLANK, "", name)
    if joined != name and re.fullmatch(rf"{_HAN}{{1,{_SPACED_HAN}}}", joined):
        return joined
    return re.sub(rf"{_BLANK}+", " ", name)


# Order matters: invisible marks hide blanks, moved characters decide what is Han, dots swallow the blanks beside them.
_STEPS: tuple[tuple[Callable[[str], str], str], ...] = (
    (_visible, "去掉了姓名里看不见的字符。"),
    (_moved, "把旧编码（自造字区）的字换成了现行国家标准的同一个字，请核对字形。"),
    (_composed, ""),
    (_outer, ""),
    (_dotted, "间隔号统一成了“·”。"),
    (_outer, ""),
    (_closed_up, "去掉了姓名中间的空格。"),
)


def _problems(name: str) -> list[Problem]:
    found = []
    if any(unicodedata.category(char) == _PRIVATE for char in name):
        said = "姓名里有自造字，换一台电脑可能显示不出来。请查到这个字的标准写法后更正。"
        found.append(Problem("private_use", said, Severity.SOFT))
    if " " in name and re.search(_HAN, name):
        said = "姓名中间有空格；少数民族姓名请用间隔号“·”。"
        found.append(Problem("inner_space", said, Severity.SOFT))
    if re.search(r"[0-9０-９]", name):
        found.append(Problem("digits", "姓名里有数字，请核对。", Severity.SOFT))
    return found
