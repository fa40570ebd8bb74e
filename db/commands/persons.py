"""Whether a person belongs where a command puts them."""

from collections.abc import Iterable

from db.errors import InvalidValue
from db.store.writing import Writing


def require_member(writing: Writing, family_id: str, person_id: object, field: str = "person_id") -> None:
    """The person, if one is named, is a member of this family.

    Raises:
        InvalidValue: somebody of another family; `field` is the one to jump to.
        NotFound: nobody of that id.
    """
    if person_id and writing.row("person", str(person_id))["family_id"] != family_id:
        raise InvalidValue(field, "这个人不在这一户。", "请选这一户的成员。")


def require_members(writing: Writing, family_id: str, person_ids: Iterable[object], field: str) -> None:
    """The same for several."""
    for person_id in person_ids:
        require_member(writing, family_id, person_id, field)
