"""`nuanxin need`, `event` and `aid`: what a family asked for, what happened to it, what it was given; each undoable."""

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, day, filled, group
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer
from desktop.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.store.writing import Writing
    from db.touched import Touched
    from desktop.desk.desk import Desk

CATEGORIES = (
    "money", "medical", "elder", "care", "mind", "housing", "legal", "rebirth", "work", "funeral", "other",
)  # fmt: skip
KINDS = ("accident", "illness", "hospital", "disaster", "death", "missing", "other")
STAGES = ("given", "requested")
_MOST_YUAN = 10**10


def add(commands: Commands) -> None:
    """Adds `need add`, `need answer`, `need close`, `need follow-up`, `event add` and `aid add`."""
    _add_need(group(commands, "need", tr("诉求")))
    _add_event(group(commands, "event", tr("重大事项")))
    _add_aid(group(commands, "aid", tr("帮扶救助")))


def _add_need(needs: Commands) -> None:
    parser = command(needs, "add", tr("登记一件诉求"), add_need)
    _family(parser)
    parser.add_argument("--category", required=True, choices=CATEGORIES, help=tr("类别"))
    parser.add_argument("--request", required=True, type=filled, metavar="TEXT", help=tr("什么诉求"))
    parser.add_argument("--on", type=day, metavar="DATE", help=tr("哪天提的，不写就是今天"))
    parser.add_argument("--due", type=day, metavar="DATE", help=tr("哪天前办结"))
    parser.add_argument("--person", default="", metavar="ID", help=tr("谁提的，人的记录号"))
    parser.add_argument("--responsible", default="", metavar="NAME", help=tr("责任人"))

    parser = command(needs, "answer", tr("记下怎么答复的，转给谁"), answer)
    _need(parser)
    parser.add_argument("--action", required=True, type=filled, metavar="TEXT", help=tr("怎么答复的"))
    parser.add_argument("--to", default="", metavar="UNIT", help=tr("转给哪个单位"))
    parser.add_argument("--on", type=day, metavar="DATE", help=tr("哪天，不写就是今天"))
    parser.add_argument("--due", type=day, metavar="DATE", help=tr("哪天前办结"))

    parser = command(needs, "close", tr("办结一件诉求"), close)
    _need(parser)
    parser.add_argument("--result", required=True, type=filled, metavar="TEXT", help=tr("怎么办结的"))
    parser.add_argument("--on", type=day, metavar="DATE", help=tr("哪天，不写就是今天"))

    parser = command(needs, "follow-up", tr("记下回访；没有解决的接着办"), follow_up)
    _need(parser)
    parser.add_argument("--unsolved", action="store_true", help=tr("没有解决，接着办"))
    parser.add_argument("--note", default="", metavar="TEXT", help=tr("还差什么；没有解决的必须写"))
    parser.add_argument("--on", type=day, metavar="DATE", help=tr("哪天，不写就是今天"))
    parser.add_argument("--due", type=day, metavar="DATE", help=tr("接着办的，哪天前办结"))


def _add_event(events: Commands) -> None:
    parser = command(events, "add", tr("记一件重大事项；从得知起要在几小时内上门"), add_event)
    _family(parser)
    parser.add_argument("--kind", required=True, choices=KINDS, help=tr("什么事"))
    parser.add_argument("--on", required=True, type=day, metavar="DATE", help=tr("哪天发生的"))
    parser.add_argument("--known-on", type=day, metavar="DATE", help=tr("哪天得知的，不写就是发生那天"))
    parser.add_argument("--known-at", default="", metavar="HH:MM", help=tr("几点得知的，如 08:30"))
    parser.add_argument("--person", default="", metavar="ID", help=tr("是谁，人的记录号"))
    parser.add_argument("--summary", default="", metavar="TEXT", help=tr("经过"))
    parser.add_argument("--measures", default="", metavar="TEXT", help=tr("已采取的措施"))
    parser.add_argument("--reported-to", default="", metavar="NAME", help=tr("已报告给谁"))


def _add_aid(aids: Commands) -> None:
    parser = command(aids, "add", tr("登记一笔帮扶，或一份救助申请"), add_aid)
    _family(parser)
    parser.add_argument("--programme", required=True, type=filled, metavar="CODE", help=tr("项目的代码或名称"))
    parser.add_argument("--on", required=True, type=day, metavar="DATE", help=tr("哪天给的，或哪天申请的"))
    parser.add_argument("--stage", choices=STAGES, default="given", help=tr("given 已发放（默认），requested 申请"))
    parser.add_argument("--yuan", type=_yuan, metavar="YUAN", help=tr("金额，单位元，可写到分"))
    parser.add_argument("--item", default="", metavar="TEXT", help=tr("物品、服务或编号"))
    parser.add_argument("--source", default="", metavar="NAME", help=tr("资助方"))
    parser.add_argument("--person", default="", metavar="ID", help=tr("给谁，人的记录号"))
    parser.add_argument("--note", default="", metavar="TEXT", help=tr("说明"))


def _family(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--family", required=True, type=filled, metavar="ID", help=tr("家庭的记录号或档案编号"))


def _need(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("need", type=filled, metavar="ID", help=tr("诉求的记录号，见 nuanxin family"))


def _yuan(text: str) -> int:
    """An amount typed in yuan, in 分."""
    whole, dot, part = text.strip().partition(".")
    if whole.isascii() and whole.isdigit() and (not dot or (part.isascii() and part.isdigit() and len(part) <= 2)):  # noqa: PLR2004 - 角 and 分
        fen = int(whole[:12]) * 100 + int(part.ljust(2, "0") if part else 0)
        if 0 < fen <= _MOST_YUAN:
            return fen
    raise argparse.ArgumentTypeError(tr("“{text}”不是金额，请写成 200 或 200.50。").format(text=text[:20]))


def add_need(words: argparse.Namespace, seat: Seat) -> Answer:
    """Registers a request."""
    from db.commands.needs import open_need

    fields = {
        "category": words.category,
        "request": words.request,
        "responsible": words.responsible,
        **_days(raised_on=words.on, due_by=words.due),
    }
    return _of_family(words, seat, "need", lambda w, family_id: open_need(w, family_id, {**fields, **_who(w, words)}))


def answer(words: argparse.Namespace, seat: Seat) -> Answer:
    """Writes down an answer."""
    from db.commands.needs import answer_need

    fields = {"action": words.action, "referred_to": words.to, **_days(answered_on=words.on, due_by=words.due)}
    return _of_need(words, seat, lambda writing: answer_need(writing, words.need, _said(fields)))


def close(words: argparse.Namespace, seat: Seat) -> Answer:
    """Settles a request."""
    from db.commands.needs import close_need

    fields = {"result": words.result, **_days(closed_on=words.on)}
    return _of_need(words, seat, lambda writing: close_need(writing, words.need, fields))


def follow_up(words: argparse.Namespace, seat: Seat) -> Answer:
    """Writes down what the family said afterwards."""
    from db.commands.needs import FollowUp, follow_up_need

    on = words.on or seat.clock.today()
    due = words.due.isoformat() if words.due else ""
    said = FollowUp(on.isoformat(), not words.unsolved, words.note, due)
    return _of_need(words, seat, lambda writing: follow_up_need(writing, words.need, said))


def add_event(words: argparse.Namespace, seat: Seat) -> Answer:
    """Writes down that something has happened."""
    from db.commands.events import record_event

    fields = {
        "kind": words.kind,
        "known_time": words.known_at,
        "summary": words.summary,
        "measures": words.measures,
        "reported_to": words.reported_to,
        **_days(on=words.on, known_on=words.known_on or words.on),
    }
    return _of_family(
        words, seat, "event", lambda w, family_id: record_event(w, family_id, {**fields, **_who(w, words)})
    )


def add_aid(words: argparse.Namespace, seat: Seat) -> Answer:
    """Writes down help given, or asked for."""
    from db.commands.aid import NewAid, record_aid

    fields = {
        "programme": words.programme,
        "stage": words.stage,
        "amount": words.yuan,
        "item": words.item,
        "source": words.source,
        "note": words.note,
        **_days(on=words.on),
    }

    def write(writing: "Writing", desk: "Desk", family_id: str) -> "Touched":
        known = desk.profile.programmes_on(words.on)
        programme = next((p for p in known if words.programme in {p.code, p.name}), None)
        code = programme.code if programme else words.programme
        told = _said({**fields, **_who(writing, words), "programme": code})
        return record_aid(writing, NewAid(family_id, told), programme)

    with seat.desk() as desk:
        family_id = _family_meant(desk, words.family)
        with desk.record.store.writing() as writing:
            touched = write(writing, desk, family_id)
    return _answer(touched, "aid_record", family_id)


def _of_family(
    words: argparse.Namespace, seat: Seat, entity: str, write: "Callable[[Writing, str], Touched]"
) -> Answer:
    with seat.desk() as desk:
        family_id = _family_meant(desk, words.family)
        with desk.record.store.writing() as writing:
            touched = write(writing, family_id)
    return _answer(touched, entity, family_id)


def _of_need(words: argparse.Namespace, seat: Seat, write: "Callable[[Writing], Touched]") -> Answer:
    with seat.desk() as desk, desk.record.store.writing() as writing:
        family_id = str(writing.row("need", words.need)["family_id"])
        touched = write(writing)
    return _answer(touched, "need", family_id, words.need)


def _family_meant(desk: "Desk", typed: str) -> str:
    from db.queries.typed import family_meant

    with desk.record.store.reading() as connection:
        return family_meant(connection, typed)


def _who(writing: "Writing", words: argparse.Namespace) -> dict[str, str]:
    from db.queries.typed import person_meant

    return {"person_id": person_meant(writing.connection, words.person)} if words.person else {}


def _days(**days: date | None) -> dict[str, str]:
    return {name: on.isoformat() for name, on in days.items() if on}


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _answer(touched: "Touched", entity: str, family_id: str, record_id: str = "") -> Answer:
    document = {
        "family": family_id,
        "id": record_id or next(iter(touched.ids)),
        "entity": entity,
        "said": touched.said,
        "undo": touched.undo,
    }
    return Answer(document, tr("{said}，记录号 {id}。").format(said=touched.said, id=document["id"]))
