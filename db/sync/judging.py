"""Whether a change from elsewhere can stand by itself: form, scope and what it points at (B-16, B-24)."""

from collections.abc import Iterable

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES, faults
from db.ledger.change import Change
from db.ledger.line import known_kind
from db.store.settings import read_setting

_BATCH = 500


class Judge:
    """Judges changes one after the other; what it lets pass counts as present for those that follow.

    Args:
        connection: from the store.
        org: the township whose stream the package belongs to; a change of another is refused, and so is one that
            touches or points at another township's records (own scope).
        changes: all those that may be judged, the held ones too, so that what they touch and point at is looked up in
            one go.
    """

    def __init__(self, connection: Connection, org: str, changes: Iterable[Change]) -> None:
        self._connection = connection
        self._org = org
        changes = list(changes)
        self._present = self._look_up(changes)
        self._claimed = self._claims(changes)

    def __call__(self, change: Change) -> str:
        """The reason why the change cannot stand, "" when it can."""
        if change.by.org != self._org:
            return "属于别的乡镇"
        claim = (change.record_type, change.by.org)
        if self._claimed.get(change.record_id, claim) != claim:
            return "记录号已属于另一条记录"
        reason = self._fault(change)
        if not reason:
            self._claimed[change.record_id] = claim
        return reason

    def _fault(self, change: Change) -> str:
        if change.record_type not in ENTITIES or not known_kind(change):
            return ""
        if change.kind == "create":
            reason = self._form(change, whole_record=True)
            if not reason:
                self._present.add((change.record_type, change.record_id))
            return reason
        if (change.record_type, change.record_id) not in self._present:
            return "所改的记录不在册"
        return self._form(change, whole_record=False)

    def _form(self, change: Change, *, whole_record: bool) -> str:
        if change.purged:
            return ""
        if change.kind == "set" and ENTITIES[change.record_type].append_only:
            return "这类记录不能改写"
        found = faults(change.record_type, change.fields, whole_record=whole_record)
        if found:
            return found[0][1]
        for target in _targets(change):
            if target not in self._present:
                return f"所指的{ENTITIES[target[0]].title}不在册"
        return ""

    def _look_up(self, changes: list[Change]) -> set[tuple[str, str]]:
        wanted: dict[str, set[str]] = {}
        for change in changes:
            if change.record_type in ENTITIES:
                wanted.setdefault(change.record_type, set()).add(change.record_id)
                for entity, record_id in _targets(change):
                    wanted.setdefault(entity, set()).add(record_id)
        found: set[tuple[str, str]] = set()
        county = read_setting(self._connection, "office", {}).get("org_code", "")  # its lists are everybody's
        for entity, ids in wanted.items():
            ordered = sorted(ids)
            for start in range(0, len(ordered), _BATCH):
                batch = tuple(ordered[start : start + _BATCH])
                sql = f'SELECT id FROM "{entity}" WHERE org IN (?, ?) AND id IN ({", ".join("?" * len(batch))})'
                here = self._connection.exec_driver_sql(sql, (self._org, county, *batch)).scalars()
                found.update((entity, each) for each in here)
        return found

    def _claims(self, changes: list[Change]) -> dict[str, tuple[str, str]]:
        """By record, its kind and township as the log has them, kinds of newer versions included."""
        ids = sorted({change.record_id for change in changes})
        found: dict[str, tuple[str, str]] = {}
        for start in range(0, len(ids), _BATCH):
            batch = tuple(ids[start : start + _BATCH])
            places = ", ".join("?" * len(batch))
            sql = f"SELECT record_id, record_type, org FROM change WHERE record_id IN ({places}) ORDER BY no DESC"
            for record_id, record_type, org in self._connection.exec_driver_sql(sql, batch):
                found[record_id] = (record_type, org)
        return found


def _targets(change: Change) -> list[tuple[str, str]]:
    """What the change's fields point at, as (entity, record id)."""
    known = ENTITIES[change.record_type].by_name if change.record_type in ENTITIES else {}
    return [
        (known[name].entity, value)
        for name, value in change.fields.items()
        if name in known and known[name].kind == "ref" and isinstance(value, str) and value
    ]
