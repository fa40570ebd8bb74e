"""The plan a person reads row by row before anything is written: verdicts, reasons, decisions, exact counts."""

from collections import Counter
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from db.domain.roster import FieldChange, HouseholdPlan, RosterHousehold, RosterPerson, value_of
from desktop.roster.doubts import Doubt, Weight, heaviest
from desktop.roster.rows import Explained
from desktop.words import tr

Verdict = Literal["new", "changed", "same", "look", "cannot"]
VERDICTS: tuple[Verdict, ...] = ("cannot", "look", "new", "changed", "same")
_ID_DOUBTS = frozenset(
    {"check_digit", "birth_impossible", "birth_future", "length", "not_digits", "unknown_kind", "birth_differs"}
    | {"sex_differs"}
)


def verdict_word(verdict: Verdict) -> str:
    """The verdict as it stands on the tab and in the problem list."""
    words = {
        "new": tr("新增"),
        "changed": tr("更新"),
        "same": tr("无变化"),
        "look": tr("请看一眼"),
        "cannot": tr("不能写入"),
    }
    return words[verdict]


@dataclass(frozen=True)
class Decision:
    """What a person decided about a row.

    Args:
        choice: `accept` writes it, `skip` leaves it out.
        reason: why a number that cannot be right is kept all the same (D-64); needed for doubts of weight `reason`.
        fixes: (row, column, text) put in the place of cells, all from 1.
    """

    choice: Literal["accept", "skip"] = "accept"
    reason: str = ""
    fixes: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True)
class ListedHousehold:
    """One household of the list and what would happen to it.

    Args:
        rows: the spreadsheet rows (from 1) it stands in.
        verdict: what is to be shown.
        action: what writing it would do; `none` when the record already says all of it.
        household: everything the list says, known ids filled in.
        changes: what would be written over.
        doubts: gravest first.
        explanation: one Chinese clause for the list.
    """

    rows: tuple[int, ...]
    verdict: Verdict
    action: Literal["new", "update", "none"]
    household: RosterHousehold
    changes: tuple[FieldChange, ...]
    doubts: tuple[Doubt, ...]
    explanation: str

    @property
    def names(self) -> str:
        """Whom the row is about: 谢光明、廖淑芬."""
        people = self.household.persons or self.household.children
        return "、".join(name for person in people if (name := value_of(person.fields, "name")))

    @property
    def village(self) -> str:
        """The village's name, "" when the list names none."""
        return value_of(self.household.fields, "village")

    @property
    def id_no(self) -> str:
        """The first ID number of the household, in full: the page masks it."""
        return next((n for person in self.household.persons if (n := value_of(person.fields, "id_no"))), "")

    @property
    def weight(self) -> Weight:
        """The gravest weight among its doubts."""
        return heaviest(self.doubts)

    @property
    def needs_reason(self) -> bool:
        """True when a reason alone would let it in."""
        return self.verdict == "cannot" and self.weight == "reason"


@dataclass(frozen=True)
class MissingHousehold:
    """A household of the record that this list does not name any more; nothing happens to it by itself."""

    id: str
    name: str
    village: str
    case_no: str


@dataclass(frozen=True)
class Counts:
    """Figures of a plan, in rows of the sheet unless said otherwise.

    Args:
        rows: verdict -> rows.
        households: verdict -> households.
        explained: kind of row that is no data -> rows.
        read: all rows of the sheet; equals the sum of `rows` and `explained`.
        will_write, will_skip: rows under the decisions taken so far; rows that are the same count in neither.
    """

    rows: tuple[tuple[Verdict, int], ...]
    households: tuple[tuple[Verdict, int], ...]
    explained: tuple[tuple[str, int], ...]
    read: int
    will_write: int
    will_skip: int

    def of(self, verdict: Verdict) -> int:
        """Rows with this verdict."""
        return dict(self.rows).get(verdict, 0)


@dataclass(frozen=True)
class RosterPlan:
    """A list, understood and compared with the record, waiting for decisions.

    Args:
        households: in the order of their first rows.
        explained: rows that are no data.
        missing: households of the record the list does not name.
        new_villages: villages the record does not have yet.
        decisions: row -> decision taken.
        row_count: all rows of the sheet.
        replan: how to plan again with other decisions; set by `plan_roster`.
    """

    households: tuple[ListedHousehold, ...]
    explained: tuple[Explained, ...]
    missing: tuple[MissingHousehold, ...]
    new_villages: tuple[str, ...]
    row_count: int
    decisions: tuple[tuple[int, Decision], ...] = ()
    replan: "Replan | None" = field(default=None, repr=False, compare=False)

    @cached_property
    def _by_row(self) -> dict[int, ListedHousehold]:
        return {row: listed for listed in self.households for row in listed.rows}

    def at(self, row: int) -> ListedHousehold | None:
        """The household a spreadsheet row belongs to, None for rows that are no data."""
        return self._by_row.get(row)

    def decide(self, decisions: MappingOf[int, Decision]) -> "RosterPlan":
        """The plan after these decisions; corrected cells are read and compared afresh, with all that follows.

        Args:
            decisions: spreadsheet row -> decision. A later one on the same row replaces an earlier one, but cells
                corrected earlier stay corrected.
        """
        before = dict(self.decisions)
        after = dict(before)
        for row, decision in decisions.items():
            fixes = {(r, c): text for r, c, text in before.get(row, Decision()).fixes}
            fixes.update({(r, c): text for r, c, text in decision.fixes})
            after[row] = replace(decision, fixes=tuple((r, c, text) for (r, c), text in sorted(fixes.items())))
        changed = tuple(sorted(after.items()))
        if self.replan is None or _outline(before) == _outline(after):
            return replace(self, decisions=changed)
        return self.replan(changed)

    def accepted(self, *, accept_warnings: bool) -> tuple[HouseholdPlan, ...]:
        """What would be written: everything new and changed, and what a person has accepted.

        Args:
            accept_warnings: take every 请看一眼 that was not decided one by one.
        """
        return tuple(
            _household_plan(listed, decision)
            for listed in self.households
            if self._taken(listed, decision := self._decision(listed), accept_warnings=accept_warnings)
        )

    def counts(self, *, accept_warnings: bool = False) -> Counts:
        """Exact figures for the tabs and the footer."""
        rows: Counter[Verdict] = Counter()
        households: Counter[Verdict] = Counter()
        write = skip = 0
        for listed in self.households:
            rows[listed.verdict] += len(listed.rows)
            households[listed.verdict] += 1
            if self._taken(listed, self._decision(listed), accept_warnings=accept_warnings):
                write += len(listed.rows)
            elif listed.verdict != "same":
                skip += len(listed.rows)
        explained = Counter(row.kind for row in self.explained)
        return Counts(
            tuple((v, rows[v]) for v in VERDICTS),
            tuple((v, households[v]) for v in VERDICTS),
            tuple(sorted(explained.items())),
            self.row_count,
            write,
            skip,
        )

    def _decision(self, listed: ListedHousehold) -> Decision | None:
        found = [self._decided[row] for row in listed.rows if row in self._decided]
        if not found:
            return None
        skipped = [decision for decision in found if decision.choice == "skip"]
        return skipped[0] if skipped else max(found, key=lambda decision: len(decision.reason))

    @cached_property
    def _decided(self) -> dict[int, Decision]:
        return dict(self.decisions)

    @staticmethod
    def _taken(listed: ListedHousehold, decision: Decision | None, *, accept_warnings: bool) -> bool:
        if listed.action == "none" or (decision and decision.choice == "skip"):
            return False
        if listed.verdict in {"new", "changed"}:
            return True
        if listed.verdict == "look":
            return accept_warnings or decision is not None
        return listed.needs_reason and decision is not None and bool(decision.reason.strip())


class Replan:
    """Plans the same list again under other decisions; a callable, so that the plan stays a plain value."""

    def __call__(self, decisions: tuple[tuple[int, Decision], ...]) -> RosterPlan:
        """The plan under these decisions."""
        raise NotImplementedError


def _outline(decisions: MappingOf[int, Decision]) -> set[tuple[int, bool, tuple[tuple[int, int, str], ...]]]:
    """What of the decisions changes the reading itself: corrected cells and rows left out."""
    outlines = {(row, taken.choice == "skip", taken.fixes) for row, taken in decisions.items()}
    return {outline for outline in outlines if outline[1] or outline[2]}


def _household_plan(listed: ListedHousehold, decision: Decision | None) -> HouseholdPlan:
    said = decision.reason.strip() if decision else ""
    reasons = tuple(
        (doubt.row, doubt.sentence + (tr("理由：{reason}").format(reason=said) if said else ""))
        for doubt in listed.doubts
        if doubt.weight in {"soft", "reason"}
    )
    household = _with_id_reason(listed, said) if said else listed.household
    action: Literal["new", "update"] = "new" if listed.action == "new" else "update"
    return HouseholdPlan(action, household, listed.changes, reasons)


def _with_id_reason(listed: ListedHousehold, reason: str) -> RosterHousehold:
    """The reason stands with the person whose number it explains (`person.id_reason`)."""
    doubtful = {doubt.row for doubt in listed.doubts if doubt.weight == "reason" and doubt.code in _ID_DOUBTS}

    def explained(person: RosterPerson) -> RosterPerson:
        if doubtful.isdisjoint(person.rows) or not value_of(person.fields, "id_no"):
            return person
        return replace(person, fields=(*person.fields, ("id_reason", reason[:200])))

    return replace(listed.household, persons=tuple(explained(person) for person in listed.household.persons))
