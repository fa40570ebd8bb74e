"""The tour works: posts, agreements, cards and visits of all five kinds written down, one taken back, forms printed."""

from datetime import timedelta
from functools import partial

from db.commands.agreements import NewAgreement, sign_agreement
from db.commands.contacts import NewAssignment, assign_contact
from db.commands.green_cards import NewGreenCard, issue_green_card
from db.commands.undo import undo_command
from db.commands.visits import NewNeed, NewVisit, record_visit
from db.domain.family import Family
from db.domain.periods import add_months
from db.domain.posts import holders_on
from db.queries.facts import families_on_file
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.printing import Round, Wanted, draw, note_printed, prepare_blank, prepare_forms
from desktop.tour.starting import keep_pages
from desktop.tour.walk import TOWNSHIP, StepLeftOut, Walk
from desktop.words import tr

_VISITED = 12
_PICTURES = 4
_GIFT = {"gift_kind": "goods", "gift_goods": "月饼一盒"}


def record_work(walk: Walk) -> None:
    """Fills posts that are open, signs, issues cards, records visits of five kinds and two attempts, undoes one.

    Raises:
        StepLeftOut: a step needs what an earlier one could not make.
    """
    desk = walk.desk(TOWNSHIP)
    families = _families(desk)
    if not families:
        raise StepLeftOut(tr("名册没有导入，没有可以记的家庭"))
    done = [_look_after(desk, family, place) for place, family in enumerate(families[:_VISITED])]
    said = [sentence for each in done for sentence in each]
    last = _visit(desk, families[0], {"category": "daily", "mode": "phone", "note": tr("记错了户，要撤销的一次。")})
    undone = undo_command(desk.record.store, last.undo)
    said.append(tr("撤销刚记的走访：退回 {count} 条。").format(count=undone.taken_back))
    counts = {sentence: said.count(sentence) for sentence in dict.fromkeys(said)}
    text = "\n".join(f"{sentence}　{count} 次" for sentence, count in counts.items())
    walk.book.keep("4-记下的事.txt", text + "\n", tr("{count} 次操作，其中一次已撤销").format(count=len(said) + 1))


def _families(desk: Desk) -> tuple[Family, ...]:
    with desk.record.store.reading() as connection:
        return tuple(families_on_file(connection))


def _look_after(desk: Desk, family: Family, place: int) -> list[str]:
    """What the worker enters for one family."""
    said = _fill_posts(desk, family)
    family = next(f for f in _families(desk) if f.id == family.id)
    today, store = desk.today, desk.record.store
    for number, person in enumerate(family.members(today), 1):
        term = {"since": today.isoformat(), "until": (add_months(today, 12) - timedelta(days=1)).isoformat()}
        declined = {"state": "declined", "declined_on": today.isoformat(), "reason": tr("过一阵再说")}
        agreement = NewAgreement(person.id, declined if place == 1 else {**term, "team_name": tr("第一家庭医生团队")})
        card = {"card_no": f"LT{place + 1:03d}{number}", "since": today.isoformat()}
        with store.writing() as writing:
            said.append(sign_agreement(writing, agreement).said)
        with store.writing() as writing:
            said.append(issue_green_card(writing, NewGreenCard(person.id, card)).said)
    kinds: tuple[dict[str, object], ...] = (
        {"category": "daily", "mode": "home", "body": "fair", "mind": "calm", "note": tr("身体还好，天冷少出门。")},
        {"category": "daily", "mode": "home", "outcome": "absent", "persons_met": [], "note": tr("家里没人。")},
        {"category": "daily", "mode": "home", "outcome": "declined", "persons_met": [], "note": tr("改天再来。")},
        {
            "category": "festival",
            "festival": "mid_autumn",
            "mode": "home",
            "gift_kind": "goods",
            "gift_goods": "月饼一盒",
        },
        {"category": "birthday", "mode": "phone"},
        {"category": "hospital", "mode": "home", "in_hospital": "yes"},
        {"category": "emergency", "mode": "home", "note": tr("接到电话就去了，人已安顿好。")},
    )
    said.append(_visit(desk, family, kinds[place % len(kinds)], with_need=place % len(kinds) == 0).said)
    return said


def _fill_posts(desk: Desk, family: Family) -> list[str]:
    said = []
    for post, name in (("township", "何卫国"), ("village", "冯月明")):
        if post not in holders_on(family, desk.today):
            wish = NewAssignment(family.id, post, name, "13800000001", desk.today.isoformat())
            with desk.record.store.writing() as writing:
                said.append(assign_contact(writing, wish).said)
    return said


def _visit(desk: Desk, family: Family, fields: dict[str, object], *, with_need: bool = False) -> Touched:
    contacts = [one.contact_id for one in holders_on(family, desk.today).values()]
    met = [person.id for person in family.members(desk.today)]
    common = {"on": desk.today.isoformat(), "contact_ids": contacts, "companions": tr("计生专干"), "persons_met": met}
    request = {"category": "medical", "request": tr("想到县医院做白内障手术，不知道怎么预约"), "responsible": "何卫国"}
    visit = NewVisit(family.id, {**common, **fields}, (NewNeed(request),) if with_need else ())
    with desk.record.store.writing() as writing:
        return partial(record_visit, writing)(visit)


def print_forms(walk: Walk) -> None:
    """One PDF for everybody due and one of blank forms, with pictures of the first pages."""
    desk = walk.desk(TOWNSHIP)
    due = prepare_forms(desk, Wanted("due"))
    batch = draw(due)
    note_printed(desk, due)
    sentence = tr("该走访的 {families} 户，{pages} 页，按路线排").format(families=len(due.sheets), pages=batch.pages)
    walk.book.keep("5-走访表.pdf", batch.pdf, sentence)
    keep_pages(walk, "5-走访表", batch.pdf, _PICTURES)
    blank = prepare_blank(desk, 2)
    walk.book.keep("5-空白走访表.pdf", draw(blank).pdf, tr("空白走访表 2 张"))
    visited = {family.id for family in _families(desk) if any(visit.on == desk.today for visit in family.visits)}
    if _form_ids(due, visited) != _form_ids(prepare_forms(desk, Wanted("due")), visited):
        walk.book.fail(tr("补打的走访表换了编号"))


def _form_ids(forms: Round, visited: set[str]) -> set[str]:
    """The forms of families not visited today: a visit answers a form, and the next one is a new one."""
    return {form_id for form_id, family in forms.families.items() if family not in visited}
