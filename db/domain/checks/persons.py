"""Checks of the members: number, birth, death, marriage, telephone, account (domain.md §4 person.*)."""

from collections.abc import Iterator

from db.domain.certificates import check_bank_account
from db.domain.checks.check import HARD, SOFT, CaseRecords, Check, Found, Kept, Look, World, each_of, earlier
from db.domain.identity import check_id_number, id_conflicts
from db.domain.phones import check_phone
from db.domain.verdict import Problem, Severity

_MARRIED = {"20", "21", "22", "23"}
_COUPLE = {"01", "02", "10", "11", "12"}
_GB = "GB 11643-1999"
_QUIET = frozenset({"area_practice"})
"""Said while typing, not worth a line of a list."""


def _counts(person: Kept) -> bool:
    return bool(person.values.get("is_target") and person.values.get("alive", True))


def _id_missing(person: Kept, _world: World) -> Iterator[Found]:
    if _counts(person) and not person.text("id_no"):
        yield Found(person, "id_no", f"{person.text('name')}没有证件号码", person.text("id_reason"))


def _numbers(severity: Severity) -> Look:
    def look(person: Kept, world: World) -> Iterator[Found]:
        if not person.text("id_no"):
            return
        for problem in check_id_number(person.text("id_no"), today=world.today).problems:
            if problem.severity is severity and problem.code not in _QUIET:
                yield _told(person, "id_no", problem, person.text("id_reason"))

    return each_of("person", look)


def _told(person: Kept, field: str, problem: Problem, accepted: str = "") -> Found:
    return Found(person, field, f"{person.text('name')}：{problem.sentence.rstrip('。')}", accepted)


def _differs(code: str) -> Look:
    def look(person: Kept, _world: World) -> Iterator[Found]:
        number = person.text("id_no")
        if not number:
            return
        conflicts = id_conflicts(check_id_number(number), birth_date=person.text("birth_date"), sex=person.text("sex"))
        field = "birth_date" if code == "birth_differs" else "sex"
        yield from (_told(person, field, each, person.text("id_reason")) for each in conflicts if each.code == code)

    return each_of("person", look)


def _birth_missing(person: Kept, _world: World) -> Iterator[Found]:
    if _counts(person) and not person.text("birth_date"):
        yield Found(person, "birth_date", f"{person.text('name')}没有出生日期")


def _in_future(person: Kept, world: World) -> Iterator[Found]:
    today = world.today.isoformat()
    for field, word in (("birth_date", "出生日期"), ("death_date", "去世日期")):
        if earlier(today, person.text(field)):
            yield Found(person, field, f"{person.text('name')}的{word}在今天之后")


def _death_undated(person: Kept, _world: World) -> Iterator[Found]:
    if person.values.get("alive") is False and not person.text("death_date"):
        yield Found(person, "death_date", f"{person.text('name')}已去世，没有写日期")


def _death_unsaid(person: Kept, _world: World) -> Iterator[Found]:
    if person.values.get("alive", True) and person.text("death_date"):
        yield Found(person, "alive", f"{person.text('name')}写了去世日期，又写着健在")


def _death_before_birth(person: Kept, _world: World) -> Iterator[Found]:
    if earlier(person.text("death_date"), person.text("birth_date")):
        yield Found(person, "death_date", f"{person.text('name')}的去世日期早于出生日期")


def _not_widowed(case: CaseRecords, _world: World) -> Iterator[Found]:
    couple = [person for person in case.of("person") if person.text("relation") in _COUPLE]
    gone = [person for person in couple if person.values.get("alive") is False]
    left = [person for person in couple if person.values.get("alive", True)]
    for person in left if len(couple) == len(gone) + 1 and gone else ():
        if person.text("marital") in _MARRIED:
            sentence = f"{gone[0].text('name')}已去世，{person.text('name')}的婚姻状况还写着有配偶"
            yield Found(person, "marital", sentence)


def _phone_wrong(person: Kept, _world: World) -> Iterator[Found]:
    for field in ("phone", "backup_phone"):
        for problem in check_phone(person.text(field)).problems:
            if problem.severity is Severity.HARD:
                yield _told(person, field, problem)


def _bank_wrong(person: Kept, _world: World) -> Iterator[Found]:
    for problem in check_bank_account(person.text("bank_account")).problems:
        yield _told(person, "bank_account", problem)


def _span_reversed(person: Kept, _world: World) -> Iterator[Found]:
    for start, end, word in (
        ("away_since", "away_until", "外出"),
        ("institution_since", "institution_until", "入住机构"),
    ):
        if earlier(person.text(end), person.text(start)):
            yield Found(person, end, f"{person.text('name')}{word}的止期早于起期")


CHECKS = (
    Check("id_missing", SOFT, "没有证件号码", "person", each_of("person", _id_missing)),
    Check("id_wrong", HARD, "证件号码不对", "person", _numbers(Severity.HARD), _GB),
    Check("id_doubtful", SOFT, "证件号码请看一眼", "person", _numbers(Severity.SOFT), _GB),
    Check("birth_differs", HARD, "出生日期与证件不一致", "person", _differs("birth_differs")),
    Check("sex_differs", HARD, "性别与证件不一致", "person", _differs("sex_differs")),
    Check("birth_missing", SOFT, "没有出生日期", "person", each_of("person", _birth_missing)),
    Check("person_in_future", HARD, "日期在今天之后", "person", each_of("person", _in_future)),
    Check("death_undated", SOFT, "去世没有日期", "person", each_of("person", _death_undated)),
    Check("death_unsaid", HARD, "健在与去世日期矛盾", "person", each_of("person", _death_unsaid)),
    Check("death_before_birth", HARD, "去世早于出生", "person", each_of("person", _death_before_birth)),
    Check("not_widowed", SOFT, "配偶去世后婚姻未改", "person", _not_widowed),
    Check("phone_wrong", SOFT, "电话号码不像", "person", each_of("person", _phone_wrong)),
    Check("bank_doubtful", SOFT, "账号请看一眼", "person", each_of("person", _bank_wrong)),
    Check("absence_reversed", HARD, "外出或入住的日期反了", "person", each_of("person", _span_reversed)),
)
