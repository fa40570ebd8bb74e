"""What each column means: guessed from its title, its neighbours and its content, with a reason a person can read."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from desktop.roster.header import Header
from desktop.roster.refusals import MappingDoesNotFit
from desktop.roster.synonyms import ADULTS, CHILDREN, CONTACTS, SKIP, Target, meaning_of
from desktop.roster.workbook import Cell, RawSheet
from desktop.words import tr

_SAMPLE = 200
_SURE, _LIKELY, _MAYBE, _UNSURE = 1.0, 0.85, 0.6, 0.3
_ID = re.compile(r"\d{17}[\dXx]|\d{15}")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
_DAY = re.compile(r"(?:19|20)\d\d[-./年]?\d{0,2}[-./月]?\d{0,2}日?")
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff〇]{2,4}")
_VILLAGE = re.compile(r".{1,12}(?:村|社区|居委会|村委会|嘎查|居)")
_PLAIN_FIELDS = frozenset({"name", "id_no", "sex", "birth_date", "phone", "unit", "post", "ethnic", "death_date"})


class Guess(NamedTuple):
    """One column's guessed meaning.

    Args:
        column: from 1.
        title: as written.
        target: the meaning, `SKIP` when the column is to be read past.
        confidence: 0 to 1; under 0.6 a person should look.
        reason: a Chinese clause.
    """

    column: int
    title: str
    target: Target
    confidence: float
    reason: str


@dataclass(frozen=True)
class Mapping:
    """Which column means what; made by a guess, corrected by a person, remembered as JSON.

    Args:
        columns: (column from 1, reduced title, meaning); columns left out are read past.
        header_rows: row numbers of the header, from 1.
        village: the village of every row that names none itself, "" when the list has a column for it.
        case_type: the code of every household's type where the list has no column for it, "" when it must tell.
    """

    columns: tuple[tuple[int, str, Target], ...]
    header_rows: tuple[int, ...]
    village: str = ""
    case_type: str = ""

    def with_column(self, column: int, target: Target) -> "Mapping":
        """The same with one column's meaning set by a person."""
        titles = {number: title for number, title, _ in self.columns}
        others = tuple(entry for entry in self.columns if entry[0] != column)
        entry = (column, titles.get(column, ""), target)
        return replace(self, columns=tuple(sorted((*others, entry))))

    def to_json(self) -> str:
        """Text to remember: titles and meanings. Village and case type belong to one list and are asked each time."""
        entries = [[column, title, target.role, target.field] for column, title, target in self.columns]
        return json.dumps({"columns": entries}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str, header: Header) -> "Mapping":
        """A remembered mapping laid on another sheet by its titles, whatever the order of the columns now.

        Refusals: `MappingDoesNotFit` when the text is none of ours or names a title the sheet does not have.
        """
        try:
            kept = json.loads(text)
            entries = [(str(title), Target(str(role), str(name))) for _, title, role, name in kept["columns"]]
        except (ValueError, KeyError, TypeError) as problem:
            raise MappingDoesNotFit from problem
        free: dict[str, list[int]] = {}
        for column, title in enumerate(header.plain, start=1):
            free.setdefault(title, []).append(column)
        columns = []
        for title, target in entries:
            if not free.get(title):
                raise MappingDoesNotFit
            columns.append((free[title].pop(0), title, target))
        return cls(tuple(sorted(columns)), header.rows)


def mapping_of(guesses: Iterable[Guess], header: Header, village: str = "", case_type: str = "") -> Mapping:
    """The mapping that takes every guess as it is."""
    columns = tuple((guess.column, header.plain[guess.column - 1], guess.target) for guess in guesses)
    return Mapping(columns, header.rows, village, case_type)


def guess_columns(sheet: RawSheet, header: Header) -> tuple[Guess, ...]:
    """Guesses every column of the header, and those without a title that hold values all the same."""
    rows = sheet.rows[header.first_data_row - 1 : header.first_data_row - 1 + _SAMPLE]
    guesses: list[Guess] = []
    for column in range(1, max(len(header.plain), sheet.width) + 1):
        title = header.titles[column - 1] if column <= len(header.titles) else ""
        plain = header.plain[column - 1] if column <= len(header.plain) else ""
        looks = _looks_like(row[column - 1] for row in rows if column <= len(row))
        if column <= len(header.plain):
            guesses.append(_guess(column, title, plain, looks, guesses))
    return tuple(_settle(guesses))


def _guess(column: int, title: str, plain: str, looks: str, before: list[Guess]) -> Guess:
    target = meaning_of(plain)
    if target is None:
        return _from_content(column, title, looks, before)
    if target == SKIP:
        return Guess(column, title, SKIP, _SURE, tr("程序用不到，不读"))
    moved = _by_neighbour(target, before)
    if moved != target:
        whom = before[-1].title or tr("前一列")
        return Guess(column, title, moved, _LIKELY, tr("跟在“{whom}”后面，按它的读").format(whom=whom))
    return _checked(Guess(column, title, target, _SURE, tr("列名已认出")), looks)


def _checked(guess: Guess, looks: str) -> Guess:
    """Lowers the confidence where the content speaks against the title."""
    expected = {"id_no": "id_no", "phone": "phone", "name": "name", "birth_date": "date", "event_date": "date"}
    wanted = expected.get(guess.target.field)
    if not looks or not wanted or looks in {wanted, "mixed"}:
        return guess
    if {looks, wanted} <= {"name", "village", "date"} and looks != "village":
        return guess
    sentence = tr("列名像是这一项，内容却像{looks}，请看一眼").format(looks=_KIND_WORDS[looks])
    return guess._replace(confidence=_UNSURE, reason=sentence)


_KIND_WORDS = {
    "id_no": "证件号码",
    "phone": "电话",
    "date": "日期",
    "name": "姓名",
    "village": "村名",
    "sex": "性别",
}


def _from_content(column: int, title: str, looks: str, before: list[Guess]) -> Guess:
    taken = {guess.target for guess in before}
    target = {
        "id_no": Target("person", "id_no"),
        "phone": Target("person", "phone"),
        "village": Target("family", "village"),
        "sex": Target("person", "sex"),
    }.get(looks, SKIP)
    if target in taken or target == SKIP:
        return Guess(
            column, title, SKIP, _UNSURE if title else _SURE, tr("列名没认出，先不读") if title else tr("没有列名")
        )
    reason = tr("列名没认出，内容像{looks}").format(looks=_KIND_WORDS[looks])
    return Guess(column, title, target, _MAYBE, reason)


def _by_neighbour(target: Target, before: list[Guess]) -> Target:
    """A bare 电话, 性别 or 身份证号 speaks of the person or contact named just before it."""
    if target.role != "person" or target.field not in _PLAIN_FIELDS or not before:
        return target
    last = before[-1].target
    taken = {guess.target for guess in before}
    if last.field == "agreement.doctor" and target.field == "phone":
        return Target("person", "agreement.doctor_phone")
    moved = Target(last.role, target.field)
    if moved not in taken and _belongs(last.role, target.field, head_has_one=target in taken):
        return moved
    return _of_last_named(target, before, taken) if target in taken else target


def _belongs(role: str, name: str, *, head_has_one: bool) -> bool:
    if role in CONTACTS:
        return name in {"phone", "unit", "post"}
    if role in CHILDREN:
        return name in {"sex", "birth_date", "id_no"}
    return name != "name" and (role in {"father", "mother"} or (role == "spouse" and head_has_one))


def _of_last_named(target: Target, before: list[Guess], taken: set[Target]) -> Target:
    """A second 身份证号 after 户主, 身份证号, 配偶: the last name before it that has none yet."""
    for guess in reversed(before):
        moved = Target(guess.target.role, target.field)
        if guess.target.field == "name" and guess.target.role in ADULTS | CHILDREN and moved not in taken:
            return moved
    return target


def _settle(guesses: list[Guess]) -> list[Guess]:
    """Sorts out what only the whole row of titles tells: which 姓名 is whose, and what stands twice."""
    guesses = _heads_apart(guesses)
    seen: Counter[Target] = Counter()
    settled = []
    for guess in guesses:
        seen[guess.target] += 1
        if guess.target != SKIP and seen[guess.target] > 1:
            settled.append(_second(guess, seen))
        else:
            settled.append(guess)
    return settled


def _heads_apart(guesses: list[Guess]) -> list[Guess]:
    """With 户主 and 姓名 both there, one row is one person and 户主 says whose household it is."""
    names = [i for i, guess in enumerate(guesses) if guess.target == Target("person", "name")]
    heads = [i for i in names if "户主" in guesses[i].title]
    if not heads or len(names) == len(heads):
        return guesses
    position = heads[0]
    reason = tr("一人一行，按户主归到一户")
    changed = list(guesses)
    changed[position] = guesses[position]._replace(target=Target("family", "head_name"), reason=reason)
    return changed


def _second(guess: Guess, seen: Counter[Target]) -> Guess:
    if guess.target.role == "child":
        target = Target("child2", guess.target.field)
        seen[target] += 1
        if seen[target] == 1:
            return guess._replace(target=target, confidence=_LIKELY, reason=tr("第二次出现，按第二个子女读"))
    if guess.target == Target("person", "phone"):
        target = Target("person", "backup_phone")
        seen[target] += 1
        if seen[target] == 1:
            return guess._replace(target=target, confidence=_LIKELY, reason=tr("第二个电话，按备用电话读"))
    return guess._replace(target=SKIP, confidence=_UNSURE, reason=tr("同样的列名出现两次，这一列先不读，请看一眼"))


def _looks_like(cells: Iterable[Cell]) -> str:
    """The kind most of the filled cells have, `mixed` when none prevails, "" when all are empty."""
    texts = [_as_text(cell) for cell in cells]
    texts = [text for text in texts if text]
    if not texts:
        return ""
    kinds = Counter(_kind(text) for text in texts)
    kind, count = kinds.most_common(1)[0]
    return kind if kind and count * 3 >= len(texts) * 2 else "mixed"


def _as_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)[:10]


def _kind(text: str) -> str:
    if text in {"男", "女"}:
        return "sex"
    patterns: Sequence[tuple[str, re.Pattern[str]]] = (
        ("id_no", _ID),
        ("phone", _PHONE),
        ("date", _DAY),
        ("village", _VILLAGE),
        ("name", _NAME),
    )
    squeezed = "".join(text.split())
    return next((kind for kind, pattern in patterns if pattern.fullmatch(squeezed)), "")
