"""From a finding to where it is put right: the verb of the family's file, with the field the cursor goes to."""

from db.domain.checks.check import Finding
from desktop.desk.parts import verb_for
from desktop.desk.sections.section import Verb
from desktop.words import tr

FIELD = "#"
"""Between the record a verb is about and the field to start in: `<person id>#id_no`."""
LOOK, EXPLAIN = "look", "explain"
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
    "family": "archive",
}


def jump_of(finding: Finding) -> Verb | None:
    """The verb that puts a finding right, else the part of the file in which it stands; None where there is none."""
    verb = "add_phone" if finding.entity == "contact_person" else verb_for(finding.entity, finding.field)
    if verb:
        return Verb(verb, tr("去改"), f"{finding.record_id}{FIELD}{finding.field}")
    section = _SECTIONS.get(finding.entity, "")
    return Verb(LOOK, tr("去看"), section) if section else None


def explain_of(finding: Finding) -> Verb:
    """The verb that explains a soft finding, or changes what was explained."""
    words = tr("改说明") if finding.explained else tr("写说明")
    return Verb(EXPLAIN, words, f"{finding.code}|{finding.entity}|{finding.record_id}|{finding.sentence}")
