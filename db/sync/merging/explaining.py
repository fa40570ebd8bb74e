"""What was turned away because it came blank is taken in once the county hears again of its own erasure (B-19, B-35).

Whoever holds a line blank holds the decision, and brings both together. But parts of a hand-over come in any order, and
a laptop put back from a copy may know of the erasure by its list alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from db.ledger.change import GRANT, Change
from db.ledger.line import from_stored
from db.store.county_ledger import enter_ledger, forget_refused
from db.store.folding import refold
from db.store.gone import UNKNOWN, owe_resealing
from db.store.log import keep_changes
from db.store.searching import index_changed
from db.store.sieve import Sieve
from db.sync.merging.abroad import Abroad
from db.sync.merging.deciding import decisions_lacking
from db.sync.merging.granting import CountyWord
from db.sync.merging.judging import BLANK, Judge

_QUEUE = """
    SELECT l.org, r.hash, r.header, r.payload, r.payload_digest
      FROM ledger l JOIN refused r ON r.hash = l.change_hash AND r.org = l.org
     WHERE l.rejected = ? AND NOT EXISTS (
           SELECT 1 FROM ledger e WHERE e.change_hash = l.change_hash AND e.org = l.org AND e.rejected = '')
     ORDER BY l.org, l.ledger_no
"""


@dataclass
class Explained:
    """What was accepted.

    Attributes:
        count: how many changes stand from now on.
        late: of these, those of cases that are another township's by now (B-38); granted: grants (B-37).
    """

    count: int = 0
    late: list[Change] = field(default_factory=list)
    granted: list[Change] = field(default_factory=list)


def accept_explained(connection: Connection, word: CountyWord) -> Explained:
    """Gives what a decision explains an entry of its own in place of the refusal, in every township's stream.

    Args:
        connection: inside the importing transaction, after everything that came with the decision.
        word: knows the county's seals.
    """
    done = Explained()
    while True:
        by_org: dict[str, list[Change]] = {}
        for org, *texts in connection.exec_driver_sql(_QUEUE, (BLANK,)).all():
            by_org.setdefault(str(org), []).append(from_stored(*texts))
        before = done.count
        for org, changes in by_org.items():
            _accept(connection, word, org, changes, done)
        if done.count == before:
            return done


def _accept(connection: Connection, word: CountyWord, org: str, changes: Sequence[Change], done: Explained) -> None:
    abroad, sieve = Abroad(org, word), Sieve(connection)
    for change in changes:
        abroad.look(change)
    judge = Judge(connection, org, changes, abroad, sieve.gone)
    standing = [change for change in changes if not judge(change)]
    logged = _in_log(connection, standing)
    sieve.explain(judge.unheard, org)
    sieve.pass_on(standing, logged)
    if sieve.added:
        owe_resealing(connection, [UNKNOWN])
    first = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) + 1 FROM change").scalar_one())
    keep_changes(connection, enumerate((each for each in standing if each.hash not in logged), start=first))
    forget_refused(connection, org, standing)
    # the stream then holds what was erased, and needs the decision: what else hangs on it is explained by that
    enter_ledger(connection, org, "", standing, ())
    enter_ledger(connection, org, "", decisions_lacking(connection, org), ())
    refold(connection, dict.fromkeys(change.record_id for change in standing))
    index_changed(connection, standing)
    done.count += len(standing)
    done.late += [change for change in standing if change.hash in judge.late]
    done.granted += [change for change in standing if change.kind == GRANT]


def _in_log(connection: Connection, changes: Sequence[Change]) -> set[str]:
    asked = "SELECT 1 FROM change WHERE hash = ?"
    return {each.hash for each in changes if connection.exec_driver_sql(asked, (each.hash,)).first() is not None}
