"""随手记: a call or message in one line, which becomes a visit of its kind with the persons met."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.commands.visits import NewVisit
from db.domain.quiet import quiet_dates
from db.errors import NotFound
from db.queries.facts import family_on_file
from desktop.desk.desk import Desk
from desktop.desk.visiting import callers_of
from desktop.words import tr


@dataclass(frozen=True)
class NoteStart:
    """What a note begins with.

    Attributes:
        family_id, name: whose; `name` without 户.
        members: (id, name) of the living members, head first.
        callers: (id, name) of the present contact persons, the nearest to the family last.
        quiet: what is to be thought of before a word is said, "" for nothing.
    """

    family_id: str
    name: str
    members: tuple[tuple[str, str], ...]
    callers: tuple[tuple[str, str], ...]
    quiet: str = ""


def start_note(desk: Desk, family_id: str) -> NoteStart:
    """What is known before the first key is pressed.

    Raises:
        NotFound: no such family, or it is not on the register.
    """
    with desk.record.store.reading() as connection:
        family = family_on_file(connection, family_id)
    if family is None or not family.active(desk.today):
        raise NotFound(tr("这户不在册，不能记联系。"), next_step=tr("如要恢复在册，先到家庭页改档案状态。"))
    near = quiet_dates(family, desk.profile, desk.today)
    return NoteStart(
        family.id,
        family.name,
        tuple((person.id, person.name) for person in family.members(desk.today)),
        tuple((contact_id, name) for contact_id, name, _ in callers_of(family, desk.today)),
        near[0].sentence if near else "",
    )


def note_visit(start: NoteStart, answers: Mapping[str, Any], today: str, worker: str) -> NewVisit:
    """The visit a note becomes.

    Args:
        start: the family.
        answers: `note`, `mode`, `persons_met`, `contact_ids`.
        today: ISO day.
        worker: who stands in for a contact person where none is ticked.
    """
    callers = list(answers.get("contact_ids") or ())
    return NewVisit(
        start.family_id,
        {
            "on": today,
            "mode": answers.get("mode") or "phone",
            "category": "daily",
            "outcome": "met",
            "persons_met": list(answers.get("persons_met") or ()),
            "contact_ids": callers,
            "companions": "" if callers else worker,
            "note": answers.get("note"),
        },
    )
