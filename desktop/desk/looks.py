"""谁看过: who opened a file, saw a whole number, printed or took something out, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from db.clock import CHINA
from db.domain.entities.registry import ENTITIES
from db.queries.casefile import OF_THE_OFFICE, records_of_family
from db.queries.checks import FamilyLabel, family_labels
from db.queries.history import family_of_record
from db.queries.looks import LookRow, kinds_of, looks
from desktop.desk.desk import Desk
from desktop.words import tr


@dataclass(frozen=True)
class LookLine:
    """One person's looking at one thing on one day.

    Attributes:
        at: the last time, in China; author: who.
        said: what was looked at, in words; times: how often that day.
        whose: the household, "" for what belongs to none; family_id: its id, "" for none.
    """

    at: datetime
    author: str
    said: str
    times: int
    whose: str
    family_id: str


def looked_lately(desk: Desk, family_id: str = "", most: int = 500) -> tuple[LookLine, ...]:
    """Who looked, the latest first: at one family and everything in its file, or at anything on this computer."""
    with desk.record.store.reading() as connection:
        wanted = None
        if family_id:
            records = records_of_family(connection, family_id)
            wanted = [each.id for name, found in records.items() if name not in OF_THE_OFFICE for each in found]
        rows = looks(connection, wanted, most)
        kinds = kinds_of(connection, {row.subject for row in rows})
        families = {
            subject: family_id or family_of_record(connection, kind, subject) for subject, kind in kinds.items()
        }
        labels = family_labels(connection, {each for each in families.values() if each})
        names = _names(connection, kinds)
    return tuple(_line(desk, row, (kinds, names), families.get(row.subject, ""), labels) for row in rows)


def _names(connection: Connection, kinds: Mapping[str, str]) -> dict[str, str]:
    """The names of the persons looked at, by id."""
    persons = [record_id for record_id, kind in kinds.items() if kind == "person"]
    marks = ", ".join("?" * len(persons))
    asked = f"SELECT id, name FROM person WHERE id IN ({marks})"
    return {str(row[0]): str(row[1]) for row in connection.exec_driver_sql(asked, tuple(persons))}


def _line(
    desk: Desk,
    row: LookRow,
    known: tuple[Mapping[str, str], Mapping[str, str]],
    family_id: str,
    labels: Mapping[str, FamilyLabel],
) -> LookLine:
    kinds, names = known
    label = labels.get(family_id)
    return LookLine(
        datetime.fromisoformat(row.at).astimezone(CHINA),
        row.name or tr("不在这台电脑上的人"),
        _said(desk, row, kinds.get(row.subject, ""), names.get(row.subject, "")),
        row.times,
        tr("{name}户").format(name=label.name) if label else "",
        family_id,
    )


def _said(desk: Desk, row: LookRow, kind: str, name: str) -> str:
    if row.action == "print":
        return tr("印了{form}，{n} 张").format(form=_form(desk, row.subject), n=row.detail)
    if row.action == "export":
        return _exported(row)
    what = tr("资料") if kind in {"person", "family"} else tr(ENTITIES[kind].title) if kind in ENTITIES else tr("名单")
    of = tr("{name}的").format(name=name) if name else ""
    if row.action == "look":
        return tr("打开过档案") if kind == "family" else tr("看了{of}{what}").format(of=of, what=what)
    if kind in ENTITIES and row.detail in ENTITIES[kind].by_name:
        field = tr(ENTITIES[kind].by_name[row.detail].title)
        return tr("看了{of}完整的{field}").format(of=of or ("" if kind == "family" else what), field=field)
    if row.detail == "edit":
        return tr("改之前看了{of}{what}").format(of=of, what=what)
    return tr("看了{what}里完整的号码").format(what=what)


def _form(desk: Desk, code: str) -> str:
    return desk.word("form", code)


def _exported(row: LookRow) -> str:
    kind, _, _ = row.subject.partition(" ")
    words = {
        "register": tr("把台账存成了 Excel，{n} 条"),
        "roster": tr("存出了名册，{n} 户"),
        "backup": tr("做了一份备份"),
        "county-move": tr("搬到了服务器"),
    }
    if kind in words:
        return words[kind].format(n=row.detail)
    return tr("存出了一张表，{n} 行").format(n=row.detail) if row.detail.isdigit() else tr("生成了上报包")
