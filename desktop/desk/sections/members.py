"""Members, children, certified complications, address: a line each with what is known."""

from typing import Any

from db.domain.family import Person
from db.domain.masking import mask_bank, mask_middle, mask_phone
from db.domain.relations import HEAD, SPOUSES
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, partial_day
from desktop.words import tr


def members_section(desk: Desk, view: FamilyView) -> Section:
    """Members, children, address."""
    lines = [_person(desk, view, record) for record in view.of("person")]
    lines += [_child(desk, record) for record in view.of("child")]
    lines += [_complication(desk, view, record) for record in view.of("complication")]
    lines += _family(desk, view)
    note = tr("{n} 人").format(n=len(view.facts.members(view.on)))
    verbs = (
        Verb("add_member", tr("加成员")),
        Verb("add_child", tr("登记子女")),
        Verb("add_complication", tr("登记并发症鉴定")),
    )
    return Section("members", "users-three", tr("成员与住址"), note, "", tuple(lines), verbs)


def _person(desk: Desk, view: FamilyView, record: StoredRecord) -> SectionLine:
    v = record.values
    state = "clash" if record.disputed else ""
    relation = desk.word("relation", str(v.get("relation", "")))
    if not v.get("alive", True):
        gone = tr("{relation}，{day}去世").format(relation=relation, day=partial_day(v.get("death_date")))
        return SectionLine(str(v["name"]), gone, state, (Verb("edit_death", tr("改去世日期"), record.id),))
    about = [relation, _marital(desk, v), mask_phone(str(v["phone"])) if v.get("phone") else tr("没有电话")]
    about += [desk.word(name, str(v[name])) for name in ("hukou_kind", "ethnic", "education") if v.get(name)]
    about += [str(v[name]) for name in ("med_insurance", "pension") if v.get(name)]
    about += _care(desk, v)
    person = next((p for p in view.facts.persons if p.id == record.id), None)
    verbs = [Verb("edit_person", tr("改资料"), record.id), Verb("change_marital", tr("婚姻变动"), record.id)]
    verbs += _steps(view, person) if person and view.facts.active(view.on) else []
    note = "，".join(part for part in about if part)
    return SectionLine(str(v["name"]), note, state, tuple(verbs))


def _marital(desk: Desk, v: Any) -> str:
    if not v.get("marital"):
        return ""
    since = partial_day(v.get("marital_since"))
    word = desk.word("marital", str(v["marital"]))
    return tr("{word}（{since}起）").format(word=word, since=since) if since else word


def _care(desk: Desk, v: Any) -> list[str]:
    """What bears on care: who cannot look after themselves, who lives away, who signs for them."""
    told = [desk.word("self_care", str(v["self_care"]))] if v.get("self_care") in {"partial", "unable"} else []
    if v.get("away_since") and not v.get("away_until"):
        told.append(tr("{day}起外出").format(day=partial_day(v["away_since"])))
    if v.get("institution_since") and not v.get("institution_until"):
        told.append(tr("{day}起住机构").format(day=partial_day(v["institution_since"])))
    if v.get("proxy_name"):
        told.append(tr("委托签字人{name}").format(name=v["proxy_name"]))
    if v.get("bank_account"):
        told.append(tr("一卡通尾号 {tail}").format(tail=mask_bank(str(v["bank_account"])).strip("*")))
    return told


def _steps(view: FamilyView, person: Person) -> list[Verb]:
    """What changes the household, for whom it can."""
    others = [p for p in view.facts.members(view.on) if p.id != person.id]
    verbs = []
    if others and person.relation != "02":
        verbs.append(Verb("change_head", tr("设为户主"), person.id))
    if others and (person.relation in SPOUSES or person.relation == "02"):
        verbs.append(Verb("split_household", tr("分户"), person.id))
    verbs.append(Verb("record_death", tr("登记亡故"), person.id))
    return [*verbs, Verb("void_member", tr("登记错了"), person.id)] if person.relation != HEAD else verbs


def _child(desk: Desk, record: StoredRecord) -> SectionLine:
    v = record.values
    words = {"dead": tr("{day}离世"), "disabled": tr("{day}致残"), "alive": tr("健在")}
    about = [words.get(str(v.get("state")), "").format(day=partial_day(v.get("event_date")))]
    about += [desk.word("disability_class", str(v["disability_class"]))] if v.get("disability_class") else []
    about += [tr("{n} 级").format(n=v["disability_grade"])] if v.get("disability_grade") else []
    if v.get("disability_cert_no"):
        about.append(tr("残疾人证 {no}").format(no=mask_middle(str(v["disability_cert_no"]), 6, 4)))
    about += [desk.word("proof_by", str(v["proof_by"])) + tr("确认")] if v.get("proof_by") else []
    about += [desk.word("child_origin", str(v["origin"]))] if v.get("origin") not in {None, "born"} else []
    about += [tr("光荣证 {no}").format(no=v["only_child_cert_no"])] if v.get("only_child_cert_no") else []
    state = "clash" if record.disputed else ""
    note = "，".join(part for part in about if part)
    return SectionLine(tr("子女"), note, state, _child_verbs(record.id))


def _child_verbs(child_id: str) -> tuple[Verb, ...]:
    return (
        Verb("edit_child", tr("改资料"), child_id),
        Verb("edit_parents", tr("改父母"), child_id),
        Verb("void_child", tr("登记错了"), child_id),
    )


def _complication(desk: Desk, view: FamilyView, record: StoredRecord) -> SectionLine:
    v = record.values
    name = next((p.name for p in view.facts.persons if p.id == v.get("person_id")), "")
    about = [desk.word("complication_grade", str(v.get("grade", "")))]
    about += [tr("{day}鉴定").format(day=partial_day(v["certified_on"]))] if v.get("certified_on") else []
    about += [str(v["certificate_no"])] if v.get("certificate_no") else []
    words = tr("{name}并发症鉴定").format(name=name)
    verbs = (Verb("edit_complication", tr("改"), record.id), Verb("void_complication", tr("登记错了"), record.id))
    return SectionLine(words, "，".join(about), "", verbs)


def _family(desk: Desk, view: FamilyView) -> list[SectionLine]:
    v = view.stored.values
    live, hukou = str(v.get("live_addr") or ""), str(v.get("hukou_addr") or "")
    address = [live or hukou or tr("没有写住址")]
    if v.get("lives_elsewhere") or (live and hukou and live != hukou):
        address.append(tr("人户分离，户籍 {addr}").format(addr=hukou or tr("没有写")))
    means = [desk.word("living_mode", str(v["living_mode"]))] if v.get("living_mode") else []
    means += [desk.word("hardship", str(code)) for code in v.get("hardship") or ()]
    means += [str(v[name]) for name in ("econ", "income_source") if v.get(name)]
    if v.get("housing_safety"):
        safety = desk.word("family_housing_safety", str(v["housing_safety"]))
        means.append(tr("用火用电{word}").format(word=safety))
    return [
        SectionLine(tr("住址与电话"), "，".join(address), "", (Verb("edit_family", tr("改资料")),)),
        SectionLine(
            tr("居住与经济"),
            "，".join(means) or tr("还没有登记"),
            "",
            (Verb("edit_family_means", tr("改")),),
        ),
    ]
