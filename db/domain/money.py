"""Amounts of money for people: kept in 分, said in yuan."""


def yuan_words(fen: int) -> str:
    """An amount in 分 as it is read: 1000, or 1000.50 when there are 角 and 分."""
    return f"{fen // 100}.{fen % 100:02}" if fen % 100 else str(fen // 100)
