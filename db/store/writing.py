"""Appends changes and folds them into rows in one transaction: the only door through which a fact is written (B-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from db.clock import Clock
from db.domain.entities.registry import SCHEMA
from db.ids import new_id
from db.ledger.attest import Prover
from db.ledger.change import Author, Change, Draft, Moment, Tip, seal_change
from db.store.attesting import Attesting
from db.store.audit import write_audit
from db.store.drafts import in_order, plain, present_fields, require_carried, require_sound, same_value
from db.store.folding import Standing, insert_created, refold, row_of, standings, update_edited
from db.store.log import keep_changes
from db.store.permitting import Permit, not_here
from db.store.searching import index_changed, is_shown
from db.store.settings import read_setting, write_setting
from db.store.values import row_values
from db.touched import Touched

_COMMAND = "INSERT INTO command (group_id, said, at, author, undoes, undone_by) VALUES (?, ?, ?, ?, ?, ?)"


class Writing:
    """An open transaction in which facts are written.

    Everything a command does happens through the methods below; nothing is visible to others, and nothing stays, until
    the surrounding `with store.writing()` ends without an exception.

    Args:
        connection: the transaction.
        by: who writes, and where.
        clock: for the wall time shown with each change.
        undoes: the group of changes this command takes back, or "".
        prover: the signing key of who writes, for the first change of a session in a stream (B-50); None for none.
    """

    def __init__(
        self, connection: Connection, by: Author, clock: Clock, undoes: str = "", prover: Prover | None = None
    ) -> None:
        self.connection = connection
        self.by = by
        self.clock = clock
        self.group = new_id(clock)
        self._moment = self._open_moment(undoes)
        self._tip = Tip(**read_setting(connection, "tip", {}))
        self._touched: list[tuple[str, str]] = []
        self._finished = 0
        self._no = int(connection.exec_driver_sql("SELECT coalesce(max(no), 0) FROM change").scalar_one())
        self._permit = Permit(connection)
        self._attesting = Attesting(connection, by, prover)

    def create(self, record_type: str, fields: Mapping[str, Any], record_id: str = "") -> str:
        """Writes a new record and returns its id.

        Raises:
            InvalidValue: a field does not hold.
        """
        record_id = record_id or new_id(self.clock)
        self.append([Draft("create", record_type, record_id, present_fields(fields))])
        return record_id

    def set(self, record_type: str, record_id: str, fields: Mapping[str, Any], reason: str = "") -> bool:
        """Writes those of `fields` that differ from what is there; False when none does.

        Raises:
            InvalidValue, NotFound, Disputed, AlreadyVoided, NotEditable, MovedAway: nothing is written.
        """
        row = self.row(record_type, record_id)
        now = row_values(record_type, row)
        changed = {name: value for name, value in fields.items() if not same_value(value, now.get(name))}
        if changed:
            self.append([Draft("set", record_type, record_id, changed, reason=reason)])
        return bool(changed)

    def void(self, record_type: str, record_id: str, reason: str) -> None:
        """Takes a record out of all figures; it stays in the log and can be restored (B-18)."""
        self.append([Draft("void", record_type, record_id, reason=reason)])

    def restore(self, record_type: str, record_id: str, reason: str = "") -> None:
        """Brings a voided record back."""
        self.append([Draft("restore", record_type, record_id, reason=reason)])

    def row(self, record_type: str, record_id: str) -> Mapping[str, Any]:
        """The record's row.

        Raises:
            NotFound: there is none.
        """
        row = row_of(self.connection, record_type, record_id)
        if row is None:
            raise not_here(record_type)
        return row

    def require_editable(self, draft: Draft) -> None:
        """Asks whether an edit could be written now; nothing is written.

        Raises:
            NotFound, Disputed, AlreadyVoided, NotEditable, MovedAway: it could not.
        """
        self._permit.standings_of([draft])

    def require_home(self, record_type: str, record_id: str) -> None:
        """Asks whether a record may be written here at all.

        Raises:
            MovedAway: it belongs to another township.
        """
        self._permit.require_home((), standings(self.connection, [(record_type, record_id)]))

    def append(self, drafts: Sequence[Draft]) -> list[Change]:
        """Writes changes: log, rows, search index. All of them, or none and the chain stays as it was.

        New records go first, in an order in which references point backwards: whoever reads the chain from its
        beginning meets a family before its members. A record keeps the township stream it was created in.

        Args:
            drafts: what is to happen; empty texts and lists count as nothing.

        Returns:
            The changes in the order written.

        Raises:
            InvalidValue, NotFound, Disputed, AlreadyVoided, NotEditable, MovedAway,
                ErasedForGood, OnlyReads: nothing is written.
        """
        self._permit.require_writer(drafts)
        ordered = in_order([plain(draft) for draft in drafts])
        for draft in ordered:
            require_sound(draft)
        self._permit.require_not_erased(ordered)
        found = self._permit.standings_of(ordered)
        changes = self._sealed(ordered, found)
        for change in changes:
            require_carried(change)
        disputed = {each for each, standing in found.items() if standing.disputed}
        self._keep(changes, frozenset(disputed | {draft.record_id for draft in ordered if draft.apart}))
        self._tip = Tip(changes[-1].hash, changes[-1].seq) if changes else self._tip
        self._attesting.keep(changes)
        self._touched += [(change.record_type, change.record_id) for change in changes]
        return changes

    def _sealed(self, drafts: Sequence[Draft], found: Mapping[str, Standing]) -> list[Change]:
        heads = {record_id: standing.head.split() for record_id, standing in found.items()}
        parted: dict[str, list[str]] = {}
        tip, changes = self._tip, []
        homes = [found[draft.record_id].org if draft.record_id in found else "" for draft in drafts]
        streams = [replace(draft, org=draft.org or home) for draft, home in zip(drafts, homes, strict=True)]
        for draft in self._attesting.borne(streams):
            now = heads.get(draft.record_id, [])
            before = parted.setdefault(draft.record_id, now) if draft.apart else now
            parents = tuple(before)
            change = seal_change(draft, parents, self.by, self._moment, tip)
            tip = Tip(change.hash, change.seq)
            beside = now if draft.apart and now is not before else []
            heads[draft.record_id] = sorted([*beside, change.hash])
            changes.append(change)
        return changes

    def finish(self, said: str = "") -> Touched:
        """Closes the command: remembers the chain's end, the history line and the audit entry.

        Args:
            said: the sentence for the toast and the history list ("已保存走访"), without names.
        """
        if not self._touched:
            return Touched(said=said)
        self._finished = len(self._touched)
        write_setting(self.connection, "tip", {"hash": self._tip.hash, "seq": self._tip.seq})
        at = self._moment.wall_time
        command = (self.group, said, at, self.by.author, self._moment.undoes, "")
        self.connection.exec_driver_sql(_COMMAND, command)
        write_audit(self.connection, (at, self.by.author), "write", self.group, self._tip.hash)
        return Touched.of(self._touched, said, self.group)

    def require_finished(self) -> None:
        """Called before the transaction is committed.

        Raises:
            RuntimeError: changes were written after or without `finish`: the chain's end would not be remembered, and
                the next command would fork it. Nothing is kept.
        """
        if len(self._touched) != self._finished:
            raise RuntimeError("a command wrote changes and did not finish")

    def _open_moment(self, undoes: str) -> Moment:
        seen = read_setting(self.connection, "ledger_seen", {"no": 0, "hash": ""})
        wall_time = self.clock.now().isoformat(timespec="seconds")
        return Moment(self.group, undoes, seen["no"], seen["hash"], wall_time, SCHEMA)

    def _keep(self, changes: list[Change], disputed: frozenset[str]) -> None:
        """Into the log, the rows and the index; a record with an open dispute is always folded anew."""
        numbered = list(enumerate(changes, start=self._no + 1))
        keep_changes(self.connection, numbered)
        fresh = {change.record_id for change in changes if change.kind == "create" and not change.parents}
        insert_created(self.connection, [(no, c) for no, c in numbered if c.kind == "create" and not c.parents])
        unseen, again = set(), dict[str, None]()
        for no, change in numbered:
            if change.kind == "create" and change.record_id in fresh:
                continue
            simple = len(change.parents) == 1 and change.record_id not in disputed
            if simple and change.kind in {"set", "void", "restore"}:
                update_edited(self.connection, no, change)
            else:
                again[change.record_id] = None
            if simple and change.kind == "set" and not is_shown(change):
                unseen.add(change.hash)
        refold(self.connection, again)  # after single edits of the same records, which it takes in
        index_changed(self.connection, [change for change in changes if change.hash not in unseen])
        self._no += len(changes)
