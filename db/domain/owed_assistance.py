"""The duties of the special assistance: applying in time (E1), the annual check (E2), a stop proposed (E3)."""

from collections.abc import Iterator
from datetime import date, timedelta

from db.domain.almanac import Almanac
from db.domain.eligibility import READY, UNDERAGE, apply_window, eligibility
from db.domain.exits import RETYPE, exit_proposals
from db.domain.family import Family, Person
from db.domain.owed import Owed
from db.domain.reviews import needs_review, review_window
from db.domain.subjects import entered


def of_assistance(family: Family, page: Almanac) -> Iterator[Owed]:
    """What the special assistance asks for each person served, and for the file when its ground is gone."""
    ended = exit_proposals(family, page.profile, page.day)
    for proposal in ended:
        due = proposal.on + timedelta(days=page.rules.e3.days)
        title, action = _EXITS.get(proposal.reason if proposal.person_id else "", ("提议停发", "stop_assistance"))
        who = f"{proposal.person_name}：" if proposal.person_name else ""
        subject = proposal.entitlement_id or "family"
        reason = f"{who}{proposal.sentence}"
        yield Owed("E3", subject, proposal.person_name, title, proposal.on, due, reason, action, proposal.reason)
    if any(not proposal.person_id for proposal in ended):
        return
    for person in family.members(page.day):
        if person.is_target:
            yield from _applications(family, person, page)
            yield from _reviews(family, person, page)


_EXITS = {"": ("提议退出", "exit_family"), RETYPE: ("变更特扶类别", "retype_assistance")}


def _applications(family: Family, person: Person, page: Almanac) -> Iterator[Owed]:
    found = eligibility(family, person, page.profile, page.day)
    if found.status not in {UNDERAGE, READY} or found.since is None:
        return
    since = max(found.since, entered(family, person))
    due = _apply_by(since, page)
    early = min(found.notices, default=found.since)
    opens = max(min(early, found.since), entered(family, person))
    title = "申报特扶" if found.status == READY else "特扶达龄"
    reason = f"{person.name}{found.reason}，{page.say(due)} 前申报"
    yield Owed(
        "E1",
        person.id,
        person.name,
        title,
        min(opens, due),
        due,
        reason,
        "apply_assistance",
        found.since.isoformat(),
        never=found.since <= family.opened_on,
    )


def _apply_by(since: date, page: Almanac) -> date:
    """The last day to apply for who is eligible since a day: the place's window, else so many days."""
    for year in (since.year, since.year + 1):
        window = apply_window(page.profile, year)
        if window is not None and since <= window.end:
            return window.end
    return since + timedelta(days=page.rules.e1.apply_days)


def _reviews(family: Family, person: Person, page: Almanac) -> Iterator[Owed]:
    year = page.day.year
    window = review_window(page.profile, year)
    for entitlement in family.entitlements:
        mine = entitlement.person_id == person.id and entitlement.status_on(page.day) == "confirmed"
        if mine and needs_review(entitlement, year) and not entitlement.passed(year, page.day):
            pending = any(c.year == year and c.result == "pending" for c in entitlement.checks)
            said = "登记为待核，还没有结果" if pending else "还没有年审"
            reason = f"{person.name} {year} 年{said}，{page.say(window.end)} 前办"
            asked = ("特扶年审", window.start, window.end, reason, "review_assistance", str(year))
            yield Owed("E2", entitlement.id, person.name, *asked)
