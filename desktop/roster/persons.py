"""What one row says of a person, put in order: relation, remarks behind the name, birth and sex against the number."""

import re

from db.domain.identity import IdKind, IdVerdict, id_conflicts
from desktop.roster.doubts import Doubt
from desktop.roster.drafts import Draft, RowParts
from desktop.roster.synonyms import Target
from desktop.roster.values import spec_of
from desktop.words import tr

HEAD, SPOUSE, HUSBAND, WIFE = "02", "10", "11", "12"
HEADS = frozenset({"01", HEAD})
ADULT_ORDER = ("person", "head", "father", "mother", "spouse", "partner")
NOBODY = {"离异": "40", "离婚": "40", "丧偶": "30", "已故": "30", "去世": "30", "未婚": "10", "单身": "", "无": ""}
"""What a spouse's name cell says instead of a name -> the marital status it means (GB/T 2261.2)."""
_SHARED_SERVICES = ("agreement.doctor", "agreement.doctor_phone", "agreement.team_name")
_BY_ROLE = {"father": HUSBAND, "mother": WIFE, "spouse": SPOUSE}
_REMARK = re.compile(r"^(.+?)[（(](已故|去世|已去世|死亡|亡|故|离异|离婚|丧偶|再婚|户主)[)）]$")


def as_child(draft: Draft, slots: dict[str, Draft]) -> None:
    """A member row whose relation is son or daughter: what is said of the person is said of the child."""
    child = slots.setdefault("child", Draft("child", rows=list(draft.rows)))
    sex = "1" if draft.get("relation").startswith("2") else "2"
    moved = {"death_date": "event_date"}
    for name, text in draft.fields.items():
        name = moved.get(name, name)  # noqa: PLW2901 - the child's word for it
        if spec_of(Target("child", name)) is not None and not child.get(name):
            child.put(name, text, draft.places.get(name) or draft.places["death_date"])
    if not child.get("sex"):
        child.put("sex", sex, draft.places["relation"])


def deal_out(slots: dict[str, Draft], parts: RowParts) -> None:
    """Columns that name nobody (联系电话 beside 父亲 and 母亲) speak of the household; its doctor is everyone's."""
    adults = [slots[role] for role in ADULT_ORDER if role in slots]
    named = [draft for draft in adults if draft.fields.get("name", "无") not in NOBODY]
    nameless = slots.get("person")
    if nameless and named and not nameless.get("name") and not nameless.get("id_no"):
        del slots["person"]
        for name, text in nameless.fields.items():
            if name == "phone":
                parts.family.put(name, text, nameless.places[name])
            elif not named[0].get(name):
                named[0].put(name, text, nameless.places[name])
    if len(named) > 1:
        _share_services(named)


def _share_services(named: list[Draft]) -> None:
    for name in _SHARED_SERVICES:
        holder = next((draft for draft in named if name in draft.fields), None)
        if holder is None:
            continue
        for draft in named:
            if name not in draft.fields:
                draft.put(name, holder.get(name), holder.places[name])


def take_remark(draft: Draft, parts: RowParts) -> None:
    """Takes 已故 or 离异 in brackets behind a name for what it says about the person."""
    written = draft.get("name")
    found = _REMARK.match(written) if written.endswith((")", "）")) else None
    if not found:
        return
    name, remark = found.groups()
    place = draft.places["name"]
    draft.put("name", name, place)
    if remark in {"离异", "离婚", "丧偶", "再婚"}:
        marital = {"离异": "40", "离婚": "40", "丧偶": "30", "再婚": "22"}[remark]
        if not draft.get("marital"):
            draft.put("marital", marital, place)
    elif remark != "户主":
        draft.put("alive", "false", place)
    said = tr("姓名后面写着“{remark}”，已分开读").format(remark=remark)
    parts.doubts.append(Doubt(*place, "name", f"{name}（{remark}）", "name_remark", said, "soft"))


def check_person(draft: Draft, parts: RowParts, sex: str, verdict: IdVerdict | None) -> None:
    """Birth and sex against the ID number; where the list is silent the number, then the role, speaks.

    Args:
        draft: the person.
        parts: the row, which takes the doubts.
        sex: what the column or the relation says (GB/T 2261.1), "" when nothing.
        verdict: what the person's ID number says of itself, None without one.
    """
    if verdict and verdict.birth and verdict.kind is IdKind.RESIDENT:
        birth = verdict.birth.isoformat()
        known_birth, known_sex = draft.get("birth_date"), draft.get("sex") or sex
        if (known_birth and known_birth != birth) or (known_sex and known_sex != verdict.sex):
            _contradictions(draft, parts, verdict, known_sex)
        if parts.doubts:
            _forget_short_year(draft, parts, birth)
        if verdict.sound:
            _fill_from_number(draft, birth, verdict.sex)
    if sex and not draft.get("sex"):
        draft.put("sex", sex, (parts.row, 0))


def _contradictions(draft: Draft, parts: RowParts, verdict: IdVerdict, sex: str) -> None:
    for problem in id_conflicts(verdict, birth_date=draft.get("birth_date"), sex=sex):
        name = "birth_date" if problem.code == "birth_differs" else "sex"
        place = draft.places.get(name) or draft.places["id_no"]
        seen = draft.get(name) or draft.get("id_no")
        parts.doubts.append(Doubt(*place, name, seen, problem.code, problem.sentence, "reason"))


def _fill_from_number(draft: Draft, birth: str, sex: str) -> None:
    place, known_birth = draft.places["id_no"], draft.get("birth_date")
    if sex and not draft.get("sex"):
        draft.put("sex", sex, place)
    if known_birth != birth and birth.startswith(known_birth):
        draft.put("birth_date", birth, place)


def _forget_short_year(draft: Draft, parts: RowParts, birth: str) -> None:
    """A two-digit year or a lost 0 is no question any more when the ID number says the same day."""
    place = draft.places.get("birth_date")
    if place and birth.startswith(draft.get("birth_date")):
        doubtful = {"date_short_year", "date_month_doubt", "date_order_doubt"}
        parts.doubts = [d for d in parts.doubts if (d.row, d.column) != place or d.code not in doubtful]


def ids_differ(one: Draft, other: Draft) -> bool:
    """True when both have an ID number and the numbers are not the same."""
    numbers = {one.get("id_no"), other.get("id_no")} - {""}
    return len(numbers) > 1


def settle_relations(persons: list[Draft]) -> None:
    """Gives each adult of the row a relation; without a head among them the first is it."""
    for person in persons:
        if not person.get("relation"):
            person.fields["relation"] = _default_relation(person)
    if persons and not any(p.get("relation") in HEADS for p in persons) and "relation" not in persons[0].places:
        persons[0].fields["relation"] = HEAD


def _default_relation(person: Draft) -> str:
    if person.role in {"person", "head"}:
        return HEAD
    by_sex = {"1": HUSBAND, "2": WIFE}.get(person.get("sex"), SPOUSE)
    return _BY_ROLE.get(person.role, by_sex) if person.role != "spouse" else by_sex
