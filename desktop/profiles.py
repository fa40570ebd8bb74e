"""The locality profiles that came with the program, or lie in the office's own folder, by name."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from db.domain.profile import Profile
from db.domain.profile_parsing import parse_profile
from db.errors import Refusal

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


@dataclass(frozen=True)
class ProfileTitle:
    """A profile to choose: its name for the settings, its title for people, and what it rests on."""

    name: str
    title: str
    source: str


def profile_names(folder: Path | None = None) -> tuple[str, ...]:
    """Names of all profiles, 全国通用 first.

    Args:
        folder: the office's own profiles, if there are any; one named like a shipped one is used instead of it.
    """
    shipped = (entry.name for entry in files("resources").joinpath("profiles").iterdir())
    own = (entry.name for entry in folder.iterdir()) if folder and folder.is_dir() else ()
    names = {name.removesuffix(SUFFIX) for name in (*shipped, *own) if name.endswith(SUFFIX)}
    return tuple(sorted(names, key=lambda name: (name != DEFAULT, name)))


def list_profiles(folder: Path | None = None) -> tuple[ProfileTitle, ...]:
    """Every profile with its title, 全国通用 first."""
    found = (load_profile(name, folder) for name in profile_names(folder))
    return tuple(ProfileTitle(profile.name, profile.title, profile.source) for profile in found)


@cache
def load_profile(name: str, folder: Path | None = None) -> Profile:
    """The profile of that name, read once.

    Args:
        name: as listed by `profile_names`.
        folder: the office's own profiles, if there are any.

    Raises:
        UnknownProfile: there is none of that name.
        ProfileInvalid: its file holds something the rules cannot use; says where.
    """
    names = profile_names(folder)
    if name not in names:
        raise UnknownProfile(name, names)
    own = folder / f"{name}{SUFFIX}" if folder else None
    shipped = files("resources").joinpath("profiles", f"{name}{SUFFIX}")
    text = own.read_text("utf-8") if own and own.is_file() else shipped.read_text("utf-8")
    return parse_profile(text, name, lambda parent: load_profile(parent, folder), named_elsewhere)


@cache
def named_elsewhere(listing: str, code: str) -> str:
    """What the shipped profiles call a code, the general one first; "" when none knows it.

    Args:
        listing: where it stands in a profile: `products`, `programmes`, `instruments`.
        code: as kept in a record that was written under another profile.
    """
    for name in profile_names():
        for entry in getattr(load_profile(name), listing):
            if entry.code == code:
                return str(entry.name)
    return ""
