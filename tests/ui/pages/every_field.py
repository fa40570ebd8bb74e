"""Where every field of every entity is typed in and put right on screen, or why nobody types it: kept as data.

A verb of a register or of a family's file is named by its key; a page by its class (`VisitPage`). What is written once
only, or cannot be corrected field by field, is put right `anew`: taken out by that verb and written again.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """How an entity's fields come in and are put right.

    Attributes:
        typed: the verbs and pages that write its fields.
        corrected: those that correct a field of a record that is there.
        anew: the verb that takes a record out, so that it can be written again; "" where there is none.
    """

    typed: tuple[str, ...]
    corrected: tuple[str, ...] = ()
    anew: str = ""


_FAMILY = ("edit_family", "edit_family_wish", "edit_family_means", "edit_family_file", "change_risk", "retype_family")
_PERSON = (
    *("edit_person", "edit_person_papers", "edit_person_health", "edit_person_away", "edit_person_proxy"),
    *("change_marital", "edit_death"),
)
_CHILD = ("edit_child", "edit_child_basic", "edit_child_certificate", "edit_parents")

WAYS: dict[str, Way] = {
    "org_unit": Way(("add_village",), ("edit_village",), "void_village"),
    "worker": Way(("add_worker", "end_worker"), ("edit_worker", "end_worker")),
    "partner": Way(("add_partner",), ("edit_partner",), "void_partner"),
    "training": Way(("add_training",), ("edit_training",), "void_training"),
    "news_item": Way(("add_news_item",), ("edit_news_item",), "void_news_item"),
    "target_check": Way(("check_target",), (), "void_target_check"),
    "family": Way(_FAMILY, _FAMILY),
    "person": Way(("add_member", *_PERSON), _PERSON, "void_member"),
    "child": Way(("add_child", *_CHILD), _CHILD, "void_child"),
    "complication": Way(("add_complication",), ("edit_complication",), "void_complication"),
    "contact_person": Way(("add_contact_person", "contact_leaves"), ("edit_contact_person", "contact_leaves")),
    "assignment": Way(("assign_contact", "edit_assignment"), ("edit_assignment",), "void_assignment"),
    "contact_card": Way(("hand_card",), (), "void_contact_card"),
    "hospital": Way(("add_hospital",), ("edit_hospital",), "void_hospital"),
    "green_card": Way(("issue_card", "lose_card"), ("edit_card",), "void_card"),
    "green_use": Way(("record_green_use",), (), "void_green_use"),
    "doctor_team": Way(("add_doctor_team",), ("edit_doctor_team",), "void_doctor_team"),
    "agreement": Way(("sign_agreement", "decline_agreement", "end_agreement"), ("edit_agreement",), "void_agreement"),
    "doctor_service": Way(("record_doctor_service",), (), "void_doctor_service"),
    "visit": Way(("VisitPage",), (), "void_visit"),
    "psych_file": Way(("open_psych_file", "close_psych_file"), (), "void_psych_file"),
    "psych_session": Way(("record_session",), (), "void_session"),
    "psych_assess": Way(("record_assessment",), (), "void_assessment"),
    "centre": Way(("add_centre",), ("edit_centre",), "void_centre"),
    "activity": Way(("add_activity",), ("edit_activity",), "void_activity"),
    "attendance": Way(("note_attendance", "note_photo_consent"), ("note_attendance", "note_photo_consent")),
    "volunteer": Way(("add_volunteer",), ("edit_volunteer",), "void_volunteer"),
    "pairing": Way(("pair_volunteer", "edit_pairing"), ("edit_pairing",), "void_pairing"),
    "volunteer_service": Way(
        ("record_volunteer_service", "edit_volunteer_service"), ("edit_volunteer_service",), "void_volunteer_service"
    ),
    "policy": Way(("add_policy",), ("edit_policy",), "void_policy"),
    "insured": Way(("enrol_insurance", "edit_insured"), ("edit_insured",), "void_insured"),
    "hospital_stay": Way(("record_stay", "discharge"), ("edit_stay",), "void_stay"),
    "claim": Way(
        ("file_claim", "hand_in_claim", "accept_claim", "pay_claim", "refuse_claim"), ("edit_claim",), "void_claim"
    ),
    "eligibility": Way(
        ("apply_assistance", "publicise_assistance", "confirm_assistance", "stop_assistance", "edit_assistance"),
        ("edit_assistance",),
        "void_eligibility",
    ),
    "annual_check": Way(("review_assistance",), (), "void_annual_check"),
    "benefit_payment": Way(("record_payment",), (), "void_benefit_payment"),
    "aid_record": Way(("record_aid", "approve_aid", "give_aid"), ("edit_aid",), "void_aid"),
    "need": Way(("open_need", "answer_need", "close_need", "follow_up_need"), ("edit_need",), "void_need"),
    "need_survey": Way(("record_survey",), (), "void_survey"),
    "event": Way(("record_event", "edit_event", "settle_event"), ("edit_event",), "void_event"),
    "change_event": Way(("move_out", "come_in", "exit_family")),
    "consent": Way(("record_consent", "withdraw_consent"), (), "void_consent"),
    "attachment": Way(("add_attachment",), ("edit_attachment",), "void_attachment"),
    "duty_waiver": Way(("waive_duty",), (), "take_up_duty"),
    "explanation": Way(("explain",), ("explain",)),
}

RENAMED: dict[str, str] = {
    "child.father_id": "parents",
    "child.mother_id": "parents",
    "assignment.family_informed_on": "informed_on",
    "attendance.person_id": "persons",
    "attendance.photo_consent": "persons",
    "change_event.reason": "said",
    "eligibility.publicised_on": "on",
    "eligibility.confirmed_on": "on",
    "eligibility.stopped_on": "on",
    "eligibility.stop_reason": "reason",
    "insured.policy_id": "way",
    "insured.product": "way",
    "need.followed_up_on": "on",
    "need.follow_note": "note",
}
"""Fields asked under another name than their own: `entity.field` -> what the panel calls it."""

_WHOSE = "the file or register it is opened from says whose it is"
_STEP = "written by a step that does it (the verb itself), never typed"
_PROGRAM = "written by the program"

NOT_TYPED: dict[str, str] = {
    "org_unit.level": "a township enters villages only; its own unit and the levels above come with its founding",
    "org_unit.parent_code": "the township's own code",
    "target_check.target": _WHOSE,
    "family.status": _STEP,
    "family.status_on": _STEP,
    "family.status_reason": _STEP,
    "family.reviewed_on": _STEP,
    "family.roster_row": _PROGRAM,
    "person.family_id": "changed by a split only",
    "person.is_head": "changed with everybody's relation by 设为户主",
    "person.roster_row": _PROGRAM,
    "child.roster_row": _PROGRAM,
    "contact_person.active": _STEP,
    "assignment.family_id": _WHOSE,
    "assignment.post_kind": _WHOSE,
    "assignment.handover_from": _PROGRAM,
    "contact_card.family_id": _WHOSE,
    "green_card.person_id": _WHOSE,
    "green_use.programme": "asked where the place has such a service (TC: 门诊就医陪伴), which the default has not",
    "agreement.person_id": _WHOSE,
    "agreement.kind": "which verb was used: 签约, 续签, 改签",
    "agreement.state": _STEP,
    "doctor_service.person_id": _WHOSE,
    "doctor_service.agreement_id": "the agreement in force on that day",
    "visit.family_id": _WHOSE,
    "visit.form_id": "the printed form's own number, when a sheet is taken back",
    "psych_file.person_id": _WHOSE,
    "psych_session.family_id": _WHOSE,
    "psych_assess.person_id": _WHOSE,
    "attendance.activity_id": _WHOSE,
    "pairing.family_id": _WHOSE,
    "volunteer_service.family_id": _WHOSE,
    "insured.person_id": _WHOSE,
    "insured.stage": _STEP,
    "claim.stay_id": _WHOSE,
    "eligibility.person_id": _WHOSE,
    "eligibility.status": _STEP,
    "annual_check.eligibility_id": _WHOSE,
    "benefit_payment.person_id": _WHOSE,
    "aid_record.family_id": _WHOSE,
    "aid_record.stage": _STEP,
    "need.family_id": _WHOSE,
    "need.visit_id": "the visit in which it was said",
    "need.status": _STEP,
    "need.reopens_id": _PROGRAM,
    "need_survey.family_id": _WHOSE,
    "event.family_id": _WHOSE,
    "change_event.family_id": _WHOSE,
    "change_event.person_id": _PROGRAM,
    "change_event.kind": _STEP,
    "consent.person_id": _WHOSE,
    "consent.refused": "which verb was used: 登记告知, 不同意",
    "attachment.family_id": _WHOSE,
    "attachment.subject_type": _WHOSE,
    "attachment.subject_id": _WHOSE,
    "attachment.tags": "asked where the place names signs to be seen (YC: 红马甲, 队旗), which the default does not",
    "attachment.media_type": _PROGRAM,
    "attachment.sha256": _PROGRAM,
    "attachment.size": _PROGRAM,
    "duty_waiver.family_id": _WHOSE,
    "duty_waiver.duty_key": _WHOSE,
    "duty_waiver.on": "the day on which it is written",
    "explanation.subject_type": _WHOSE,
    "explanation.subject_id": _WHOSE,
    "explanation.check_code": _WHOSE,
}
"""Fields nobody types in, each with the reason."""

NOT_CORRECTED: dict[str, str] = {
    "worker.role": "given once when somebody is entered; another role is another entry, the first one ended",
    "contact_person.left_on": "回到岗位 takes it away, 离岗交接 writes another",
    "change_event.on": "the step is taken back in the history with all it did",
    "change_event.reason": "the step is taken back in the history with all it did",
    "change_event.from_addr": "the step is taken back in the history with all it did",
    "change_event.to_addr": "the step is taken back in the history with all it did",
}
"""Typed fields that no verb corrects and that are not written anew by themselves."""

WITHOUT_WAY: dict[str, str] = {
    "import_batch": "what an import did: written by it, undone as a whole on 导入",
    "printed_form": "written by printing and by taking sheets back, on 打印",
    "local_profile": "written by the editor of rules and words, on 口径",
    "benefit_standard": "amounts come by the county's file (E4): 导入, 写上止期 and 作废 in the register of standards",
}
"""Entities whose records come about as a whole."""
