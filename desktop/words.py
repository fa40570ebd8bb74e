"""The one way a sentence reaches a person: `tr()`.

Sentences are Chinese in the source; a translation (English, or the stretched pseudo-language of the layout tests) is a
table from the Chinese sentence to another. What a place calls its levels and things stands in square brackets with the
general word inside: `tr("按[村]")` is 按村, and 按嘎查 where the locality's profile says so.
"""

import re
from collections.abc import Mapping

_table: dict[str, str] = {}
_here: dict[str, str] = {}
_PLACE = re.compile(r"\[([^\[\]]+)\]")


def tr(sentence: str) -> str:
    """The sentence in the language chosen, the Chinese itself when none is, in the words of the place.

    Args:
        sentence: the complete Chinese sentence or label, with `{name}` places left for `str.format` and words that
            differ by place in square brackets.
    """
    said = _table.get(sentence, sentence)
    return _PLACE.sub(_said_here, said) if "[" in said else said


def speak(table: Mapping[str, str]) -> None:
    """Uses `table` (Chinese -> other) from now on; an empty table is Chinese."""
    _table.clear()
    _table.update(table)


def settle(words: Mapping[str, str]) -> None:
    """Uses the words of a place (the general word -> the place's own) from now on; an empty table is the general ones.

    They are those of the record that is open: whoever opens one or chooses another locality settles there.
    """
    global _here  # noqa: PLW0603 - exchanged whole: it is read from two threads
    _here = dict(words)


def _said_here(found: "re.Match[str]") -> str:
    return _here.get(found[1], found[1])
