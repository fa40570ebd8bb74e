"""`nuanxin insured`, `stay`, `claim`: insurance, stays in hospital and what is paid for them, each undoable."""

import argparse
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, amount, command, count, day, filled, group
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from db.domain.claims import Proposal
    from db.domain.support_facts import Claim
    from db.touched import Touched
    from desktop.desk.desk import Desk
    from desktop.desk.insuring import StayCase


def add(commands: Commands) -> None:
    """Adds `insured add`, `stay add`, `stay discharge`, `claim propose`, `claim file`, `claim pay`."""
    parser = command(group(commands, "insured", tr("参保")), "add", tr("登记参保"), insure)
    parser.add_argument("--person", required=True, type=filled, metavar="ID", help=tr("人的记录号或证件号码"))
    parser.add_argument("--product", required=True, type=filled, metavar="CODE", help=tr("险种代码或名称"))
    parser.add_argument("--from", dest="since", required=True, type=day, metavar="DATE", help=tr("保险起"))
    parser.add_argument("--to", dest="until", required=True, type=day, metavar="DATE", help=tr("保险止"))
    parser.add_argument("--policy", default="", metavar="NO", help=tr("保单号；登记过的保单才认得"))
    _add_stays(group(commands, "stay", tr("住院")))
    _add_claims(group(commands, "claim", tr("理赔")))


def _add_stays(stays: Commands) -> None:
    parser = command(stays, "add", tr("登记住院"), admit)
    parser.add_argument("--person", required=True, type=filled, metavar="ID", help=tr("人的记录号或证件号码"))
    parser.add_argument("--admitted", required=True, type=day, metavar="DATE", help=tr("入院日期"))
    parser.add_argument("--discharged", type=day, metavar="DATE", help=tr("出院日期；还在住院就不写"))
    parser.add_argument("--hospital", default="", metavar="NAME", help=tr("医院；名单里有的会带出等级"))
    parser.add_argument("--grade", default="", metavar="TEXT", help=tr("医院等级，如 二级甲等"))
    parser.add_argument("--icu", type=count, metavar="DAYS", help=tr("重症监护天数"))
    parser = command(stays, "discharge", tr("登记出院"), leave)
    parser.add_argument("stay", type=filled, metavar="ID", help=tr("住院的记录号"))
    parser.add_argument("--on", required=True, type=day, metavar="DATE", help=tr("出院日期"))
    parser.add_argument("--icu", type=count, metavar="DAYS", help=tr("重症监护天数"))


def _add_claims(claims: Commands) -> None:
    parser = command(claims, "propose", tr("每次住院能报多少，为什么"), propose)
    parser.add_argument("--person", required=True, type=filled, metavar="ID", help=tr("人的记录号或证件号码"))
    parser = command(claims, "file", tr("登记理赔"), file_one)
    parser.add_argument("stay", type=filled, metavar="ID", help=tr("住院的记录号，见 claim propose"))
    parser.add_argument("--insured", default="", metavar="ID", help=tr("参保的记录号；只有一份能报时可以不写"))
    parser.add_argument("--on", type=day, metavar="DATE", help=tr("哪天交的材料；还没交就不写"))
    parser.add_argument("--papers", nargs="+", default=[], metavar="CODE", help=tr("交了哪些材料，代码见 claim_paper"))
    parser.add_argument("--days", type=count, metavar="DAYS", help=tr("报几天；不写就照建议"))
    parser.add_argument("--amount", type=amount, metavar="YUAN", help=tr("报多少元；不写就照建议"))
    parser.add_argument("--reason", default="", metavar="TEXT", help=tr("按规定不能报而保险公司同意受理的，写原因"))
    parser = command(claims, "pay", tr("登记赔付"), pay)
    parser.add_argument("claim", type=filled, metavar="ID", help=tr("理赔的记录号"))
    parser.add_argument("--on", required=True, type=day, metavar="DATE", help=tr("哪天赔付"))
    parser.add_argument("--amount", required=True, type=amount, metavar="YUAN", help=tr("赔多少元"))
    parser.add_argument("--days", type=count, metavar="DAYS", help=tr("赔几天；不写就是报的天数"))


def insure(words: argparse.Namespace, seat: Seat) -> Answer:
    """Insures one person."""
    from db.commands.insurance import Term, enrol

    with seat.desk() as desk:
        person = _person(desk, words.person)
        product, policy = _product(desk, words.product), _policy(desk, words.policy)
        term = Term(person, words.since.isoformat(), words.until.isoformat(), policy)
        with desk.record.store.writing() as writing:
            touched = enrol(writing, product, [term], {})
    return _answer(touched, "insured", {"person": person, "product": product.code})


def admit(words: argparse.Namespace, seat: Seat) -> Answer:
    """Registers a stay; the grade of a hospital on the office's list need not be said."""
    from db.commands.hospital import record_stay
    from db.queries.insurance import hospital_grades

    with seat.desk() as desk:
        person = _person(desk, words.person)
        with desk.record.store.reading() as connection:
            grade = words.grade or hospital_grades(connection).get(words.hospital, "")
        fields = {
            "admitted_on": words.admitted.isoformat(),
            "discharged_on": words.discharged.isoformat() if words.discharged else None,
            "hospital": words.hospital,
            "hospital_grade": grade,
            "icu_days": words.icu,
        }
        with desk.record.store.writing() as writing:
            touched = record_stay(writing, person, fields)
    return _answer(touched, "hospital_stay", {"person": person})


def leave(words: argparse.Namespace, seat: Seat) -> Answer:
    """Registers a discharge."""
    from db.commands.hospital import discharge

    fields = {"discharged_on": words.on.isoformat(), **({"icu_days": words.icu} if words.icu else {})}
    with seat.desk() as desk, desk.record.store.writing() as writing:
        touched = discharge(writing, words.stay, fields)
    return _answer(touched, "hospital_stay", {})


def propose(words: argparse.Namespace, seat: Seat) -> Answer:
    """What each stay of a person may be claimed, and what was."""
    with seat.desk() as desk:
        person = _person(desk, words.person)
        found = [case for case in _cases(desk, person) if case.stay.person_id == person]
    document = {"person": person, "stays": [_stay(case) for case in found]}
    return Answer(document, sections(*(_stay_text(case) for case in found)) or tr("没有登记过住院。"))


def _cases(desk: "Desk", person_id: str) -> "tuple[StayCase, ...]":
    from db.queries.facts import family_on_file
    from desktop.desk.insuring import stay_cases

    with desk.record.store.reading() as connection:
        asked = "SELECT family_id FROM person WHERE id = ?"
        family_id = str(connection.exec_driver_sql(asked, (person_id,)).scalar_one())
        family = family_on_file(connection, family_id)
    return stay_cases(family, desk.profile, desk.today) if family else ()


def _stay(case: "StayCase") -> dict[str, Any]:
    stay = case.stay
    return {
        "id": stay.id,
        "admitted_on": stay.admitted_on.isoformat(),
        "discharged_on": stay.discharged_on.isoformat() if stay.discharged_on else None,
        "hospital": stay.hospital or None,
        "proposals": [_proposal(each) for each in case.offers],
        "claims": [_claim(each) for each in case.claims],
    }


def _proposal(offer: "Proposal") -> dict[str, Any]:
    return {
        "insured": offer.insured_id,
        "product": offer.product,
        "days": offer.days,
        "amount": offer.amount,
        "left": offer.left,
        "cuts": [{"kind": cut.kind, "days": cut.days, "reason": cut.reason} for cut in offer.cuts],
        "doubt": offer.doubt or None,
        "sentence": offer.words,
    }


def _claim(claim: "Claim") -> dict[str, Any]:
    dates = ("submitted_on", "accepted_on", "paid_on", "refused_on")
    said = {name: on.isoformat() if (on := getattr(claim, name)) else None for name in dates}
    return {"id": claim.id, "insured": claim.insured_id or None, "days": claim.days, "amount": claim.amount, **said}


def _stay_text(case: "StayCase") -> str:
    stay = case.stay
    left = stay.discharged_on.isoformat() if stay.discharged_on else tr("住院中")
    head = tr("{since} 至 {left}  {hospital}  {id}").format(
        since=stay.admitted_on.isoformat(), left=left, hospital=stay.hospital, id=stay.id
    )
    rows = [(offer.words, "；".join((offer.reason,) if offer.days else ()), offer.insured_id) for offer in case.offers]
    listed = table(tuple(map(tr, ("建议", "为什么不是全部", "参保"))), rows) if rows else tr("住院时没有在保的保险")
    return f"{head}\n{listed}"


def file_one(words: argparse.Namespace, seat: Seat) -> Answer:
    """Files a claim; days and amount not said are those proposed."""
    from db.commands.claims import NewClaim, file_claim

    with seat.desk() as desk:
        fields = {
            "papers": list(words.papers),
            "submitted_on": words.on.isoformat() if words.on else None,
            "handed_by": desk.record.worker_name,
            **({"days": words.days} if words.days else {}),
            **({"amount": words.amount} if words.amount else {}),
        }
        wish = NewClaim(words.stay, words.insured or _only_offer(desk, words.stay), fields, words.reason)
        with desk.record.store.writing() as writing:
            touched = file_claim(writing, wish, desk.profile)
    return _answer(touched, "claim", {"stay": words.stay})


def _only_offer(desk: "Desk", stay_id: str) -> str:
    """The insurance a claim is meant for when only one can be.

    Raises:
        NotFound: no such stay.
        InvalidValue: none or several.
    """
    from db.errors import InvalidValue, NotFound

    with desk.record.store.reading() as connection:
        asked = "SELECT person_id FROM hospital_stay WHERE id = ? AND voided = 0"
        person = connection.exec_driver_sql(asked, (stay_id,)).scalar()
    if person is None:
        raise NotFound(tr("没有找到这次住院。"), next_step=tr("请用 nuanxin claim propose 查出记录号。"))
    case = next(each for each in _cases(desk, str(person)) if each.stay.id == stay_id)
    if len(case.open) != 1:
        said = (
            tr("这次住院有 {n} 份保险能报。").format(n=len(case.open)) if case.open else tr("这次住院没有能报的保险。")
        )
        raise InvalidValue("insured", said, tr("请看 nuanxin claim propose，用 --insured 指明。"))
    return case.open[0].insured_id


def pay(words: argparse.Namespace, seat: Seat) -> Answer:
    """Writes down what was paid."""
    from db.commands.claims import pay_claim

    fields = {"paid_on": words.on.isoformat(), "amount": words.amount, **({"days": words.days} if words.days else {})}
    with seat.desk() as desk, desk.record.store.writing() as writing:
        touched = pay_claim(writing, words.claim, fields)
    return _answer(touched, "claim", {})


def _person(desk: "Desk", typed: str) -> str:
    from db.queries.typed import person_meant

    with desk.record.store.reading() as connection:
        return person_meant(connection, typed)


def _product(desk: "Desk", typed: str) -> Any:
    """The product by its code or one of its names.

    Raises:
        InvalidValue: the place has no such product.
    """
    from db.errors import InvalidValue
    from desktop.desk.insuring import products_of

    products = products_of(desk.profile, desk.today)
    found = next((each for each in products if typed in each.names), None)
    if found is None:
        known = "、".join(f"{each.code} {each.name}" for each in products) or tr("一种也没有")
        said = tr("本地没有“{typed}”这个险种。").format(typed=typed)
        raise InvalidValue("product", said, tr("有的是：{known}。").format(known=known))
    return found


def _policy(desk: "Desk", number: str) -> str:
    """The id of a policy by its number; "" for none.

    Raises:
        NotFound: no such policy.
    """
    from db.errors import NotFound
    from db.queries.insurance import policy_rows

    if not number:
        return ""
    with desk.record.store.reading() as connection:
        found = next((each.id for each in policy_rows(connection) if each.policy_no == number), "")
    if not found:
        raise NotFound(
            tr("没有登记过保单号 {no}。").format(no=number), next_step=tr("请看 nuanxin register policies。")
        )
    return found


def _answer(touched: "Touched", entity: str, about: dict[str, str]) -> Answer:
    """What was written; `id` is the record's."""
    document = {**about, "entity": entity, "id": min(touched.ids), "said": touched.said, "undo": touched.undo}
    return Answer(document, tr("{said}。").format(said=touched.said))
