"""节日慰问 for many families at once: what has been brought to all of them on one day, by the same people."""

from collections.abc import Mapping
from typing import Any

from db.commands.bulk_line import Family
from db.commands.visits import NewVisit, require_sound_visit, write_visit
from db.errors import InvalidValue
from db.store.writing import Writing

_AT_HOME = """
    SELECT id FROM person
     WHERE family_id = ? AND voided = 0 AND is_target = 1 AND (alive = 1 OR death_date > ?)
       AND NOT (coalesce(away_since, '9999') <= ? AND coalesce(away_until, '9999') >= ?)
       AND NOT (coalesce(institution_since, '9999') <= ? AND coalesce(institution_until, '9999') >= ?)
     ORDER BY is_head DESC, relation, no
"""
_GREETED = """
    SELECT max("on") FROM visit
     WHERE family_id = ? AND voided = 0 AND outcome = 'met' AND festival = ? AND substr("on", 1, 4) = ?
"""


def plan_greeting(writing: Writing, family: Family, fields: Mapping[str, Any]) -> tuple[str, str]:
    """How many persons it would be, for a family that may be greeted like this; nothing is written.

    Returns:
        "" and the number of persons at home.

    Raises:
        InvalidValue: the family would rather not be visited like this, was greeted at this festival already, or has
            nobody at home; and where `record_visit` would refuse.
    """
    wish, mode = family.values.get("contact_preference"), fields.get("mode")
    if wish == "quiet":
        raise InvalidValue("mode", "意愿是不便打扰，请单独记")
    if wish == "phone" and mode == "home":
        raise InvalidValue("mode", "意愿是只打电话，请单独记")
    visit = _visit(writing, family.id, fields)
    require_sound_visit(visit, writing.clock.today())
    if str(visit["on"]) < str(family.values.get("opened_on") or ""):
        raise InvalidValue("on", f"这一天还没有建档，建档是 {family.values['opened_on']}")
    asked = (family.id, visit["festival"], str(visit["on"])[:4])
    greeted = writing.connection.exec_driver_sql(_GREETED, asked).scalar()
    if greeted:
        raise InvalidValue("festival", f"这个节已经看望过，{greeted}")
    return "", str(len(visit["persons_met"]))


def write_greeting(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> None:
    """Records the greeting of one family as a visit like any other."""
    write_visit(writing, NewVisit(family_id, _visit(writing, family_id, fields)))


def _visit(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    on = str(fields.get("on") or "")
    at_home = list(writing.connection.exec_driver_sql(_AT_HOME, (family_id, *[on] * 5)).scalars())
    if not at_home:
        raise InvalidValue("persons_met", "没有在家的成员")
    given = {name: value for name, value in fields.items() if value not in (None, "", ())}
    return {**given, "category": "festival", "outcome": "met", "persons_met": at_home}
