"""操作记录: what was done lately, whose families it touched, taken back from here; and the former values of fields."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from db.clock import CHINA
from db.commands.undo import undo_command
from db.domain.entities.registry import ENTITIES
from db.queries.casefile import records_of_family
from db.queries.checks import FamilyLabel, family_labels
from db.queries.history import (
    COUNTED,
    CommandRow,
    FieldChange,
    commands_done,
    families_of_group,
    family_of_record,
    field_changes,
)
from db.store.attesting import NOBODY_ASKED, Proof
from db.touched import Touched
from desktop.desk.authors import county_of
from desktop.desk.desk import Desk
from desktop.desk.handover import counted_kind
from desktop.desk.looking import note_look
from desktop.desk.values import value_words
from desktop.words import tr

_GIVEN = frozenset({"已建立档案", "已生成练习乡镇"})
"""What was there before anybody worked: never offered to be taken back."""
_NAMED, _KINDS = 2, 4
_PERSONAL = frozenset({"bank_account"})


@dataclass(frozen=True)
class DoneLine:
    """One thing done.

    Attributes:
        group: its id; said: what it did.
        at: when, in China; author: who.
        touched: what it touched, in words; families: whose, at most two named.
        family_ids: ids of the families named.
        undone: taken back already; can_undo: may be taken back; takes_back: was itself a taking back.
        proof: whether its author proved the session it was done in (B-50).
    """

    group: str
    said: str
    at: datetime
    author: str
    touched: str
    families: str
    family_ids: tuple[str, ...]
    undone: bool
    can_undo: bool
    takes_back: bool
    proof: Proof = NOBODY_ASKED


@dataclass(frozen=True)
class ValueLine:
    """One field that got another value.

    Attributes:
        group: the command.
        where: whose (`何秀兰`, `家庭`); field: its title.
        before, after: in words; numbers masked, what is sensitive not told.
        at: when, in China; author: who; why: the reason given, else what was being done.
        proof: whether its author proved the session it was written in (B-50).
    """

    group: str
    where: str
    field: str
    before: str
    after: str
    at: datetime
    author: str
    why: str
    proof: Proof = NOBODY_ASKED


def done_lately(desk: Desk, family_id: str = "", most: int = 200) -> tuple[DoneLine, ...]:
    """What was done on this laptop, the latest first; of one family only when it is named."""
    with desk.record.store.reading() as connection:
        wanted = None
        if family_id:
            records = records_of_family(connection, family_id)
            wanted = [each.id for name, found in records.items() if name != "contact_person" for each in found]
        rows = commands_done(connection, wanted, most)
        families = {row.group: families_of_group(connection, row.group, _NAMED + 1) for row in rows}
        labels = family_labels(connection, {each for ids in families.values() for each in ids})
    return tuple(_done(row, families[row.group], labels) for row in rows)


def _done(row: CommandRow, family_ids: tuple[str, ...], labels: Mapping[str, FamilyLabel]) -> DoneLine:
    names = [_whose(labels[each].name) for each in family_ids[:_NAMED] if each in labels]
    families = dict(row.touched).get("family", 0)
    whole = families and not row.many
    more = "" if len(family_ids) <= _NAMED else tr("等 {n} 户").format(n=families) if whole else tr("等")
    kinds = [counted_kind(entity, count) for entity, count in row.touched if entity in ENTITIES]
    touched = "、".join(kinds[:_KINDS]) + (tr(" 等") if len(kinds) > _KINDS else "")
    if row.many:
        touched = tr("{n} 多条").format(n=COUNTED)
    return DoneLine(
        row.group,
        row.said,
        datetime.fromisoformat(row.at).astimezone(CHINA),
        row.author,
        touched,
        "、".join(names) + more,
        family_ids[:_NAMED],
        bool(row.undone_by),
        not row.undone_by and row.said not in _GIVEN,
        bool(row.undoes),
        row.proof,
    )


def _whose(name: str) -> str:
    """A household by its head's name; one that was erased has none any more."""
    return tr("{name}户").format(name=name) if name else tr("已清除的一户")


def values_before(desk: Desk, family_id: str) -> tuple[ValueLine, ...]:
    """Every value that fields of a family's records had before, who changed it, when and why; the look is noted."""
    note_look(desk, family_id)
    with desk.record.store.reading() as connection:
        records = records_of_family(connection, family_id)
        whose = {
            each.id: str(each.values.get("name") or "") if name == "person" else tr(ENTITIES[name].title)
            for name, found in records.items()
            for each in found
        }
        changes = field_changes(connection, whose)
    station, county = county_of(desk)
    return tuple(
        _line(desk, change, whose[change.record_id], county if station and change.station == station else change.author)
        for change in changes
        if ENTITIES[change.entity].by_name[change.field].kind != "ref"
    )


def _line(desk: Desk, change: FieldChange, whose: str, author: str) -> ValueLine:
    entity = ENTITIES[change.entity]
    return ValueLine(
        change.group,
        whose or tr(entity.title),
        tr(entity.by_name[change.field].title),
        _told(desk, change.entity, change.field, change.before),
        _told(desk, change.entity, change.field, change.value),
        datetime.fromisoformat(change.at).astimezone(CHINA),
        author,
        change.reason or change.said,
        change.proof,
    )


def _told(desk: Desk, entity: str, field: str, value: object) -> str:
    spec = ENTITIES[entity].by_name[field]
    hidden = spec.sensitive and "phone" not in field and field != "id_no"
    if value not in (None, "", []) and (hidden or field in _PERSONAL):
        return tr("（不在这里显示）")
    return value_words(desk, entity, field, value)


def take_back(desk: Desk, group: str) -> Touched:
    """Takes a command back, also after a restart; what was changed since stays and is named in the sentence.

    Raises:
        NotFound, NothingToUndo: nothing is changed.
    """
    undone = undo_command(desk.record.store, group)
    if not undone.kept:
        return undone.touched
    with desk.record.store.reading() as connection:
        families = {family_of_record(connection, entity, record) for entity, record in undone.kept} - {""}
        labels = family_labels(connection, families)
    names = sorted(tr("{name}户").format(name=label.name) for label in labels.values())
    listed = "、".join(names[:_NAMED]) + (tr("等 {n} 户").format(n=len(names)) if len(names) > _NAMED else "")
    kept = tr("{said}；之后又改过的没有动：{what}")
    what = listed or tr("{n} 条").format(n=len(undone.kept))
    return replace(undone.touched, said=kept.format(said=undone.touched.said, what=what))
