"""Six mechanical questions every migration must answer."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

import db.store.migrations
from db.store.cipher import engine
from db.store.migrate import NEWEST, SHAPE, DatabaseTooNew, bring_up_to_date, create_tables, run_migrations

VERSIONS = sorted(Path(db.store.migrations.__file__).parent.glob("versions/*.py"))


@pytest.fixture
def empty(tmp_path: Path) -> Engine:
    return engine(tmp_path / "record.db", b"k" * 32, create=True)


def shape(made: Engine) -> dict[str, str]:
    """Every table and index with its SQL, blanks evened out."""
    with made.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    return {name: re.sub(r"\s+", " ", sql).strip().replace('"', "") for name, sql in rows if name != "alembic_version"}


def test_migrating_from_nothing_gives_the_tables_of_today(empty: Engine, tmp_path: Path) -> None:
    with empty.begin() as connection:
        run_migrations(connection)
    made = engine(tmp_path / "made.db", b"k" * 32, create=True)
    with made.begin() as connection:
        create_tables(connection)
    assert shape(empty) == shape(made)


def test_a_new_record_is_stamped_with_the_newest_step(empty: Engine) -> None:
    with empty.begin() as connection:
        create_tables(connection)
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == NEWEST
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == SHAPE
    assert VERSIONS[-1].stem.startswith(NEWEST)


def test_an_older_record_is_brought_up(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 0")
    bring_up_to_date(empty)
    with empty.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == SHAPE
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM family").scalar_one() == 0


def test_a_newer_record_is_refused_and_left_alone(empty: Engine) -> None:
    """D-18."""
    with empty.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {SHAPE + 1}")
    with pytest.raises(DatabaseTooNew) as refused:
        bring_up_to_date(empty)
    assert "请先升级程序" in refused.value.sentence
    with empty.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == SHAPE + 1


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_imports_nothing_of_ours(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"^\s*(from|import)\s+(db|desktop)\b", text, re.MULTILINE)


def test_the_steps_form_one_line() -> None:
    revisions = [re.search(r'^revision = "(\w+)"', path.read_text(encoding="utf-8"), re.MULTILINE) for path in VERSIONS]
    downs = [
        re.search(r'^down_revision = ("?\w+"?)', path.read_text(encoding="utf-8"), re.MULTILINE) for path in VERSIONS
    ]
    found = [match[1] for match in revisions if match]
    assert [match[1].strip('"') for match in downs if match] == ["None", *found[:-1]]
