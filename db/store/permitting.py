"""What may be written in this record just now, and what is said where it may not."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from db.domain.entities.belonging import hangs_on
from db.domain.entities.registry import ENTITIES, targets_of
from db.errors import NotFound, Refusal
from db.ledger.change import Draft
from db.store.folding import Standing, standings
from db.store.gone import gone_ids
from db.store.home import FOREIGN_HERE, home_of, is_foreign, only_reads
from db.store.settings import read_setting


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


class Permit:
    """Asked before anything is written; it writes nothing.

    Args:
        connection: the transaction in which is to be written.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._home = home_of(connection) if read_setting(connection, FOREIGN_HERE, default=False) else ""
        self._only_reads = only_reads(connection)

    def require_writer(self, drafts: Sequence[Draft]) -> None:
        """Refuses what an office that only reads would write.

        Raises:
            OnlyReads: this is an upper office, and it is not about itself.
        """
        if self._only_reads and not all(map(_of_the_office, drafts)):
            raise OnlyReads

    def require_not_erased(self, drafts: Sequence[Draft]) -> None:
        """Refuses what would be written to a record erased by law, or hung on one.

        Raises:
            ErasedForGood: it would.
        """
        gone = gone_ids(self._connection)
        for draft in drafts if gone else ():
            hung = draft.kind == "create" and hangs_on(draft.record_type, draft.fields, gone)
            if draft.kind != "purge" and (hung or draft.record_id in gone):
                raise ErasedForGood(
                    f"这条{ENTITIES[draft.record_type].title}所属的内容已依法清除，不能再写。",
                    next_step="确实要登记的，请另建新的一户或新的一人。",
                )

    def standings_of(self, drafts: Sequence[Draft]) -> dict[str, Standing]:
        """The present standing of every record that is to be edited, by id.

        Raises:
            NotFound, Disputed, AlreadyVoided, NotEditable, MovedAway: one of them cannot be edited.
        """
        created = {draft.record_id for draft in drafts if draft.kind == "create" and draft.record_type != "org_unit"}
        wanted = {(draft.record_type, draft.record_id) for draft in drafts if draft.record_id not in created}
        found = standings(self._connection, wanted)
        self.require_home(drafts, found)
        for draft in drafts:
            standing = found.get(draft.record_id)
            if draft.kind == "set" and draft.record_id not in created:
                self._require_editable(draft, standing)
            elif draft.kind != "create" and standing is None and draft.record_id not in created:
                raise not_here(draft.record_type)
        return found

    def require_home(self, drafts: Sequence[Draft], found: Mapping[str, Standing]) -> None:
        """Nothing is written into another township's record, nor hung on it; nearly no laptop has one.

        Args:
            drafts: what is to be written.
            found: standings of the records it is about.

        Raises:
            MovedAway: one of them belongs to another township.
        """
        if not self._home:
            return
        wanted = {target for draft in drafts for target in targets_of(draft.record_type, draft.fields)}
        standing = (*found.values(), *standings(self._connection, wanted).values())
        if any(is_foreign(each.org, self._home) for each in standing):
            raise MovedAway

    def _require_editable(self, draft: Draft, standing: Standing | None) -> None:
        title = ENTITIES[draft.record_type].title
        if standing is None:
            raise not_here(draft.record_type)
        if ENTITIES[draft.record_type].append_only:
            raise NotEditable(f"{title}记下后不改写。", next_step="请作废这一条，再重新记一条。")
        if standing.voided:
            raise AlreadyVoided(f"这条{title}已作废，不能修改。", next_step="请先恢复它。")
        if standing.disputed:
            asked = "SELECT DISTINCT field FROM field_head WHERE record_id = ?"
            disputed = set(self._connection.exec_driver_sql(asked, (draft.record_id,)).scalars())
            if disputed & set(draft.fields):
                raise Disputed("这一处两边改得不一样，还没有定。", next_step="请先到“核对”里定一个。")


def _of_the_office(draft: Draft) -> bool:
    """What an upper office writes about itself: its own name, who works there, its place's words."""
    if draft.record_type == "org_unit":
        return draft.fields.get("level") in {"province", "city"}
    return draft.kind != "purge" and draft.record_type in {"worker", "local_profile"}


def not_here(record_type: str) -> NotFound:
    """The refusal where a record of this kind is asked for that is not on file."""
    return NotFound(f"没有找到这条{ENTITIES[record_type].title}记录。", next_step="请刷新后再试。")
