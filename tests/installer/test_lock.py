"""The lock holds what the project asks for, by hash, and names no private place."""

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = {"https://pypi.org", "https://files.pythonhosted.org"}


def lock() -> dict[str, Any]:
    return tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))


def pinned() -> dict[str, str]:
    return {package["name"]: package.get("version", "") for package in lock()["package"]}


def asked() -> dict[str, str]:
    """What pyproject asks for: normalised name and the bare range."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = [*table["project"]["dependencies"], *table["project"]["optional-dependencies"]["county"]]
    lines += [line for group in table["dependency-groups"].values() for line in group]
    parts = [re.fullmatch(r"([\w.-]+)(?:\[[^]]+\])?(.*)", line) for line in lines]
    return {part[1].lower(): part[2] for part in parts if part}


def test_the_lock_names_only_the_public_index() -> None:
    for path in (ROOT / "uv.lock", ROOT / "installer" / "bootstrap.lock", ROOT / "pyproject.toml"):
        assert set(re.findall(r"https?://[^/\"\s]+", path.read_text(encoding="utf-8"))) <= PUBLIC


def test_every_file_in_the_lock_has_its_hash() -> None:
    files = [each for package in lock()["package"] for each in (*package.get("wheels", ()), package.get("sdist"))]
    assert all(each["hash"].startswith("sha256:") for each in files if each)


def test_the_lock_was_made_from_this_project_file() -> None:
    (ours,) = [package for package in lock()["package"] if package["name"] == "nuanxin"]
    told = [*ours["metadata"]["requires-dist"]]
    told += [each for group in ours["metadata"]["requires-dev"].values() for each in group]
    ranges = {each["name"]: set(each.get("specifier", "").split(",")) for each in told}
    assert ranges == {name: set(given.split(",")) for name, given in asked().items()}


def test_the_tools_that_start_everything_are_the_locked_ones() -> None:
    text = (ROOT / "installer" / "bootstrap.lock").read_text(encoding="utf-8")
    found = dict(re.findall(r"^([\w-]+)==(\S+)", text, re.MULTILINE))
    assert found == {name: pinned()[name] for name in ("setuptools", "uv")}
