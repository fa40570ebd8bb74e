"""Every "no" of the program: a code of its own, and three sentences in Chinese."""

import importlib
import pkgutil
import re

import pytest

import db
import desktop
from db.errors import Refusal


def _load(package: object) -> None:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):  # type: ignore[attr-defined]
        if ".migrations" not in found.name and not found.name.endswith("__main__"):
            importlib.import_module(found.name)


def _kinds(of: type[Refusal]) -> list[type[Refusal]]:
    return [kind for direct in of.__subclasses__() for kind in (direct, *_kinds(direct))]


@pytest.fixture(scope="module")
def kinds() -> list[type[Refusal]]:
    _load(db)
    _load(desktop)
    return [kind for kind in _kinds(Refusal) if kind.__module__.startswith(("db.", "desktop."))]


def test_every_refusal_has_a_code_of_its_own(kinds: list[type[Refusal]]) -> None:
    """A code on the telephone names one cause; bases that are never raised share their children's."""
    codes: dict[str, list[str]] = {}
    for kind in kinds:
        if "code" in vars(kind):
            codes.setdefault(kind.code, []).append(kind.__qualname__)
    assert not {code: names for code, names in codes.items() if len(names) > 1}
    assert all(re.fullmatch(r"P-[A-Z]{2,4}-\d\d", code) for code in codes)


def test_every_refusal_is_named_for_what_happened(kinds: list[type[Refusal]]) -> None:
    assert all(not kind.__name__.endswith(("Error", "Exception")) for kind in kinds)
    assert all(kind.__doc__ for kind in kinds)
