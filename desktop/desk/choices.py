"""What the office has on its lists, for the panels of a family's file: contact persons, doctor teams, hospitals."""

from dataclasses import dataclass

from db.queries.contacts import ContactRow, contacts_in_office
from db.queries.office import live_records
from desktop.desk.desk import Desk


@dataclass(frozen=True)
class Team:
    """A family-doctor team: what it is called, the doctor and the telephone an agreement takes from it."""

    id: str
    name: str
    doctor: str
    phone: str


@dataclass(frozen=True)
class OfficeChoices:
    """Everybody and everything that can be chosen.

    Attributes:
        contacts: persons in office; teams: of family doctors.
        hospitals: (id, name).
    """

    contacts: tuple[ContactRow, ...] = ()
    teams: tuple[Team, ...] = ()
    hospitals: tuple[tuple[str, str], ...] = ()


def office_choices(desk: Desk) -> OfficeChoices:
    """The lists as they stand now."""
    with desk.record.store.reading() as connection:
        teams = tuple(
            Team(
                each.id,
                str(each.values.get("name", "")),
                str(each.values.get("doctor") or each.values.get("leader") or ""),
                str(each.values.get("phone", "")),
            )
            for each in live_records(connection, "doctor_team")
        )
        hospitals = tuple((each.id, str(each.values.get("name", ""))) for each in live_records(connection, "hospital"))
        return OfficeChoices(contacts_in_office(connection), teams, hospitals)
