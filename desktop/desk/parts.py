"""In which part of a long record each field is asked, for the panels that ask and for those who jump to a field."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One part of a record.

    Attributes:
        verb: under which it is asked for.
        words: on the tab.
        fields: in reading order.
    """

    verb: str
    words: str
    fields: tuple[str, ...]


PARTS: dict[str, tuple[Part, ...]] = {
    "family": (
        Part(
            "edit_family",
            "住址电话",
            ("live_addr", "hukou_addr", "lives_elsewhere", "village_id", "group_name", "route_order", "phone"),
        ),
        Part("edit_family_wish", "意愿", ("contact_preference", "contact_hours")),
        Part(
            "edit_family_means",
            "居住与经济",
            ("living_mode", "hardship", "econ", "income_source", "housing_safety"),
        ),
        Part("edit_family_file", "编号与备注", ("case_no", "case_no_final", "other_types", "opened_on", "remark")),
    ),
    "person": (
        Part(
            "edit_person",
            "基本",
            (
                *("name", "relation", "sex", "birth_date", "lunar_birthday", "phone", "backup_phone", "is_target"),
                *("id_reason", "registered_on"),
            ),
        ),
        Part(
            "edit_person_papers",
            "户口与证件",
            (
                *("id_type", "id_no", "id_reason", "hukou_kind", "ethnic", "education", "employment", "retired"),
                *("med_insurance", "pension"),
            ),
        ),
        Part("edit_person_health", "健康与自理", ("health", "self_care", "mental_state", "mental_since", "chronic")),
        Part(
            "edit_person_away",
            "外出与机构",
            ("away_since", "away_until", "institution_since", "institution_until"),
        ),
        Part(
            "edit_person_proxy",
            "委托与账号",
            ("proxy_name", "proxy_relation", "proxy_phone", "proxy_on", "bank_account"),
        ),
    ),
    "child": (
        Part("edit_child", "现状与证明", ("state", "event_date", "cause", "proof_by")),
        Part(
            "edit_child_basic",
            "基本",
            ("name", "sex", "birth_date", "id_no", "origin", "only_child_cert_no", "only_child_cert_on"),
        ),
        Part("edit_child_certificate", "残疾证", ("disability_class", "disability_grade", "disability_cert_no")),
    ),
}
_OTHERWISE: dict[tuple[str, str], str] = {
    ("family", "risk_reason"): "change_risk",
    ("family", "risk_level"): "change_risk",
    ("family", "risk_since"): "change_risk",
    ("family", "case_type"): "retype_family",
    ("family", "status"): "",
    ("family", "status_on"): "",
    ("family", "status_reason"): "",
    ("person", "marital"): "change_marital",
    ("person", "marital_since"): "change_marital",
    ("person", "alive"): "edit_death",
    ("person", "death_date"): "edit_death",
    ("complication", ""): "edit_complication",
}
"""Fields that have a verb of their own; "" where nothing is typed in but a step is taken."""


def verb_for(entity: str, field: str) -> str:
    """The verb under which a field is corrected; "" when it is not corrected by a panel of fields."""
    if (entity, field) in _OTHERWISE:
        return _OTHERWISE[entity, field]
    parts = PARTS.get(entity, ())
    found = next((part.verb for part in parts if field in part.fields), "")
    return found or _OTHERWISE.get((entity, ""), parts[0].verb if parts else "")
