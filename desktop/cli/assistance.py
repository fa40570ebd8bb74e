"""`nuanxin eligibility`, `death` and `review`: the special assistance, a member's death, a year's annual check."""

import argparse
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, day, filled
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from db.queries.assistance import Unchecked
    from desktop.desk.assistance import PersonAssistance
    from desktop.desk.desk import Desk
    from desktop.desk.reviewing import Review

REASONS = ("death", "birth", "adoption", "recovery", "moved", "mistake", "other")


def add(commands: Commands) -> None:
    """Adds `eligibility`, `death` and `review`."""
    parser = command(commands, "eligibility", tr("特扶资格：谁、什么状态、为什么、每月多少"), listed)
    parser.add_argument("--on", type=day, metavar="DATE", help=tr("哪一天，默认今天"))

    parser = command(commands, "death", tr("登记亡故；不写 --yes 只看会怎样"), died)
    parser.add_argument("--person", required=True, type=filled, metavar="ID", help=tr("人的记录号或证件号码"))
    parser.add_argument("--on", required=True, type=day, metavar="DATE", help=tr("去世日期"))
    parser.add_argument("--known", type=day, metavar="DATE", help=tr("哪天得知的，默认今天"))
    parser.add_argument("--head", default="", metavar="ID", help=tr("以后的户主；不写就由配偶接"))
    parser.add_argument("--yes", action="store_true", help=tr("看过了，写入"))

    parser = command(commands, "review", tr("年审名单；登记一个人，或没有疑问的一起登记合格"), reviewed)
    parser.add_argument("--year", required=True, type=_year, metavar="Y", help=tr("年度"))
    parser.add_argument("--on", type=day, metavar="DATE", help=tr("年审日期，默认今天"))
    parser.add_argument("--person", default="", metavar="ID", help=tr("只登记这个人"))
    parser.add_argument("--result", choices=("passed", "pending", "left"), default="passed", help=tr("结果，默认合格"))
    parser.add_argument("--reason", choices=REASONS, default="", help=tr("结果是退出时的原因"))
    parser.add_argument("--yes", action="store_true", help=tr("看过了，没有疑问的一起登记合格"))


def _year(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) == len("2026"):
        return int(text)
    raise argparse.ArgumentTypeError(tr("“{text}”不是年度，请写成 2026。").format(text=text[:20]))


def listed(words: argparse.Namespace, seat: Seat) -> Answer:
    """Everybody served on a day, with what is worked out and what is recorded."""
    from db.queries.facts import families_on_file
    from desktop.desk.assistance import Assistance

    with seat.desk() as desk:
        assistance = Assistance.of(desk, words.on)
        on = assistance.on
        with desk.record.store.reading() as connection:
            families = [family for family in families_on_file(connection) if family.active(on)]
        found = [(family, each) for family in families for each in assistance.people(family)]
        rows = [_person(desk, family, each) for family, each in found]
    month = sum(each.amount.amount for _, each in found if each.amount and each.status == "confirmed")
    document = {"on": on.isoformat(), "persons": rows, "found": len(rows), "monthly_total_fen": month}
    heads = tuple(map(tr, ("姓名", "村（社区）", "类别", "状态", "每月（元）", "年审", "说明", "记录号")))
    lines = [
        (
            r["name"],
            r["village"],
            r["kind"] or "",
            r["status_word"],
            _yuan(r),
            r["check"] or "",
            r["reason"],
            r["person"],
        )
        for r in rows
    ]
    said = tr("截至 {on}，{n} 人；已确认的每月合计 {yuan} 元")
    return Answer(
        document, sections(table(heads, lines), said.format(on=on, n=len(rows), yuan=_yuan({"amount_fen": month})))
    )


def _last(row: dict[str, Any]) -> tuple[str, str]:
    return row["proposal"] or row["reason"], row["person"]


def _yuan(row: dict[str, Any]) -> str:
    from db.domain.money import yuan_words

    return yuan_words(row["amount_fen"]) if row["amount_fen"] is not None else ""


def _person(desk: "Desk", family: Any, each: "PersonAssistance") -> dict[str, Any]:
    e, told, amount = each.entitlement, each.worked_out, each.amount
    status = each.status
    words = {"none": tr("没有依据"), "local": tr("只适用本地办法")}
    return {
        "person": each.person.id,
        "name": each.person.name,
        "family": family.id,
        "village": family.village,
        "kind": each.kind or None,
        "status": status,
        "status_word": words.get(status) or desk.word("eligibility_status", status),
        "reason": told.reason,
        "eligible_since": told.since.isoformat() if told.since else None,
        "notices": [on.isoformat() for on in told.notices],
        "entitlement": e.id if e else None,
        "first_year": e.first_year or None if e else None,
        "confirmed_on": e.confirmed_on.isoformat() if e and e.confirmed_on else None,
        "amount_fen": amount.amount if amount else None,
        "amount_source": amount.source if amount else None,
        "amount_verified": amount.verified if amount else None,
        "check": each.check or None,
        "proposal": each.proposal.sentence if each.proposal else None,
    }


def died(words: argparse.Namespace, seat: Seat) -> Answer:
    """What a death would change; written only with `--yes`."""
    from db.commands.deaths import NewDeath, record_death
    from db.queries.typed import person_meant
    from desktop.desk.departing import review_death

    with seat.desk() as desk:
        with desk.record.store.reading() as connection:
            person = person_meant(connection, words.person)
            head = person_meant(connection, words.head) if words.head else ""
        known = words.known or desk.today
        wish = NewDeath(person, words.on.isoformat(), known.isoformat(), head)
        review = review_death(desk, wish)
        touched = None
        if words.yes:
            with desk.record.store.writing() as writing:
                touched = record_death(writing, wish)
    document = {
        "person": person,
        "on": words.on.isoformat(),
        "known_on": known.isoformat(),
        **_laid_out(review),
        "applied": touched is not None,
        "said": touched.said if touched else None,
        "undo": touched.undo if touched else None,
    }
    last = touched.said if touched else tr("还没有写入；看过了，加 --yes 再运行一次。")
    return Answer(document, sections(review.title, "\n".join(review.sentences), last))


def _laid_out(review: "Review") -> dict[str, Any]:
    parts = [{"title": part.title, "lines": list(part.lines)} for part in review.parts if part.lines]
    return {"title": review.title, "parts": parts}


def reviewed(words: argparse.Namespace, seat: Seat) -> Answer:
    """The year's list; one person registered with `--person`, all without doubt with `--yes`."""
    from db.commands.annual_checks import pass_all
    from desktop.desk.entitling import plan_year

    with seat.desk() as desk:
        on = (words.on or desk.today).isoformat()
        store, touched = desk.record.store, None
        if words.person:
            touched = _one(words, desk, on)
        with store.reading() as connection:
            plan = plan_year(desk, connection, words.year, on)
        if words.yes and not words.person:
            with store.writing() as writing:
                touched = pass_all(writing, plan)
            with store.reading() as connection:
                plan = plan_year(desk, connection, words.year, on)
    document = {
        "year": words.year,
        "on": on,
        "passing": [_waiting(each) for each in plan.passing],
        "held": [{**_waiting(each), "why": why} for each, why in plan.held],
        "applied": touched is not None,
        "said": touched.said if touched else None,
        "undo": touched.undo if touched else None,
    }
    heads = tuple(map(tr, ("姓名", "村（社区）", "户主", "说明")))
    rows = [(each.name, each.village, each.head, "") for each in plan.passing]
    rows += [(each.name, each.village, each.head, why) for each, why in plan.held]
    body = table(heads, rows) if rows else tr("{year} 年的年审都做完了。").format(year=words.year)
    return Answer(document, sections(touched.said if touched else "", body))


def _one(words: argparse.Namespace, desk: "Desk", on: str) -> Any:
    from db.commands.annual_checks import NewCheck, record_check
    from db.errors import NotFound
    from db.queries.typed import person_meant

    with desk.record.store.reading() as connection:
        person = person_meant(connection, words.person)
        asked = "SELECT id FROM eligibility WHERE person_id = ? AND status = 'confirmed' AND voided = 0"
        held = connection.exec_driver_sql(asked, (person,)).scalars().first()
    if held is None:
        raise NotFound("这个人没有已确认的特扶资格。", next_step="请用 nuanxin eligibility 看他的状态。")
    with desk.record.store.writing() as writing:
        return record_check(writing, NewCheck(str(held), words.year, words.result, on, words.reason))


def _waiting(each: "Unchecked") -> dict[str, Any]:
    return {
        "person": each.person_id,
        "name": each.name,
        "family": each.family_id,
        "village": each.village,
        "head": each.head,
        "kind": each.kind,
    }
