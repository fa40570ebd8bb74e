"""Where a duty is done: from its verb to the page, and the place on it."""

from db.domain.duties import Duty
from desktop.desk.day import visit_preset

_SECTIONS = {
    "assign_contact": "contacts",
    "add_phone": "contacts",
    "hand_card": "contacts",
    "issue_card": "cards",
    "sign_agreement": "doctor",
    "renew_agreement": "doctor",
    "record_service": "doctor",
    "record_session": "comfort",
    "open_psych_file": "comfort",
    "pair_volunteer": "volunteers",
    "record_volunteer_service": "volunteers",
    "enrol_insurance": "insurance",
    "renew_insurance": "insurance",
    "file_claim": "hospital",
    "review_archive": "archive",
    "answer_need": "needs",
    "close_need": "needs",
    "apply_assistance": "assistance",
    "review_assistance": "assistance",
    "stop_assistance": "assistance",
    "retype_assistance": "assistance",
    "exit_family": "archive",
    "follow_up_need": "needs",
    "record_survey": "needs",
}


def where_done(duty: Duty, family_id: str) -> tuple[str, dict[str, object]]:
    """Page key and the place on it at which a duty is done.

    Args:
        duty: what is owed.
        family_id: whose, "" for the office's own.
    """
    if duty.action == "check_hospitals":
        return "registers", {"register": "hospitals"}
    if duty.action == "hand_in_report" or not family_id:
        return "handover", {}
    if duty.action == "ask_again":
        return "family", {"family_id": family_id, "section": "cards" if duty.rule == "C2" else "doctor"}
    if duty.action == "record_visit":
        return "visit", {"family_id": family_id, **visit_preset(duty)}
    section = _SECTIONS.get(duty.action, "")
    return "family", {"family_id": family_id, "section": section, "verb": duty.action, "subject_id": duty.subject_id}
