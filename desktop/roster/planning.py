"""Step three of an import: the sheet is read under its mapping and compared with the record, row by row."""

import gc
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date
from typing import Literal

from db.domain.codes import CodeList
from db.domain.roster import (
    Fields,
    KnownRecord,
    RosterChild,
    RosterContact,
    RosterHousehold,
    RosterPerson,
    value_of,
)
from desktop.roster.columns import Mapping
from desktop.roster.comparing import Difference, differences, look_doubts, settled_places
from desktop.roster.doubts import HEAVIEST, Doubt, heaviest
from desktop.roster.drafts import Draft, FamilyDraft, RowParts
from desktop.roster.header import Header, header_at
from desktop.roster.households import households
from desktop.roster.kinship import parents_of, settle_kinship
from desktop.roster.list_words import ListWords
from desktop.roster.matching import Directory, Match, village_stem
from desktop.roster.members import RowReader
from desktop.roster.plan import Decision, ListedHousehold, MissingHousehold, Replan, RosterPlan, Verdict
from desktop.roster.reading import Reading
from desktop.roster.rows import Explained, account, heading_village
from desktop.roster.values import CellReader
from desktop.roster.workbook import RawSheet
from desktop.words import tr

_SETTLED = frozenset({"soft", "reason", "note"})


def plan_roster(
    reading: Reading,
    sheet: int,
    mapping: Mapping,
    known: KnownRecord,
    code_lists: MappingOf[str, CodeList],
    today: date,
) -> RosterPlan:
    """Reads a sheet under a mapping and compares it with the record. Nothing is written.

    Args:
        reading: from `read_roster`.
        sheet: position of the sheet chosen among `reading.sheets`.
        mapping: from `SheetGuess.mapping`, corrected by a person.
        known: what the record has now.
        code_lists: all code lists by name.
        today: the day of the import; later dates cannot have happened.
    """
    raw = reading.sheets[sheet].sheet
    words = ListWords(code_lists)
    planner = _Planner(raw, mapping, header_at(raw, mapping.header_rows), known, words, today)
    return planner(())


@dataclass(frozen=True)
class _Planner(Replan):
    sheet: RawSheet
    mapping: Mapping
    header: Header
    known: KnownRecord
    words: ListWords
    today: date

    def __call__(self, decisions: tuple[tuple[int, Decision], ...]) -> RosterPlan:
        """A long list makes millions of small values and no cycles: looking for cycles meanwhile costs a quarter."""
        collecting = gc.isenabled()
        gc.disable()
        try:
            return self._plan(decisions)
        finally:
            if collecting:
                gc.enable()

    def _plan(self, decisions: tuple[tuple[int, Decision], ...]) -> RosterPlan:
        skipped = frozenset(row for row, decision in decisions if decision.choice == "skip")
        fixes = {(r, c): text for _, decision in decisions for r, c, text in decision.fixes}
        explained: list[Explained] = []
        rows = self._rows(fixes, explained)
        families = settle_kinship(households(rows, self.sheet, self.mapping), skipped)
        listing = _Listing(self.known, self.words, self.mapping, skipped)
        listed = tuple(listing.judge(family) for family in listing.placed(families))
        return RosterPlan(
            listed,
            tuple(explained),
            listing.missing(),
            tuple(listing.new_villages),
            len(self.sheet.rows),
            decisions,
            self,
        )

    def _rows(self, fixes: dict[tuple[int, int], str], explained: list[Explained]) -> Iterator[RowParts]:
        reader = RowReader(self.sheet, self.mapping, CellReader(self.today, self.words), fixes)
        village = self.mapping.village
        for entry in account(self.sheet, self.header, self.mapping):
            if entry.kind != "data":
                explained.append(entry)
                village = heading_village(entry) or village
                continue
            parts = reader.read(entry.row, self.sheet.rows[entry.row - 1])
            parts.village_above = village
            yield parts


class _Listing:
    """Judges the households of one list against one record."""

    def __init__(self, known: KnownRecord, words: ListWords, mapping: Mapping, skipped: frozenset[int]) -> None:
        self._directory = Directory(known)
        self._known = known
        self._words = words
        self._mapping = mapping
        self._skipped = skipped
        self._villages = _villages(known)
        self._claimed: dict[str, int] = {}
        self._homes: dict[int, list[FamilyDraft]] = defaultdict(list)
        self._keys = 0
        self.new_villages: dict[str, None] = {}

    def placed(self, families: list[FamilyDraft]) -> list[FamilyDraft]:
        """The same households, their villages named as the record names them, their children's homes noted."""
        for family in families:
            self._place(family)
            for child in family.children:
                self._homes[id(child)].append(family)
        return families

    def judge(self, family: FamilyDraft) -> ListedHousehold:
        """Verdict and household values of one household of the list."""
        match = self._directory.match(family, family.family.get("village"))
        self._claim(family, match)
        found = differences(family, match)
        self._require(family, match)
        doubts = self._doubts(family, match, found)
        household = self._household(family, match)
        action = _action(match, found, household)
        verdict = _verdict(match, action, doubts)
        changes = tuple(difference.change for difference in found)
        said = _explanation(verdict, doubts, found, household)
        return ListedHousehold(household.rows, verdict, action, household, changes, doubts, said)

    def missing(self) -> tuple[MissingHousehold, ...]:
        """Households of the record nobody in the list claimed."""
        return tuple(
            MissingHousehold(f.id, f.head_name, value_of(f.fields, "village"), value_of(f.fields, "case_no"))
            for f in self._known.families
            if f.id not in self._claimed
        )

    def _place(self, family: FamilyDraft) -> None:
        own = family.family
        name = own.get("village") or family.village_above
        if not name:
            return
        place = own.places.get("village", (family.rows[0], 0))
        found = self._villages.get(name) or self._villages.get(village_stem(name))
        own.put("village", found or name, place)
        if not found and self._villages and name not in self.new_villages:
            self.new_villages[name] = None
        if not found and self._villages:
            said = tr("本机还没有“{name}”，接受后新加这个村").format(name=name)
            family.doubts.append(Doubt(*place, "village", name, "village_unknown", said, "soft"))

    def _claim(self, family: FamilyDraft, match: Match) -> None:
        if match.family is None:
            return
        if match.unsure:
            family.doubt("match_unsure", match.unsure, "soft")
        for position in match.elsewhere:
            name = family.persons[position].get("name")
            family.doubt("person_elsewhere", tr("{name}在册在另一户里").format(name=name), "reason")
        if not self._skipped.isdisjoint(family.rows):
            return
        first = self._claimed.setdefault(match.family.id, family.rows[0])
        if first != family.rows[0]:
            said = tr("在册是一户，表里与第 {row} 行分成两户，请先在档案里分户").format(row=first)
            family.doubt("one_home_twice", said, "hard")

    def _require(self, family: FamilyDraft, match: Match) -> None:
        """What a record cannot be made without."""
        if not family.persons:
            family.doubt("no_adult", tr("没有父母的姓名，不知道是谁家的"), "hard")
        unread = {doubt.row for doubt in family.doubts if doubt.field == "name" and doubt.weight == "hard"}
        for person in family.persons:
            if not person.get("name") and person.rows[0] not in unread:
                place = (person.rows[0], 0)
                family.doubts.append(Doubt(*place, "name", "", "no_name", tr("没有姓名"), "hard"))
        own = family.family
        if not own.get("case_type"):
            case_type = "" if match.family else self._mapping.case_type or _case_type_of(family)
            if case_type:
                own.put("case_type", case_type, (family.rows[0], 0))
        for child in family.children:
            if not child.get("state"):
                self._state(family, child, match)
        if match.family is None:
            self._require_new(family)

    def _require_new(self, family: FamilyDraft) -> None:
        if not family.family.get("village"):
            family.doubt("no_village", tr("没有村，请补上，或在对列时给整张表选一个村"), "hard")
        if not family.family.get("case_type"):
            family.doubt("no_case_type", tr("看不出家庭类别，请补上，或在对列时给整张表选一个"), "hard")

    @staticmethod
    def _state(family: FamilyDraft, child: Draft, match: Match) -> None:
        if any(family.children[position] is child for position in match.children):
            return
        state = {"death": "dead", "disability": "disabled"}.get(family.family.get("case_type"))
        if state:
            child.put("state", state, (child.rows[0], 0))

    def _doubts(self, family: FamilyDraft, match: Match, found: list[Difference]) -> tuple[Doubt, ...]:
        if not family.doubts and not found:
            return ()
        settled = settled_places(family, match)
        kept = [d for d in family.doubts if (d.row, d.column) not in settled or d.weight not in _SETTLED]
        kept += look_doubts(found, family, self._words)
        return tuple(sorted(kept, key=lambda doubt: (-HEAVIEST.index(doubt.weight), doubt.row, doubt.column)))

    def _household(self, family: FamilyDraft, match: Match) -> RosterHousehold:
        keys = {}
        persons = []
        for position, person in enumerate(family.persons):
            self._keys += 1
            keys[id(person)] = f"p{self._keys}"
            kin = match.persons.get(position)
            persons.append(
                RosterPerson(
                    keys[id(person)],
                    _fields(person),
                    person.get("relation") or "10",
                    tuple(sorted(person.rows)),
                    kin.id if kin else "",
                )
            )
        children = tuple(
            RosterChild(
                child.key,
                _fields(child),
                tuple(keys[id(parent)] for parent in parents_of(family, self._apart(family, child))),
                tuple(sorted(child.rows)),
                match.children[position].id if position in match.children else "",
            )
            for position, child in enumerate(family.children)
        )
        contacts = tuple(_contact(post, draft, match) for post, draft in sorted(family.contacts.items()))
        known_id = match.family.id if match.family else ""
        own = _fields(family.family)
        return RosterHousehold(own, tuple(persons), children, contacts, tuple(sorted(family.rows)), known_id)

    def _apart(self, family: FamilyDraft, child: Draft) -> frozenset[str]:
        """Sexes of the child's parents who stand alone in other households of the list."""
        homes = self._homes[id(child)]
        return frozenset(home.persons[0].get("sex") for home in homes if home is not family and len(home.persons) == 1)


def _villages(known: KnownRecord) -> dict[str, str]:
    """Every way to write a village -> its name in the record; a stem two villages share speaks for neither."""
    names = dict.fromkeys([*known.villages, *(value_of(f.fields, "village") for f in known.families)])
    names.pop("", None)
    stems: dict[str, list[str]] = defaultdict(list)
    for name in names:
        stems[village_stem(name)].append(name)
    table = {stem: found[0] for stem, found in stems.items() if len(found) == 1}
    return {**table, **{name: name for name in names}} if known.villages else {}


def _case_type_of(family: FamilyDraft) -> str:
    """The case type that follows from what the list says of the child, "" when nothing does."""
    states = {child.get("state") for child in family.children}
    if "dead" in states:
        return "death"
    if "disabled" in states:
        return "disability"
    return "complication" if any(person.get("complication.grade") for person in family.persons) else ""


def _fields(draft: Draft) -> Fields:
    if "relation" not in draft.fields:
        return tuple(draft.fields.items())
    return tuple([entry for entry in draft.fields.items() if entry[0] != "relation"])


def _contact(post: str, draft: Draft, match: Match) -> RosterContact:
    """The assignment it belongs to is known only while the post is held by the same person."""
    known = {contact.post_kind: contact for contact in match.family.contacts} if match.family else {}
    holder = known.get(post)
    same = holder is not None and draft.get("name") in {"", value_of(holder.fields, "name")}
    return RosterContact(post, _fields(draft), tuple(sorted(draft.rows)), holder.id if holder and same else "")


def _action(match: Match, found: list[Difference], household: RosterHousehold) -> Literal["new", "update", "none"]:
    if match.family is None:
        return "new"
    return "update" if found or _newcomers(household) else "none"


def _newcomers(household: RosterHousehold) -> list[str]:
    """Names of the people of a known household whom the record does not have, "" for those without a name."""
    newcomers = [value_of(person.fields, "name") for person in household.persons if not person.known_id]
    newcomers += [value_of(child.fields, "name") for child in household.children if not child.known_id]
    return newcomers + [value_of(contact.fields, "name") for contact in household.contacts if not contact.known_id]


def _verdict(match: Match, action: str, doubts: tuple[Doubt, ...]) -> Verdict:
    weight = heaviest(doubts)
    if weight in {"hard", "reason"}:
        return "cannot"
    if action == "none":
        return "same"
    if weight == "soft":
        return "look"
    return "new" if match.family is None else "changed"


def _explanation(
    verdict: Verdict, doubts: tuple[Doubt, ...], found: list[Difference], household: RosterHousehold
) -> str:
    if verdict in {"cannot", "look"}:
        more = tr("（另有 {count} 处）").format(count=len(doubts) - 1) if len(doubts) > 1 else ""
        return doubts[0].sentence + more
    if verdict == "new":
        return tr("新的一户")
    if verdict == "same":
        return tr("与在册相同，不写")
    titles = list(dict.fromkeys(difference.title for difference in found))
    said = [tr("改 {count} 项：{titles}").format(count=len(found), titles="、".join(titles))] if found else []
    newcomers = _newcomers(household)
    if newcomers:
        said.append(tr("新增：{names}").format(names="、".join(filter(None, newcomers))))
    return "；".join(said)
