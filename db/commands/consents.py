"""Consent: given, refused, withdrawn; and the question every command asks that may not act without it (form F14)."""

from collections.abc import Mapping
from typing import Any

from db.commands.days import as_day, not_before, past_day
from db.domain.consent import May, allowed, declined
from db.errors import InvalidValue
from db.queries.consents import consents_of
from db.store.writing import Writing
from db.touched import Touched


def record_consent(writing: Writing, person_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down that a person was given the notice, and what it agreed to or refused.

    Args:
        writing: the open transaction.
        person_id: who was told.
        fields: of the entity `consent`: `notice_version`, `scope`, `on`, `method`, `refused`. A refusal without a
            scope refuses everything.

    Raises:
        InvalidValue: no version, a day after today, an agreement to nothing; nothing is written.
        NotFound: the person is not here.
    """
    writing.row("person", person_id)
    if not str(fields.get("notice_version") or "").strip():
        raise InvalidValue("notice_version", "没有写告知书的版本。", "版本印在告知书的右上角。")
    past_day("on", fields.get("on"), writing.clock.today(), "告知日期")
    if not fields.get("refused") and not fields.get("scope"):
        raise InvalidValue("scope", "没有勾同意哪几项。", "一项都不同意的，请记“不同意”。")
    writing.create("consent", {**fields, "person_id": person_id})
    return writing.finish("已记下不同意" if fields.get("refused") else "已登记告知同意")


def withdraw_consent(writing: Writing, consent_id: str, on: str) -> Touched:
    """Writes down that a person took a consent back; from `on` (ISO day) it no longer counts.

    Raises:
        InvalidValue: it was a refusal, was withdrawn already, or a day after today or before the consent.
    """
    row = writing.row("consent", consent_id)
    if row["refused"]:
        raise InvalidValue("withdrawn_on", "这一条记的是不同意，没有可以撤回的。")
    if row["withdrawn_on"]:
        raise InvalidValue("withdrawn_on", f"这份同意 {row['withdrawn_on']} 已经撤回。")
    day = past_day("withdrawn_on", on, writing.clock.today(), "撤回日期")
    not_before("withdrawn_on", day, row["on"], f"撤回日期早于同意的日期 {row['on']}。")
    writing.set("consent", consent_id, {"withdrawn_on": on})
    return writing.finish("已记下撤回同意")


def may_now(writing: Writing, person_id: str, scope: str, on: str) -> May:
    """Whether the person's consent covers a scope on a day (ISO), as the record stands."""
    return allowed(consents_of(writing.connection, [person_id]), person_id, scope, as_day("on", on))


def declined_now(writing: Writing, person_id: str, scope: str, on: str) -> bool:
    """Whether the person's last word on a scope is no, as the record stands; silence is not a no."""
    return declined(consents_of(writing.connection, [person_id]), person_id, scope, as_day("on", on))


def require_consent(writing: Writing, person_id: str, scope: str, on: str, field: str = "person_id") -> None:
    """The person has agreed to this.

    Args:
        writing: the open transaction.
        person_id: whose consent.
        scope: one of the code list `consent_scope`.
        on: ISO day on which it would be done.
        field: the field to jump to.

    Raises:
        InvalidValue: not asked, refused or withdrawn; nothing is written.
    """
    answer = may_now(writing, person_id, scope, on)
    if not answer.allowed:
        name = writing.row("person", person_id)["name"]
        raise InvalidValue(field, f"{name}：{answer.reason}。", "请先在“告知同意”里登记，再记这一项。")
