"""What a check of a typed value answers: what is wrong, how badly, and in which words."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_FOLDED = dict.fromkeys(map(ord, "‐‑‒–—―−﹣ー"), "-") | dict.fromkeys(map(ord, "\u3000\u00a0"), " ")


class Severity(StrEnum):
    """How much a problem weighs.

    `HARD`: the value cannot be right as it stands; it may still be stored, with a reason, and is never changed for the
    worker (D-64). `SOFT`: worth a look, nothing is asked.
    """

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True)
class Problem:
    """One thing to tell about a value: a stable `code` for tests and lists, a Chinese sentence, and its weight."""

    code: str
    sentence: str
    severity: Severity = Severity.HARD


def hard(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those that ask for a reason."""
    return tuple(problem for problem in problems if problem.severity is Severity.HARD)


def half_width(text: str) -> str:
    """Full-width ASCII (Ａ１－), wide blanks and dashes of every length as plain ASCII; all else stays as it is."""
    if text.isascii():
        return text
    folded = (chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in text.translate(_FOLDED))
    return "".join(folded)


def compact(text: str) -> str:
    """A number as typed or pasted, without what does not belong to it: white space, invisible marks, Excel's quote."""
    if text.isascii() and text.isalnum():
        return text
    plain = half_width(text)
    seen = "".join(char for char in plain if not char.isspace() and unicodedata.category(char) != "Cf")
    return seen.removeprefix("'").removeprefix("‘").removeprefix("’")
