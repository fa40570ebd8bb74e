"""What a printed visit form shows beyond the facts of the rules, and which forms were printed before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

_BATCH = 500


@dataclass(frozen=True, slots=True)
class FormFacts:
    """One family as the head of its form needs it.

    Attributes:
        family_id, case_no: which.
        route: the village's place in the route, 0 when none was given.
        village, group_name, address: where.
        phone: the family's or the head's, whole; whoever prints masks it.
        revision: how many changes the family's own record has had.
        open_needs: (request, raised on, responsible) of what is not settled, the oldest first.
    """

    family_id: str
    case_no: str
    route: int
    village: str
    group_name: str
    address: str
    phone: str
    revision: int
    open_needs: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A form that has not come back: its own id, its number, when it was printed and how often."""

    id: str
    serial: str
    printed_on: str
    prints: int


_FACTS = """
    SELECT f.id, f.case_no, coalesce(v.route_order, 0), v.name, f.group_name, coalesce(f.live_addr, f.hukou_addr),
           coalesce(f.phone, (SELECT p.phone FROM person p WHERE p.family_id = f.id AND p.voided = 0
                               AND p.alive = 1 AND p.phone IS NOT NULL ORDER BY p.is_head DESC, p.no LIMIT 1)),
           (SELECT count(*) FROM change c WHERE c.record_id = f.id)
      FROM family f LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE f.id IN ({places})
"""
_NEEDS = """
    SELECT family_id, request, raised_on, responsible FROM need
     WHERE voided = 0 AND status IN ('open', 'referred') AND family_id IN ({places}) ORDER BY raised_on, no
"""
_UNRETURNED = """
    SELECT t.family_id, t.id, t.serial, t.printed_on, t.prints FROM printed_form t
     WHERE t.voided = 0 AND t.form = ? AND t.state IN ('made', 'printed') AND substr(t.printed_on, 1, 4) = ?
       AND t.family_id IN ({places})
       AND NOT EXISTS (SELECT 1 FROM visit v WHERE v.family_id = t.family_id AND v.voided = 0
                        AND (v.form_id = t.id OR (v."on" >= t.printed_on AND v.first_no > t.first_no)))
     ORDER BY t.no
"""
"""A visit of the very day that was written down before the form was printed does not answer it."""


def form_facts(connection: Connection, family_ids: Iterable[str]) -> dict[str, FormFacts]:
    """The heads of the forms of these families, by id."""
    found: dict[str, FormFacts] = {}
    for batch in _batches(family_ids):
        needs: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        places = ", ".join("?" * len(batch))
        for family_id, request, raised_on, responsible in connection.exec_driver_sql(
            _NEEDS.format(places=places), batch
        ):
            needs[family_id].append((request, raised_on, responsible or ""))
        for family_id, *row in connection.exec_driver_sql(_FACTS.format(places=places), batch):
            case_no, route, village, group, address, phone, revision = row
            texts = (village or "", group or "", address or "", phone or "")
            found[family_id] = FormFacts(
                family_id, case_no or "", int(route), *texts, int(revision), tuple(needs[family_id])
            )
    return found


def unreturned_forms(connection: Connection, form: str, year: int, family_ids: Iterable[str]) -> dict[str, PrintedForm]:
    """By family, the latest form of a year that nobody has brought back and no visit has answered.

    Args:
        connection: from the store.
        form: the form's code (`F3`).
        year: of printing; numbers run by year.
        family_ids: whose.
    """
    found: dict[str, PrintedForm] = {}
    for batch in _batches(family_ids):
        asked = _UNRETURNED.format(places=", ".join("?" * len(batch)))
        for family_id, *row in connection.exec_driver_sql(asked, (form, str(year), *batch)):
            found[family_id] = PrintedForm(row[0], row[1], row[2], int(row[3] or 1))
    return found


def last_serial(connection: Connection, prefix: str) -> int:
    """The highest running number given out under a prefix (`F3-2026-`), 0 when none was."""
    asked = "SELECT max(CAST(substr(serial, ?) AS INTEGER)) FROM printed_form WHERE substr(serial, 1, ?) = ?"
    return int(connection.exec_driver_sql(asked, (len(prefix) + 1, len(prefix), prefix)).scalar() or 0)


def _batches(ids: Iterable[str]) -> Iterable[tuple[str, ...]]:
    wanted = tuple(dict.fromkeys(ids))
    return (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))
