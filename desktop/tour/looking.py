"""The tour looks: people found by what one remembers of them, a family's whole file, every page of the window."""

import importlib
import os
from typing import Any

from db.domain.masking import mask_id, mask_phone
from db.domain.standing import SIGNS
from db.queries.families import FamilyFilter
from desktop.desk.demo import plant
from desktop.desk.families import FamilyView, list_families, search, view_family
from desktop.desk.opening import found_desk
from desktop.tour.walk import COUNTY, NEIGHBOUR, NEIGHBOURS, TOWNSHIP, Walk
from desktop.words import tr

PICTURES = "8-截图"
_SEEN_FIRST = "周文彬"


def find_people(walk: Walk) -> None:
    """Searches by name, sound, initials, the tail of a number, telephone, village; the reason stands with each hit."""
    desk = walk.desk(TOWNSHIP)
    with desk.record.store.reading() as connection:
        known = connection.exec_driver_sql(
            "SELECT id_no, phone FROM person WHERE id_no IS NOT NULL AND phone IS NOT NULL ORDER BY no LIMIT 1"
        ).one()
    words = {
        tr("全名"): "周文彬",
        tr("同音"): "周文斌",
        tr("拼音首字母"): "zwb",
        tr("拼音"): "zhouwen",
        tr("两字名"): "王忠",
        tr("生僻字"): "𠅤",
        tr("民族姓名"): "阿依努尔",
        tr("证件后四位"): str(known[0])[-4:],
        tr("电话后四位"): str(known[1])[-4:],
        tr("村"): "云溪",
        tr("村和姓"): "柳湾 王",
    }
    lines, empty = [], []
    for way, typed in words.items():
        hits = search(desk, typed, 5)
        lines.append(tr("{way}“{typed}”：{count} 人").format(way=way, typed=typed, count=len(hits)))
        lines += [f"    {hit.name}　{hit.village}　{mask_id(hit.id_no)}　{mask_phone(hit.phone)}" for hit in hits]
        empty += [way] if not hits else []
    walk.book.keep("3-查找.txt", "\n".join(lines) + "\n", tr("{count} 种找法，各列前 5 人").format(count=len(words)))
    if empty:
        walk.book.fail(tr("查不到人：{ways}").format(ways="、".join(empty)))


def open_family(walk: Walk) -> None:
    """One family's file as the page shows it: members, child, the seven items with the reason, what is owed."""
    desk = walk.desk(TOWNSHIP)
    hits = search(desk, _SEEN_FIRST, 1)
    rows = list_families(desk, FamilyFilter()).rows
    view = view_family(desk, hits[0].family_id if hits else rows[0].id)
    walk.book.keep("4-一户.txt", family_text(view), tr("{name}户的档案页").format(name=view.facts.name))


def family_text(view: FamilyView) -> str:
    """A family's file in plain words."""
    facts = view.facts
    lines = [f"{facts.name}户　{facts.village}　{facts.case_no}", "", tr("成员")]
    lines += [f"    {p.name}　{p.birth_date or ''}　{mask_id(str(_id_of(view, p.id)))}" for p in facts.persons]
    lines += ["", tr("三项制度和四项帮扶（{day}）").format(day=view.on.isoformat())]
    lines += [f"    {SIGNS[cell.state]} {cell.sentence}" for cell in view.strip]
    lines += ["", tr("该办的事")]
    lines += [f"    {d.due_by} 前　{d.title}：{d.reason}" for d in view.duties[:12]]
    lines += ["", tr("经过 {count} 条").format(count=len(view.history))]
    return "\n".join(lines) + "\n"


def _id_of(view: FamilyView, person_id: str) -> Any:
    return next((r.values.get("id_no", "") for r in view.of("person") if r.id == person_id), "") or ""


def settle_neighbour(walk: Walk) -> None:
    """The second township, with a year of work in its record."""
    from db.vault.recovery import new_recovery_code

    if NEIGHBOUR not in walk.desks:
        wish = walk.founding(NEIGHBOUR, new_recovery_code())
        walk.desks[NEIGHBOUR] = found_desk(walk.homes / NEIGHBOUR, wish, walk.clock, walk.cost)
        plant(walk.desks[NEIGHBOUR], min(NEIGHBOURS, walk.families * 2), 11)


def take_pictures(walk: Walk) -> None:
    """Every page of a township with a year behind it and of the county, light and dark, at 100 % and 150 %."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        album = importlib.import_module("desktop.tour.album")
    except ImportError:
        walk.book.skip(tr("这台电脑上窗口组件启动不了，没有截图"))
        return
    for office in (NEIGHBOUR, COUNTY):
        folder = walk.book.out / PICTURES / office
        folder.mkdir(parents=True, exist_ok=True)
        album.screenshots(walk.desk(office), folder)
        pictures = sorted(folder.rglob("*.png"))
        name = walk.desk(office).record.office.org_name
        if pictures:
            walk.book.note(folder, tr("{name}每一页的截图，{count} 张").format(name=name, count=len(pictures)))
        else:
            walk.book.fail(tr("{name}没有截下一张图").format(name=name))
