"""Members and children that come into a file later."""

from collections.abc import Mapping
from typing import Any

from db.commands.families import add_person, parent_links
from db.errors import InvalidValue
from db.store.log import Writing
from db.touched import Touched


def add_member(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> Touched:
    """Adds a member to a family.

    Raises:
        InvalidValue: a field that does not hold.
        NotFound: the family is not here.
    """
    writing.row("family", family_id)
    add_person(writing, family_id, fields)
    return writing.finish("已添加一位成员")


def add_child(writing: Writing, parents: tuple[tuple[str, str], ...], fields: Mapping[str, Any]) -> Touched:
    """Adds a child of (person id, sex) parents.

    Raises:
        InvalidValue: no parent, or a field that does not hold.
    """
    if not parents:
        raise InvalidValue("parents", "没有写是谁的子女。", "请勾上父亲或母亲。")
    writing.create("child", {**fields, **parent_links(list(parents))})
    return writing.finish("已登记子女情况")
