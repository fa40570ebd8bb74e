"""Children and certified complications: entered and corrected, nothing that cannot be."""

from collections.abc import Mapping
from typing import Any

from db.commands.families import parent_links
from db.domain.certificates import check_disability_cert
from db.domain.identity import check_id_number
from db.domain.names import clean_name
from db.domain.people_checks import Doubt, child_doubts, complication_doubts, first_hard
from db.errors import InvalidValue
from db.store.values import row_values
from db.store.writing import Writing
from db.touched import Touched

_TWO = 2


def add_child(writing: Writing, parents: tuple[tuple[str, str], ...], fields: Mapping[str, Any]) -> Touched:
    """Adds a child of (person id, sex) parents.

    Raises:
        InvalidValue: no parent, a day that cannot be, a certificate that says another class or grade, or a field that
            does not hold.
    """
    if not parents:
        raise InvalidValue("parents", "没有写是谁的子女。", "请勾上父亲或母亲。")
    wished = {**_child_in_order(fields), **parent_links(list(parents))}
    _require_sound_child(writing, wished)
    writing.create("child", wished)
    return writing.finish("已登记子女情况")


def correct_child(writing: Writing, child_id: str, fields: Mapping[str, Any], said: str = "已改子女信息") -> Touched:
    """Corrects fields of a child.

    Raises:
        InvalidValue: as `add_child`.
        NotFound, Disputed, AlreadyVoided: nothing is written.
    """
    row = writing.row("child", child_id)
    changed = _child_in_order(fields)
    _require_sound_child(writing, {**row_values("child", row), **changed})
    writing.set("child", child_id, changed)
    return writing.finish(said)


def correct_parents(writing: Writing, child_id: str, parents: tuple[tuple[str, str], ...]) -> Touched:
    """Corrects whose child it is; a parent outside this household (divorced, in another file) stays.

    Args:
        writing: the open transaction.
        child_id: the child.
        parents: (person id, sex) of all its parents.

    Raises:
        InvalidValue: nobody or more than two, or a parent younger than the child.
        NotFound: the child or a parent is not here.
    """
    if not parents:
        raise InvalidValue("parents", "没有写是谁的子女。", "请勾上父亲或母亲。")
    if len(parents) > _TWO:
        raise InvalidValue("parents", "勾了三个人以上。", "只勾父亲和母亲。")
    row = writing.row("child", child_id)
    links = {"father_id": None, "mother_id": None, **parent_links(list(parents))}
    _require_sound_child(writing, {**row_values("child", row), **links})
    writing.set("child", child_id, links)
    return writing.finish("已改子女的父母")


def record_complication(
    writing: Writing, person_id: str, fields: Mapping[str, Any], complication_id: str = ""
) -> Touched:
    """Enters or corrects the certificate of a complication of surgery.

    Raises:
        InvalidValue: a day that cannot be, or a second certificate of one person.
        NotFound: the person or the certificate is not here.
    """
    writing.row("person", person_id)
    _refuse(first_hard(complication_doubts(fields, writing.clock.today())))
    if complication_id:
        writing.set("complication", complication_id, fields)
        return writing.finish("已改并发症鉴定")
    asked = "SELECT 1 FROM complication WHERE person_id = ? AND voided = 0"
    if writing.connection.exec_driver_sql(asked, (person_id,)).first() is not None:
        raise InvalidValue("grade", "这位成员已有一份并发症鉴定。", "请改那一份，原来的值留在历史里。")
    writing.create("complication", {**fields, "person_id": person_id})
    return writing.finish("已登记并发症鉴定")


def _require_sound_child(writing: Writing, wished: Mapping[str, Any]) -> None:
    born: dict[str, str | None] = {}
    for link in ("father_id", "mother_id"):
        if wished.get(link):
            parent = writing.row("person", str(wished[link]))
            born[str(parent["name"])] = parent["birth_date"]
    _refuse(first_hard(child_doubts(wished, writing.clock.today(), born)))


def _refuse(doubt: Doubt | None) -> None:
    if doubt is not None:
        raise InvalidValue(doubt.field, doubt.sentence)


def _child_in_order(fields: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(fields)
    if made.get("name"):
        made["name"] = clean_name(str(made["name"])).name
    if made.get("id_no"):
        made["id_no"] = check_id_number(str(made["id_no"])).normal
    if made.get("disability_cert_no"):
        made["disability_cert_no"] = check_disability_cert(str(made["disability_cert_no"])).normal
    return made
