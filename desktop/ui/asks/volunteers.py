"""Volunteers: the register of them, pairing with a family, ending it, and every service with its time."""

from dataclasses import replace
from functools import partial

from db.commands.volunteers import (
    correct_pairing,
    correct_volunteer_service,
    end_pairing,
    end_volunteer,
    keep_volunteer,
    pair_volunteer,
    record_volunteer_service,
)
from db.queries.volunteers import PairingRow, pairings
from desktop.desk.desk import Desk
from desktop.desk.registers.people import member_choices
from desktop.desk.registers.reading import stored_values
from desktop.desk.registers.register import records
from desktop.ui.asks.case import Answers, Command, Plan, asking, given
from desktop.ui.asks.office import Choices, Office, OfficeVerb, Told, as_fields, asks_of, void_verb
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_AT_A_GLANCE = 5
_PEER = "peer"
_FIELDS = ("name", "kind", "team", "phone", "since", "until")


def _register(desk: Desk) -> Choices:
    """Those who are still there, as (id, `罗青　同伴志愿者 镇志愿服务队`)."""
    day = desk.today.isoformat()
    found = [each for each in records(desk, "volunteer") if str(each.values.get("until") or day) >= day]
    return tuple(
        (
            each.id,
            "　".join(
                (
                    str(each.values["name"]),
                    f"{desk.word('volunteer_kind', str(each.values['kind']))} {each.values.get('team', '')}".strip(),
                )
            ),
        )
        for each in found
    )


def _running(desk: Desk, subject: str) -> tuple[PairingRow, ...]:
    """The pairing meant, or all that run with the family meant."""
    day = desk.today.isoformat()
    with desk.record.store.reading() as connection:
        found = pairings(connection, day)
    one = tuple(each for each in found if each.id == subject)
    return one or tuple(e for e in found if e.family_id == subject and (not e.until or e.until >= day))


def _how(listed: Choices) -> str:
    """A few are seen at a glance; of many one is found by name."""
    return "choice" if len(listed) <= _AT_A_GLANCE else "pick"


def _members(desk: Desk) -> dict[str, Choices]:
    return {"person_id": member_choices(desk)}


def _tell_volunteer(desk: Desk, subject: str) -> Told:
    return Told(stored_values(desk, "volunteer", subject), _members(desk))


def _keep(office: Office) -> Plan:
    """A volunteer of the register; a peer (TC: 同伴志愿者) is one of the members on file and called as there."""
    held = office.told.held
    asks = asks_of(office, "volunteer", _FIELDS, held or {"kind": "volunteer", "since": office.today})
    listed = office.told.choices["person_id"]
    member = Ask("person_id", tr("本人是哪位成员"), "pick", held.get("person_id"), listed)
    note = tr("同伴志愿者是档案里的成员，选上本人；别的志愿者空着。")
    title = tr("改志愿者") if held else tr("新增志愿者")
    questions = asking(office, title, tr("保存"), *asks[:2], *((member,) if listed else ()), *asks[2:], note=note)
    fills = {("person_id", person_id): {"name": words.partition("　")[0], "kind": _PEER} for person_id, words in listed}
    volunteer_id = office.subject if held else ""
    return Plan(
        replace(questions, fills=fills),
        lambda a: partial(keep_volunteer, fields=as_fields(a), volunteer_id=volunteer_id),
    )


def _tell_pair(desk: Desk, _subject: str) -> Told:
    return Told(choices={"volunteer_id": _register(desk)})


def _pair(office: Office) -> Plan:
    listed = office.told.choices["volunteer_id"]
    chosen = Ask("volunteer_id", tr("名册里的志愿者"), _how(listed), None, listed)
    asks = (
        *((chosen,) if listed else ()),
        Ask("name", tr("名册里没有的，写姓名或单位")),
        Ask("kind", tr("类型"), "choice", None, office.choices("volunteer_kind")),
        Ask("phone", tr("电话"), "phone"),
        Ask("since", tr("从哪天起"), "day", office.today, required=True),
        Ask("content", tr("服务内容")),
    )
    note = tr("只告诉志愿者上门要知道的；写了新姓名，也就进了名册。")
    questions = asking(office, tr("登记志愿结对"), tr("登记"), *asks, note=note)

    def command(a: Answers) -> Command:
        known = str(a.get("volunteer_id") or "")
        volunteer = {"id": known} if known else {"kind": "volunteer", **given(a, "name", "kind", "phone")}
        fields = given(a, "since", "content")
        return partial(pair_volunteer, family_id=office.subject, volunteer=volunteer, fields=fields)

    return Plan(questions, command)


def _end_pairing(office: Office) -> Plan:
    last = Ask("until", tr("最后一天"), "day", office.today, required=True)
    questions = asking(office, tr("结束结对"), tr("结束"), last, note=tr("做过的服务都留着。"))
    return Plan(questions, lambda a: partial(end_pairing, pairing_id=office.subject, until=str(a["until"] or "")))


def _tell_pairing(desk: Desk, subject: str) -> Told:
    return Told(stored_values(desk, "pairing", subject))


def _edit_pairing(office: Office) -> Plan:
    asks = asks_of(office, "pairing", ("since", "until", "content"), office.told.held)
    note = tr("只在当初记错时改；到此为止的，用“结束结对”。")
    questions = asking(office, tr("改志愿结对"), tr("保存修改"), *asks, note=note)
    return Plan(questions, lambda a: partial(correct_pairing, pairing_id=office.subject, fields=as_fields(a)))


def _end_volunteer(office: Office) -> Plan:
    last = Ask("until", tr("最后一天"), "day", office.today, required=True)
    note = tr("还在进行的结对会止在同一天。")
    questions = asking(office, tr("登记退出"), tr("登记"), last, note=note)
    return Plan(questions, lambda a: partial(end_volunteer, volunteer_id=office.subject, until=str(a["until"] or "")))


def _tell_service(desk: Desk, subject: str) -> Told:
    found = _running(desk, subject)
    choices = tuple((each.id, each.volunteer) for each in found)
    return Told(choices={"pairing_id": choices}, more=found[0].family_id if found else subject)


def _service(office: Office) -> Plan:
    paired = office.told.choices["pairing_id"]
    first = paired[0][0] if paired else None
    asks = (
        *((Ask("pairing_id", tr("哪位志愿者"), "choice", first, paired, required=True),) if paired else ()),
        Ask("on", tr("日期"), "day", office.today, required=True),
        Ask("minutes", tr("时长（分钟）"), "whole", hint=tr("如 90")),
        Ask("content", tr("做了什么"), "notes", required=True),
    )
    note = "" if paired else tr("这户还没有结对的志愿者，先登记结对更好。")
    questions = asking(office, tr("登记志愿服务"), tr("登记"), *asks, note=note)
    family_id = str(office.told.more)
    return Plan(questions, lambda a: partial(record_volunteer_service, family_id=family_id, fields=as_fields(a)))


def _tell_one(desk: Desk, subject: str) -> Told:
    return Told(stored_values(desk, "volunteer_service", subject), {"volunteer_id": _register(desk)})


def _edit_service(office: Office) -> Plan:
    held, listed = office.told.held, office.told.choices["volunteer_id"]
    asks = (
        Ask("volunteer_id", tr("志愿者"), _how(listed), held.get("volunteer_id"), listed),
        Ask("on", tr("日期"), "day", held["on"], required=True),
        Ask("minutes", tr("时长（分钟）"), "whole", held.get("minutes"), hint=tr("如 90")),
        Ask("content", tr("做了什么"), "notes", held.get("content"), required=True),
    )
    questions = asking(office, tr("改志愿服务"), tr("保存修改"), *asks, note=tr("原来的一条会作废，留在历史里。"))

    def command(a: Answers) -> Command:
        same = a["volunteer_id"] == held.get("volunteer_id")
        kept = {"pairing_id": held["pairing_id"]} if same and held.get("pairing_id") else {}
        return partial(correct_volunteer_service, service_id=office.subject, fields={**kept, **as_fields(a)})

    return Plan(questions, command)


VERBS = {
    "add_volunteer": OfficeVerb(_keep, lambda desk, _subject: Told(choices=_members(desk))),
    "edit_volunteer": OfficeVerb(_keep, _tell_volunteer),
    "void_volunteer": void_verb("volunteer"),
    "end_volunteer": OfficeVerb(_end_volunteer),
    "pair_volunteer": OfficeVerb(_pair, _tell_pair),
    "edit_pairing": OfficeVerb(_edit_pairing, _tell_pairing),
    "end_pairing": OfficeVerb(_end_pairing),
    "void_pairing": void_verb("pairing"),
    "record_volunteer_service": OfficeVerb(_service, _tell_service),
    "edit_volunteer_service": OfficeVerb(_edit_service, _tell_one),
    "void_volunteer_service": void_verb("volunteer_service"),
}
