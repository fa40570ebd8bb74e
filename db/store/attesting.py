"""Who proved a session, asked of the log: by an index of the few changes that bear a statement (B-50).

One change of a session and stream bears it, so the answers for one record's history are as quick in a log of millions.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from db.ed25519 import verifies
from db.ledger.attest import ATTEST, Prover, Statement, Verdict, attest, judge_session, read_statement
from db.ledger.change import Author, Change, Draft
from db.store.dialect import ROW_BY_ROW, places, portions
from db.store.settings import read_setting
from db.store.tables.log import ATTESTED, AUTHOR, INDEXED, KEY, SESSION

_PLACES = tuple(Author.__dataclass_fields__)
_MOST = 100
"""Of one person's keys, and of the statements under one key that do not fit: a forger's heap holds nobody up."""


@dataclass(frozen=True)
class Proof:
    """Who proved a session.

    Attributes:
        verdict: see `Verdict`.
        new_key: the session is the first one under another key than its person had before: a passphrase was set anew
            after a recovery, or somebody else signs in that name.
    """

    verdict: Verdict
    new_key: bool = False


@dataclass(frozen=True)
class KeySeen:
    """A key of a person's.

    Attributes:
        key: base64 of the public key.
        no: log number of the first statement that fits it.
        by: the session of that statement.
    """

    key: str
    no: int
    by: Author


@dataclass
class Tally:
    """The sessions of a log counted.

    Attributes:
        proved, unproved, misfit: sessions whose statement fits, that bear none, whose statement does not fit.
        rekeyed: by worker, how many keys, for those with more than one.
    """

    proved: int
    unproved: int
    misfit: int
    rekeyed: Mapping[str, int]


class Attesting:
    """Has the first change a session writes into a stream bear the statement of who unlocked.

    The log is asked, not a memory of what was written: a transaction that was rolled back has proved nothing.

    Args:
        connection: inside the writing transaction.
        by: the session; its `org` is that of changes whose draft names none.
        prover: the signing key of whoever unlocked; None where there is none.
    """

    def __init__(self, connection: Connection, by: Author, prover: Prover | None) -> None:
        self._connection = connection
        self._by = by
        self._prover = prover
        self._kept = frozenset[str]()

    def borne(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts in their order, those with the statement that are the first of their stream."""
        if self._prover is None:
            return list(drafts)
        found, seen = list[Draft](), set(self._kept)
        for draft in drafts:
            by = self._by if draft.org in {"", self._by.org} else replace(self._by, org=draft.org)
            if by.org in seen or is_attested(self._connection, by):
                found.append(draft)
            else:
                found.append(replace(draft, extra={**draft.extra, ATTEST: attest(by, self._prover)}))
            seen.add(by.org)
        return found

    def keep(self, changes: Iterable[Change]) -> None:
        """Once these are in the log it is not asked again; what was composed and then refused has proved nothing."""
        self._kept |= {change.by.org for change in changes}


NOBODY_ASKED = Proof(Verdict.UNTOLD)
"""Of what has no session here to ask about."""


def session_of(header: Mapping[str, Any]) -> Author:
    """The session a change was written in, by its header."""
    return Author(*(str(header.get(name, "")) for name in _PLACES))


def statement_in(header: Mapping[str, Any]) -> Statement:
    """The statement of a header that has something under `attest`."""
    return read_statement(session_of(header), header.get(ATTEST), _verified)


_verified = lru_cache(maxsize=10_000)(verifies)
"""A page opened again does not prove the same signatures again."""


def is_attested(connection: Connection, by: Author) -> bool:
    """Whether the log has a change of this session, in this stream, that bears a statement."""
    return any(each.by == by for each in _statements(connection, [by.session_id], ("change",)))


def proofs(connection: Connection, sessions: Mapping[Author, int]) -> dict[Author, Proof]:
    """Who proved these sessions.

    Args:
        connection: from `store.reading()`.
        sessions: each with the log number of its change that is asked about, the earliest of several.
    """
    found: dict[Author, list[Statement]] = {}
    for each in _statements(connection, {by.session_id for by in sessions}, ("change", "refused")):
        found.setdefault(each.by, []).append(each)
    known = {author: keys_of(connection, author) for author in {by.author for by in sessions}}
    whole = _whole_stream(connection)
    answers = {}
    for by, came in sessions.items():
        keys = known[by.author]
        since = keys[0].no if keys and whole in {"", by.org} else None
        renewed = any(each.by == by for each in keys[1:])
        answers[by] = Proof(judge_session(found.get(by, ()), since, came), renewed)
    return answers


def proofs_of_changes(connection: Connection, changes: Iterable[tuple[int, Author]]) -> dict[Author, Proof]:
    """Who proved the sessions of these changes, each with its log number."""
    earliest: dict[Author, int] = {}
    for no, by in changes:
        earliest[by] = min(no, earliest.get(by, no))
    return proofs(connection, earliest)


def keys_of(connection: Connection, author: str) -> tuple[KeySeen, ...]:
    """The keys under which statements of this worker fit, the one seen first at the head.

    From key to key along the index: ten years of sessions are not walked through.
    """
    asked = f"SELECT {KEY} FROM change WHERE {ATTESTED} AND {AUTHOR} = ? AND {KEY} > ? ORDER BY {KEY} LIMIT 1"
    found, key = list[KeySeen](), ""
    for _ in range(_MOST):
        key = str(connection.exec_driver_sql(asked, (author[:INDEXED], key)).scalar() or "")
        if not key:
            break
        seen = _first_under(connection, author, key)
        if seen is not None:
            found.append(seen)
    return tuple(sorted(found, key=lambda each: each.no))


def _first_under(connection: Connection, author: str, key: str) -> KeySeen | None:
    asked = f"SELECT no, header FROM change WHERE {ATTESTED} AND {AUTHOR} = ? AND {KEY} = ? ORDER BY no LIMIT ?"
    for no, header in connection.exec_driver_sql(asked, (author[:INDEXED], key, _MOST)):
        said = statement_in(json.loads(header))
        if said.fits and (said.by.author, said.key) == (author, key):
            return KeySeen(key, int(no), said.by)
    return None


def tally(connection: Connection) -> Tally:
    """Counts the sessions of the whole log, of those streams that are here as a whole."""
    whole = _whole_stream(connection)
    fitting, misfit, keys = set[Author](), set[Author](), dict[str, set[str]]()
    asked = f"SELECT header FROM change WHERE {ATTESTED} ORDER BY no"
    for (header,) in connection.exec_driver_sql(asked, execution_options=ROW_BY_ROW):
        said = statement_in(json.loads(header))
        if said.fits:
            keys.setdefault(said.by.author, set()).add(said.key)
        if whole in {"", said.by.org}:
            (fitting if said.fits else misfit).add(said.by)
    misfit -= fitting
    asked = f"""
        SELECT count(*) FROM (SELECT DISTINCT {", ".join(f"json_extract(header, '$.{name}')" for name in _PLACES)}
                                FROM change WHERE ? IN ('', org)) s
    """
    every = int(connection.exec_driver_sql(asked, (whole,)).scalar_one())
    rekeyed = {author: len(mine) for author, mine in keys.items() if len(mine) > 1}
    return Tally(len(fitting), every - len(fitting) - len(misfit), len(misfit), rekeyed)


def _statements(connection: Connection, sessions: Iterable[str], tables: Iterable[str]) -> Iterator[Statement]:
    for table in tables:
        for some in portions(connection, sorted({each[:INDEXED] for each in sessions})):
            asked = f"SELECT header FROM {table} WHERE {ATTESTED} AND {SESSION} IN ({places(some)})"
            for (header,) in connection.exec_driver_sql(asked, tuple(some)).all():
                yield statement_in(json.loads(header))


def _whole_stream(connection: Connection) -> str:
    """The township whose stream alone is here as a whole; "" where every stream is.

    A laptop has of another township's stream only what belongs to cases that were given to it.
    """
    office = read_setting(connection, "office")
    return str(office["org_code"]) if office["role"] == "township" else ""
