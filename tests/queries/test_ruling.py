"""The fingerprint of the rules knows every module that has a say, and says the same in every run."""

import ast
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from db.queries.ruling import JUDGING, code_fingerprint, profile_fingerprint
from desktop.profiles import load_profile, profile_names

NO_SAY = {"db.errors", "db.store.dialect"}
"""What the judging modules import and no figure hangs on: refusals, and how a question is put to the tables."""


def imported(module: str) -> set[str]:
    """The modules of ours a module's source names."""
    spec = find_spec(module)
    assert spec is not None
    tree = ast.parse(Path(str(spec.origin)).read_text(encoding="utf-8"))
    lines = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    named = {str(node.module) for node in lines} | {
        f"{node.module}.{each.name}" for node in lines for each in node.names
    }
    return {name for name in named if name.startswith("db.") and is_file(name)}


def is_file(name: str) -> bool:
    """Whether a dotted name is a module, not a folder and not something inside a module."""
    above = find_spec(name.rpartition(".")[0])
    inside = above is not None and above.submodule_search_locations is None
    spec = None if inside else find_spec(name)
    return spec is not None and spec.submodule_search_locations is None


def test_every_module_a_judging_one_rests_on_is_among_them() -> None:
    assert {name for module in JUDGING for name in imported(module)} - set(JUDGING) == NO_SAY


def test_the_fingerprints_are_the_same_in_another_run() -> None:
    said = "from db.queries.ruling import *; from desktop.profiles import load_profile as l"
    said += "; print(code_fingerprint(), *(profile_fingerprint(l(n)) for n in ('national', 'hunan')))"
    environment = os.environ | {"PYTHONHASHSEED": "77"}
    answer = subprocess.run([sys.executable, "-c", said], env=environment, capture_output=True, text=True, check=True)
    code, *profiles = answer.stdout.split()
    assert code == code_fingerprint()
    assert profiles == [profile_fingerprint(load_profile(name)) for name in ("national", "hunan")]


def test_no_two_profiles_have_one_fingerprint() -> None:
    names = profile_names()
    assert len({profile_fingerprint(load_profile(name)) for name in names}) == len(names)
