"""Checks of the household and of the children: head, telephone, kind of case, attention level, certificates."""

from collections.abc import Iterator

from db.domain.certificates import check_disability_cert
from db.domain.checks.check import HARD, SOFT, CaseRecords, Check, Found, Kept, World, each_of, earlier
from db.domain.identity import check_id_number
from db.domain.verdict import Severity

_HEAD = "02"
_KIND_WORDS = {"death": "死亡类", "disability": "伤残类", "complication": "并发症类"}
_CHILD_STATE = {"death": "dead", "disability": "disabled"}


def _heads(case: CaseRecords) -> list[Kept]:
    return [person for person in case.living if person.text("relation") == _HEAD]


def _head_missing(case: CaseRecords, _world: World) -> Iterator[Found]:
    if case.open and case.living and not _heads(case):
        yield Found(case.living[0], "relation", "这一户没有健在的户主")


def _head_double(case: CaseRecords, _world: World) -> Iterator[Found]:
    heads = _heads(case)
    if len(heads) > 1:
        names = "、".join(head.text("name") for head in heads)
        yield Found(heads[1], "relation", f"这一户有 {len(heads)} 位户主：{names}")


def _nobody_left(case: CaseRecords, _world: World) -> Iterator[Found]:
    if case.open and not case.living:
        yield Found(case.family, "status", "成员都已去世或没有登记，档案还在册")


def _unreachable(case: CaseRecords, _world: World) -> Iterator[Found]:
    numbers = [case.family.text("phone"), *(p.text(name) for p in case.living for name in ("phone", "backup_phone"))]
    if case.open and case.living and not any(numbers):
        yield Found(case.family, "phone", "这一户没有任何电话；确实没有，就写“无”")


def _kind_unfounded(case: CaseRecords, _world: World) -> Iterator[Found]:
    states = {child.text("state") for child in case.of("child")}
    others = case.family.values.get("other_types") or ()
    for kind in (case.family.text("case_type"), *others):
        field = "case_type" if kind == case.family.text("case_type") else "other_types"
        if kind in _CHILD_STATE and case.open and _CHILD_STATE[kind] not in states:
            yield Found(case.family, field, f"类别是{_KIND_WORDS[kind]}，没有登记相应的子女情况")
        if kind == "complication" and case.open and not case.of("complication"):
            yield Found(case.family, field, "类别是并发症类，没有登记鉴定")


def _living_child(case: CaseRecords, _world: World) -> Iterator[Found]:
    kinds = {case.family.text("case_type"), *(case.family.values.get("other_types") or ())}
    for child in case.of("child"):
        if case.open and child.text("state") == "alive" and kinds & _CHILD_STATE.keys():
            yield Found(child, "state", "登记有健在的子女，请看是否还符合条件")


def _risk_unexplained(case: CaseRecords, _world: World) -> Iterator[Found]:
    if case.open and case.family.text("risk_level") not in {"", "normal"} and not case.family.text("risk_reason"):
        yield Found(case.family, "risk_reason", "关注等级高于一般，没有写原因")


def _exit_unexplained(case: CaseRecords, _world: World) -> Iterator[Found]:
    if case.open:
        return
    for field, word in (("status_on", "日期"), ("status_reason", "原因")):
        if not case.family.text(field):
            yield Found(case.family, field, f"档案不在册，没有写{word}")


def _opened_in_future(case: CaseRecords, world: World) -> Iterator[Found]:
    if case.family.text("opened_on") > world.today.isoformat():
        yield Found(case.family, "opened_on", "建档日期在今天之后")


def _address_missing(case: CaseRecords, _world: World) -> Iterator[Found]:
    if case.open and not case.family.text("live_addr") and not case.family.text("hukou_addr"):
        yield Found(case.family, "live_addr", "没有写住址")


# Children


def _child_undated(child: Kept, _world: World) -> Iterator[Found]:
    if child.text("state") in {"dead", "disabled"} and not child.text("event_date"):
        yield Found(child, "event_date", "子女情况没有写日期，知道几写几")


def _child_reversed(child: Kept, _world: World) -> Iterator[Found]:
    if earlier(child.text("event_date"), child.text("birth_date")):
        yield Found(child, "event_date", "子女情况的日期早于出生日期")


def _child_in_future(child: Kept, world: World) -> Iterator[Found]:
    for field, word in (("birth_date", "出生日期"), ("event_date", "日期")):
        if earlier(world.today.isoformat(), child.text(field)):
            yield Found(child, field, f"子女的{word}在今天之后")


def _child_number(child: Kept, world: World) -> Iterator[Found]:
    for problem in check_id_number(child.text("id_no"), today=world.today).problems:
        if problem.severity is Severity.HARD:
            yield Found(child, "id_no", f"子女的证件号码：{problem.sentence.rstrip('。')}")


def _cert_wrong(child: Kept, _world: World) -> Iterator[Found]:
    verdict = check_disability_cert(
        child.text("disability_cert_no"),
        disability_class=child.text("disability_class"),
        grade=child.text("disability_grade"),
        id_no=child.text("id_no"),
    )
    for problem in verdict.problems:
        if problem.severity is Severity.HARD:
            yield Found(child, "disability_cert_no", problem.sentence.rstrip("。"))


def _cert_missing(child: Kept, _world: World) -> Iterator[Found]:
    if child.text("state") != "disabled":
        return
    wanted = (("disability_grade", "等级"), ("disability_class", "类别"), ("disability_cert_no", "残疾人证号"))
    lacking = [(field, word) for field, word in wanted if not child.text(field)]
    if lacking:
        words = "、".join(word for _, word in lacking)
        yield Found(child, lacking[0][0], f"子女伤残，没有写{words}")


def _grade_beyond(child: Kept, world: World) -> Iterator[Found]:
    grade = child.text("disability_grade")
    if child.text("state") == "disabled" and grade.isdigit() and int(grade) > world.max_grade:
        yield Found(child, "disability_grade", f"子女残疾 {grade} 级，扶助要 {world.max_grade} 级以上")


CHECKS = (
    Check("head_missing", HARD, "没有户主", "person", _head_missing),
    Check("head_double", HARD, "户主不止一位", "person", _head_double),
    Check("nobody_left", SOFT, "没有健在的成员", "family", _nobody_left),
    Check("unreachable", SOFT, "没有任何电话", "family", _unreachable),
    Check("kind_unfounded", SOFT, "类别没有依据", "family", _kind_unfounded, "domain.md §2.2"),
    Check("living_child", SOFT, "登记有健在的子女", "child", _living_child, "domain.md §0 fact 2"),
    Check("risk_unexplained", SOFT, "关注等级没有原因", "family", _risk_unexplained),
    Check("exit_unexplained", HARD, "不在册没有日期或原因", "family", _exit_unexplained),
    Check("opened_in_future", HARD, "建档日期在今天之后", "family", _opened_in_future),
    Check("address_missing", SOFT, "没有住址", "family", _address_missing),
    Check("child_undated", SOFT, "子女情况没有日期", "child", each_of("child", _child_undated)),
    Check("child_reversed", HARD, "子女日期早于出生", "child", each_of("child", _child_reversed)),
    Check("child_in_future", HARD, "子女日期在今天之后", "child", each_of("child", _child_in_future)),
    Check("child_number", HARD, "子女证件号码不对", "child", each_of("child", _child_number), "GB 11643-1999"),
    Check("cert_wrong", HARD, "残疾人证与登记不一致", "child", each_of("child", _cert_wrong), "GB/T 26341-2010"),
    Check("cert_missing", SOFT, "伤残没有写全", "child", each_of("child", _cert_missing)),
    Check("grade_beyond", SOFT, "残疾等级不在扶助范围", "child", each_of("child", _grade_beyond), "domain.md §2.2"),
)
