"""重复登记: people two townships have enrolled, both records side by side, settled by an officer (D-40)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from db.domain.duplicates import AlikeHouseholds
from db.domain.masking import mask_id, mask_phone
from db.queries.checks import FamilyLabel, family_labels
from db.queries.duplicates import Side, duplicates, side_of
from db.sync.county.duplicates import Answer, NotAlike, Settling, find_alike, settle_duplicate
from db.sync.trust.identity import county_desk
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.looking import note_look
from desktop.words import tr


@dataclass(frozen=True)
class DuplicateLine:
    """One suspicion in the list.

    Attributes:
        left, right: ids of the families; left_org, right_org: codes of their townships.
        title: who may be enrolled twice; places: both townships by name.
        reasons: why, in words; people: how many pairs.
    """

    left: str
    right: str
    left_org: str
    right_org: str
    title: str
    places: tuple[str, str]
    reasons: str
    people: int

    @property
    def key(self) -> str:
        """Names the suspicion."""
        return f"{self.left}+{self.right}"


@dataclass(frozen=True)
class Compared:
    """One line of both records.

    Attributes:
        label: what is compared, "" for a heading in `left` and `right`.
        left, right: both in words, numbers masked; differs: whether both say something, and not the same.
        reveal: of a masked number, (person id left, person id right, field); else None.
    """

    label: str
    left: str
    right: str
    differs: bool = False
    reveal: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class Duplicate:
    """Both records of a suspicion, laid beside each other."""

    line: DuplicateLine
    rows: tuple[Compared, ...]


def duplicates_of(desk: Desk) -> tuple[DuplicateLine, ...]:
    """All open suspicions, the surest first.

    Raises:
        NotACounty: this is a township's record.
    """
    county_desk(desk.record.store)
    townships: Mapping[str, str] = desk.record.store.setting("townships", {})
    with desk.record.store.reading() as connection:
        found = duplicates(connection)
        names = _person_names(connection, found)
        return tuple(_line(each, names, townships) for each in found)


def _person_names(connection: Any, found: tuple[AlikeHouseholds, ...]) -> Mapping[str, str]:
    ids = sorted({pair.left.person_id for each in found for pair in each.pairs})
    names: dict[str, str] = {}
    for start in range(0, len(ids), 500):
        batch = tuple(ids[start : start + 500])
        asked = f"SELECT id, name FROM person WHERE id IN ({', '.join('?' * len(batch))})"
        names.update({str(each): str(name) for each, name in connection.exec_driver_sql(asked, batch)})
    return names


def _line(each: AlikeHouseholds, names: Mapping[str, str], townships: Mapping[str, str]) -> DuplicateLine:
    words = {"number": tr("证件号码"), "birth": tr("姓名和生日"), "child": tr("姓名和子女")}
    reasons = dict.fromkeys(words[reason] for pair in each.pairs for reason in pair.reasons)
    people = list(dict.fromkeys(names.get(pair.left.person_id, "") for pair in each.pairs))
    return DuplicateLine(
        each.left,
        each.right,
        each.left_org,
        each.right_org,
        "、".join(people),
        (townships.get(each.left_org, each.left_org), townships.get(each.right_org, each.right_org)),
        tr("{what}相同").format(what="、".join(reasons)),
        len(each.pairs),
    )


def compare(desk: Desk, line: DuplicateLine) -> Duplicate:
    """Both records side by side; the look at each is written down.

    Raises:
        NotAlike: one of them is not on file any more.
    """
    for family_id in (line.left, line.right):
        note_look(desk, family_id)
    with desk.record.store.reading() as connection:
        today = desk.today.isoformat()
        left, right = side_of(connection, line.left, today), side_of(connection, line.right, today)
        found = find_alike(connection, line.left, line.right)
        labels = family_labels(connection, (line.left, line.right))
    if left is None or right is None:
        raise NotAlike("这两户现在不在重复登记的名单里。", next_step="请刷新后再看。")
    rows = [*_people(desk, left, right, found), *_household(desk, left, right, labels)]
    return Duplicate(line, tuple(rows))


def _people(desk: Desk, left: Side, right: Side, found: AlikeHouseholds) -> list[Compared]:
    rows = []
    for pair in found.pairs:
        a, b = (
            dict(next((fields for each, fields in side.persons if each == who), {}))
            for side, who in ((left, pair.left.person_id), (right, pair.right.person_id))
        )
        rows.append(Compared("", str(a.get("name") or ""), str(b.get("name") or ""), a.get("name") != b.get("name")))
        ids = (pair.left.person_id, pair.right.person_id)
        for name, label, words in _FIELDS:
            reveal = (*ids, name) if name in {"id_no", "phone"} and (a.get(name) or b.get(name)) else None
            rows.append(_compared(tr(label), a.get(name), b.get(name), partial(words, desk), reveal))
    return rows


def _household(desk: Desk, left: Side, right: Side, labels: Mapping[str, FamilyLabel]) -> list[Compared]:
    blank = FamilyLabel("", "")
    a, b = labels.get(left.family_id, blank), labels.get(right.family_id, blank)
    plain = _plain(desk)
    rows = [Compared("", tr("{name}户").format(name=a.name), tr("{name}户").format(name=b.name))]
    rows.append(_compared(tr("[村（社区）]"), a.village, b.village, plain))
    for name, label in (("case_no", "档案编号"), ("opened_on", "建档日期"), ("live_addr", "居住地址")):
        rows.append(_compared(tr(label), left.family.get(name), right.family.get(name), plain))
    kinds = [desk.word("case_type", str(side.family.get("case_type") or "")) for side in (left, right)]
    rows.append(_compared(tr("家庭类别"), kinds[0], kinds[1], plain))
    members = ["、".join(str(fields.get("name") or "") for _, fields in side.persons) for side in (left, right)]
    rows.append(_compared(tr("成员"), members[0], members[1], plain))
    rows.append(_compared(tr("子女"), "、".join(left.children), "、".join(right.children), plain))
    rows.append(_compared(tr("联系人"), "、".join(left.contacts), "、".join(right.contacts), plain))
    rows.append(_compared(tr("最近走访"), _visited(left), _visited(right), plain))
    return rows


def _visited(side: Side) -> str:
    if not side.visits:
        return tr("没有走访记录")
    return tr("{day}，共 {n} 次").format(day=side.visited_on, n=side.visits)


def _compared(
    label: str,
    left: Any,
    right: Any,
    words: Callable[[Any], str],
    reveal: tuple[str, str, str] | None = None,
) -> Compared:
    return Compared(label, words(left), words(right), bool(left and right and left != right), reveal)


def _plain(_desk: Desk) -> Callable[[Any], str]:
    return lambda value: str(value or "") or tr("没有写")


_FIELDS: tuple[tuple[str, str, Callable[[Desk, Any], str]], ...] = (
    ("id_no", "证件号码", lambda _d, v: mask_id(str(v)) if v else tr("没有写")),
    ("sex", "性别", lambda d, v: d.word("sex", str(v)) if v else tr("没有写")),
    ("birth_date", "出生日期", lambda _d, v: str(v or "") or tr("没有写")),
    ("phone", "联系电话", lambda _d, v: mask_phone(str(v)) if v else tr("没有写")),
    ("marital", "婚姻状况", lambda d, v: d.word("marital", str(v)) if v else tr("没有写")),
)


def settle(desk: Desk, line: DuplicateLine, answer: Answer, keeps: str, reason: str) -> Touched:
    """Settles a suspicion.

    Raises:
        Those of `db.sync.county.duplicates.settle_duplicate`.
    """
    return settle_duplicate(desk.record.store, Settling(line.left, line.right, answer, keeps, reason))


def count_duplicates(desk: Desk) -> int:
    """Open suspicions; 0 at a township."""
    if desk.record.office.role != "county":
        return 0
    with desk.record.store.reading() as connection:
        return len(duplicates(connection))
