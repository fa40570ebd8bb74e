"""Which locality's words and rules are in force at this desk, and those it can choose from.

The office has chosen one profile by name. What it has changed of it itself is a profile on top of that, kept in the
record like any fact: undone, handed over and restored with everything else. A chosen profile that can no longer be read
never locks a record: the one it stands on takes its place, and `trouble` says so.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from db.domain.codes import CodeEntry, CodeList
from db.domain.local_rules import OWN, own_name
from db.domain.profile import Profile
from db.domain.profile_parsing import REQUIRED_WORDS
from db.errors import Refusal
from db.queries.local_profiles import LocalProfileRow, local_profiles
from db.store.settings import read_setting
from db.store.store import Store
from desktop.profiles import DEFAULT, Shelf, load_profile, profile_names
from desktop.words import settle


class Locality:
    """The locality of one open record. `renew` on the record's thread; everything else may be asked from anywhere.

    Attributes:
        profile: in force now, the office's own changes included; `base`: the same without them.
        plain: the code lists as shipped.
        chosen: name of the profile chosen.
        shelf: all that can be chosen.
        codes: the code lists with the words of the place.
        own: the record of the office's own changes to the chosen profile; None when it has made none.
        trouble: why what was chosen is not in force; None when it is.
    """

    profile: Profile
    base: Profile
    chosen: str
    shelf: Shelf
    codes: Mapping[str, CodeList]
    own: LocalProfileRow | None
    trouble: Refusal | None

    def __init__(self, store: Store, codes: Mapping[str, CodeList]) -> None:
        self._store = store
        self.plain = codes
        self.renew()

    def renew(self) -> None:
        """Reads again what was chosen and changed; the profile stays the same object while nothing of it has."""
        with self._store.reading() as connection:
            chosen = str(read_setting(connection, "office")["profile"])
            rows = local_profiles(connection, self._store.office.org_code)
        state = (chosen, rows)
        if getattr(self, "_state", None) == state:
            return
        self._state = state
        self.rows = {name: row for row in rows if (name := profile_name(row.text))}
        self.chosen, self.trouble = chosen, None
        live = {name: row for name, row in self.rows.items() if not row.voided}
        self.shelf = Shelf((name, row.text) for name, row in live.items() if name not in profile_names())
        self.base = self._standing(chosen)
        self.own = live.get(own_name(self.base.name))
        self.profile = self._with_own(self.base)
        self.codes = local_words(self.plain, self.profile)
        settle(place_words(self.profile))

    def _standing(self, chosen: str) -> Profile:
        """The chosen profile, or the nearest one it stands on that can be read."""
        name, seen = chosen, set[str]()
        while name not in seen:
            seen.add(name)
            try:
                return self.shelf.load(name)
            except Refusal as refusal:
                self.trouble = self.trouble or refusal
                name = self.rows[name].base if name in self.rows else DEFAULT
        return load_profile(DEFAULT)

    def _with_own(self, base: Profile) -> Profile:
        if self.own is None:
            return base
        try:
            return self.shelf.load(own_name(base.name))
        except Refusal as refusal:
            self.trouble = self.trouble or refusal
            return base


_LEVELS = (
    ("village", ("村",), ("村（社区）",)),
    ("township", ("镇", "乡镇"), ("乡镇（街道）",)),
    ("county", ("县",), ("县（市、区）",)),
)
"""Each level with the general words for it in sentences: the short ones, and its full name."""


def place_words(profile: Profile) -> dict[str, str]:
    """What `tr` says here for the words in square brackets: those that the place calls otherwise than in general."""
    general = load_profile(DEFAULT)
    words: dict[str, str] = {}
    for level, short, full in _LEVELS:
        if profile.level_short(level) != general.level_short(level):
            words |= dict.fromkeys(short, profile.level_short(level))
        if profile.level(level) != general.level(level):
            words |= dict.fromkeys(full, profile.level(level))
    changed = {code: word for code in REQUIRED_WORDS if (word := profile.word(code)) != general.word(code)}
    words |= {general.word(code): word for code, word in changed.items()}
    if "item.C2" in changed:
        words["绿色通道"] = profile.word("item.C2.short")
    return words


def settle_in(name: str) -> None:
    """Speaks as the shipped profile of that name does, before there is a record (the wizard's papers).

    Raises:
        UnknownProfile: there is none of that name.
    """
    settle(place_words(load_profile(name)))


def profile_name(text: str) -> str:
    """The name a profile's text gives itself; "" when it cannot be read."""
    try:
        found = tomllib.loads(text).get("name", "")
    except tomllib.TOMLDecodeError:
        return ""
    return found if isinstance(found, str) else ""


def is_own(name: str) -> bool:
    """Whether a profile's name is that of an office's own changes."""
    return name.startswith(OWN)


def local_words(codes: Mapping[str, CodeList], profile: Profile) -> dict[str, CodeList]:
    """The code lists as this place says them: its posts, its kinds of contact, and its words `code.<list>.<code>`."""
    said: dict[str, dict[str, str]] = {
        "contact_kind": {entry.code: entry.name for entry in reversed(profile.contact_kinds)},
        "assignment_post_kind": {entry.code: entry.name for entry in reversed(profile.posts)},
    }
    for word in reversed(profile.words):
        frame, _, rest = word.code.partition(".")
        name, _, code = rest.partition(".")
        if frame == "code":
            said.setdefault(name, {})[code] = word.name
    return {name: _said(listing, said.get(name, {})) for name, listing in codes.items()}


def _said(listing: CodeList, words: Mapping[str, str]) -> CodeList:
    if not words:
        return listing
    return CodeList(listing.name, tuple(_renamed(listing.entries, words)))


def _renamed(entries: Iterable[CodeEntry], words: Mapping[str, str]) -> Iterable[CodeEntry]:
    """The entries under the place's words; the general word is still understood where a list brings it."""
    for entry in entries:
        word = words.get(entry.code, entry.name)
        yield entry if word == entry.name else replace(entry, name=word, also=(*entry.also, entry.name))
