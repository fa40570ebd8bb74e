"""C1: which of a household's posts are held, and what is missing at the others."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.almanac import Almanac
from db.domain.coverage_facts import Assignment
from db.domain.family import Family, in_span
from db.domain.standing import EXCLUDED, MISS, NOT_ASKED, OK, CoverageState

ONE_DAY = timedelta(days=1)
SINGLE_POSTS = ("township", "village")
"""Posts that one person holds at a time, one after the other (domain.md §4, assignment)."""


@dataclass(frozen=True, slots=True)
class OpenPost:
    """Something missing at one post: since when, by when to put right, in words.

    `action` is `assign_contact`, `add_phone` or `hand_card`.
    """

    kind: str
    reason: str
    since: date
    due_by: date
    action: str


def holders_on(family: Family, day: date) -> dict[str, Assignment]:
    """The contact person of each post on a day; one with a phone is preferred."""
    found: dict[str, Assignment] = {}
    for one in family.assignments:
        if one.since <= day and (one.until is None or day <= one.until):
            before = found.get(one.post_kind)
            if before is None or _preferred(one, day) > _preferred(before, day):
                found[one.post_kind] = one
    return found


def _preferred(one: Assignment, day: date) -> tuple[bool, date, str]:
    """Of two at one post, the one who can be reached, then the later one."""
    return one.reached(day), one.since, one.id


def informed(family: Family, assignment: Assignment, day: date) -> bool:
    """Whether the family has been told of this contact by `day`, by a note on the assignment or a card issued since."""
    told = assignment.family_informed_on
    if told is not None and told <= day:
        return True
    return any(assignment.since <= on <= day for on in family.cards_issued)


def open_posts(family: Family, page: Almanac) -> tuple[OpenPost, ...]:
    """What is missing for C1 on the page's day; empty when the household is covered."""
    return _open_posts(family, holders_on(family, page.day), page)


def _open_posts(family: Family, holders: dict[str, Assignment], page: Almanac) -> tuple[OpenPost, ...]:
    rule = page.rules.c1
    missing = [gap for kind in rule.posts if (gap := _open_post(family, kind, holders.get(kind), page))]
    if rule.extra_posts:
        missing += _missing_extras(family, page)
    if rule.card_counts:
        missing += [
            OpenPost(kind, f"{_post_name(kind, page)}的联系卡还没有送到家", one.since, one.since, "hand_card")
            for kind, one in holders.items()
            if kind in rule.posts and not informed(family, one, page.day)
        ]
    return tuple(missing)


def _post_name(kind: str, page: Almanac) -> str:
    post = page.posts.get(kind)
    return post.name if post else kind


def _open_post(family: Family, kind: str, holder: Assignment | None, page: Almanac) -> OpenPost | None:
    rule = page.rules.c1
    if holder is not None:
        if holder.reached(page.day) or not rule.phone_required:
            return None
        due = holder.since + timedelta(days=rule.replace_days)
        return OpenPost(kind, f"{_post_name(kind, page)}缺电话", holder.since, due, "add_phone")
    left = [one.until for one in family.assignments if one.post_kind == kind and one.until and one.until < page.day]
    if not left:
        due = family.opened_on + timedelta(days=rule.assign_days)
        return OpenPost(kind, f"没有{_post_name(kind, page)}", family.opened_on, due, "assign_contact")
    empty = max(max(left) + ONE_DAY, family.opened_on)
    reason = f"{_post_name(kind, page)} {page.say(empty)} 起空缺"
    return OpenPost(kind, reason, empty, empty + timedelta(days=rule.replace_days), "assign_contact")


def _missing_extras(family: Family, page: Almanac) -> list[OpenPost]:
    """Further contacts a place asks for beside the posts (2+1, 3+X, 4+1); one without a phone reaches nobody."""
    rule = page.rules.c1
    others = [a for a in family.assignments if a.post_kind not in rule.posts]

    def reached(day: date) -> int:
        return sum(in_span(a.since, a.until, day) and (a.reached(day) or not rule.phone_required) for a in others)

    held = reached(page.day)
    if held >= rule.extra_posts:
        return []
    enough_but_mute = sum(in_span(a.since, a.until, page.day) for a in others) >= rule.extra_posts
    what = "名有电话" if enough_but_mute else "名"
    reason = f"其他联系人有 {held} {what}，应有 {rule.extra_posts} 名"
    action = "add_phone" if enough_but_mute else "assign_contact"
    known = [a.until for a in others if a.until and a.until < page.day]
    whole = max((last for last in known if reached(last) >= rule.extra_posts), default=None)
    if whole is None or whole < family.opened_on:
        due = family.opened_on + timedelta(days=rule.assign_days)
        return [OpenPost("extra", reason, family.opened_on, due, action)]
    since = whole + ONE_DAY
    return [OpenPost("extra", reason, since, since + timedelta(days=rule.replace_days), action)]


def contact_state(family: Family, page: Almanac) -> CoverageState:
    """C1 from an almanac page."""
    if not family.active(page.day):
        return CoverageState("C1", family.id, family.name, "household", NOT_ASKED, "不在册")
    if family.persons and not family.members(page.day):
        return CoverageState("C1", family.id, family.name, "household", EXCLUDED, "家里没有健在的成员")
    holders = holders_on(family, page.day)
    missing = _open_posts(family, holders, page)
    if not missing:
        since = max([a.since for kind, a in holders.items() if kind in page.rules.c1.posts], default=None)
        return CoverageState("C1", family.id, family.name, "household", OK, _holder_words(holders, page), since)
    reason = "，".join(gap.reason for gap in missing)
    since = min(gap.since for gap in missing)
    due = min(gap.due_by for gap in missing)
    lapsed = any(gap.since > family.opened_on for gap in missing)
    return CoverageState("C1", family.id, family.name, "household", MISS, reason, since, None, due, lapsed)


def _holder_words(holders: dict[str, Assignment], page: Almanac) -> str:
    return "，".join(
        f"{page.profile.level_short(k)} {holders[k].contact_name}" for k in page.rules.c1.posts if k in holders
    )


@dataclass(frozen=True, slots=True)
class Spell:
    """One contact person's time at a post, and the days before it on which nobody held the post."""

    assignment: Assignment
    empty_before: int = 0
    empty_since: date | None = None


def post_history(family: Family, kind: str, day: date) -> tuple[Spell, ...]:
    """Who held a post up to a day, the first one first, with the days on which it was empty.

    Args:
        family: the household.
        kind: `township`, `village` or `county`; the others have no succession.
        day: what begins later is left out.
    """
    found: list[Spell] = []
    covered_to: date | None = None
    for one in sorted((a for a in family.assignments if a.post_kind == kind and a.since <= day), key=_beginning):
        expected = family.opened_on if covered_to is None else covered_to + ONE_DAY
        empty = max(0, (one.since - expected).days)
        found.append(Spell(one, empty, expected if empty else None))
        covered_to = max(covered_to or date.min, one.until or date.max - ONE_DAY)
    return tuple(found)


def _beginning(one: Assignment) -> tuple[date, date]:
    return one.since, one.until or date.max
