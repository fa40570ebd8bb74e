"""`nuanxin visit`, `contact`, `doctor`, `green`: what a worker records, each undoable."""

import argparse
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, day, filled, group
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer
from desktop.words import tr

if TYPE_CHECKING:
    from db.domain.family import Family
    from db.touched import Touched
    from desktop.desk.desk import Desk

MODES = ("home", "phone", "video", "message", "activity", "other")
CATEGORIES = ("daily", "festival", "birthday", "hospital", "emergency")
POSTS = ("township", "village", "county", "extra")


def add(commands: Commands) -> None:
    """Adds `visit add`, `contact assign`, `doctor sign` and `green issue`."""
    parser = command(group(commands, "visit", tr("走访")), "add", tr("记一次走访"), add_visit)
    parser.add_argument("--family", required=True, type=filled, metavar="ID", help=tr("家庭的记录号或档案编号"))
    parser.add_argument("--on", required=True, type=day, metavar="DATE", help=tr("哪一天"))
    parser.add_argument("--category", required=True, choices=CATEGORIES, help=tr("类别"))
    parser.add_argument("--mode", required=True, choices=MODES, help=tr("方式"))
    parser.add_argument("--note", default="", metavar="TEXT", help=tr("情况记录"))
    parser.add_argument("--outcome", choices=("met", "absent", "declined"), default="met", help=tr("结果，默认见到了"))
    parser.add_argument("--festival", default="", metavar="CODE", help=tr("哪个节日；不写就取那天前后的节日"))
    parser.add_argument("--companions", default="", metavar="NAMES", help=tr("同行的人"))
    parser.add_argument("--met", nargs="+", default=[], metavar="ID", help=tr("见到的人的记录号；不写就是全家"))

    parser = command(group(commands, "contact", tr("双岗联系人")), "assign", tr("定联系人"), assign)
    parser.add_argument("--family", required=True, type=filled, metavar="ID", help=tr("家庭的记录号或档案编号"))
    parser.add_argument("--post", required=True, choices=POSTS, help=tr("岗位"))
    parser.add_argument("--name", required=True, type=filled, metavar="NAME", help=tr("联系人姓名"))
    parser.add_argument("--phone", default="", metavar="PHONE", help=tr("联系人电话"))
    parser.add_argument("--since", required=True, type=day, metavar="DATE", help=tr("从哪天起"))

    parser = command(group(commands, "doctor", tr("家庭医生")), "sign", tr("记签约"), sign)
    parser.add_argument("--person", required=True, type=filled, metavar="ID", help=tr("人的记录号"))
    parser.add_argument("--team", required=True, type=filled, metavar="NAME", help=tr("团队名称"))
    parser.add_argument("--doctor", default="", metavar="NAME", help=tr("医生姓名"))
    parser.add_argument("--from", dest="since", required=True, type=day, metavar="DATE", help=tr("起"))
    parser.add_argument("--to", dest="until", required=True, type=day, metavar="DATE", help=tr("止"))

    parser = command(group(commands, "green", tr("就医绿色通道")), "issue", tr("记就诊卡"), issue)
    parser.add_argument("--person", required=True, type=filled, metavar="ID", help=tr("人的记录号"))
    parser.add_argument("--card", required=True, type=filled, metavar="NO", help=tr("卡号"))
    parser.add_argument("--from", dest="since", required=True, type=day, metavar="DATE", help=tr("发放日期"))
    parser.add_argument("--to", dest="until", type=day, metavar="DATE", help=tr("有效期至"))


def add_visit(words: argparse.Namespace, seat: Seat) -> Answer:
    """Records a visit; who went and who was met is taken from the file where it is not said."""
    from db.commands.visits import NewVisit, record_visit

    with seat.desk() as desk:
        family = _family(desk, words.family)
        visit = NewVisit(family.id, _visit_fields(words, desk, family))
        with desk.record.store.writing() as writing:
            touched = record_visit(writing, visit)
    return _answer(touched, "visit", {"family": family.id})


def _family(desk: "Desk", typed: str) -> "Family":
    from db.errors import NotFound
    from db.queries.facts import family_on_file
    from db.queries.typed import family_meant

    with desk.record.store.reading() as connection:
        family = family_on_file(connection, family_meant(connection, typed))
    if family is None:
        raise NotFound("没有找到这一户。")
    return family


def _visit_fields(words: argparse.Namespace, desk: "Desk", family: "Family") -> dict[str, Any]:
    from db.domain.posts import holders_on

    contacts = [one.contact_id for one in holders_on(family, words.on).values()]
    companions = words.companions or ("" if contacts else desk.record.worker_name)
    met = words.met or [person.id for person in family.members(words.on)]
    festival = words.festival or _festival_near(words, desk)
    return {
        "on": words.on.isoformat(),
        "mode": words.mode,
        "category": words.category,
        "outcome": words.outcome,
        "festival": festival if words.category == "festival" else "",
        "contact_ids": contacts,
        "companions": companions,
        "persons_met": met if words.outcome == "met" else [],
        "note": words.note,
    }


def _festival_near(words: argparse.Namespace, desk: "Desk") -> str:
    """The festival of the profile in whose days the visit falls; "" when there is none."""
    from db.domain.periods import festival_window

    for festival in desk.profile.festivals_on(words.on):
        for year in (words.on.year, words.on.year + 1):
            if words.on in festival_window(festival.code, year, festival.before, festival.after):
                return str(festival.code)
    return ""


def assign(words: argparse.Namespace, seat: Seat) -> Answer:
    """Assigns a contact person; the one before ends the day before."""
    from db.commands.contacts import NewAssignment, assign_contact

    with seat.desk() as desk:
        family = _family(desk, words.family)
        wish = NewAssignment(family.id, words.post, words.name, words.phone.strip(), words.since.isoformat())
        with desk.record.store.writing() as writing:
            touched = assign_contact(writing, wish)
    return _answer(touched, "assignment", {"family": family.id})


def sign(words: argparse.Namespace, seat: Seat) -> Answer:
    """Records a family-doctor agreement."""
    from db.commands.agreements import NewAgreement, sign_agreement

    term = {"since": words.since.isoformat(), "until": words.until.isoformat()}
    with seat.desk() as desk:
        person = _person(desk, words.person)
        wish = NewAgreement(person, {"team_name": words.team, "doctor": words.doctor or None, **term})
        with desk.record.store.writing() as writing:
            touched = sign_agreement(writing, wish)
    return _answer(touched, "agreement", {"person": person})


def issue(words: argparse.Namespace, seat: Seat) -> Answer:
    """Records a green-channel card."""
    from db.commands.green_cards import NewGreenCard, issue_green_card

    until = words.until.isoformat() if words.until else None
    with seat.desk() as desk:
        person = _person(desk, words.person)
        wish = NewGreenCard(person, {"card_no": words.card, "since": words.since.isoformat(), "until": until})
        with desk.record.store.writing() as writing:
            touched = issue_green_card(writing, wish)
    return _answer(touched, "green_card", {"person": person})


def _person(desk: "Desk", typed: str) -> str:
    from db.queries.typed import person_meant

    with desk.record.store.reading() as connection:
        return person_meant(connection, typed)


def _answer(touched: "Touched", entity: str, about: dict[str, str]) -> Answer:
    document = {**about, "entity": entity, "said": touched.said, "undo": touched.undo}
    return Answer(document, tr("{said}。").format(said=touched.said))
