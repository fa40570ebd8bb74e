"""What a sentence goes through at the drawing door: full-width marks, invisible characters, breaking into lines.

Punctuation next to Chinese is full-width; a line neither begins with a closing mark nor ends with an opening one
(避头尾); numbers, codes, dates and phones are unbreakable words.
"""

import re
from collections.abc import Mapping, Sequence

_HAN = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BESIDE = _HAN + "，。、；：？！（）【】《》「」『』“”‘’"
_WIDE = str.maketrans(",;:!?()", "，；：！？（）")
_MARK = re.compile(f"(?<=[{_BESIDE}])[,;:!?]|[,;:!?](?=[{_HAN}（【《「『“‘])")
_PAIR = re.compile(r"\(([^()]*)\)")
_HAN_CHAR = re.compile(f"[{_BESIDE}]")
_HALF = re.compile(r"[,;:!?()]")

# Drawn as nothing everywhere: C0/C1 controls, soft hyphen, joiners, direction marks, variation selectors, BOM, tags.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_SPACES = re.compile("[\t\x0b\x0c\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")

_NO_START = frozenset("，。、；：？！）】》」』”’…—·%‰℃,.;:?!)]}>°～々〉")
_NO_END = frozenset("（【《「『“‘([{<￥¥〈")
_UNIT = re.compile(r"\n| +|[!-~\u00a1-\u024f]+|.", re.DOTALL)


def visible(text: str) -> str:
    """The text as ink: odd spaces become plain, what draws nothing is left out, line ends become one kind."""
    if text.isascii() and text.isprintable():
        return text
    return _INVISIBLE.sub("", _SPACES.sub(" ", _BREAKS.sub("\n", text)))


def full_width(text: str) -> str:
    """Half-width `, ; : ! ? ( )` beside Chinese become full-width; brackets in pairs; pure Latin and figures stay."""
    if not _HALF.search(text) or not _HAN_CHAR.search(text):
        return text
    return _MARK.sub(lambda mark: mark[0].translate(_WIDE), _PAIR.sub(_bracket, text))


def break_lines(text: str, advances: Mapping[str, float], limits: Sequence[float]) -> list[str]:
    """Breaks `text` into lines.

    Args:
        text: visible text; a line end in it always breaks.
        advances: character -> advance in em.
        limits: width of line 1, 2 ... in em; the last counts for all that follow.

    Returns:
        The lines without the spaces at which they were broken.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        units = _units(paragraph, advances, min(limits))
        start = 0
        while start < len(units):
            limit = limits[min(len(lines), len(limits) - 1)]
            end = _line_end(units, start, advances, limit)
            lines.append("".join(units[start:end]).rstrip(" "))
            start = end
            while start < len(units) and units[start].isspace():
                start += 1
    return lines


def _bracket(pair: "re.Match[str]") -> str:
    around = (
        pair.string[max(pair.start() - 1, 0) : pair.start()],
        pair[1][:1],
        pair[1][-1:],
        pair.string[pair.end() :][:1],
    )
    beside_chinese = any(_HAN_CHAR.match(char) for char in around if char)
    return f"（{pair[1]}）" if beside_chinese else pair[0]


def _units(paragraph: str, advances: Mapping[str, float], narrowest: float) -> list[str]:
    """Unbreakable pieces; a word wider than the narrowest line falls into characters."""
    units: list[str] = []
    for unit in _UNIT.findall(paragraph):
        too_wide = len(unit) > 1 and sum(advances[char] for char in unit) > narrowest
        units.extend(unit if too_wide else (unit,))
    return units


def _line_end(units: Sequence[str], start: int, advances: Mapping[str, float], limit: float) -> int:
    """The index after the last unit that goes on the line beginning at `start`; at least one unit goes."""
    used, end = 0.0, start
    while end < len(units):
        used += sum([advances[char] for char in units[end]])
        if used > limit and not units[end].isspace():
            return max(_retreat(units, start, end), start + 1)
        end += 1
    return end


def _retreat(units: Sequence[str], start: int, end: int) -> int:
    """Moves a break back until neither side of it is forbidden; breaks where it is when no place is left."""
    for place in range(end, start, -1):
        if units[place][0] not in _NO_START and units[place - 1][-1] not in _NO_END:
            return place
    return end
