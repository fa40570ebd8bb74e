"""Whether a change from elsewhere can stand by itself: form, scope and what it points at (B-16, B-24, B-38)."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES, faults, targets_of
from db.ledger.change import GRANT, Change
from db.ledger.line import known_kind
from db.ledger.purge import CONFIRM, fault_of_purge, step_of
from db.store.dialect import places, portions
from db.store.gone import decided_purges, erased_in, gone_ids
from db.store.owners import owners_of
from db.store.settings import read_setting
from db.sync.merging.abroad import Abroad
from db.sync.merging.granting import townships
from db.sync.merging.merge import WAIT

_NEVER = 2**62
"""The number of an entry not made yet: nobody can have seen it."""
MOVED_AWAY = "这一户已转到别的乡镇"
"""Why what a township wrote after it had seen the grant is refused (B-38)."""
BLANK = "没有内容，县里也没有清除过这条记录"
"""Why a line without what it said is refused where no erasure explains it: its holder has the decision (B-19)."""
_ABROAD, _TAKEN, _NOT_HERE = "属于别的乡镇", "记录号已属于另一条记录", "所改的记录不在册"


def _missing(entity: str) -> str:
    return f"所指的{ENTITIES[entity].title}不在册"


_OUT_OF_REACH = frozenset({_TAKEN, _NOT_HERE, *map(_missing, ENTITIES)})
"""Reasons that what a change is about is not on file here, or not as its author's."""


class Judge:
    """Judges changes one after the other; what it lets pass counts as present for those that follow.

    Args:
        connection: from the store.
        org: the township whose stream the package belongs to; a change of another is refused, and so is one that
            touches or points at another township's records (own scope).
        changes: all those that may be judged, the held ones too, so that what they touch and point at is looked up in
            one go.
        abroad: what the package may bring of other townships' streams; None for nothing.
        gone: ids of the records erased, growing while changes are judged; None looks them up.

    Attributes:
        late: hashes of changes let pass that were written before the township had seen that the case is another's by
            now (迟到修改, B-38).
        latest: the log number of the latest change of each record that the log knew before.
        unheard: ids of records granted to the township whose creation and grant come blank, and of which the county,
            put back from a backup, has never heard: they went with an erasure in this township's stream (B-19, B-35).
    """

    def __init__(
        self,
        connection: Connection,
        org: str,
        changes: Iterable[Change],
        abroad: Abroad | None = None,
        gone: set[str] | None = None,
    ) -> None:
        self._connection = connection
        self._org = org
        self._abroad = abroad or Abroad(org)
        self.late: set[str] = set()
        self.latest: dict[str, int] = {}
        changes = list(changes)
        self._rows = self._look_up(changes)
        county = str(read_setting(connection, "office", {}).get("org_code", ""))
        self._own = frozenset({org, county})  # the county's lists are everybody's
        self.gone = set(gone_ids(connection)) if gone is None else gone
        self._decided = decided_purges(connection).keys() | self._abroad.decided
        self._erased_in = erased_in(connection)
        self._claimed = self._claims(changes)
        # before the sieve: one that has only just lost its seal here has been looked at
        self._unsealed = self._abroad.blank.keys() | {c.hash for c in changes if c.kind == GRANT and c.purged}
        self.unheard = self._never_heard_of()
        self._blank = self._abroad.given_blank(self.gone) | self.unheard
        self._untold = bool(self._blank) or self._had_erased()
        self._cases = self._abroad.granted | self._blank | self._owned_abroad()
        self._brought = self._abroad.brought(self._cases) if self._cases else frozenset[str]()
        self._logged = self._in_log(changes)
        self._granted = self._grants_entered()
        self._had = self._abroad.brought(self._granted.keys()) if self._granted else frozenset[str]()
        self._entries: dict[int, str] = {}

    def __call__(self, change: Change) -> str:
        """The reason why the change cannot stand, `WAIT` when it cannot yet, "" when it can."""
        if change.kind == GRANT:
            return self._granting(change)
        if change.by.org != self._org:
            stranger = BLANK if change.purged and change.record_id not in self.gone else _ABROAD
            reason = self._fault(change, anywhere=True) if self.may_bring(change) else stranger
        else:
            reason = self._claim(change) or self._fault(change)
            if reason in _OUT_OF_REACH and self._knew_more(change):
                reason = WAIT
        if reason:
            self.late.discard(change.hash)
        elif change.kind != "purge":  # the county's word may come before what it is about, from another township
            self._claimed.setdefault(change.record_id, (change.record_type, change.by.org))
        return reason

    def passes_over(self, change: Change) -> bool:
        """Whether a change is not this township's to bring, nor to be refused for it.

        A case points at that record, another township's, which the county has in that township's own words: what is
        new about it comes from there. Or it may have: of a case that was erased nobody can tell any more.
        """
        pointed_at = change.record_id in self._brought and change.record_id not in self._cases
        abroad = change.by.org != self._org and not self._is_countys(change) and change.hash not in self._logged
        untold = self._untold and change.record_id not in self._brought
        return abroad and (untold or (pointed_at and change.record_id in self._claimed))

    def may_bring(self, change: Change) -> bool:
        """Whether a change may be in this township's package: its own, the county's word, or part of its cases."""
        own = change.by.org == self._org or self._is_countys(change) or change.record_id in self._brought
        # what a case that was erased pointed at nobody can tell any more, and one that has gone on to another township
        # was this one's once, with what it pointed at: what is here word for word tells nothing new
        return own or (change.hash in self._logged and (self._untold or change.record_id in self._had))

    def _granting(self, change: Change) -> str:
        """The county's own word, come back to it."""
        before, after = townships(change)
        concerned = self._org in {before, after} or change.record_id in self._brought
        if not concerned or change.hash not in self._abroad.sealed | self._unsealed:
            return "转档没有本县的签章"
        if change.hash in self._unsealed and change.record_id not in self.gone | self._abroad.erased:
            return BLANK  # its seal went with what it says, and no decision stands for it
        owner = self._claimed.get(change.record_id, ("", before))[1]
        if change.hash in self._logged:
            return ""
        if owner not in {before, after}:
            return "这一户已另行转出"
        self._claimed[change.record_id] = (change.record_type, after)
        self._granted.setdefault(change.record_id, _NEVER)
        if (change.record_type, change.record_id) in self._rows:
            self._rows[change.record_type, change.record_id] = after
        return ""

    def _claim(self, change: Change) -> str:
        kind, owner = self._claimed.get(change.record_id, (change.record_type, self._org))
        if kind != change.record_type:
            return _TAKEN
        return "" if owner == self._org else self._moved(change, change.record_id, _TAKEN)

    def _knew_more(self, change: Change) -> bool:
        """Whether the author had a ledger this county does not have: it was put back from a backup since (B-35).

        What such a change is about comes again as soon as the township has heard of it.
        """
        return change.seen_ledger_no > 0 and self._entry(change.seen_ledger_no) != change.seen_ledger_hash

    def _moved(self, change: Change, record_id: str, otherwise: str) -> str:
        """Another township's record may be touched only by who had it before and did not know yet that it has gone."""
        granted_no = self._granted.get(record_id)
        if granted_no is None:
            return otherwise
        if change.seen_ledger_no >= granted_no and self._entry(change.seen_ledger_no) == change.seen_ledger_hash:
            return MOVED_AWAY
        self.late.add(change.hash)
        return ""

    def _fault(self, change: Change, *, anywhere: bool = False) -> str:
        if change.purged and change.record_id not in self.gone:
            return self._blank_fault(change)
        if change.kind == "purge":
            return self._purge_fault(change)
        if change.record_type not in ENTITIES or not known_kind(change):
            return ""
        if change.kind == "create":
            reason = self._form(change, whole_record=True, anywhere=anywhere)
            if not reason:
                self._rows.setdefault((change.record_type, change.record_id), change.by.org)
            return reason
        here = self._reach(change, (change.record_type, change.record_id), _NOT_HERE, anywhere=anywhere)
        return here or self._form(change, whole_record=False, anywhere=anywhere)

    def _blank_fault(self, change: Change) -> str:
        """Leaving out what was said takes a county's erasure, and touches nothing the county has read (B-19)."""
        erased = change.record_id in self._abroad.erased
        known = (change.record_type, change.record_id) in self._rows
        if not erased and (known or not (self._abroad.erased or self._org in self._erased_in)):
            return BLANK
        self.gone.add(change.record_id)
        if change.kind == "create":
            self._rows.setdefault((change.record_type, change.record_id), change.by.org)
        return ""

    def _purge_fault(self, change: Change) -> str:
        """Anybody may ask; what a county decided comes back to it only as its own word (B-35)."""
        if change.purged:
            return ""
        clause = fault_of_purge(change.fields)
        if clause or self._is_decided(change):
            return clause
        if (change.record_type, change.record_id) not in self._rows:
            return _NOT_HERE
        return "清除要由县里决定，县里没有这条决定" if step_of(change) == CONFIRM else ""

    def _is_countys(self, change: Change) -> bool:
        """The county's word about a record, in the streams of several townships."""
        return change.kind == GRANT or self._is_decided(change)

    def _is_decided(self, change: Change) -> bool:
        return change.kind == "purge" and change.hash in self._decided

    def _form(self, change: Change, *, whole_record: bool, anywhere: bool) -> str:
        if change.purged:
            return ""
        if change.kind == "set" and ENTITIES[change.record_type].append_only:
            return "这类记录不能改写"
        found = faults(change.record_type, change.fields, whole_record=whole_record)
        if found:
            return found[0][1]
        for target in targets_of(change.record_type, change.fields):
            reason = self._reach(change, target, _missing(target[0]), anywhere=anywhere)
            if reason:
                return reason
        return ""

    def _reach(self, change: Change, record: tuple[str, str], otherwise: str, *, anywhere: bool) -> str:
        """Why a change may not touch or point at a record, "" when it may."""
        owner = self._rows.get(record)
        if owner is None:
            return otherwise
        return "" if anywhere or owner in self._own else self._moved(change, record[1], otherwise)

    def _look_up(self, changes: list[Change]) -> dict[tuple[str, str], str]:
        """The township of every record touched or pointed at that is on file."""
        wanted: dict[str, set[str]] = {}
        for change in changes:
            if change.record_type in ENTITIES:
                wanted.setdefault(change.record_type, set()).add(change.record_id)
                for entity, record_id in targets_of(change.record_type, change.fields):
                    wanted.setdefault(entity, set()).add(record_id)
        return owners_of(self._connection, wanted)

    def _claims(self, changes: list[Change]) -> dict[str, tuple[str, str]]:
        """By record, its kind and township as the log has them, kinds of newer versions included."""
        # a header is read only where the id fits: a server would read all of them first
        said = """CASE WHEN header LIKE '%"kind":"purge"%' THEN NULL ELSE no END"""
        asked = f"""
            SELECT record_id, record_type, org, max({said}) FROM change WHERE record_id IN ({{}})
             GROUP BY record_id, record_type, org HAVING max({said}) IS NOT NULL ORDER BY min({said}) DESC
        """
        found = {}
        for each, kind, org, newest in self._ask(asked, {change.record_id for change in changes}):
            found[each] = (kind, org)
            self.latest[each] = max(self.latest.get(each, 0), int(newest))
        owners = {each: (kind, org) for (kind, each), org in self._rows.items()}
        return {each: owners.get(each, claim) for each, claim in found.items()}

    def _owned_abroad(self) -> set[str]:
        """Of the records other townships' changes in the package are about, those that are this one's by now."""
        by_kind: dict[str, set[str]] = {}
        for each, kind in self._abroad.records.items():
            if kind in ENTITIES:
                by_kind.setdefault(kind, set()).add(each)
        found = set[str]()
        for kind, ids in by_kind.items():
            asked = f'SELECT id FROM "{kind}" WHERE org = ? AND id IN ({{}})'
            found.update(row[0] for row in self._ask(asked, ids, self._org))
        return found

    def _never_heard_of(self) -> set[str]:
        """The county wrote them itself with a grant it has lost, or their owner has not handed them over yet."""
        if not (self._abroad.erased or self._org in self._erased_in):
            return set()
        return self._abroad.born_and_given_blank() - self._claimed.keys()

    def _had_erased(self) -> bool:
        """Whether a case that was granted to the township has been erased since."""
        asked = """
            SELECT 1 FROM purged p JOIN transfer t ON t.record_id = p.record_id AND t.kind = 'transfer_grant'
             WHERE p.spared = 0 AND t.org_to = ? LIMIT 1
        """
        return bool(self.gone) and self._connection.exec_driver_sql(asked, (self._org,)).first() is not None

    def _in_log(self, changes: list[Change]) -> frozenset[str]:
        """Of the changes of other townships' streams and the county's grants, those the county has already."""
        others = {each.hash for each in changes if each.by.org != self._org or each.kind == GRANT}
        return frozenset(row[0] for row in self._ask("SELECT hash FROM change WHERE hash IN ({})", others))

    def _grants_entered(self) -> dict[str, int]:
        """Of other townships' records that were this one's before: the number of the entry by which they went."""
        others = {each for (_, each), owner in self._rows.items() if owner not in self._own}
        asked = """
            SELECT t.record_id, max(l.ledger_no) FROM transfer t JOIN ledger l ON l.change_hash = t.change_hash
             WHERE l.org = ? AND l.rejected = '' AND t.kind = 'transfer_grant' AND t.record_id IN ({})
             GROUP BY t.record_id
        """
        return {each: int(number) for each, number in self._ask(asked, others, self._org)}

    def _entry(self, number: int) -> str:
        """Hash of an entry of the township's stream."""
        if number not in self._entries:
            asked = "SELECT entry_hash FROM ledger WHERE org = ? AND ledger_no = ?"
            self._entries[number] = str(self._connection.exec_driver_sql(asked, (self._org, number)).scalar() or "")
        return self._entries[number]

    def _ask(self, sql: str, ids: Iterable[str], *first: str) -> Iterator[tuple[str, ...]]:
        for some in portions(self._connection, sorted(ids)):
            rows = self._connection.exec_driver_sql(sql.format(places(some)), (*first, *some))
            yield from (tuple(row) for row in rows)
