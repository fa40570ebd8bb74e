"""Members of a file: added, corrected, one of them made head; nothing doubtful goes in without a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.commands.families import HEAD_RELATION, PERSON_DEFAULTS
from db.commands.numbers import require_number_apart
from db.commands.office import take_out
from db.domain.certificates import check_bank_account
from db.domain.identity import check_id_number
from db.domain.names import clean_name
from db.domain.people_checks import first_hard, person_doubts
from db.domain.periods import parse_lunar_birthday
from db.domain.relations import Kin, relations_after
from db.errors import InvalidValue
from db.store.values import row_values
from db.store.writing import Writing
from db.touched import Touched


def add_member(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> Touched:
    """Adds a member to a family.

    Raises:
        InvalidValue: a second head, a number that looks wrong without a reason, somebody who is head elsewhere, a day
            that cannot be, or a field that does not hold; nothing is written.
        NotFound: the family is not here.
    """
    writing.row("family", family_id)
    wished = {**PERSON_DEFAULTS, **_in_order(fields), "family_id": family_id}
    wished["is_head"] = wished.get("relation") == HEAD_RELATION
    _require_sound_person(writing, wished, "")
    writing.create("person", wished)
    return writing.finish("已添加一位成员")


def correct_member(
    writing: Writing, person_id: str, fields: Mapping[str, Any], said: str = "已改成员信息", reason: str = ""
) -> Touched:
    """Corrects fields of a member; the head is changed by `change_head` only, a marriage by `change_marital` only.

    Raises:
        InvalidValue: as `add_member`, or the household would be left without its head.
        NotFound, Disputed, AlreadyVoided: nothing is written.
    """
    row = writing.row("person", person_id)
    changed = _in_order(fields)
    _require_sound_person(writing, {**row_values("person", row), **changed}, person_id)
    writing.set("person", person_id, changed, reason)
    return writing.finish(said)


def take_out_member(writing: Writing, person_id: str, reason: str) -> Touched:
    """Takes out a member who was entered by mistake and of whom nothing else is recorded.

    Raises:
        InvalidValue: no reason, or the head of the household.
        StillUsed: something is recorded of the person: somebody real leaves by a death, a split or a move instead.
        NotFound: the person is not here.
    """
    row = writing.row("person", person_id)
    if row["is_head"] or row["relation"] == HEAD_RELATION:
        raise InvalidValue("reason", f"{row['name']}是户主，不能作废。", "请先换户主。")
    return take_out(writing, "person", person_id, reason)


def change_marital(writing: Writing, person_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down that a member has married, parted or been widowed; what was before stays in the history.

    Args:
        writing: the open transaction.
        person_id: whose.
        fields: `marital` and `marital_since` (a day, month or year).

    Raises:
        InvalidValue: no change, no day, a day before the one recorded last, before birth or after today.
    """
    row = writing.row("person", person_id)
    since, before = str(fields.get("marital_since") or ""), str(row["marital_since"] or "")
    if fields.get("marital") == row["marital"] and since == before:
        raise InvalidValue("marital", "婚姻状况没有变。", "日期写错了，请改日期。")
    if not since:
        raise InvalidValue("marital_since", "没有写婚变日期。", "只知道年月写 2024-03，只知道年写 2024。")
    shared = min(len(since), len(before))
    if fields.get("marital") != row["marital"] and shared and since[:shared] < before[:shared]:
        raise InvalidValue("marital_since", f"婚变日期早于上一次的 {before}。", "上一次写错了，请先改上一次的日期。")
    chosen = {"marital": fields.get("marital"), "marital_since": since}
    return correct_member(writing, person_id, chosen, "已记下婚姻变动")


def change_head(writing: Writing, family_id: str, new_head_id: str) -> Touched:
    """Makes another member the head; everybody's relation is written anew in the same step.

    Raises:
        InvalidValue: the head already, somebody of another family, or no longer alive.
    """
    rewrite_head(writing, family_id, new_head_id)
    return writing.finish("已换户主")


def rewrite_head(writing: Writing, family_id: str, new_head_id: str) -> None:
    """The part of a command that makes another member the head.

    Raises:
        InvalidValue: no member of this household, the head already, or not alive.
    """
    kin = household(writing, family_id)
    new = next((each for each in kin if each.kin.id == new_head_id), None)
    if new is None:
        raise InvalidValue("head_id", "这个人不在这一户。", "请选这一户的成员。")
    if new.kin.relation == HEAD_RELATION:
        raise InvalidValue("head_id", f"{new.name}现在就是户主。", "请选另一位成员。")
    if not new.alive:
        raise InvalidValue("head_id", f"{new.name}已去世，不能做户主。", "请选健在的成员。")
    relations = relations_after(tuple(each.kin for each in kin), new_head_id)
    for person_id, relation in relations.items():
        writing.set("person", person_id, {"relation": relation, "is_head": relation == HEAD_RELATION})


@dataclass(frozen=True)
class Housemate:
    """A member of a household as the record has it now."""

    kin: Kin
    name: str
    alive: bool


def household(writing: Writing, family_id: str) -> tuple[Housemate, ...]:
    """Everybody on a family's file who was not taken out, the head first."""
    asked = (
        "SELECT id, relation, sex, name, alive FROM person WHERE family_id = ? AND voided = 0"
        " ORDER BY relation <> '02', no"
    )
    rows = writing.connection.exec_driver_sql(asked, (family_id,))
    return tuple(Housemate(Kin(row[0], row[1], row[2]), row[3], row[4] != 0) for row in rows)


def require_one_head(writing: Writing, fields: Mapping[str, Any], person_id: str) -> None:
    """A household has exactly one head.

    Raises:
        InvalidValue: this would be a second one, or the household would be left without.
    """
    asked = "SELECT id, name FROM person WHERE family_id = ? AND relation = ? AND voided = 0"
    heads = writing.connection.exec_driver_sql(asked, (fields["family_id"], HEAD_RELATION)).all()
    others = [str(name) for held, name in heads if held != person_id]
    becomes = fields.get("relation") == HEAD_RELATION
    if becomes and others:
        words = "要换户主，请用“换户主”，全户的关系会一起改。"
        raise InvalidValue("relation", f"这一户已有户主{others[0]}，不能有第二位。", words)
    if not becomes and person_id in {held for held, _ in heads}:
        raise InvalidValue("relation", "改了以后这一户就没有户主了。", "要换户主，请用“换户主”。")


def _require_sound_person(writing: Writing, wished: Mapping[str, Any], person_id: str) -> None:
    require_one_head(writing, wished, person_id)
    require_number_apart(writing, wished)
    reasoned = bool(str(wished.get("id_reason") or "").strip())
    doubts = person_doubts(wished, writing.clock.today())
    if any(doubt.weight == "reason" for doubt in doubts) and not reasoned:
        first = next(doubt for doubt in doubts if doubt.weight == "reason")
        words = "照证件核对；确实如此，请在“证件号说明”里写一句再保存。"
        raise InvalidValue("id_reason", first.sentence, words)
    hard = first_hard(doubts, reasoned=reasoned)
    if hard is not None:
        raise InvalidValue(hard.field, hard.sentence)


def _in_order(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Names, numbers and lunar birthdays as the record keeps them."""
    made = dict(fields)
    for name in ("name", "proxy_name"):
        if made.get(name):
            made[name] = clean_name(str(made[name])).name
    if made.get("id_no"):
        made["id_no"] = check_id_number(str(made["id_no"])).normal
    if made.get("bank_account"):
        made["bank_account"] = check_bank_account(str(made["bank_account"])).normal
    if made.get("lunar_birthday"):
        made["lunar_birthday"] = parse_lunar_birthday(str(made["lunar_birthday"])).code
    return made
