"""All sections of a file in the order in which they are read."""

from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.insuring import InsuranceCase
from desktop.desk.sections.aid import aid_section
from desktop.desk.sections.archive import archive_section
from desktop.desk.sections.assistance import assistance_section
from desktop.desk.sections.attachments import attachments_section
from desktop.desk.sections.checks import checks_section
from desktop.desk.sections.consents import consents_section
from desktop.desk.sections.contacts import contacts_section
from desktop.desk.sections.doctor import doctor_section
from desktop.desk.sections.events import events_section
from desktop.desk.sections.green_card import green_card_section
from desktop.desk.sections.hospital import hospital_section
from desktop.desk.sections.insurance import insurance_section
from desktop.desk.sections.members import members_section
from desktop.desk.sections.needs import needs_section
from desktop.desk.sections.owed import owed_section
from desktop.desk.sections.section import URGENCY, Section
from desktop.desk.sections.solace import solace_section
from desktop.desk.sections.visits import visits_section
from desktop.desk.sections.volunteers import volunteers_section

_OFF_THE_REGISTER = frozenset({"assistance", "members", "checks", "attachments", "archive"})
"""What can still be looked at and put right once a family is off the register."""


def sections_of(desk: Desk, view: FamilyView, cover: InsuranceCase) -> tuple[Section, ...]:
    """All sections, the neediest first, else in the order of the seven items."""
    open_ = view.facts.active(view.on)
    made = (
        owed_section(desk, view),
        needs_section(desk, view),
        events_section(desk, view),
        contacts_section(desk, view),
        doctor_section(desk, view),
        green_card_section(desk, view),
        solace_section(desk, view),
        visits_section(desk, view),
        volunteers_section(desk, view),
        insurance_section(desk, view, cover),
        hospital_section(view, cover),
        assistance_section(desk, view),
        aid_section(desk, view),
        members_section(desk, view),
        consents_section(desk, view),
        attachments_section(desk, view),
        *_where_found(checks_section(desk, view)),
        archive_section(desk, view),
    )
    if open_:
        return tuple(sorted(made, key=lambda section: URGENCY.get(section.state, 2)))
    return tuple(section for section in made if section.key in _OFF_THE_REGISTER)


def _where_found(section: Section | None) -> tuple[Section, ...]:
    return (section,) if section is not None else ()
