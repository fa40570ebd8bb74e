"""What a worker typed into the search box, and the words the store keeps of each person to answer it.

Pure text: nothing typed is ever a search operator (D-66). The kept columns hold only everyday Han characters and ASCII
words, so that a full-text index finds them whatever Unicode version it was built with.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from db.domain.pinyin import Readings, homophone_key, readings
from db.domain.verdict import half_width

LONGEST_QUERY = 100
_SAFE_HAN = re.compile(r"[\u3400-\u4db5\u4e00-\u9fa5]")
_MIDDLE_DOT = "·"
_DOTS = re.compile(r"(?<=[^\x00-\x7f])[.•・‧∙⋅](?=[^\x00-\x7f])")
"""What is typed for the dot of a name in several parts."""
_ZERO = re.compile(r"[○◯]|(?<=[\u4e00-\u9fa5])0(?![0-9])")
_HOUSEHOLD = re.compile(r"(?<=..)(?:家里|[户家])$")
MOST_HINTS = 12
_SYLLABLE = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|[aeiouv])"
)


class TermKind(StrEnum):
    """What one typed word looks like.

    TEXT: Chinese or anything else to be found as written; LETTERS: pinyin, whole or initials; DIGITS: part of an ID or
    telephone number; CASE_NO: digits joined to letters or dashes.
    """

    TEXT = "text"
    LETTERS = "letters"
    DIGITS = "digits"
    CASE_NO = "case_no"


@dataclass(frozen=True)
class Term:
    """One word of a query: its kind and its text, half width, letters lower case."""

    kind: TermKind
    text: str

    @property
    def tokens(self) -> tuple[str, ...]:
        """The per-character tokens to look for side by side in `SearchKey.name_spaced`."""
        return tuple(name_tokens(self.text))


@dataclass(frozen=True)
class Query:
    """What was typed: every term must be found. Empty when there was nothing to look for."""

    terms: tuple[Term, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.terms


@dataclass(frozen=True)
class SearchKey:
    """The text columns kept per person, each of blank-separated tokens.

    Attributes:
        name_spaced: one token per character: 张 三 丰; rare characters and punctuation as u2cb4e.
        pinyin_full: every reading in one word, and again without the surname: zhangsanfeng sanfeng.
        initials: first letters, and again without the surname: zsf sf.
        homophone: the likeliest reading by syllables: zhang san feng.
    """

    name_spaced: str
    pinyin_full: str
    initials: str
    homophone: str


def search_key(name: str, said: Readings | None = None) -> SearchKey:
    """The columns to keep for a name; `said` spares a second look-up when its readings are already known."""
    known = said or readings(name)
    return SearchKey(
        name_spaced=" ".join(name_tokens(name)),
        pinyin_full=" ".join(dict.fromkeys((*known.full, *known.given))),
        initials=" ".join(dict.fromkeys((*known.initials, *known.given_initials))),
        homophone=homophone_key(name),
    )


def search_terms(text: str) -> Query:
    """Sort what was typed into terms: 张三 138, zsf, 001x, 张sf, 320585-0012.

    Quotes, stars, percent signs, NEAR, AND and the like are text to be found, never operators.
    """
    typed = half_width(text)[:LONGEST_QUERY]
    return Query(tuple(term for word in typed.split() if word != "+86" for term in _terms_of(word)))


def said_otherwise(text: str) -> tuple[str, ...]:
    """Other ways to write what was typed, for when nothing was found.

    李○ and 李0 for 李〇, and a family called by its household: 周文彬户, 周文彬家.
    """
    words = half_width(text)[:LONGEST_QUERY].split()
    ways = (" ".join(_ZERO.sub("〇", word) for word in words), " ".join(_HOUSEHOLD.sub("", word) for word in words))
    return tuple(dict.fromkeys(way for way in ways if way != " ".join(words)))


def name_tokens(text: str) -> list[str]:
    """One token per character, case folded; blanks and middle dots are left out.

    ASCII letters and digits and the everyday Han characters stand for themselves, any other character by its code
    point, because full-text tokenizers take newer characters for punctuation.
    """
    return [_token(char) for char in half_width(text).lower() if not char.isspace() and char != _MIDDLE_DOT]


def fts_phrase(tokens: tuple[str, ...], *, prefix: bool = False) -> str:
    """An FTS5 phrase of these tokens side by side, quoted so that none is an operator; the last may be a beginning."""
    quoted = " ".join(tokens).replace('"', '""')
    return f'"{quoted}"' + ("*" if prefix else "")


def like_literal(text: str) -> str:
    r"""A LIKE pattern finding `text` anywhere, for use with ESCAPE '\': % and _ stand for themselves."""
    return "%" + re.sub(r"([%_\\])", r"\\\1", text) + "%"


def letters_match(letters: str, said: Readings) -> bool:
    """Whether typed letters begin some reading of a name, each syllable whole, cut short, or only its first letter.

    zhangsf, zsanf and zsf all find 张三丰; so do sanfeng and sf, from the given name on.
    """
    starts = (0, said.surname)
    return any(_spells(letters, reading[start:]) for reading in said.syllables for start in starts)


def initials_hints(letters: str) -> tuple[str, ...]:
    """The initials a name may have whose pinyin begins like this, likeliest first, at most `MOST_HINTS`.

    Cuts the letters into whole syllables and single first letters: zhangsf gives zsf, xian gives x and xa. A list is
    narrowed with them (a beginning of `SearchKey.initials`) before `letters_match` is asked.
    """
    found: dict[str, None] = {}
    open_cuts = [(0, "")]
    while open_cuts and len(found) < MOST_HINTS:
        start, initials = open_cuts.pop()
        if start == len(letters):
            found[initials] = None
            continue
        whole = _SYLLABLE.match(letters, start)
        longest = whole.end() if whole else start + 1
        # Last in, first out: the longest syllable is tried first.
        open_cuts += [(end, initials + letters[start]) for end in _cuts(letters, start, longest)]
    return tuple(found)


def _cuts(letters: str, start: int, longest: int) -> list[int]:
    """Where a syllable that begins at `start` may end, the likeliest end last."""
    shorter = [end for end in range(start + 1, longest) if _SYLLABLE.fullmatch(letters, start, end)]
    return sorted({start + 1, *shorter, longest})


def _spells(letters: str, syllables: tuple[str, ...]) -> bool:
    """Whether `letters` is made of beginnings of these syllables in turn, none left out before the end."""
    reached = {0}
    for syllable in syllables:
        following = set()
        for start in reached:
            for length in range(1, len(syllable) + 1):
                if not letters.startswith(syllable[:length], start):
                    break
                following.add(start + length)
        if len(letters) in following:
            return True
        reached = following
    return False


def _terms_of(word: str) -> list[Term]:
    lower = word.lower()
    if re.fullmatch(r"[0-9]+x?", lower):
        return [Term(TermKind.DIGITS, lower)]
    if re.fullmatch(r"\+?[0-9][0-9\-]*[0-9]", lower) and _like_a_phone(lower):
        return [Term(TermKind.DIGITS, re.sub(r"[^0-9]", "", lower.removeprefix("+86")))]
    if re.fullmatch(r"[a-z]+", lower):
        return [Term(TermKind.LETTERS, lower)]
    if re.fullmatch(r"[a-z0-9][a-z0-9\-_/]*", lower) and re.search(r"[0-9]", lower):
        return [Term(TermKind.CASE_NO, lower)]
    return [_run(part) for part in re.findall(r"[a-z]+|[0-9]+x?|[^a-z0-9]+", lower)] if _mixed(lower) else [_text(word)]


def _like_a_phone(word: str) -> bool:
    digits = re.sub(r"[^0-9]", "", word.removeprefix("+86"))
    return re.fullmatch(r"1[3-9][0-9]{9}|0[0-9]{9,11}", digits) is not None


def _mixed(word: str) -> bool:
    """Chinese beside letters or digits, and nothing else: 张sf, 张三138."""
    return re.fullmatch(r"[a-z0-9\u3400-\u4db5\u4e00-\u9fff\U00020000-\U0003ffff]+", word) is not None


def _run(part: str) -> Term:
    if part[0].isascii() and part[0].isalpha():
        return Term(TermKind.LETTERS, part)
    return Term(TermKind.DIGITS if part[0].isascii() else TermKind.TEXT, part)


def _text(word: str) -> Term:
    return Term(TermKind.TEXT, _DOTS.sub(_MIDDLE_DOT, word).lower())


def _token(char: str) -> str:
    if (char.isascii() and char.isalnum()) or _SAFE_HAN.fullmatch(char):
        return char
    return f"u{ord(char):x}"
