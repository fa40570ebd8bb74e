"""The record on disk: `reading()` and `writing()` on one encrypted database, owned by one thread (law 4)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from db.clock import Clock
from db.errors import Refusal
from db.ledger.change import Author
from db.store.cipher import engine as open_engine
from db.store.log import Writing
from db.store.migrate import bring_up_to_date, create_tables
from db.store.settings import read_setting, write_setting

DATABASE = "record.db"


class NotSignedIn(Refusal):
    """A write was asked for before anyone had signed in."""

    code = "P-USR-01"


@dataclass(frozen=True)
class Office:
    """Whose record this is.

    Attributes:
        role: `township` or `county`.
        org_code: 9 digits for a township, 6 for a county.
        org_name: the office's name, as printed on paper.
        profile: name of the locality profile.
        station_id: this laptop's durable identity.
        practice: a practice record, never handed to a county.
    """

    role: str
    org_code: str
    org_name: str
    profile: str
    station_id: str
    practice: bool = False


class Store:
    """An open record.

    Args:
        engine: from `db.store.cipher`.
        clock: hands the time to everything written.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock
        self._author: Author | None = None
        self._office: Office | None = None

    @classmethod
    def create(cls, home: Path, key: bytes, clock: Clock, office: Office) -> "Store":
        """Makes a new, empty record in `home`, encrypted from its first byte.

        Args:
            home: an existing folder without a record.
            key: the 32-byte database key.
            clock: see the class.
            office: whose record it becomes.

        Raises:
            CipherInactive: the cipher is not at work; nothing is made (D-01).
        """
        store = cls(open_engine(home / DATABASE, key, create=True), clock)
        with store.engine.begin() as connection:
            create_tables(connection)
            write_setting(connection, "office", vars(office))
        return store

    @classmethod
    def open(cls, home: Path, key: bytes, clock: Clock) -> "Store":
        """Opens the record in `home`.

        Raises:
            DatabaseMissing, DatabaseDamaged, DatabaseTooNew, CipherInactive: nothing is changed.
        """
        store = cls(open_engine(home / DATABASE, key), clock)
        bring_up_to_date(store.engine)
        with store.reading() as connection:
            store._office = Office(**read_setting(connection, "office"))
        return store

    def close(self) -> None:
        """Closes the file; the object is not used again."""
        self.engine.dispose()

    @property
    def office(self) -> Office:
        """Whose record this is; known from opening on, so that the screen may ask without the record's thread."""
        if self._office is None:
            with self.reading() as connection:
                self._office = Office(**read_setting(connection, "office"))
        return self._office

    @property
    def home(self) -> Path:
        """The folder the record lies in."""
        with self.reading() as connection:
            return Path(str(connection.exec_driver_sql("PRAGMA database_list").all()[0][2])).parent

    @property
    def author(self) -> Author:
        """Who is signed in.

        Raises:
            NotSignedIn: nobody is.
        """
        if self._author is None:
            raise NotSignedIn("还没有登录，不能写入。", next_step="请先输入口令。")
        return self._author

    def sign_in(self, worker_id: str, role: str) -> None:
        """Begins a session: a fresh random id at every unlock keeps restored and cloned laptops apart (B-05)."""
        office = self.office
        self._author = Author(office.station_id, os.urandom(12).hex(), office.org_code, worker_id, role)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view of the record; nothing written through it stays."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, undoes: str = "") -> Iterator[Writing]:
        """A transaction in which facts are written; an exception leaves everything as it was.

        Args:
            undoes: the group of changes that is taken back, for undo commands.

        Raises:
            NotSignedIn: nobody is signed in.
            RuntimeError: the command wrote and did not finish; nothing is kept.
        """
        with self.engine.begin() as connection:
            writing = Writing(connection, self.author, self.clock, undoes)
            yield writing
            writing.require_finished()
            self._office = Office(**read_setting(connection, "office"))

    @contextmanager
    def keeping(self) -> Iterator[Connection]:
        """A transaction for what belongs to this laptop alone: settings, drafts, journals."""
        with self.engine.begin() as connection:
            yield connection
            if connection.in_transaction():  # a preview has rolled back by now and changed nothing
                self._office = Office(**read_setting(connection, "office"))

    def setting(self, name: str, default: Any = None) -> Any:
        """One setting of this laptop."""
        with self.reading() as connection:
            return read_setting(connection, name, default)

    def set_setting(self, name: str, value: Any) -> None:
        """Keeps one setting of this laptop."""
        with self.keeping() as connection:
            write_setting(connection, name, value)
