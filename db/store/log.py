"""Appends changes and folds them into rows in one transaction: the only door through which a fact is written (B-06)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from db.clock import Clock
from db.domain.entities.belonging import hangs_on
from db.domain.entities.entity import SENTENCE
from db.domain.entities.registry import ENTITIES, SCHEMA, faults, targets_of
from db.errors import InvalidValue, NotFound, Refusal
from db.ids import new_id
from db.ledger.attest import Prover
from db.ledger.change import GRANT, REQUEST, Author, Change, Draft, Moment, Tip, seal_change
from db.ledger.fold import VOIDED
from db.ledger.line import to_line
from db.ledger.purge import fault_of_purge, without
from db.ledger.strict import BOUNDS
from db.store.attesting import Attesting
from db.store.audit import write_audit
from db.store.bulk import insert_rows
from db.store.erasing import gone_ids
from db.store.folding import Standing, insert_created, refold, row_of, standings, update_edited
from db.store.home import FOREIGN_HERE, home_of, is_foreign, only_reads
from db.store.searching import index_changed, is_shown
from db.store.settings import read_setting, write_setting
from db.store.tables.log import CHANGE, TRANSFER
from db.store.values import row_values
from db.touched import Touched

_COLUMNS = tuple(column.name for column in CHANGE.columns)
_TRANSFER = tuple(column.name for column in TRANSFER.columns)
_MOVING = frozenset({REQUEST, GRANT, "note"})


_COMMAND = "INSERT INTO command (group_id, said, at, author, undoes, undone_by) VALUES (?, ?, ?, ?, ?, ?)"


class Disputed(Refusal):
    """The field has two answers; one must be chosen first (B-14)."""

    code = "P-CHG-02"


class AlreadyVoided(Refusal):
    """The record was taken out; it can be restored, not edited."""

    code = "P-CHG-03"


class NotEditable(Refusal):
    """Visits, payments and other single facts are not rewritten: they are voided and entered anew (B-15)."""

    code = "P-CHG-04"


class MovedAway(Refusal):
    """The record belongs to another township by now: it can be read here, not written (B-38)."""

    code = "P-TRF-01"

    def __init__(self) -> None:
        super().__init__("这一户已转到别的乡镇，这里只能看，不能再改。", "什么都没有写入。", "要改的请告诉接收的乡镇。")


class ErasedForGood(Refusal):
    """The record was erased by law; nothing is written to it or hung on it any more (B-19)."""

    code = "P-PRG-05"


class OnlyReads(Refusal):
    """An upper office reads what its counties hand up; a fact is mended where it was written."""

    code = "P-CHG-06"

    def __init__(self) -> None:
        super().__init__(
            "上级档案只看各县报上来的内容，不在这里登记或修改。",
            "什么都没有写入。",
            "要改的请告诉县里，由县里改好再报上来。",
        )


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
        self._home = home_of(connection) if read_setting(connection, FOREIGN_HERE, default=False) else ""
        self._only_reads = only_reads(connection)
        self._attesting = Attesting(connection, by, prover)

    def create(self, record_type: str, fields: Mapping[str, Any], record_id: str = "") -> str:
        """Writes a new record and returns its id.

        Raises:
            InvalidValue: a field does not hold.
        """
        record_id = record_id or new_id(self.clock)
        self.append([Draft("create", record_type, record_id, _present(fields))])
        return record_id

    def set(self, record_type: str, record_id: str, fields: Mapping[str, Any], reason: str = "") -> bool:
        """Writes those of `fields` that differ from what is there; False when none does.

        Raises:
            InvalidValue, NotFound, Disputed, AlreadyVoided, NotEditable, MovedAway: nothing is written.
        """
        row = self.row(record_type, record_id)
        now = row_values(record_type, row)
        changed = {name: value for name, value in fields.items() if not _same(value, now.get(name))}
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
            raise _not_here(record_type)
        return row

    def require_editable(self, draft: Draft) -> None:
        """Asks whether an edit could be written now; nothing is written.

        Raises:
            NotFound, Disputed, AlreadyVoided, NotEditable, MovedAway: it could not.
        """
        self._standings_of([draft])

    def require_home(self, record_type: str, record_id: str) -> None:
        """Asks whether a record may be written here at all.

        Raises:
            MovedAway: it belongs to another township.
        """
        self._require_home((), standings(self.connection, [(record_type, record_id)]))

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
        if self._only_reads and not all(map(_of_the_office, drafts)):
            raise OnlyReads
        ordered = _in_order([_plain(draft) for draft in drafts])
        for draft in ordered:
            _require_sound(draft)
        self._require_not_erased(ordered)
        found = self._standings_of(ordered)
        changes = self._sealed(ordered, found)
        for change in changes:
            _require_carried(change)
        disputed = {each for each, standing in found.items() if standing.disputed}
        self._keep(changes, frozenset(disputed | {draft.record_id for draft in ordered if draft.apart}))
        self._tip = Tip(changes[-1].hash, changes[-1].seq) if changes else self._tip
        self._attesting.keep(changes)
        self._touched += [(change.record_type, change.record_id) for change in changes]
        return changes

    def _require_not_erased(self, drafts: Sequence[Draft]) -> None:
        gone = gone_ids(self.connection)
        for draft in drafts if gone else ():
            hung = draft.kind == "create" and hangs_on(draft.record_type, draft.fields, gone)
            if draft.kind != "purge" and (hung or draft.record_id in gone):
                raise ErasedForGood(
                    f"这条{ENTITIES[draft.record_type].title}所属的内容已依法清除，不能再写。",
                    next_step="确实要登记的，请另建新的一户或新的一人。",
                )

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

    def _standings_of(self, drafts: Sequence[Draft]) -> dict[str, Standing]:
        """The present standing of every record that is to be edited; refuses what cannot be edited."""
        created = {draft.record_id for draft in drafts if draft.kind == "create" and draft.record_type != "org_unit"}
        wanted = {(draft.record_type, draft.record_id) for draft in drafts if draft.record_id not in created}
        found = standings(self.connection, wanted)
        self._require_home(drafts, found)
        for draft in drafts:
            standing = found.get(draft.record_id)
            if draft.kind == "set" and draft.record_id not in created:
                self._require_editable(draft, standing)
            elif draft.kind != "create" and standing is None and draft.record_id not in created:
                raise _not_here(draft.record_type)
        return found

    def _require_home(self, drafts: Sequence[Draft], found: Mapping[str, Standing]) -> None:
        """Nothing is written into another township's record, nor hung on it; nearly no laptop has one."""
        if not self._home:
            return
        wanted = {target for draft in drafts for target in targets_of(draft.record_type, draft.fields)}
        standing = (*found.values(), *standings(self.connection, wanted).values())
        if any(is_foreign(each.org, self._home) for each in standing):
            raise MovedAway

    def _require_editable(self, draft: Draft, standing: Standing | None) -> None:
        title = ENTITIES[draft.record_type].title
        if standing is None:
            raise _not_here(draft.record_type)
        if ENTITIES[draft.record_type].append_only:
            raise NotEditable(f"{title}记下后不改写。", next_step="请作废这一条，再重新记一条。")
        if standing.voided:
            raise AlreadyVoided(f"这条{title}已作废，不能修改。", next_step="请先恢复它。")
        if standing.disputed:
            asked = "SELECT DISTINCT field FROM field_head WHERE record_id = ?"
            disputed = set(self.connection.exec_driver_sql(asked, (draft.record_id,)).scalars())
            if disputed & set(draft.fields):
                raise Disputed("这一处两边改得不一样，还没有定。", next_step="请先到“核对”里定一个。")

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


def _of_the_office(draft: Draft) -> bool:
    """What an upper office writes about itself: its own name, who works there, its place's words."""
    if draft.record_type == "org_unit":
        return draft.fields.get("level") in {"province", "city"}
    return draft.kind != "purge" and draft.record_type in {"worker", "local_profile"}


def keep_changes(connection: Connection, numbered: Iterable[tuple[int, Change]]) -> None:
    """Writes changes into the log as they are; of records erased for good without what they said (B-19).

    Args:
        connection: inside the writing transaction.
        numbered: (log number, change) in order.
    """
    gone = gone_ids(connection)
    if gone:
        numbered = [(no, without(change, gone)) for no, change in numbered]
    numbered = list(numbered)
    moving = [change for _, change in numbered if change.kind in _MOVING]
    rows = [
        (
            no,
            change.hash,
            change.prev_hash,
            change.by.org,
            change.by.station_id,
            change.record_type,
            change.record_id,
            change.group,
            change.header,
            change.payload,
            change.payload_digest,
        )
        for no, change in numbered
    ]
    insert_rows(connection, "change", _COLUMNS, rows)
    _keep_transfers(connection, moving)


def _keep_transfers(connection: Connection, moving: Iterable[Change]) -> None:
    """What the headers of these say of moving between townships, beside the log."""
    rows = [
        (
            change.hash,
            change.kind,
            change.record_type,
            change.record_id,
            *(_text(change.extra.get(name)) for name in ("from", "to", "answers")),
            change.group,
            change.wall_time,
        )
        for change in moving
        if change.kind != "note" or "answers" in change.extra
    ]
    insert_rows(connection, "transfer", _TRANSFER, rows)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _not_here(record_type: str) -> NotFound:
    return NotFound(f"没有找到这条{ENTITIES[record_type].title}记录。", next_step="请刷新后再试。")


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [])}


def _same(value: object, now: object) -> bool:
    """Nothing, empty text and an empty list are the same; 0 and False are answers."""
    value, now = (None if each in ("", []) else each for each in (value, now))
    return value == now and isinstance(value, bool) == isinstance(now, bool)


def _plain(draft: Draft) -> Draft:
    """Empty text and an empty list are nothing, so that two ways of emptying a field never dispute."""
    if not any(value in ("", []) for value in draft.fields.values()):
        return draft
    if draft.kind == "create":
        return replace(draft, fields=_present(draft.fields))
    return replace(draft, fields={name: None if value in ("", []) else value for name, value in draft.fields.items()})


def _in_order(drafts: Sequence[Draft]) -> list[Draft]:
    """New records in the registry's order, in which references point backwards; then everything else as given."""
    places = {name: place for place, name in enumerate(ENTITIES)}
    created = [draft for draft in drafts if draft.kind == "create"]
    created.sort(key=lambda draft: places[draft.record_type])
    return created + [draft for draft in drafts if draft.kind != "create"]


def _require_sound(draft: Draft) -> None:
    """What is written once must be readable for ever, or the next package could not be made."""
    entity = ENTITIES[draft.record_type]
    if draft.kind == "purge":
        if clause := fault_of_purge(draft.fields) or reason_fault(draft.reason):
            raise InvalidValue("reason", f"没有保存：{clause}。")
        return
    strange = draft.fields.keys() - entity.by_name.keys() - {VOIDED}
    if strange:
        raise ValueError(f"{draft.record_type} has no field {sorted(strange)}")
    found = faults(draft.record_type, draft.fields, whole_record=draft.kind == "create")
    if found:
        field, clause = found[0]
        raise InvalidValue(field, f"{entity.title}没有保存：{clause}。")
    clause = reason_fault(draft.reason)
    if clause:
        raise InvalidValue("reason", f"{entity.title}没有保存：{clause}。")


def _require_carried(change: Change) -> None:
    """What is larger than a line of a package may be could be written and never handed over (B-55)."""
    whole = len(change.header) + len(change.payload) + _AROUND
    if whole * _WIDEST <= min(BOUNDS.line_bytes, BOUNDS.text):
        return
    title = ENTITIES[change.record_type].title
    for name, value in change.fields.items():
        size = len(value.encode()) if isinstance(value, str) else 0
        if size > BOUNDS.text:
            said = f"{title}没有保存：{_title(change, name)}有 {size} 字节，最多 {BOUNDS.text} 字节。"
            raise InvalidValue(name, said, "一个汉字算 3 个字节，请写短一些再保存。")
    size = len(to_line(change))
    if size > BOUNDS.line_bytes:
        most = BOUNDS.line_bytes
        raise InvalidValue("reason", f"{title}没有保存：这一次修改有 {size} 字节，最多 {most} 字节，交不到县里。")


def _title(change: Change, name: str) -> str:
    known = ENTITIES[change.record_type].by_name
    return known[name].title if name in known else name


_AROUND, _WIDEST = 200, 4
"""Bytes of a line beside header and payload, at most; bytes of a character, at most."""


def reason_fault(reason: str) -> str:
    """Why these words cannot be kept as a reason, as a Chinese clause; "" when they can (B-08, B-54)."""
    if len(reason) > SENTENCE:
        return f"理由有 {len(reason)} 个字，最多 {SENTENCE} 个"
    if any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in reason):
        return "理由里有不能保存的字符"
    return ""
