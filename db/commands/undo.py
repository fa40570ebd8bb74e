"""Taking a command back: itself a change, so it works after a restart and travels like everything else (B-58)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select, update

from db.commands.reopening import first_said, opened_again, settled_again
from db.domain.entities.registry import ENTITIES
from db.errors import NotFound, Refusal
from db.ledger.change import GRANT, REQUEST, Change, Draft
from db.ledger.fold import VOIDED, fold_record
from db.ledger.line import from_stored
from db.queries.office import worker_names
from db.store.folding import changes_of, standings
from db.store.store import Store
from db.store.tables.local import COMMAND
from db.store.tables.log import CHANGE
from db.store.writing import Writing
from db.touched import Touched


class NothingToUndo(Refusal):
    """The command has been taken back already, or everything it did was changed since."""

    code = "P-UND-01"


SHARED = frozenset({"org_unit", "contact_person", "import_batch", "hospital", "doctor_team", "policy", "volunteer"})
"""Entities that many households point at without belonging to one."""
_STANDING = frozenset({"void", "restore", "resolve"})


_POINTING = (
    'SELECT "{field}", id FROM "{entity}" WHERE voided = 0 AND "{field}" IN (SELECT id FROM created_here)',
    (
        'SELECT j.value, t.id FROM "{entity}" t, json_each(t."{field}") j'
        " WHERE t.voided = 0 AND j.value IN (SELECT id FROM created_here)"
    ),
)
"""Who points at what was created here: by a reference, or in a list of ids."""


@dataclass(frozen=True)
class Undone:
    """What became of an undo.

    Attributes:
        touched: for the pages.
        taken_back: number of changes reversed.
        kept: (entity, record id) of records that stay, in whole or in some fields, because someone has changed them
            since.
    """

    touched: Touched
    taken_back: int
    kept: tuple[tuple[str, str], ...]


def undo_command(store: Store, group: str) -> Undone:
    """Takes a command back as far as nobody has built on it since.

    Args:
        store: the open record.
        group: the command's group (`Touched.undo`, or an import batch's).

    Raises:
        NotFound: no such command here.
        NothingToUndo: it was taken back before, or nothing of it is left to take back.
    """
    with store.writing(undoes=group) as writing:
        command = writing.connection.execute(select(COMMAND).where(COMMAND.c.group_id == group)).first()
        changes = _changes_of_group(writing, group)
        if command is None or not changes:
            raise NotFound("没有找到要撤销的这一步。", next_step="请在历史里再选一次。")
        if command.undone_by:
            raise NothingToUndo("这一步已经撤销过了。", next_step="要恢复，请撤销那次撤销。")
        if any(change.kind == GRANT for change in changes):
            raise NothingToUndo("转档不能撤销。", next_step="要转回来，请再办一次转档。")
        if any(change.kind == "purge" for change in changes):
            raise NothingToUndo("清除的申请和答复不能撤销。", next_step="还没有答复的申请可以撤回。")
        changes = [change for change in changes if not change.purged]
        if not changes:
            raise NothingToUndo("这一步写的内容已依法清除。", next_step="不能恢复。")
        drafts, kept = _reverse(writing, changes)
        if not drafts:
            raise NothingToUndo("这一步之后都已有人改过，没有可以撤回的。", next_step="请逐条修改。")
        writing.append(drafts)
        undone = update(COMMAND).where(COMMAND.c.group_id == group).values(undone_by=writing.group)
        writing.connection.execute(undone)
        touched = writing.finish(f"已撤销：{command.said}")
        return Undone(touched, len(drafts), tuple(kept))


def _changes_of_group(writing: Writing, group: str) -> list[Change]:
    query = select(CHANGE).where(CHANGE.c.group_id == group).order_by(CHANGE.c.no)
    rows = writing.connection.execute(query)
    return [from_stored(row.hash, row.header, row.payload, row.payload_digest) for row in rows]


def _reverse(writing: Writing, changes: list[Change]) -> tuple[list[Draft], list[tuple[str, str]]]:
    """The drafts that take the changes back, last first, and the records that have moved on.

    What was created together and points at each other (a household) is taken back together or stays together.
    """
    by_record: dict[str, list[Change]] = {}
    for change in changes:
        by_record.setdefault(change.record_id, []).append(change)
    known = changes_of(writing.connection, by_record)
    kin = _kin(by_record)
    leaning = _leaning(writing, [mine[0] for mine in by_record.values() if mine[0].kind == "create"])
    everyone = set(by_record)
    moved_on = {
        record_id for record_id in _edited_since(writing, by_record) if by_record[record_id][0].kind == "create"
    }
    for record_id, users in leaning.items():
        if by_record[record_id][0].record_type not in SHARED and users - everyone:
            moved_on.add(record_id)
    staying = {record_id for record_id in by_record if not moved_on.isdisjoint(kin[record_id])}
    going = everyone - staying
    # a village or contact person that other families have come to use is not taken from under them
    staying |= {record_id for record_id, users in leaning.items() if users - going}
    workers = worker_names(writing.connection)
    drafts: list[Draft] = []
    partly: set[str] = set()
    for record_id, mine in reversed(by_record.items()):
        if record_id in staying:
            continue
        back, whole = _reverse_record(mine, [change for _, change in known[record_id]], workers)
        drafts += back
        if not whole:
            partly.add(record_id)
    left = moved_on | partly
    kept = [(by_record[record_id][-1].record_type, record_id) for record_id in by_record if record_id in left]
    return drafts, kept


def _edited_since(writing: Writing, by_record: Mapping[str, list[Change]]) -> set[str]:
    """The records whose latest change is no longer the command's."""
    found = standings(writing.connection, ((mine[-1].record_type, record_id) for record_id, mine in by_record.items()))
    return {
        record_id
        for record_id, mine in by_record.items()
        if record_id not in found or found[record_id].head != mine[-1].hash
    }


def _kin(by_record: Mapping[str, list[Change]]) -> dict[str, set[str]]:
    """By record, all records of the command that belong to the same household."""
    kin: dict[str, set[str]] = {record_id: {record_id} for record_id in by_record}
    for record_id, mine in by_record.items():
        first = mine[0]
        if first.kind != "create" or first.record_type in SHARED:
            continue
        for spec in ENTITIES[first.record_type].fields:
            other = first.fields.get(spec.name) if spec.kind == "ref" and spec.entity not in SHARED else None
            if other in kin and kin[other] is not kin[record_id]:
                joined = kin[other] | kin[record_id]
                for member in joined:
                    kin[member] = joined
    return kin


def _leaning(writing: Writing, created: list[Change]) -> dict[str, set[str]]:
    """By created record, the ids of the live records that point at it."""
    connection = writing.connection
    connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS created_here (id TEXT PRIMARY KEY)")
    connection.exec_driver_sql("DELETE FROM created_here")
    connection.exec_driver_sql(
        "INSERT INTO created_here VALUES (?) ON CONFLICT DO NOTHING",
        [(change.record_id,) for change in created] or [("",)],
    )
    found: dict[str, set[str]] = {}
    types = {change.record_type for change in created}
    for entity in ENTITIES.values():
        for spec in entity.fields:
            if spec.entity not in types:
                continue
            asked = _POINTING[spec.kind == "listing"].format(field=spec.name, entity=entity.name)
            for target, user in connection.exec_driver_sql(asked):
                found.setdefault(target, set()).add(user)
    return found


def _reverse_record(mine: list[Change], known: list[Change], workers: Mapping[str, str]) -> tuple[list[Draft], bool]:
    """The drafts that take back what the command did to one record, and whether they take back all of it (B-58).

    Args:
        mine: the command's changes of the record, in order.
        known: all its changes, in the order of the log; what stands before `mine` there is what the author saw.
        workers: names by id, for telling whose an answer was that is given again.
    """
    first, last = mine[0], mine[-1]
    reason = "撤销"
    asked = [change for change in mine if change.kind == REQUEST]
    mine = [change for change in mine if change.kind != REQUEST]
    back = [Draft("note", c.record_type, c.record_id, reason=reason, extra={"answers": c.hash}) for c in asked]
    if not mine:
        return back, True
    if first.kind == "create":
        return [*back, Draft("void", last.record_type, last.record_id, reason=reason)], True
    own = {change.hash for change in mine}
    place = next(at for at, change in enumerate(known) if change.hash == first.hash)
    before, now = fold_record(known[:place]), fold_record(known)
    since = [change for change in known[place:] if change.hash not in own]
    said = partial(first_said, {change.hash: change for change in known}, workers)
    opened = opened_again(mine, said, before, now, since)
    settled = settled_again(before, now, own)
    answered = opened.names | settled.names
    standing_moved = any(change.kind in _STANDING for change in since) or VOIDED in now.conflicts
    drafts = [*back, *settled.drafts, *opened.drafts]
    stood = VOIDED not in answered and any(change.kind in {"void", "restore"} for change in mine)
    if stood and not standing_moved:
        drafts.append(Draft("void" if before.voided else "restore", last.record_type, last.record_id, reason=reason))
    written = {name for change in mine for name in change.fields} - answered
    changed_since = (
        {name for change in since for name in change.fields} | now.conflicts.keys() | before.conflicts.keys()
    )
    open_to_edits = not now.voided or (stood and not standing_moved and not before.voided)
    names = sorted(written - changed_since) if open_to_edits else []
    fields: Mapping[str, Any] = {name: before.values.get(name) for name in names}
    if fields:
        drafts.append(Draft("set", last.record_type, last.record_id, fields, reason=reason))
    return drafts, len(names) == len(written) and not (stood and standing_moved)
