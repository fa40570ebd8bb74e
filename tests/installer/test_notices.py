"""Everything of others that is shipped is named, with its licence."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LICENCES = ROOT / "resources" / "licences"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", re.MULTILINE)


@cache
def listed() -> dict[str, tuple[str, ...]]:
    text = (LICENCES / "THIRD-PARTY.md").read_text(encoding="utf-8")
    return {row[0].strip().lower(): tuple(cell.strip() for cell in row[1:]) for row in ROW.findall(text)}


@cache
def project() -> dict[str, tuple[str, str]]:
    """Every direct dependency that is shipped: its name in lower case, its range as written, its extras left out."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*table["dependencies"], *table["optional-dependencies"]["county"]]
    parts = [re.fullmatch(r"([\w.-]+)(?:\[[^]]+\])?(.*)", line) for line in lines]
    return {part[1].lower(): (part[1], part[2]) for part in parts if part}


def locked_beneath(names: set[str]) -> set[str]:
    """The names and everything the lock installs for them, on any platform."""
    table = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    packages = {package["name"]: package for package in table["package"]}
    seen: set[str] = set()
    waiting = [name.lower() for name in names]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            extras = packages[name].get("optional-dependencies", {}) if name == "psycopg" else {}
            needed = [*packages[name].get("dependencies", []), *extras.get("binary", [])]
            waiting += [each["name"] for each in needed]
    return seen


def test_every_runtime_dependency_is_listed_with_its_range() -> None:
    differing = {name: told for name, (_, told) in project().items() if listed().get(name, ("",))[0] != told}
    assert not differing


def test_every_package_the_lock_brings_along_is_listed() -> None:
    assert not locked_beneath(set(project())) - set(listed())


def test_nothing_is_listed_that_is_no_longer_shipped() -> None:
    fonts = {path.name.lower() for path in (ROOT / "resources" / "fonts").glob("*.ttf")}
    others = {name for name in listed() if "/" not in name and name not in {"名称", "文件", "---"}}
    assert not others - locked_beneath(set(project())) - fonts


@pytest.mark.parametrize("font", sorted(path.name for path in (ROOT / "resources" / "fonts").glob("*.ttf")))
def test_every_font_is_listed_with_a_licence_that_is_there(font: str) -> None:
    _, licence, text = listed()[font.lower()]
    assert licence
    assert (LICENCES / text).stat().st_size > 1000


def test_the_icon_sets_are_listed_with_a_licence_that_is_there() -> None:
    sets = {path.name for path in (ROOT / "resources" / "icons").iterdir() if path.is_dir()}
    (row,) = [name for name in listed() if name.startswith("icons/regular")]
    assert sets == {part.removeprefix("icons/") for part in row.split("、")}
    assert (LICENCES / listed()[row][2]).is_file()


def test_every_icon_exists_in_the_three_weights_and_takes_the_colour_of_its_place() -> None:
    folders = [ROOT / "resources" / "icons" / weight for weight in ("regular", "fill", "bold")]
    names = [{path.name for path in folder.glob("*.svg")} for folder in folders]
    assert names[0] == names[1] == names[2]
    assert all('fill="currentColor"' in path.read_text() for folder in folders for path in folder.glob("*.svg"))


def test_the_lgpl_packages_bring_the_full_text() -> None:
    needed = {word for row in listed().values() for word in re.findall(r"LGPL-\d\.\d", row[1])}
    assert needed
    assert all((LICENCES / f"{name}.txt").is_file() for name in needed)
