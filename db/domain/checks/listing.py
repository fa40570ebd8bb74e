"""All checks by code, and what they find in one family's records."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from db.domain.checks import contacts, coverages, households, money, persons
from db.domain.checks.across import ACROSS
from db.domain.checks.check import CaseRecords, Check, Finding, World

IN_ONE_FILE: tuple[Check, ...] = (
    *persons.CHECKS,
    *households.CHECKS,
    *coverages.CHECKS,
    *contacts.CHECKS,
    *money.CHECKS,
)
"""Checks that need one family's records only, in the order in which a file is read."""

CHECKS: Mapping[str, Check] = MappingProxyType({check.code: check for check in (*IN_ONE_FILE, *ACROSS)})

LOOKED_AT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "person": (
            *("name", "relation", "id_no", "id_reason", "sex", "birth_date", "marital", "alive", "death_date"),
            *("is_target", "phone", "backup_phone", "bank_account", "away_since", "away_until"),
            *("institution_since", "institution_until"),
        ),
        "child": (
            *("state", "event_date", "birth_date", "id_no", "disability_cert_no", "disability_class"),
            "disability_grade",
        ),
        "complication": ("person_id",),
        "assignment": ("contact_id", "post_kind", "since", "until"),
        "green_card": ("person_id", "since", "until"),
        "agreement": ("person_id", "state", "since", "until", "ended_on"),
        "doctor_service": ("person_id", "on"),
        "visit": ("on", "outcome", "category", "festival", "contact_ids", "companions", "persons_met", "others_met"),
        "consent": ("person_id", "scope", "refused", "withdrawn_on"),
        "psych_file": ("person_id", "closed_on"),
        "need": ("request", "raised_on", "answered_on", "closed_on", "followed_up_on", "status", "result"),
        "event": ("on", "known_on", "closed_on"),
        "insured": ("person_id", "product", "since", "until"),
        "hospital_stay": ("person_id", "admitted_on", "discharged_on"),
        "claim": ("stay_id", "insured_id", "submitted_on", "accepted_on", "paid_on"),
        "eligibility": ("person_id", "status", "confirmed_on", "stopped_on"),
        "annual_check": ("eligibility_id", "year"),
        "benefit_payment": ("person_id", "kind", "period", "amount", "status"),
        "contact_person": ("name", "phone"),
    }
)
"""The fields the checks read, by entity, beside the family's own: a reader need not fetch more."""


def findings_of(case: CaseRecords, world: World) -> Iterator[Finding]:
    """What the checks find in one family's file; a reason the record itself holds is an explanation."""
    for check in IN_ONE_FILE:
        for found in check.look(case, world):
            yield Finding(
                check.code,
                check.level,
                check.title,
                case.family.id,
                check.entity,
                found.record.id,
                found.field,
                found.sentence,
                found.accepted,
            )
