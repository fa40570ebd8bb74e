"""Taking a settlement back: the question is open again with every answer; and settling it once more (B-14, B-58).

An answer settled is replaced for good: the fold knows no way back. So each answer is given again, by whoever takes the
settlement back and in the words of whoever gave it first, none of them knowing the others: the question is open as it
was, on every laptop and at the county.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.clock import CHINA
from db.domain.entities.entity import SENTENCE
from db.ledger.change import Change, Draft, canonical
from db.ledger.fold import VOIDED, Head, RecordState

_STANDING = frozenset({"void", "restore", "resolve"})


@dataclass(frozen=True)
class Answered:
    """What is written so that a question is open, or settled, as it was before.

    Attributes:
        drafts: in the order in which they are written.
        names: the questions they are about, `_void` among them.
    """

    drafts: tuple[Draft, ...] = ()
    names: frozenset[str] = frozenset()


def opened_again(
    mine: Iterable[Change],
    said: Callable[[Head], str],
    before: RecordState,
    now: RecordState,
    since: Iterable[Change],
) -> Answered:
    """The answers that a command's settlements had before them, given again.

    Args:
        mine: the command's changes of the record.
        said: whose an answer was, in words; see `first_said`.
        before: the record as the settling person saw it.
        now: as it is.
        since: changes of others, or later ones: what they have written stays settled.
    """
    since = list(since)
    moved = {name for change in since for name in change.fields} | now.conflicts.keys()
    if any(change.kind in _STANDING for change in since):
        moved.add(VOIDED)
    settled = {name for change in mine if change.kind == "resolve" for name in change.settles}
    names = {name for name in settled & before.conflicts.keys() - moved if name == VOIDED or not now.voided}
    if not names:
        return Answered()
    about = (before.record_type, before.record_id)
    drafts = []
    if VOIDED in names:
        drafts += [
            Draft("void" if head.value else "restore", *about, reason=said(head), apart=True)
            for head in _answers(before.conflicts[VOIDED])
        ]
    asked = sorted(names - {VOIDED})
    answers = {name: _answers(before.conflicts[name]) for name in asked}
    for place in range(max(map(len, answers.values()), default=0)):
        given = {name: heads[place] for name, heads in answers.items() if place < len(heads)}
        whose = said(next(iter(given.values())))
        drafts.append(Draft("set", *about, {n: h.value for n, h in given.items()}, reason=whose, apart=True))
    return Answered(tuple(drafts), frozenset(names))


def settled_again(before: RecordState, now: RecordState, own: Iterable[str]) -> Answered:
    """Where a command opened questions again and nobody has answered since, what had been settled.

    Args:
        before: the record before that command.
        now: as it is.
        own: hashes of the command's changes of the record.
    """
    mine = set(own)
    names = [
        name
        for name, heads in now.conflicts.items()
        if name not in before.conflicts and all(head.change in mine for head in heads)
    ]
    values: dict[str, Any] = {name: before.voided if name == VOIDED else before.values.get(name) for name in names}
    drafts = (
        Draft(
            "resolve",
            before.record_type,
            before.record_id,
            {name: values[name]},
            {name: [head.change for head in now.conflicts[name]]},
            "撤销",
        )
        for name in names
    )
    return Answered(tuple(drafts), frozenset(names))


def _answers(heads: Iterable[Head]) -> list[Head]:
    """Each answer once."""
    return list({canonical(head.value): head for head in heads}.values())


def first_said(known: Mapping[str, Change], workers: Mapping[str, str], head: Head) -> str:
    """`撤销核对，王芳11月3日的说法：电话里说的`.

    Args:
        known: all changes of the record, by hash.
        workers: names by id.
        head: the answer.
    """
    change = known.get(head.change)
    if change is None:
        return "撤销核对"
    at = datetime.fromisoformat(change.wall_time).astimezone(CHINA)
    said = f"撤销核对，{workers.get(change.by.author, '')}{at.month}月{at.day}日的说法"
    return f"{said}：{change.reason}"[:SENTENCE] if change.reason else said
