"""What a person has agreed to: the last word on each scope counts, and silence is neither yes nor no (domain.md §9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.domain.family import Consent, Family
from db.domain.standing import day_words

NOTICE_VERSION = "2026-1"
"""Version of the notice that ships with the program (form F14)."""

SEPARATE = ("doctor", "insurer", "volunteer", "psych", "photo", "publicity")
"""Scopes that need a consent of their own (PIPL Arts. 23, 25, 29); the daily service rests on the statutory duty."""

_WHAT = {
    "service": "日常帮扶服务",
    "doctor": "把信息提供给家庭医生和医院",
    "insurer": "把信息提供给保险公司",
    "volunteer": "把信息提供给志愿者",
    "psych": "心理服务和测评",
    "photo": "拍照留存",
    "publicity": "照片用于宣传",
}


@dataclass(frozen=True, slots=True)
class May:
    """Whether something may be recorded or passed on.

    Attributes:
        allowed: yes.
        reason: why not, a Chinese clause; "" when allowed.
    """

    allowed: bool
    reason: str = ""


def may(family: Family, person_id: str, scope: str, day: date) -> May:
    """Whether a member's consent covers a scope on a day.

    Args:
        family: the member's family.
        person_id: whose consent.
        scope: one of the code list `consent_scope`.
        day: the day on which it would be done.
    """
    return allowed(family.consents, person_id, scope, day)


def allowed(consents: Iterable[Consent], person_id: str, scope: str, day: date) -> May:
    """The same from the consents alone."""
    what = _WHAT.get(scope, scope)
    last = last_word(consents, person_id, scope, day)
    if last is None:
        return May(scope not in SEPARATE, f"还没有告知本人并取得同意：{what}" if scope in SEPARATE else "")
    if not last.granted:
        return May(allowed=False, reason=f"本人 {day_words(last.on, day.year)} 不同意：{what}")
    if last.withdrawn_on is not None and last.withdrawn_on <= day:
        return May(allowed=False, reason=f"本人 {day_words(last.withdrawn_on, day.year)} 撤回了同意：{what}")
    return May(allowed=True)


def declined(consents: Iterable[Consent], person_id: str, scope: str, day: date) -> bool:
    """Whether a person's last word on a scope is no; silence is not a no."""
    last = last_word(consents, person_id, scope, day)
    return last is not None and not allowed((last,), person_id, scope, day).allowed


def last_word(consents: Iterable[Consent], person_id: str, scope: str, day: date) -> Consent | None:
    """The latest consent or refusal by `day` that speaks of a scope; of two on one day the later written one."""
    said = [c for c in consents if c.person_id == person_id and c.on <= day and _speaks_of(c, scope)]
    return max(reversed(said), key=lambda consent: consent.on, default=None)


def _speaks_of(consent: Consent, scope: str) -> bool:
    """A refusal without ticks refuses everything."""
    return scope in consent.scope or (not consent.granted and not consent.scope)
