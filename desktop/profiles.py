"""The locality profiles by name: those that came with the program, and those kept in the office's own record."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from db.domain.local_rules import OWN
from db.domain.profile import Profile
from db.domain.profile_parsing import parse_profile
from db.errors import Refusal
from desktop.words import tr

SUFFIX = ".toml"
DEFAULT = "national"


class UnknownProfile(Refusal):
    """No locality profile of that name is here."""

    code = "P-PRF-02"

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"没有名为“{name[:40]}”的地方设置。",
            "原来的设置还在用，数据没有变。",
            f"可以选的有：{'、'.join(known)}。",
        )


class ProfilesInCircle(Refusal):
    """Two profiles each rest on the other: neither can be read."""

    code = "P-PRF-04"

    def __init__(self, name: str) -> None:
        super().__init__(
            tr("地方设置“{name}”绕了一圈，又回到自己。").format(name=name[:40]),
            tr("原来的设置还在用，数据没有变。"),
            tr("请改掉文件里 extends 那一行。"),
        )


@dataclass(frozen=True)
class ProfileTitle:
    """A profile to choose: its name for the settings, its title for people, and what it rests on.

    `kept` is true for one that came as a file and is kept in the record.
    """

    name: str
    title: str
    source: str
    kept: bool = False


class Shelf:
    """All profiles an office can choose from.

    Args:
        kept: (name, text) of the profiles in the office's record; never one named like a shipped one.
    """

    def __init__(self, kept: Iterable[tuple[str, str]] = ()) -> None:
        self._kept = dict(kept)
        self._read: dict[str, Profile] = {}
        self._reading: list[str] = []

    def names(self) -> tuple[str, ...]:
        """Names of all that can be chosen, 全国通用 first; a place's own changes belong to what they change."""
        own = sorted(name for name in self._kept if not name.startswith(OWN))
        return (*profile_names(), *own)

    def titles(self) -> tuple[ProfileTitle, ...]:
        """Every profile with its title, in the order of `names`; one that cannot be read any more is left out."""
        return tuple(title for name in self.names() if (title := self._title(name)) is not None)

    def _title(self, name: str) -> ProfileTitle | None:
        try:
            profile = self.load(name)
        except Refusal:
            return None
        return ProfileTitle(profile.name, profile.title, profile.source, kept=name in self._kept)

    def load(self, name: str) -> Profile:
        """The profile of that name, read once.

        Raises:
            UnknownProfile: there is none of that name.
            ProfileInvalid: its text holds something the rules cannot use; says where.
            ProfilesInCircle: it extends itself by way of others.
        """
        found = self._read.get(name)
        if found is None:
            if name not in self._kept and name not in profile_names():
                raise UnknownProfile(name, self.names())
            found = self.read(self._kept[name], name) if name in self._kept else self._shipped(name)
            self._read[name] = found
        return found

    def _shipped(self, name: str) -> Profile:
        """A shipped profile, which here also knows the words of those kept beside it."""
        found = load_profile(name)
        return replace(found, elsewhere=self._elsewhere, _known={}) if self._kept else found

    def read(self, text: str, name: str) -> Profile:
        """Reads a text as the profile `name`, its parents taken from here.

        Raises:
            Those of `load`.
        """
        if name in self._reading:
            raise ProfilesInCircle(name)
        self._reading.append(name)
        try:
            return parse_profile(text, name, self.load, self._elsewhere)
        finally:
            self._reading.pop()

    def _elsewhere(self, listing: str, code: str) -> str:
        """What the profiles kept here call a code, then the shipped ones."""
        for name in self._kept:
            with suppress(Refusal):  # one that cannot be read has no words to give
                if found := _name_in(self.load(name), listing, code):
                    return found
        return named_elsewhere(listing, code)


@cache
def profile_names() -> tuple[str, ...]:
    """Names of the shipped profiles, 全国通用 first."""
    found = (entry.name for entry in files("resources").joinpath("profiles").iterdir())
    names = {name.removesuffix(SUFFIX) for name in found if name.endswith(SUFFIX)}
    return tuple(sorted(names, key=lambda name: (name != DEFAULT, name)))


def list_profiles() -> tuple[ProfileTitle, ...]:
    """Every shipped profile with its title, 全国通用 first."""
    return Shelf().titles()


@cache
def load_profile(name: str) -> Profile:
    """The shipped profile of that name, read once.

    Raises:
        UnknownProfile: there is none of that name.
        ProfileInvalid: its file holds something the rules cannot use; says where.
    """
    if name not in profile_names():
        raise UnknownProfile(name, profile_names())
    text = files("resources").joinpath("profiles", f"{name}{SUFFIX}").read_text("utf-8")
    return parse_profile(text, name, load_profile, named_elsewhere)


@cache
def named_elsewhere(listing: str, code: str) -> str:
    """What the shipped profiles call a code, the general one first; "" when none knows it.

    Args:
        listing: where it stands in a profile: `products`, `programmes`, `instruments`.
        code: as kept in a record that was written under another profile.
    """
    return next((found for name in profile_names() if (found := _name_in(load_profile(name), listing, code))), "")


def _name_in(profile: Profile, listing: str, code: str) -> str:
    return next((str(entry.name) for entry in getattr(profile, listing) if entry.code == code), "")
