"""`nuanxin families` and `nuanxin family`: the list, and one family's whole file."""

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, filled
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, pairs, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from db.domain.family import Person
    from db.domain.strip import ItemState
    from db.queries.families import FamilyRow
    from desktop.desk.desk import Desk
    from desktop.desk.families import FamilyList, FamilyView

_RECENT = 20


def add(commands: Commands) -> None:
    """Adds `families` and `family`."""
    parser = command(commands, "families", tr("家庭列表；可按姓名、拼音、首字母、证件尾号、电话、[村]查找"), listed)
    parser.add_argument("--search", default="", metavar="TEXT", help=tr("要找的字"))
    parser.add_argument("--village", default="", metavar="NAME", help=tr("只看一个[村（社区）]"))
    parser.add_argument("--filter", default="", metavar="NAME", help=tr("用存为常用的筛选，见 nuanxin filters"))
    parser.add_argument("--full", action="store_true", help=tr("电话不遮挡（会记入查看记录）"))
    command(commands, "filters", tr("存为常用的筛选：各有哪些条件，现在有几户"), kept)
    parser = command(commands, "family", tr("一户的全部情况"), shown)
    parser.add_argument("id", type=filled, metavar="ID", help=tr("记录号或档案编号"))
    parser.add_argument("--full", action="store_true", help=tr("证件号码和电话不遮挡（会记入查看记录）"))


def listed(words: argparse.Namespace, seat: Seat) -> Answer:
    """The list in the order of village and route."""
    from db.queries.families import FamilyFilter
    from desktop.cli.reveal import Mask, note_look
    from desktop.desk.families import list_families

    with seat.desk() as desk:
        found = list_families(desk, FamilyFilter(search=words.search, village=words.village))
        if words.filter:
            found = _narrowed(desk, found, words.filter)
        mask = Mask(full=words.full)
        if words.full:
            note_look(desk, "reveal", "families", str(len(found.rows)))
        document = {
            "families": [_row(desk, row, mask) for row in found.rows],
            "found": len(found.rows),
            "households": found.households,
            "persons": found.persons,
        }
        heads = tuple(map(tr, ("户主", "成员", "村（社区）", "类别", "关注", "最近联系", "电话", "档案编号", "记录号")))
        body = table(heads, [_line(desk, row, mask) for row in found.rows]) if found.rows else tr("没有找到。")
    said = tr("{found} 户（在册共 {households} 户 {persons} 人）")
    return Answer(
        document,
        sections(body, said.format(found=len(found.rows), households=found.households, persons=found.persons)),
    )


def _narrowed(desk: "Desk", found: "FamilyList", name: str) -> "FamilyList":
    """Of these families, those a kept filter shows."""
    from desktop.desk.filters import chosen_ids, filter_named

    shown_ = frozenset(chosen_ids(desk, filter_named(desk, name).choice))
    return replace(found, rows=tuple(row for row in found.rows if row.id in shown_))


def kept(_words: argparse.Namespace, seat: Seat) -> Answer:
    """The filters kept under a name, with their conditions in words and how many families each shows today."""
    from db.queries.families import contacts_in_office
    from desktop.desk.filters import choice_words, chosen_ids, saved_filters

    with seat.desk() as desk:
        with desk.record.store.reading() as connection:
            contacts = dict(contacts_in_office(connection, desk.today.isoformat()))
        lines = [
            (each.name, choice_words(desk, each.choice, contacts), len(chosen_ids(desk, each.choice)))
            for each in saved_filters(desk)
        ]
    document = {"filters": [{"name": name, "conditions": list(words), "families": n} for name, words, n in lines]}
    heads = tuple(map(tr, ("筛选", "条件", "户")))
    body = table(heads, [(name, "、".join(words), str(n)) for name, words, n in lines])
    return Answer(document, body if lines else tr("还没有存为常用的筛选；在家庭页上点“存为常用”。"))


def _row(desk: "Desk", row: "FamilyRow", mask: Any) -> dict[str, Any]:
    last = {"on": row.last_on, "mode": row.last_mode, "outcome": row.last_outcome} if row.last_on else None
    return {
        "id": row.id,
        "case_no": row.case_no or None,
        "head": row.head_name,
        "members": list(row.names),
        "township": row.org,
        "village": row.village,
        "group": row.group_name or None,
        "case_type": row.case_type,
        "case_type_word": desk.word("case_type", row.case_type),
        "status": row.status,
        "risk_level": row.risk_level,
        "last_contact": last,
        "phone": mask.phone(row.phone) or None,
        "disputed": row.disputed,
    }


def _line(desk: "Desk", row: "FamilyRow", mask: Any) -> tuple[str, ...]:
    last = f"{row.last_on} {desk.word('visit_mode', row.last_mode)}" if row.last_on else ""
    words = (desk.word("case_type", row.case_type), desk.word("risk_level", row.risk_level))
    return (row.head_name, "、".join(row.names), row.village, *words, last, mask.phone(row.phone), row.case_no, row.id)


def shown(words: argparse.Namespace, seat: Seat) -> Answer:
    """One family's file: members, child, the seven items with their reasons, what is owed, what happened."""
    from db.queries.typed import family_meant
    from desktop.cli.reveal import Mask, note_look
    from desktop.desk.families import view_family

    with seat.desk() as desk:
        with desk.record.store.reading() as connection:
            family_id = family_meant(connection, words.id)
        view = view_family(desk, family_id)
        note_look(desk, "reveal" if words.full else "look", family_id)
        mask = Mask(full=words.full)
        return Answer(_document(desk, view, mask), _text(desk, view, mask))


def _document(desk: "Desk", view: "FamilyView", mask: Any) -> dict[str, Any]:
    facts, stored = view.facts, view.stored.values
    return {
        "id": facts.id,
        "as_of": view.on.isoformat(),
        "case_no": facts.case_no or None,
        "case_type": facts.case_type,
        "case_type_word": desk.word("case_type", facts.case_type),
        "status": facts.status,
        "village": facts.village,
        "group": stored.get("group_name"),
        "address": stored.get("live_addr") or stored.get("hukou_addr"),
        "risk_level": facts.risk_level,
        "contact_preference": facts.contact_preference,
        "opened_on": facts.opened_on.isoformat(),
        "persons": [_person(desk, view, person, mask) for person in facts.persons],
        "children": [_child(child) for child in facts.children],
        "items": [_item(item) for item in view.strip],
        "contacts": [_contact(one, mask) for one in facts.assignments],
        "duties": [_duty(duty) for duty in view.duties],
        "visits": [_visit(visit) for visit in sorted(facts.visits, key=lambda visit: visit.on, reverse=True)],
        "needs": [_need(record.id, record.values) for record in view.of("need")],
        "history": [_happening(each) for each in view.history[:_RECENT]],
    }


def _person(desk: "Desk", view: "FamilyView", person: "Person", mask: Any) -> dict[str, Any]:
    values = next((record.values for record in view.of("person") if record.id == person.id), {})
    return {
        "id": person.id,
        "name": person.name,
        "relation": person.relation,
        "relation_word": desk.word("relation", person.relation),
        "sex": person.sex,
        "birth_date": values.get("birth_date"),
        "id_no": mask.id_no(str(values.get("id_no") or "")) or None,
        "phone": mask.phone(str(values.get("phone") or "")) or None,
        "alive": person.living(view.on),
        "is_target": person.is_target,
    }


def _child(child: Any) -> dict[str, Any]:
    return {
        "id": child.id,
        "name": child.name or None,
        "state": child.state,
        "event_date": child.event_date.isoformat() if child.event_date else None,
        "parents": list(child.parents),
    }


def _item(item: "ItemState") -> dict[str, Any]:
    return {
        "item": item.item,
        "name": item.name,
        "state": item.state,
        "word": item.word,
        "reason": item.reason or None,
        "next_due": item.next_due.isoformat() if item.next_due else None,
    }


def _contact(one: Any, mask: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "post": one.post_kind,
        "name": one.contact_name,
        "phone": mask.phone(one.phone) or None,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
    }


def _duty(duty: Any) -> dict[str, Any]:
    return {
        "rule": duty.rule,
        "key": duty.key,
        "title": duty.title,
        "due_by": duty.due_by.isoformat(),
        "state": duty.state,
        "days_late": duty.days_late,
        "reason": duty.reason,
    }


def _visit(visit: Any) -> dict[str, Any]:
    return {
        "id": visit.id,
        "on": visit.on.isoformat(),
        "category": visit.category,
        "mode": visit.mode,
        "outcome": visit.outcome,
    }


def _need(record_id: str, values: Any) -> dict[str, Any]:
    return {
        "id": record_id,
        "request": values.get("request"),
        "status": values.get("status"),
        "raised_on": values.get("raised_on"),
    }


def _happening(each: Any) -> dict[str, Any]:
    from desktop.desk.signing import signed_codes

    return {
        "at": each.at,
        "author": each.author or None,
        "entity": each.entity,
        "kind": each.kind,
        "carried": each.carried,
        "package_no": each.package_no,
        "reason_back": each.reason_back,
        "parallel": each.parallel,
        **signed_codes(each.proof),
        "undo": each.group,
    }


def _text(desk: "Desk", view: "FamilyView", mask: Any) -> str:
    facts, stored = view.facts, view.stored.values
    place = " ".join(filter(None, (facts.village, str(stored.get("group_name") or ""))))
    head = pairs(
        (
            (tr("户主"), facts.name),
            (tr("档案编号"), facts.case_no),
            (tr("类别"), desk.word("case_type", facts.case_type)),
            (tr("[村（社区）]"), place),
            (tr("住址"), str(stored.get("live_addr") or stored.get("hukou_addr") or "")),
            (tr("档案状态"), desk.word("family_status", facts.status)),
            (tr("关注等级"), desk.word("risk_level", facts.risk_level)),
            (tr("记录号"), facts.id),
        )
    )
    return sections(
        head, _persons_text(desk, view, mask), _items_text(view), _duties_text(view), _visits_text(desk, view)
    )


def _persons_text(desk: "Desk", view: "FamilyView", mask: Any) -> str:
    rows = []
    for person in view.facts.persons:
        told = _person(desk, view, person, mask)
        row = (person.name, told["relation_word"], told["birth_date"] or "", told["id_no"] or "", told["phone"] or "")
        rows.append((*row, "" if told["alive"] else tr("已去世"), person.id))
    rows += [
        (child.name, tr("子女"), "", "", "", desk.word("child_state", child.state), child.id)
        for child in view.facts.children
    ]
    return table(tuple(map(tr, ("成员", "关系", "出生", "证件号码", "电话", "现状", "记录号"))), rows)


def _items_text(view: "FamilyView") -> str:
    rows = [
        (f"{item.sign} {item.name}", item.word, item.reason if item.reason != item.word else "") for item in view.strip
    ]
    return table(tuple(map(tr, ("项目", "现在", "为什么"))), rows)


def _duties_text(view: "FamilyView") -> str:
    if not view.duties:
        return tr("没有要办的事。")
    rows = [(duty.due_by.isoformat(), duty.title, duty.owner, duty.reason) for duty in view.duties]
    return table(tuple(map(tr, ("哪天前", "要办的事", "谁", "为什么"))), rows)


def _visits_text(desk: "Desk", view: "FamilyView") -> str:
    latest = sorted(view.facts.visits, key=lambda visit: visit.on, reverse=True)[:10]
    rows = [
        (
            visit.on.isoformat(),
            desk.word("visit_category", visit.category),
            desk.word("visit_mode", visit.mode),
            desk.word("visit_outcome", visit.outcome),
        )
        for visit in latest
    ]
    return table(tuple(map(tr, ("日期", "类别", "方式", "结果"))), rows) if rows else ""
