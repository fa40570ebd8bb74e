"""From a finding to where it is put right: the verb of the family's file, with the field the cursor goes to."""

from db.domain.checks.check import Finding
from desktop.desk.sections.section import Verb
from desktop.words import tr

FIELD = "#"
"""Between the record a verb is about and the field to start in: `<person id>#id_no`."""
LOOK, EXPLAIN = "look", "explain"
_BY_FIELD = {
    ("family", "risk_reason"): "change_risk",
    ("family", "status"): "change_status",
    ("family", "status_on"): "change_status",
    ("family", "status_reason"): "change_status",
}
_BY_ENTITY = {
    "family": "edit_family",
    "person": "edit_person",
    "child": "edit_child",
    "contact_person": "add_phone",
}
_SECTIONS = {
    "assignment": "contacts",
    "green_card": "cards",
    "agreement": "doctor",
    "doctor_service": "doctor",
    "psych_file": "comfort",
    "need": "needs",
    "insured": "insurance",
    "hospital_stay": "insurance",
    "claim": "insurance",
    "complication": "members",
}


def jump_of(finding: Finding) -> Verb | None:
    """The verb that puts a finding right, else the part of the file in which it stands; None where there is none."""
    verb = _BY_FIELD.get((finding.entity, finding.field)) or _BY_ENTITY.get(finding.entity)
    if verb:
        return Verb(verb, tr("去改"), f"{finding.record_id}{FIELD}{finding.field}")
    section = _SECTIONS.get(finding.entity, "")
    return Verb(LOOK, tr("去看"), section) if section else None


def explain_of(finding: Finding) -> Verb:
    """The verb that explains a soft finding, or changes what was explained."""
    words = tr("改说明") if finding.explained else tr("写说明")
    return Verb(EXPLAIN, words, f"{finding.code}|{finding.entity}|{finding.record_id}|{finding.sentence}")
