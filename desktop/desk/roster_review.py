"""A list on the screen: its rows in words, what can be put right in a row, what a column may mean."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from db.domain.masking import mask_id, mask_phone
from desktop.desk.desk import Desk
from desktop.desk.roster import LaidList, lay_list
from desktop.roster.columns import Guess, Mapping
from desktop.roster.doubts import HEAVIEST, Doubt
from desktop.roster.list_words import ListWords
from desktop.roster.plan import Decision, ListedHousehold, RosterPlan, Verdict, verdict_word
from desktop.roster.synonyms import ADULTS, CHILDREN, CONTACTS, SKIP, Target
from desktop.roster.title_words import (
    CARD_FIELDS,
    CHILD_FIELDS,
    COMPLICATION_FIELDS,
    DOCTOR_FIELDS,
    FAMILY_FIELDS,
    FIELDS,
)
from desktop.roster.values import as_seen, entity_of, spec_of
from desktop.roster.workbook import address
from desktop.words import tr

Kind = Literal["id", "phone", "text"]
Decided = Literal["", "accept", "skip"]
WHOLE_ID = 15
_PHONES = frozenset({"phone", "backup_phone", "agreement.doctor_phone"})
_ROLES = (
    ("family", "这一户"),
    ("person", "本人"),
    ("head", "户主"),
    ("father", "父亲"),
    ("mother", "母亲"),
    ("spouse", "配偶"),
    ("child", "子女"),
    ("child2", "第二个子女"),
    ("township", "[镇]级联系人"),
    ("village", "[村]级联系人"),
    ("extra", "其他联系人"),
)
_CONTACT_FIELDS = ("name", "phone", "unit", "post")
_CHILD_OWN = ("name", "id_no", "sex", "birth_date")


@dataclass(frozen=True)
class ListRow:
    """One household of the list as a line of the table.

    Attributes:
        row: its first spreadsheet row, from 1; the line's key.
        place: its rows in words: `4`, `4—5`.
        verdict: what the plan says of it.
        decided: what a person has decided: accepted, left out, or nothing yet.
        names, village: whom it is about.
        id_no: masked; a number that cannot be one is shown as the file has it.
        wrong_id: whether `id_no` is such a number.
        said: one clause.
    """

    row: int
    place: str
    verdict: Verdict
    decided: Decided
    names: str
    village: str
    id_no: str
    wrong_id: bool
    said: str

    @property
    def waits(self) -> bool:
        """A person has still to say something about it."""
        return self.verdict in {"cannot", "look"} and not self.decided


@dataclass(frozen=True)
class FixCell:
    """A cell that can be put right on the spot.

    Attributes:
        row, column: from 1; `place`: `C7`.
        title: the column's name.
        seen: the value in the file, masked where it is a whole number of a person.
        kind: how a new value is judged while it is typed.
        trouble: what is wrong with it.
    """

    row: int
    column: int
    place: str
    title: str
    seen: str
    kind: Kind
    trouble: str


@dataclass(frozen=True)
class RowDetail:
    """One household of the list looked into.

    Attributes:
        line: as in the table.
        doubts: (grave enough to keep it out, sentence), gravest first, each sentence once.
        fixes: cells to put right.
        needs_reason: a reason alone would let it in.
        reason: the one given so far.
        others: (title, value) of further cells, masked.
        writes: what writing it would do in words: changes, newcomers.
    """

    line: ListRow
    doubts: tuple[tuple[bool, str], ...]
    fixes: tuple[FixCell, ...]
    needs_reason: bool
    reason: str
    others: tuple[tuple[str, str], ...]
    writes: tuple[str, ...]


@dataclass(frozen=True)
class ColumnLine:
    """One column of the sheet and what it is taken for.

    Attributes:
        column: from 1; `letter`: as Excel names it.
        title: as written.
        target: its meaning.
        meaning: the meaning in words; `未读` is left to the page.
        reason: why.
        unsure: a person should look.
        sample: the first value below the header, masked.
    """

    column: int
    letter: str
    title: str
    target: Target
    meaning: str
    reason: str
    unsure: bool
    sample: str


def rows_of(laid: LaidList) -> tuple[ListRow, ...]:
    """Every household of the list, in its order."""
    decided = dict(laid.plan.decisions)
    return tuple(_line(listed, decided) for listed in laid.plan.households)


def detail_of(desk: Desk, laid: LaidList, row: int) -> RowDetail | None:
    """What stands in one household's rows; None for a row that is no data."""
    listed = laid.plan.at(row)
    if listed is None:
        return None
    decided = dict(laid.plan.decisions)
    reason = next((decided[each].reason for each in listed.rows if each in decided and decided[each].reason), "")
    return RowDetail(
        _line(listed, decided),
        tuple(dict.fromkeys((d.weight in {"hard", "reason"}, f"{d.sentence.rstrip('。')}。") for d in listed.doubts)),
        tuple(_fixes(laid, listed)),
        listed.needs_reason,
        reason,
        tuple(_others(laid, listed.rows[0])),
        tuple(_writes(desk, listed)),
    )


def decide_row(laid: LaidList, row: int, decision: Decision) -> LaidList:
    """The list after a decision about one household, said of its first row.

    A row whose cells were put right and that is in order now is no longer an accepted doubt: the plan says new or
    changed of it by itself.
    """
    return laid.decide({row: decision})


def take_up_again(laid: LaidList, row: int) -> LaidList:
    """The list with the decision on a row taken back; cells put right stay right."""
    kept = {at: decision for at, decision in laid.plan.decisions if at != row}
    before = dict(laid.plan.decisions).get(row)
    if before is not None and before.fixes:
        kept[row] = Decision("accept", "", before.fixes)
    if laid.plan.replan is None:
        return laid
    return replace(laid, plan=laid.plan.replan(tuple(sorted(kept.items()))))


def lay_again(desk: Desk, laid: LaidList) -> LaidList:
    """The same list against the record as it is now, under the decisions taken so far."""
    fresh = lay_list(desk, laid.reading, laid.sheet, laid.mapping)
    return fresh.decide(dict(laid.plan.decisions))


def columns_of(laid: LaidList) -> tuple[ColumnLine, ...]:
    """The columns of the sheet under the mapping in force."""
    guesses = {guess.column: guess for guess in laid.guess.guesses}
    chosen = {column: target for column, _, target in laid.mapping.columns}
    first = laid.guess.header.first_data_row if laid.guess.header else 1
    return tuple(
        _column_line(laid, guess, chosen.get(column, SKIP), first) for column, guess in sorted(guesses.items())
    )


def set_column(mapping: Mapping, column: int, target: Target) -> Mapping:
    """The mapping with one column's meaning changed; another column of the same meaning is read past from then on."""
    made = mapping.with_column(column, target)
    for other, _, meaning in made.columns:
        if other != column and meaning == target and target != SKIP:
            made = made.with_column(other, SKIP)
    return made


def roles() -> tuple[tuple[str, str], ...]:
    """Whom a column may speak of: (role, word)."""
    return tuple((role, tr(word)) for role, word in _ROLES)


def fields_of(role: str) -> tuple[tuple[str, str], ...]:
    """What may be said of them: (field, title)."""
    names: tuple[str, ...]
    if role in CONTACTS:
        names = _CONTACT_FIELDS
    elif role in CHILDREN:
        names = (*_CHILD_OWN, *CHILD_FIELDS)
    elif role in ADULTS:
        names = (*FIELDS, *_part("agreement", DOCTOR_FIELDS), *_part("green_card", CARD_FIELDS))
        names = (*names, *_part("complication", COMPLICATION_FIELDS))
    else:
        names = tuple(FAMILY_FIELDS)
    return tuple((name, field_title(Target(role, name))) for name in names)


def meaning_words(target: Target) -> str:
    """A column's meaning: `户主，证件号码`; "" when it is read past."""
    if target == SKIP:
        return ""
    who = tr(dict(_ROLES).get(target.role, target.role))
    return tr("{who}，{what}").format(who=tr(who), what=field_title(target))


def field_title(target: Target) -> str:
    """A field's name for people: the record's, or the word offices use most."""
    spec = spec_of(target)
    if spec is not None:
        return tr(spec.title)
    own = target.field.rpartition(".")[2]
    for table in (FAMILY_FIELDS, FIELDS, CHILD_FIELDS, DOCTOR_FIELDS, CARD_FIELDS, COMPLICATION_FIELDS):
        if own in table:
            return table[own].split()[0]
    return own


def counts_by_verdict(plan: RosterPlan) -> tuple[tuple[Verdict, str, int], ...]:
    """(verdict, word, rows) for the tabs."""
    counts = plan.counts()
    return tuple((verdict, verdict_word(verdict), rows) for verdict, rows in counts.rows)


def _part(entity: str, table: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"{entity}.{name}" for name in table)


def _line(listed: ListedHousehold, decided: dict[int, Decision]) -> ListRow:
    taken = [decided[row] for row in listed.rows if row in decided]
    choice: Decided = ""
    if any(decision.choice == "skip" for decision in taken):
        choice = "skip"
    elif taken and (listed.verdict == "look" or (listed.needs_reason and any(each.reason for each in taken))):
        choice = "accept"
    first, last = listed.rows[0], listed.rows[-1]
    id_no, wrong = _shown_id(listed)
    return ListRow(
        first,
        str(first) if first == last else f"{first}—{last}",
        listed.verdict,
        choice,
        listed.names,
        listed.village,
        id_no,
        wrong,
        listed.explanation,
    )


def _shown_id(listed: ListedHousehold) -> tuple[str, bool]:
    for doubt in listed.doubts:
        if doubt.field == "id_no" and doubt.weight == "hard":
            return masked("id", doubt.seen), True
    return mask_id(listed.id_no), False


def masked(kind: Kind, seen: str) -> str:
    """A cell's value for the screen: whole numbers of a person without their middle."""
    text = " ".join(seen.split())
    if kind == "id" and len(text) >= WHOLE_ID:
        return mask_id(text)
    return mask_phone(text) if kind == "phone" else text


def _kind(target: Target) -> Kind:
    if target.field == "id_no":
        return "id"
    return "phone" if target.field in _PHONES else "text"


def _fixes(laid: LaidList, listed: ListedHousehold) -> Iterator[FixCell]:
    targets = {column: target for column, _, target in laid.mapping.columns}
    seen: set[tuple[int, int]] = set()
    for doubt in sorted(listed.doubts, key=lambda each: -HEAVIEST.index(each.weight)):
        column = doubt.column or _column_for(laid, doubt)
        if not column or (doubt.row, column) in seen or doubt.weight == "note":
            continue
        seen.add((doubt.row, column))
        target = targets.get(column, SKIP)
        value = doubt.seen or as_seen(laid.guess.sheet.cell(doubt.row, column).value)
        place = address(doubt.row, column)
        yield FixCell(
            doubt.row, column, place, _title(laid, column), masked(_kind(target), value), _kind(target), doubt.sentence
        )


def _column_for(laid: LaidList, doubt: Doubt) -> int:
    """The column in which something missing would have stood."""
    wanted = {"no_village": "village", "no_case_type": "case_type", "no_adult": "name", "no_name": "name"}
    name = doubt.field or wanted.get(doubt.code, "")
    for column, _, target in laid.mapping.columns:
        if name and target.field == name and target.role not in CONTACTS | CHILDREN:
            return column
    return 0


def _title(laid: LaidList, column: int) -> str:
    header = laid.guess.header
    title = header.titles[column - 1] if header and column <= len(header.titles) else ""
    return title or tr("第 {n} 列").format(n=column)


def _others(laid: LaidList, row: int) -> Iterator[tuple[str, str]]:
    for column, _, target in laid.mapping.columns:
        value = as_seen(laid.guess.sheet.cell(row, column).value)
        if value and target != SKIP:
            yield _title(laid, column), masked(_kind(target), value)


def _writes(desk: Desk, listed: ListedHousehold) -> Iterator[str]:
    words = ListWords(desk.codes)
    for change in listed.changes:
        role = "extra" if change.subject == "contact" else change.subject
        target = Target(role, change.field)
        old, new = (_worded(words, target, text) for text in (change.old, change.new))
        yield tr("{what}：{old} 改为 {new}").format(what=field_title(target), old=old or tr("（空）"), new=new)


def _worded(words: ListWords, target: Target, text: str) -> str:
    spec = spec_of(target) if text else None
    if spec is None or spec.kind not in {"code", "listing"}:
        return masked(_kind(target), text)
    entity, name = entity_of(target), spec.name
    return "、".join(words.word_of(entity, name, spec.code_list, code) for code in text.split(","))


def _column_line(laid: LaidList, guess: Guess, target: Target, first: int) -> ColumnLine:
    corrected = target != guess.target
    value = ""
    for row in range(first, min(first + 20, len(laid.guess.sheet.rows) + 1)):
        value = value or as_seen(laid.guess.sheet.cell(row, guess.column).value)
    letter = address(1, guess.column).rstrip("1") or "A"
    return ColumnLine(
        guess.column,
        letter,
        guess.title,
        target,
        meaning_words(target),
        tr("您定的") if corrected else guess.reason,
        not corrected and guess.confidence < 0.6 and bool(guess.title),  # noqa: PLR2004 - as the reading says it
        masked(_kind(target), value),
    )
