"""The record kept: `reading()` and `writing()` on one encrypted database or a server, owned by one thread (law 4)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from db.clock import Clock
from db.errors import Refusal
from db.ledger.attest import Prover
from db.ledger.change import Author
from db.store.cipher import engine as open_engine
from db.store.dialect import on_server
from db.store.migrate import bring_up_to_date, create_tables
from db.store.server import SERVER, kept_address
from db.store.settings import read_setting, write_setting
from db.store.writing import Writing

DATABASE = "record.db"


def record_in(home: Path) -> bool:
    """Whether there is a record in this folder, in a file or by the address of its server."""
    return (home / DATABASE).exists() or (home / SERVER).exists()


class NotSignedIn(Refusal):
    """A write was asked for before anyone had signed in."""

    code = "P-USR-01"


@dataclass(frozen=True)
class Office:
    """Whose record this is.

    Attributes:
        role: `township`, `county` or `upper`.
        org_code: 9 digits for a township, 6 for a county or an upper office.
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
        engine: from `db.store.cipher`, or from `db.store.postgres`.
        clock: hands the time to everything written.
        home: the folder the record lies in; with a record on a server, the folder of its keys.

    Attributes:
        prover: the signing key of who is signed in, None where there is none (B-50).
    """

    def __init__(self, engine: Engine, clock: Clock, home: Path) -> None:
        self.engine = engine
        self.home = home
        self.clock = clock
        self._author: Author | None = None
        self.prover: Prover | None = None
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
        store = cls(open_engine(home / DATABASE, key, create=True), clock, home)
        with store.engine.begin() as connection:
            create_tables(connection)
            write_setting(connection, "office", vars(office))
        return store

    @classmethod
    def open(cls, home: Path, key: bytes, clock: Clock) -> "Store":
        """Opens the record in `home`.

        Raises:
            DatabaseMissing, DatabaseDamaged, DatabaseTooNew, CipherInactive: nothing is changed.
            ServerUnreachable, ServerUnfit, ServerFileDamaged, DriverMissing: neither, for a record on a server.
        """
        url = kept_address(home, key)
        if url is None:
            store = cls(open_engine(home / DATABASE, key), clock, home)
        else:
            from db.store.postgres import open_server

            store = cls(open_server(url, key), clock, home)
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
    def author(self) -> Author:
        """Who is signed in.

        Raises:
            NotSignedIn: nobody is.
        """
        if self._author is None:
            raise NotSignedIn("还没有登录，不能写入。", next_step="请先输入口令。")
        return self._author

    def sign_in(self, worker_id: str, role: str, prover: Prover | None = None) -> None:
        """Begins a session: a fresh random id at every unlock keeps restored and cloned laptops apart (B-05).

        Args:
            worker_id: who.
            role: theirs in this office.
            prover: their own signing key: what the session writes first says that it is theirs (B-50).
        """
        office = self.office
        self.prover = prover
        self._author = Author(office.station_id, os.urandom(12).hex(), office.org_code, worker_id, role)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view of the record; nothing written through it stays, and a server refuses to write at all."""
        with self.engine.connect() as connection:
            if on_server(connection):
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection
            if on_server(connection):
                connection.commit()  # at a rollback its driver would forget every statement the server has planned

    @contextmanager
    def writing(self, undoes: str = "") -> Iterator[Writing]:
        """A transaction in which facts are written; an exception leaves everything as it was.

        Args:
            undoes: the group of changes that is taken back, for undo commands.

        Raises:
            NotSignedIn: nobody is signed in.
            RuntimeError: the command wrote and did not finish; nothing is kept.
        """
        with self._transaction() as connection:
            writing = Writing(connection, self.author, self.clock, undoes, self.prover)
            yield writing
            writing.require_finished()
            self._office = Office(**read_setting(connection, "office"))

    @contextmanager
    def keeping(self) -> Iterator[Connection]:
        """A transaction for what belongs to this laptop alone: settings, drafts, journals."""
        with self._transaction() as connection:
            yield connection
            if connection.in_transaction():  # a preview has rolled back by now and changed nothing
                self._office = Office(**read_setting(connection, "office"))

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """One writer at a time: a file sees to that by itself, on a server the others wait here."""
        with self.engine.begin() as connection:
            if on_server(connection):
                from db.store.postgres import take_turn

                take_turn(connection)
            yield connection

    def setting(self, name: str, default: Any = None) -> Any:
        """One setting of this laptop."""
        with self.reading() as connection:
            return read_setting(connection, name, default)

    def set_setting(self, name: str, value: Any) -> None:
        """Keeps one setting of this laptop."""
        with self.keeping() as connection:
            write_setting(connection, name, value)
