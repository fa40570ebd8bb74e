"""E3: what a birth, an adoption, a recovery or a death proposes to stop; the township confirms (domain.md §2.2, §5)."""

from dataclasses import dataclass
from datetime import date

from db.domain.assistance_facts import Entitlement
from db.domain.closings import RUNNING
from db.domain.eligibility import ground
from db.domain.family import Child, Family, Person
from db.domain.profile import Profile

RETYPE = "retype"
"""No reason to stop but another ground: the disabled child has died."""
_WORDS = {
    "death": "本人已去世",
    "birth": "登记了再生育的子女",
    "adoption": "登记了收养的子女",
    "recovery": "子女已不在三级以上残疾",
    RETYPE: "子女已离世，应转为死亡类",
}


@dataclass(frozen=True, slots=True)
class ExitProposal:
    """Something recorded that ends a ground.

    Attributes:
        entitlement_id: the entitlement to stop; "" when the whole family leaves the register.
        person_id, person_name: whose; "" for the family.
        reason: code of `stop_reason`, or `retype`.
        on: the day it happened, as far as it is known.
        sentence: Chinese.
    """

    entitlement_id: str
    person_id: str
    person_name: str
    reason: str
    on: date
    sentence: str


def exit_proposals(family: Family, profile: Profile, day: date) -> tuple[ExitProposal, ...]:
    """What is recorded by `day` and speaks against an entitlement or against the file itself.

    Only what stands in the record proposes something: a file without children on it proposes nothing.
    """
    if not family.active(day):
        return ()
    persons = [p for p in family.persons if p.is_target and not p.gone(day)]
    if family.case_type == "death" and all(c.state == "dead" for c in family.children):  # most families, and often
        persons = [p for p in persons if not p.living(day)]
        if not persons:
            return ()
    ended = {p.id: _ended(family, p, profile, day) for p in persons}
    left = [p for p in persons if p.living(day)]
    told = [ended[p.id] for p in left]
    whole = bool(left) and all(found is not None and found[0] in {"birth", "adoption", "recovery"} for found in told)
    if whole and not _other_ground(family, left, profile, day):
        reason, on = max((found for found in told if found is not None), key=lambda found: found[1])
        sentence = f"{_WORDS[reason]}，提议退出"
        return (ExitProposal("", "", "", reason, on, sentence),) if _allowed(reason, profile, day) else ()
    made = (_of_person(e, persons, ended, day) for e in family.entitlements if e.status_on(day) in RUNNING)
    return tuple(p for p in made if p is not None and _allowed(p.reason, profile, day))


def _allowed(reason: str, profile: Profile, day: date) -> bool:
    return reason == RETYPE or reason in profile.on(day).e3.reasons


def _of_person(
    entitlement: Entitlement, persons: list[Person], ended: dict[str, tuple[str, date] | None], day: date
) -> ExitProposal | None:
    person = next((p for p in persons if p.id == entitlement.person_id), None)
    if person is None:
        return None
    found = ("death", person.death_date or day) if not person.living(day) else ended[person.id]
    if found is None or (entitlement.kind == "complication" and found[0] != "death"):
        return None
    reason, on = found
    if reason == RETYPE and entitlement.kind != "disability":
        return None
    sentence = f"{_WORDS[reason]}，提议{'停止' if reason != RETYPE else '变更类别'}"
    return ExitProposal(entitlement.id, person.id, person.name, reason, on, sentence)


def _ended(family: Family, person: Person, profile: Profile, day: date) -> tuple[str, date] | None:
    """Why the ground that a child gave is over for this parent, and since when."""
    own = [c for c in family.children if person.id in c.parents and (c.birth_date is None or c.birth_date <= day)]
    gone = [c for c in own if c.state == "dead" and (c.event_date is None or c.event_date <= day)]
    living = [c for c in own if c not in gone]
    fallback = family.opened_on
    if gone and living:
        since = max((c.event_date or fallback for c in gone), default=fallback)
        later = [c for c in living if c.birth_date is not None and c.birth_date > since and c.state != "disabled"]
        if later:
            first = min(later, key=_born)
            return ("adoption" if first.origin == "adopted" else "birth"), _born(first)
    if gone and not living and family.case_type == "disability" and any(c.disability_grade for c in gone):
        return RETYPE, max(c.event_date or fallback for c in gone)
    if family.case_type == "disability" and living and not gone:
        return _recovered(living, profile, day, fallback)
    return None


def _born(child: Child) -> date:
    return child.birth_date or date.min


def _recovered(living: list[Child], profile: Profile, day: date, fallback: date) -> tuple[str, date] | None:
    rule = profile.on(day).e1
    worst = max(rule.max_grade, rule.local_grade)
    serious = [c for c in living if c.state == "disabled" and (not c.disability_grade or c.disability_grade <= worst)]
    if serious:
        brothers = [c for c in living if c not in serious and c.birth_date and c.birth_date > _since(serious, fallback)]
        if not brothers:
            return None
        first = min(brothers, key=_born)
        return ("adoption" if first.origin == "adopted" else "birth"), _born(first)
    return "recovery", max((c.event_date or fallback for c in living), default=fallback)


def _since(children: list[Child], fallback: date) -> date:
    return max(c.event_date or fallback for c in children)


def _other_ground(family: Family, persons: list[Person], profile: Profile, day: date) -> bool:
    return any(ground(family, person, profile, day)[2] is not None for person in persons)
