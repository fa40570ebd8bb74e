"""Checks that look over all families at once: one number, one case, one card (domain.md §5 A4, §4)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from db.domain.checks.check import HARD, SOFT, Check, Finding

ACROSS = (
    Check("same_number", SOFT, "一个证件号码两户在册", "person", source="domain.md §5 A4"),
    Check("same_number_head", HARD, "一个证件号码两个户主", "person", source="domain.md §5 A4"),
    Check("same_case_no", HARD, "档案编号重复", "family", source="domain.md §4"),
    Check("same_card_no", HARD, "卡号重复", "green_card", source="domain.md §4"),
    Check("village_codeless", SOFT, "[村]没有区划代码", "org_unit", source="domain.md §4"),
)
"""What they are called; they find nothing in one file alone. A word that differs by place stands in brackets."""

_BY_CODE = {check.code: check for check in ACROSS}


@dataclass(frozen=True, slots=True)
class Holder:
    """One record that holds a number.

    Attributes:
        number: which one.
        record_id, family_id: whose.
        name: of the person, or of the household's head.
        village: where.
        head: a household's head.
    """

    number: str
    record_id: str
    family_id: str
    name: str
    village: str
    head: bool = False


def same_numbers(holders: Iterable[Holder]) -> Iterator[Finding]:
    """One ID number in two households on the register: hard where both are heads, else it may be right (A4).

    Args:
        holders: living members of families on the register.
    """
    for group in _groups(holders):
        by_family = {holder.family_id: holder for holder in group}
        if len(by_family) > 1:
            code = "same_number_head" if sum(holder.head for holder in by_family.values()) > 1 else "same_number"
            for holder in by_family.values():
                others = _others(holder, by_family.values())
                yield _finding(code, holder, "id_no", f"{holder.name}的证件号码也登记在{others}")


def same_case_nos(holders: Iterable[Holder]) -> Iterator[Finding]:
    """One case number for two families."""
    for group in _groups(holders):
        for holder in group if len(group) > 1 else ():
            words = f"档案编号 {holder.number} 与{_others(holder, group)}相同"
            yield _finding("same_case_no", holder, "case_no", words)


def same_card_nos(holders: Iterable[Holder]) -> Iterator[Finding]:
    """One card number for two persons."""
    for group in _groups(holders):
        for holder in group if len(group) > 1 else ():
            words = f"{holder.name}的卡号 {holder.number} 与{_others(holder, group)}的相同"
            yield _finding("same_card_no", holder, "card_no", words)


def codeless_villages(villages: Iterable[tuple[str, str, str]]) -> Iterator[Finding]:
    """Villages with families and without the official code of twelve digits.

    Args:
        villages: (id, name, code).
    """
    for village_id, name, code in villages:
        if not (len(code) == len("510321104001") and code.isdigit()):
            said = f"{name}没有 12 位区划代码" if not code else f"{name}的区划代码 {code} 不是 12 位数字"
            check = _BY_CODE["village_codeless"]
            yield Finding(check.code, check.level, check.title, "", "org_unit", village_id, "code", said)


def _groups(holders: Iterable[Holder]) -> Iterable[list[Holder]]:
    found: dict[str, list[Holder]] = {}
    for holder in holders:
        if holder.number:
            found.setdefault(holder.number, []).append(holder)
    return found.values()


def _others(holder: Holder, group: Iterable[Holder]) -> str:
    return "、".join(
        f"{other.name}户（{other.village}）" if other.village else f"{other.name}户"
        for other in group
        if other is not holder
    )


def _finding(code: str, holder: Holder, field: str, sentence: str) -> Finding:
    check = _BY_CODE[code]
    return Finding(
        check.code, check.level, check.title, holder.family_id, check.entity, holder.record_id, field, sentence
    )
