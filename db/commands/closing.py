"""Ending records as a plan says: each kind in its own way, nothing deleted (db.domain.closings)."""

from collections.abc import Iterable
from datetime import date, timedelta

from db.domain.closings import Closing
from db.errors import InvalidValue
from db.store.writing import Writing

_ONE_DAY = timedelta(days=1)
_SAID = {"death": "本人去世", "moved": "户籍迁出"}


def close_all(writing: Writing, closings: Iterable[Closing]) -> None:
    """The part of a command that ends these records.

    Raises:
        InvalidValue: an entitlement was confirmed after the day on which it would stop.
    """
    for closing in closings:
        _CLOSE[closing.entity](writing, closing)


def _said(closing: Closing) -> str:
    return _SAID.get(closing.reason, "不再符合")


def _entitlement(writing: Writing, closing: Closing) -> None:
    stop_entitlement(writing, closing.id, closing.on, closing.reason)


def stop_entitlement(writing: Writing, eligibility_id: str, on: date, reason: str) -> None:
    """The part of a command that stops an entitlement; `on` is the first day on which it no longer runs.

    Raises:
        InvalidValue: it was applied for, publicised or confirmed after that day.
    """
    row = writing.row("eligibility", eligibility_id)
    for name, what in (("confirmed_on", "确认"), ("publicised_on", "公示"), ("applied_on", "申报")):
        if row[name] and str(row[name]) > on.isoformat():
            said = f"停止日期 {on.isoformat()} 早于{what}日期 {row[name]}。"
            raise InvalidValue("stopped_on", said, "请先核对这份资格的日期。")
    fields = {"status": "stopped", "stopped_on": on.isoformat(), "stop_reason": reason}
    writing.set("eligibility", eligibility_id, fields)


def _agreement(writing: Writing, closing: Closing) -> None:
    if _not_begun(writing, closing):
        return
    fields = {"state": "ended", "ended_on": closing.on.isoformat(), "reason": _said(closing)}
    writing.set("agreement", closing.id, fields)


def _card(writing: Writing, closing: Closing) -> None:
    writing.set("green_card", closing.id, {"state": "void", "ended_on": closing.on.isoformat()}, _said(closing))


def _insured(writing: Writing, closing: Closing) -> None:
    if _not_begun(writing, closing):
        return
    fields = {"until": closing.on.isoformat(), "stage": "closed"}
    writing.set("insured", closing.id, fields, _said(closing))


def _stay(writing: Writing, closing: Closing) -> None:
    writing.set("hospital_stay", closing.id, {"discharged_on": closing.on.isoformat()}, _said(closing))


def _span(writing: Writing, closing: Closing) -> None:
    """A post or a pairing: its last day is the one before, or its first when it began that day."""
    if _not_begun(writing, closing):
        return
    since = str(writing.row(closing.entity, closing.id)["since"])
    until = max(since, (closing.on - _ONE_DAY).isoformat())
    writing.set(closing.entity, closing.id, {"until": until}, _said(closing))


def _not_begun(writing: Writing, closing: Closing) -> bool:
    """Takes out what would only begin later."""
    since = writing.row(closing.entity, closing.id)["since"]
    if not since or str(since) <= closing.on.isoformat():
        return False
    writing.void(closing.entity, closing.id, f"{_said(closing)}，还没有开始")
    return True


_CLOSE = {
    "eligibility": _entitlement,
    "agreement": _agreement,
    "green_card": _card,
    "insured": _insured,
    "hospital_stay": _stay,
    "assignment": _span,
    "pairing": _span,
}
