"""Names that are nearly the same: sounds that people mix up, one character written wrongly or left open.

A worker hears a name on the telephone or reads a scribbled list; what is typed then is near the name, not the name.
"""

from itertools import islice, product

from db.domain.pinyin import homophone_key
from db.domain.search import name_tokens

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
"""Mixed up in the speech of the south and the south-west."""

OPEN_MARKS = frozenset("?□○*某＊？")
"""Written where a character could not be read or typed."""

LEAST_WRITTEN = 3
"""With one character of two wrong, every second name of the township would be alike."""

_LONGEST = 6
_MOST_PHRASES = 64


def near_syllables(syllable: str) -> tuple[str, ...]:
    """A syllable and those it is mixed up with, itself first: zhang, zang, zhan, zan."""
    heads = {syllable: None}
    for long, short in _INITIALS:
        if syllable.startswith(long):
            heads[short + syllable[len(long) :]] = None
        elif syllable.startswith(short) and not syllable.startswith(f"{short}h"):
            heads[long + syllable[len(short) :]] = None
    found = dict(heads)
    for head in heads:
        for long, short in _FINALS:
            if head.endswith(long):
                found[head.removesuffix(long) + short] = None
            elif head.endswith(short):
                found[head.removesuffix(short) + long] = None
    return tuple(found)


def near_sounds(name: str) -> tuple[tuple[str, ...], ...]:
    """The ways a name may have been meant, each as syllables, the way it sounds first; at most 64."""
    spoken = homophone_key(name).split()
    return tuple(islice(product(*map(near_syllables, spoken)), _MOST_PHRASES)) if spoken else ()


def known_tokens(typed: str) -> tuple[str, ...] | None:
    """The tokens that stand in what was typed, marks left out; None when too little is known to look for.

    Args:
        typed: a name of two to six characters, some perhaps `OPEN_MARKS`.
    """
    characters = _characters(typed)
    written = [char for char in characters if char not in OPEN_MARKS]
    enough = len(written) >= LEAST_WRITTEN or (len(written) < len(characters) and written)
    return tuple(name_tokens("".join(written))) if enough and len(characters) <= _LONGEST else None


def one_off(typed: str, name: str) -> bool:
    """Whether a name is what was typed but for the characters left open or, where none is, one written wrongly."""
    mine, other = _characters(typed), _characters(name)
    if len(mine) != len(other):
        return False
    differing = [char for char, there in zip(mine, other, strict=True) if char != there]
    marks = [char for char in mine if char in OPEN_MARKS]
    return all(char in OPEN_MARKS for char in differing) if marks else len(differing) == 1


def _characters(text: str) -> list[str]:
    """The characters that count: no blanks, no middle dots."""
    return [char for char in text if not char.isspace() and char != "·"]
