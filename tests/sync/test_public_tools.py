"""A package as the program really makes it, opened by tools anybody has: age, unzip, minisign, frictionless (B-51)."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from frictionless import Package

from db.sync.package.seal import public_key_text
from db.sync.trust.identity import county_desk, station_keys
from tests.conftest import CLOCK
from tests.sync.offices import TOWNSHIPS, World, found

CODE = TOWNSHIPS[0][0]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found(tmp_path / "template", CLOCK)
    world = World(tmp_path / "template", CLOCK)
    yield world
    world.close()


@pytest.fixture
def opened(world: World, tmp_path: Path) -> tuple[World, Path]:
    """The package unpacked by the county with `age` and a zip reader, without our program."""
    for _ in range(8):
        world.work(CODE)
    world.hand_over(CODE)
    identity = tmp_path / "county.key"
    identity.write_text(county_desk(world.county).keys.identities[0] + "\n")
    plain, folder = tmp_path / "plain.zip", tmp_path / "open"
    subprocess.run(["age", "-d", "-i", identity, "-o", plain, world.packages[0]], check=True)
    with ZipFile(plain) as archive:
        archive.extractall(folder)
    return world, folder


def test_age_minisign_and_frictionless_accept_what_the_program_hands_over(opened: tuple[World, Path]) -> None:
    world, folder = opened
    public = public_key_text(station_keys(world.stores[CODE]).signing.public)
    seal = subprocess.run(
        ["minisign", "-V", "-P", public, "-m", folder / "datapackage.json"], check=True, capture_output=True, text=True
    )
    assert "township→county" in seal.stdout
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    assert {"changes", "table-family", "table-person"} <= {task.name for task in report.tasks}


def test_the_list_names_every_file_with_chinese_titles(opened: tuple[World, Path]) -> None:
    _, folder = opened
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    listed = {resource["path"] for resource in descriptor["resources"]}
    inside = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert inside - listed == {"datapackage.json", "datapackage.json.minisig"}
    family = next(resource for resource in descriptor["resources"] if resource["name"] == "table-family")
    assert "档案编号" in {field["title"] for field in family["schema"]["fields"]}


def test_a_changed_change_is_noticed_by_the_public_tools_too(opened: tuple[World, Path]) -> None:
    _, folder = opened
    table = folder / "tables" / "family.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("active", "exited", 1), encoding="utf-8")
    assert not Package(str(folder / "datapackage.json")).validate().valid
