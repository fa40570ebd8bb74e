"""Numbers in words as Chinese paper wants them: capitals for totals, and reading 四组 for sorting."""

import re

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_MYRIADS = ("", "万", "亿", "万亿")
_PLAIN = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_LEADING = re.compile("第?([〇零一二两三四五六七八九十百]+|[0-9]+)")
_MYRIAD = 10_000
_HUNDRED, _TEN = 100, 10


def capitals(number: int) -> str:
    """A whole number from 0 in financial capitals: 283 -> 贰佰捌拾叁, 10005 -> 壹万零伍.

    Source: 支付结算办法, annex 1: zeros inside a number are written once, zeros at its end not at all.
    """
    if number == 0:
        return _DIGITS[0]
    words, gap = "", False
    for power in range(len(_MYRIADS) - 1, -1, -1):
        group = number // _MYRIAD**power % _MYRIAD
        if group == 0:
            gap = bool(words)
            continue
        if words and (gap or group < _MYRIAD // 10):
            words += _DIGITS[0]
        words += _four(group) + _MYRIADS[power]
        gap = False
    return words


def amount_in_capitals(fen: int) -> str:
    """An amount of money in capitals: 250000 fen -> 贰仟伍佰元整, 105 -> 壹元零伍分; 整 only when no 分 follows."""
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    words = f"{capitals(yuan)}元" if yuan or not fen else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif rest and yuan:
        words += _DIGITS[0]
    return words + (f"{_DIGITS[rest]}分" if rest else "整")


def money(fen: int) -> str:
    """An amount in figures: 250000 fen -> 2,500.00."""
    return f"{fen // 100:,}.{fen % 100:02}"


def _four(group: int) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            words += (_DIGITS[0] if gap and words else "") + _DIGITS[digit] + _PLACES[place]
        gap = digit == 0
    return words


def leading_number(text: str) -> int | None:
    """The number a village group's name begins with (`四组` 4, `十二组` 12, `3组` 3), or None."""
    found = _LEADING.match(text.strip())
    if found is None:
        return None
    return int(found[1]) if found[1].isascii() else _plain(found[1])


def _plain(word: str) -> int:
    total, digit = 0, 0
    for char in word:
        if char in _PLAIN:
            digit = digit * 10 + _PLAIN[char] if digit else _PLAIN[char]
        else:
            total += max(digit, 1) * (_HUNDRED if char == "百" else _TEN)
            digit = 0
    return total + digit
