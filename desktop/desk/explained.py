"""Coverage explained: for a household or person and one item on a day, since when, why, by whom, and on what record.

The answer to an inspector's question, for any date: it rests on the facts of that day and before (valid time).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from db.clock import CHINA
from db.domain.almanac import Almanac, almanac
from db.domain.entities.registry import ENTITIES
from db.domain.evidence import Answerable, Evidence, answerable, evidence_of
from db.domain.family import Family
from db.domain.standing import ITEMS, MISS, NOT_ASKED, CoverageState, day_words
from db.domain.strip import item_states
from db.queries.evidence import Written, written
from db.queries.facts import families_on_file
from desktop.desk.desk import Desk
from desktop.words import tr


@dataclass(frozen=True)
class Explained:
    """One state, explained.

    Attributes:
        family_id, family_name, village: where.
        state: the item's state with its reason.
        days: how many days it has been missing on that day, both ends counted; 0 when it is not.
        responsible: who answers for it, in words.
        evidence: the last record it rests on, None when there is none; `evidence_words` says which, with its day.
        written_by, written_on: who wrote that record, and the day it was written.
        source: the document the rule rests on.
    """

    family_id: str
    family_name: str
    village: str
    state: CoverageState
    days: int
    responsible: str
    evidence: Evidence | None
    evidence_words: str
    written_by: str
    written_on: date | None
    source: str


def explain_one(desk: Desk, family_id: str, item: str, subject_id: str, on: date | None = None) -> Explained | None:
    """One state explained; None when the day knows no such subject."""
    found = explain(desk, on, item=item, family_ids=(family_id,), everything=True)
    return next((each for each in found if each.state.subject_id == subject_id), None)


def explain(
    desk: Desk,
    on: date | None = None,
    *,
    item: str = "",
    village: str = "",
    family_ids: Iterable[str] | None = None,
    everything: bool = False,
) -> tuple[Explained, ...]:
    """Who is not covered on a day, since when, why, and who answers for it.

    Args:
        desk: the desk.
        on: the day; today when None.
        item: one of the seven; all of them when "".
        village: name or code of one village; all when "".
        family_ids: these families only; all when None.
        everything: also what is in order; otherwise only what is missing, late or not counted.

    Returns:
        By item, village and family in route order.
    """
    day = on or desk.today
    page = almanac(desk.profile, day)
    with desk.record.store.reading() as connection:
        families = [f for f in families_on_file(connection, family_ids) if f.active(day) and _in(f, village)]
        states = [
            (family, state, evidence_of(family, state, day))
            for wanted in ((item,) if item else ITEMS)
            for family in families
            for state in item_states(family, desk.profile, day)[wanted]
            if everything or not (state.covered or state.state == NOT_ASKED)
        ]
        authors = written(connection, (each.record_id for _, _, each in states if each))
    return tuple(_explained(desk, page, family, state, (each, authors)) for family, state, each in states)


def _in(family: Family, village: str) -> bool:
    return not village or village in {family.village, family.village_code}


def _explained(
    desk: Desk,
    page: Almanac,
    family: Family,
    state: CoverageState,
    known: tuple[Evidence | None, dict[str, Written]],
) -> Explained:
    evidence, authors = known
    told = authors.get(evidence.record_id) if evidence else None
    gone = state.state == MISS and state.since is not None and state.since <= page.day
    return Explained(
        family.id,
        family.name,
        family.village,
        state,
        (page.day - state.since).days + 1 if gone and state.since else 0,
        responsible_words(desk, answerable(family, page), page),
        evidence,
        _evidence_words(evidence, page) if evidence else tr("没有任何记录"),
        told.author if told else "",
        datetime.fromisoformat(told.at).astimezone(CHINA).date() if told else None,
        desk.profile.rule_source(_RULES[state.item], page.day),
    )


_RULES = {"C1": "C1", "C2": "C2", "C3": "C3", "S1": "S1", "S2": "S2-festival", "S3": "S3", "S4": "S4"}


def responsible_words(desk: Desk, who: Answerable, page: Almanac) -> str:
    """`镇 何卫国、村 冯月明`; a post nobody holds is the office's own to fill."""
    short = {one.post_kind: desk.profile.level_short(one.post_kind) for one in who.holders}
    parts = [
        one.contact_name if one.post_kind == "extra" else f"{short[one.post_kind]} {one.contact_name}"
        for one in who.holders
    ]
    for kind in who.vacant:
        post = page.posts.get(kind)
        name = post.name if post else kind
        parts.append(tr("{post}空缺，{office}负责落实").format(post=name, office=desk.record.office.org_name))
    return "、".join(parts)


def _evidence_words(evidence: Evidence, page: Almanac) -> str:
    title = tr(ENTITIES[evidence.entity].title)
    return tr("{title}，{on}").format(title=title, on=day_words(evidence.on, page.day.year))
