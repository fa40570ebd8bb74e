"""All verbs of a family's file and of the registers, and which of them correct a record."""

from collections.abc import Callable

from desktop.ui.asks import (
    activities,
    aid,
    archive,
    assistance,
    assistance_mistakes,
    attachments,
    centres,
    children,
    colleagues,
    consents,
    contacts,
    doctor,
    events,
    explaining,
    green_card,
    group_session,
    hospital,
    hospitals,
    insurance,
    members,
    mistakes,
    needs,
    office_work,
    partners,
    policies,
    purging,
    solace,
    transfers,
    villages,
    visits,
    volunteers,
    waivers,
)
from desktop.ui.asks.case import Case, Plan
from desktop.ui.asks.office import OfficeVerb

_SUBJECTS = (
    aid,
    archive,
    children,
    consents,
    contacts,
    doctor,
    events,
    green_card,
    hospital,
    insurance,
    members,
    mistakes,
    needs,
    purging,
    solace,
    visits,
    waivers,
)
_PLANS: dict[str, Callable[[Case], Plan]] = {
    verb: plan for subject in _SUBJECTS for verb, plan in subject.PLANS.items()
}

EDITED: dict[str, tuple[str, tuple[str, ...]]] = {
    verb: held for subject in _SUBJECTS for verb, held in getattr(subject, "EDITED", {}).items()
}
"""Verbs that correct a record: its entity and the fields shown."""

_OFFICE_SUBJECTS = (
    activities,
    assistance,
    assistance_mistakes,
    attachments,
    centres,
    colleagues,
    contacts,
    doctor,
    explaining,
    green_card,
    group_session,
    hospitals,
    insurance,
    members,
    office_work,
    partners,
    policies,
    purging,
    transfers,
    villages,
    volunteers,
)
OFFICE: dict[str, OfficeVerb] = {verb: each for subject in _OFFICE_SUBJECTS for verb, each in subject.VERBS.items()}
"""Verbs of the registers."""


TO_THE_VISIT: dict[str, dict[str, str]] = {
    "record_visit": {},
    "record_emergency": {"category": "emergency"},
    "record_hospital": {"category": "hospital"},
    "redo_visit": {},
}
"""Verbs that are done on the page of a visit, and what kind of visit they begin with."""


def plan_for(verb: str, case: Case) -> Plan | None:
    """The panel of a verb; None when there is none here."""
    made = _PLANS.get(verb)
    return made(case) if made else None


def knows(verb: str) -> bool:
    """Whether a family's file can do this: by a panel, or on the page of a visit."""
    return verb in _PLANS or verb in OFFICE or verb in TO_THE_VISIT
