"""Numbers and names half hidden, for screens and paper where the whole is not needed."""

import re

STAR = "*"
_LONG = 15


def mask_middle(text: str, head: int, tail: int) -> str:
    """The first `head` and last `tail` characters, stars between; too short a text is all stars."""
    hidden = len(text) - head - tail
    if hidden <= 0:
        return STAR * len(text)
    return text[:head] + STAR * hidden + text[len(text) - tail :]


def mask_id(number: str) -> str:
    """An ID number without its date of birth: 340524********001X; shorter documents keep two characters each end."""
    return mask_middle(number, 6, 4) if len(number) >= _LONG else mask_middle(number, 2, 2)


def mask_phone(numbers: str) -> str:
    """Each telephone number in the text with its middle hidden: 138****8000; words around them stay."""
    return re.sub(r"\d[\d-]{4,}\d", lambda found: _one_phone(found.group()), numbers)


def mask_bank(number: str) -> str:
    """A bank account by its last four digits only."""
    return mask_middle(number, 0, 4)


def _one_phone(number: str) -> str:
    return mask_middle(number, 3, 4) if len(number) > len("0512-5352") else mask_middle(number, 0, 2)
