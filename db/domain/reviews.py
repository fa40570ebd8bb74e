"""E2: the annual check of the special assistance (domain.md §2.2, §5)."""

from datetime import date

from db.domain.assistance_facts import Entitlement
from db.domain.periods import Window, month_end
from db.domain.profile import Profile


def review_window(profile: Profile, year: int) -> Window:
    """The days of `year` in which the annual check is made."""
    rule = profile.on(date(year, 1, 1)).e2
    return Window(date(year, rule.first_month, 1), month_end(year, rule.last_month))


def needs_review(entitlement: Entitlement, year: int) -> bool:
    """Whether an entitlement has a check in `year`: one confirmed in that year was checked by being confirmed."""
    return entitlement.confirmed_on is None or entitlement.confirmed_on.year < year


def review_missing(entitlement: Entitlement, profile: Profile, day: date) -> bool:
    """Whether an entitlement confirmed by `day` still lacks this year's check, its window being open or past."""
    opened = review_window(profile, day.year).start <= day
    due = opened and needs_review(entitlement, day.year) and entitlement.status_on(day) == "confirmed"
    return due and not entitlement.passed(day.year, day)
