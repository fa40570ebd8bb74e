"""From a finding to where it is put right: the verb of the family's file, with the field the cursor goes to."""

from db.domain.checks.check import Finding
from desktop.desk.parts import verb_for
from desktop.desk.sections.section import Verb
from desktop.words import tr

FIELD = "#"
"""Between the record a verb is about and the field to start in: `<person id>#id_no`."""
LOOK, EXPLAIN = "look", "explain"
_EDITS = {
    "contact_person": "add_phone",
    "assignment": "edit_assignment",
    "green_card": "edit_card",
    "agreement": "edit_agreement",
    "need": "edit_need",
    "event": "edit_event",
    "insured": "edit_insured",
    "hospital_stay": "edit_stay",
    "claim": "edit_claim",
    "visit": "redo_visit",
}
_SECTIONS = {
    "doctor_service": "doctor",
    "psych_file": "comfort",
    "eligibility": "assistance",
    "annual_check": "assistance",
    "benefit_payment": "assistance",
    "family": "archive",
}


def jump_of(finding: Finding) -> Verb | None:
    """The verb that puts a finding right, else the part of the file in which it stands; None where there is none."""
    verb = _EDITS.get(finding.entity) or verb_for(finding.entity, finding.field)
    if verb:
        return Verb(verb, tr("去改"), f"{finding.record_id}{FIELD}{finding.field}")
    section = _SECTIONS.get(finding.entity, "")
    return Verb(LOOK, tr("去看"), section) if section else None


def explain_of(finding: Finding) -> Verb:
    """The verb that explains a soft finding, or changes what was explained."""
    words = tr("改说明") if finding.explained else tr("写说明")
    return Verb(EXPLAIN, words, f"{finding.code}|{finding.entity}|{finding.record_id}|{finding.sentence}")
