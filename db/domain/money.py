"""Amounts of money for people: kept in 分, said and typed in yuan."""

import re

_NARROW = str.maketrans("０１２３４５６７８９．。，", "0123456789..,")
_MONEY = re.compile(r"(\d{1,7})(?:\.(\d{1,2}))?")


def yuan_words(fen: int) -> str:
    """An amount in 分 as it is read: 1000, or 1000.50 when there are 角 and 分."""
    return f"{fen // 100}.{fen % 100:02}" if fen % 100 else str(fen // 100)


def read_fen(text: str) -> int | None:
    """An amount typed in yuan (`200`, `1,200.50`, `200元`) in 分; None when it is not an amount."""
    plain = "".join(text.split()).translate(_NARROW).removesuffix("元").replace(",", "")
    found = _MONEY.fullmatch(plain)
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None
