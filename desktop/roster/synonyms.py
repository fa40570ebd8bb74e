"""What offices call their columns: words for whom a column speaks of, words for what it says."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from desktop.roster.title_words import (
    CARD_FIELDS,
    CHILD_FIELDS,
    COMPLICATION_FIELDS,
    DOCTOR_FIELDS,
    FAMILY_FIELDS,
    FIELDS,
    ROLES,
    SKIPPED,
)


class Target(NamedTuple):
    """What a column means: of whom (`role`) and what (`field`).

    Roles: `family`; adults `person` (whoever the row is about), `head`, `father`, `mother`, `spouse`; `child`,
    `child2`; contact persons `township`, `village`, `extra`; `skip` for columns that are read past.
    """

    role: str
    field: str

    def __str__(self) -> str:
        return f"{self.role}.{self.field}"


SKIP = Target("skip", "")
ADULTS = frozenset({"person", "head", "father", "mother", "spouse"})
CHILDREN = frozenset({"child", "child2"})
CONTACTS = frozenset({"township", "village", "extra"})

_ROLE_DEFAULT = {"doctor": "doctor", "card": "card_no", "complication": "grade", "family": ""}
_LONGEST_TITLE = 80
_NOISE = re.compile(
    r"[（(【\[](?:[^（()）】\]]*(?:必填|选填|格式|yyyy|如[:：]?|例|可多选|位|岁|元|请|文本|男女|是否|填写|年月日|年月|下拉)[^（()）】\]]*)[）)】\]]",
    re.IGNORECASE,
)
_OTHER = re.compile(r"[^0-9A-Za-z\u3007\u3400-\u9fff]")


def plain_title(text: object) -> str:
    """A title reduced to its words: full-width folded, spaces, marks and remarks in brackets gone."""
    if not isinstance(text, str) or len(text) > _LONGEST_TITLE:
        return ""
    return _plain(text)


@cache
def _plain(text: str) -> str:
    return _OTHER.sub("", _NOISE.sub("", unicodedata.normalize("NFKC", text))).lower()


def _table(source: dict[str, str]) -> dict[str, str]:
    return {word: name for name, words in source.items() for word in words.split()}


_ROLE_WORDS = _table(ROLES)
_ROLE_PREFIXES = sorted(_ROLE_WORDS, key=len, reverse=True)
_FIELD_WORDS = _table(FIELDS)
_CHILD_WORDS = _table(CHILD_FIELDS)
_DOCTOR_WORDS = _table(DOCTOR_FIELDS)
_CARD_WORDS = _table(CARD_FIELDS)
_COMPLICATION_WORDS = _table(COMPLICATION_FIELDS)
_FAMILY_WORDS = _table(FAMILY_FIELDS)
_SKIP_WORDS = frozenset(SKIPPED.split())
_AMBIGUOUS_ROLES = frozenset(
    {"男", "女", "父", "母", "夫", "妻", "子", "户", "医生", "镇街", "乡镇街道", "对象", "人员", "成员"}
)
"""Role words too short or too common to stand alone before an unknown rest."""


@cache
def meaning_of(title: str) -> Target | None:
    """The meaning of a reduced title, None when no word of it is known.

    Args:
        title: from `plain_title`; of a two-row header both words joined, the upper one first (`父亲身份证号`).
    """
    return _whole(title) or _with_role(title) or _with_role_behind(title)


def _whole(title: str) -> Target | None:
    if title in _FAMILY_WORDS:
        return Target("family", _FAMILY_WORDS[title])
    if title in _CHILD_WORDS:
        return Target("child", _CHILD_WORDS[title])
    if title in _FIELD_WORDS:
        return Target("person", _FIELD_WORDS[title])
    return SKIP if title in _SKIP_WORDS else _whole_role(title)


def _whole_role(title: str) -> Target | None:
    if title in _ROLE_WORDS and title not in _AMBIGUOUS_ROLES:
        return _of_role(_ROLE_WORDS[title], "")
    return _services(title)


def _services(title: str) -> Target | None:
    if title in _DOCTOR_WORDS:
        return Target("person", "agreement." + _DOCTOR_WORDS[title])
    if title in _COMPLICATION_WORDS:
        return Target("person", "complication." + _COMPLICATION_WORDS[title])
    return None


def _with_role(title: str) -> Target | None:
    for word in _ROLE_PREFIXES:
        if title.startswith(word):
            found = _of_role(_ROLE_WORDS[word], title[len(word) :])
            if found:
                return found
    return None


def _with_role_behind(title: str) -> Target | None:
    """`姓名（父亲）`, `死亡子女姓名` behind other words: the role stands last or in the middle."""
    for word in _ROLE_PREFIXES:
        if len(word) > 1 and title.endswith(word):
            found = _of_role(_ROLE_WORDS[word], title[: -len(word)])
            if found and found.field:
                return found
    return None


def _of_role(role: str, rest: str) -> Target | None:
    rest = rest.removeprefix("的")
    words, prefix = _words_of(role)
    if not rest:
        name = _ROLE_DEFAULT.get(role, "name")
        return Target("person" if prefix else role, prefix + name) if name else None
    if role in CHILDREN and rest in _CHILD_WORDS:
        return Target(role, _CHILD_WORDS[rest])
    if rest not in words:
        return None
    if role in CONTACTS and words[rest] not in {"name", "phone", "unit", "post"}:
        return None
    return Target("person" if prefix else role, prefix + words[rest])


def _words_of(role: str) -> tuple[dict[str, str], str]:
    special = {
        "doctor": (_DOCTOR_WORDS, "agreement."),
        "card": (_CARD_WORDS, "green_card."),
        "complication": (_COMPLICATION_WORDS, "complication."),
        "family": (_FAMILY_WORDS, ""),
    }
    return special.get(role, (_FIELD_WORDS, ""))
