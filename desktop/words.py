"""The one way a sentence reaches a person: `tr()`.

Sentences are Chinese in the source; a translation (English, or the stretched pseudo-language of the layout tests) is a
table from the Chinese sentence to another.
"""

from collections.abc import Mapping

_table: dict[str, str] = {}


def tr(sentence: str) -> str:
    """The sentence in the language chosen; the Chinese itself when none is.

    Args:
        sentence: the complete Chinese sentence or label, with `{name}` places left for `str.format`.
    """
    return _table.get(sentence, sentence)


def speak(table: Mapping[str, str]) -> None:
    """Uses `table` (Chinese -> other) from now on; an empty table is Chinese."""
    _table.clear()
    _table.update(table)
