"""What is owed to whom, by when: every duty of a family on a day, and the office's own (domain.md §5).

Overdue is worked out, never typed in. A duty says why it is there and what closes it.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from db.domain.almanac import Almanac, almanac
from db.domain.family import Family
from db.domain.judged import Judged
from db.domain.owed import (
    DUE,
    OVERDUE,
    UPCOMING,
    Duty,
    Owed,
    of_archive,
    of_claims,
    of_contacts,
    of_files,
    of_fulfilment,
    of_needs,
    of_refusals,
    of_state,
    of_survey,
    of_visits,
)
from db.domain.owed_assistance import of_assistance
from db.domain.periods import Period, PeriodKind, add_months, period_of, report_due
from db.domain.profile import Profile
from db.domain.support_facts import Waiver

__all__ = [
    "DUE", "OVERDUE", "UPCOMING", "Duty", "duties", "duties_of", "hospital_gap_duty", "hospital_list_duty",
    "missing_levels", "report_duty", "waived_duties",
]  # fmt: skip
ONE_DAY = timedelta(days=1)


def duties(family: Family, profile: Profile, day: date) -> tuple[Duty, ...]:
    """Everything open for a family on `day` or coming within the profile's horizon, the most urgent first.

    Returns:
        Nothing for a family not on the register, or in which nobody is left; nothing that was waived by then.
    """
    return duties_of(Judged(family, almanac(profile, day)))


def duties_of(judged: Judged) -> tuple[Duty, ...]:
    """The duties of a family that has been judged."""
    found = _all(judged)
    if not judged.family.waivers:
        return found
    waived = _waivers(judged.family, judged.page.day)
    return tuple([duty for duty in found if duty.key not in waived])


def waived_duties(family: Family, profile: Profile, day: date) -> tuple[tuple[Duty, Waiver], ...]:
    """What would be owed on `day` but need not be done, each with the waiver that says why.

    A waiver holds for one occasion. Once the facts move on (another visit, another term) the next one is owed again;
    what the coverages say is not touched by it.
    """
    waived = _waivers(family, day)
    if not waived:
        return ()
    found = _all(Judged(family, almanac(profile, day)))
    return tuple((duty, waived[duty.key]) for duty in found if duty.key in waived)


def _waivers(family: Family, day: date) -> dict[str, Waiver]:
    return {waiver.duty_key: waiver for waiver in family.waivers if waiver.on <= day}


def _all(judged: Judged) -> tuple[Duty, ...]:
    family, page = judged.family, judged.page
    if not judged.active or not family.members(page.day):
        return ()
    found = [owed.judged(family.id, page.day) for owed in _owed(judged) if _listed(owed, page)]
    return tuple(sorted(found, key=lambda duty: (duty.due_by, duty.key)))


def _listed(owed: Owed, page: Almanac) -> bool:
    return owed.due_by <= page.horizon or owed.opens_on <= page.day


def _owed(judged: Judged) -> list[Owed]:
    family, page = judged.family, judged.page
    states = [*judged.cards, *judged.agreements, judged.solace, judged.volunteering, *judged.insurance]
    return [
        *of_contacts(family, page),
        *of_visits(family, page, judged.owed),
        *(owed for state in states if (owed := of_state(state, page))),
        *of_refusals(judged.cards, judged.agreements, page),
        *of_fulfilment(family, page),
        *of_survey(family, page),
        *of_files(family, page),
        *of_claims(family, page),
        *of_needs(family, page),
        *of_archive(family, page),
        *of_assistance(family, page),
    ]


def report_duty(profile: Profile, day: date, last_reported: Period | None = None) -> Duty:
    """A3: the period report the office owes next.

    Args:
        profile: the locality.
        day: the day asked about.
        last_reported: the last period handed in; None when nothing was ever handed in: then only the period just
            ended is asked for, not the years before the program came.
    """
    rule = profile.on(day).a3
    kind = PeriodKind(rule.period)
    period = period_of(kind, last_reported.end + ONE_DAY) if last_reported else period_of(kind, day).previous()
    due = report_due(period, rule.day)
    page = almanac(profile, day)
    title = f"上报 {period.number} 月" if kind is PeriodKind.MONTH else f"上报第 {period.number} 季度"
    reason = f"{page.profile.word('report.county')}，{page.say(due)} 前交"
    opens = min(period.end, due)
    return Owed("A3", period.code, "", title, opens, due, reason, "hand_in_report").judged("", day)


def hospital_list_duty(profile: Profile, day: date, last_checked: date | None, opened_on: date) -> Duty:
    """C2a: the list of designated hospitals to be gone through again.

    Args:
        profile: the locality.
        day: the day asked about.
        last_checked: when the list was last gone through, None if never.
        opened_on: since when the office keeps this record; the first check is counted from here.
    """
    rule, page = profile.on(day).c2a, almanac(profile, day)
    due = add_months(last_checked or opened_on, rule.months)
    before = f"上次 {page.say(last_checked)}" if last_checked else "还没有核对过"
    reason = f"定点医院名单每 {rule.months} 个月核对一次，{before}"
    opens = max(due - timedelta(days=rule.lead_days), last_checked or opened_on)
    return Owed("C2a", "hospitals", "", "核对定点医院", opens, due, reason, "check_hospitals", due.isoformat()).judged(
        "", day
    )


def missing_levels(profile: Profile, day: date, named: Collection[str]) -> tuple[str, ...]:
    """C2a: the hospital levels the place must name and has not; `named` are the levels on the list."""
    return tuple(level for level in profile.on(day).c2a.levels if level not in named)


def _hospital_level(profile: Profile, level: str) -> str:
    return _ABOVE.get(level) or f"{profile.level_short(level)}级"


_ABOVE = {"province": "省级", "city": "市级"}


def hospital_gap_duty(profile: Profile, day: date, liaisons: Mapping[str, bool], opened_on: date) -> Duty | None:
    """C2a: a level at which no hospital is named, or none of whose hospitals has a liaison officer.

    Args:
        profile: the locality.
        day: the day asked about.
        liaisons: by level of the hospitals on the list, whether one of them names a liaison officer.
        opened_on: since when the office keeps this record.

    Returns:
        One duty for everything missing; None when nothing is.
    """
    rule, page = profile.on(day).c2a, almanac(profile, day)
    missing = missing_levels(profile, day, liaisons)
    mute = tuple(level for level in rule.levels if not liaisons.get(level, True))
    if not missing and not mute:
        return None
    parts = [f"还没有登记{_hospital_level(profile, level)}定点医院" for level in missing]
    parts += [f"{_hospital_level(profile, level)}定点医院没有联络员" for level in mute]
    due = opened_on + timedelta(days=rule.lead_days)
    levels = ",".join((*missing, *mute))
    reason = f"{'，'.join(parts)}，{page.say(due)} 前补上"
    return Owed("C2a", "levels", "", "补定点医院", opened_on, due, reason, "check_hospitals", levels).judged("", day)
