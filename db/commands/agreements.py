"""Family-doctor agreements: signed, renewed, switched, declined, ended before their time; and what the doctor gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from db.commands.days import as_day
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched

ONE_DAY = timedelta(days=1)
FAR = "9999-12-31"
_REFUSALS = {"declined": "已记下本人不愿", "unfit": "已记下不宜签约"}


@dataclass(frozen=True)
class NewAgreement:
    """A family-doctor agreement, or its refusal.

    Attributes:
        person_id: who signs.
        fields: fields of the entity `agreement`; for `state` `signed` (default) `since` and `until` are required, for
            `declined` and `unfit` `declined_on`. A `team_id` brings the team's name, doctor and telephone with it.
    """

    person_id: str
    fields: Mapping[str, Any]


def sign_agreement(writing: Writing, wish: NewAgreement) -> Touched:
    """Records an agreement or a refusal. One doctor at a time: terms of one person never overlap.

    Raises:
        InvalidValue: no term, end before beginning, a term that overlaps another, or a refusal without its day.
        NotFound: the person is not here.
    """
    fields = _sound(writing, wish)
    writing.create("agreement", fields)
    return writing.finish(_REFUSALS.get(str(fields["state"]), "已记下签约"))


def renew_agreements(writing: Writing, wishes: Sequence[NewAgreement]) -> Touched:
    """Records many renewals in one step; all of them or none.

    Raises:
        InvalidValue: nobody is given, or one of them cannot be signed; the sentence says whose.
    """
    if not wishes:
        raise InvalidValue("until", "没有可以续签的人。", "请换一个村、团队或日期。")
    for wish in wishes:
        try:
            writing.create("agreement", {**_sound(writing, wish), "kind": "renewal"})
        except InvalidValue as no:
            name = writing.row("person", wish.person_id)["name"]
            raise InvalidValue(no.field, f"{name}：{no.happened}", no.next_step) from None
    return writing.finish(f"已续签 {len(wishes)} 人")


def switch_agreement(writing: Writing, agreement_id: str, fields: Mapping[str, Any]) -> Touched:
    """改签: the running agreement ends the day before the new one begins; one step, undone as one.

    Args:
        writing: the open transaction.
        agreement_id: the one that ends.
        fields: of the new agreement; `reason` is kept with the old one.

    Raises:
        InvalidValue: the new one does not begin after the old one, or it overlaps a third.
    """
    old = writing.row("agreement", agreement_id)
    since = as_day("since", str(fields.get("since") or ""))
    if since.isoformat() <= str(old["since"]):
        raise InvalidValue("since", f"原协议从 {old['since']} 起，新的要晚于这一天。")
    last = (since - ONE_DAY).isoformat()
    if min(str(old["until"] or FAR), str(old["ended_on"] or FAR)) > last:
        ended = {"state": "ended", "ended_on": last, "reason": fields.get("reason") or "改签"}
        writing.set("agreement", agreement_id, ended)
    mine = {name: value for name, value in fields.items() if name != "reason"}
    wish = NewAgreement(str(old["person_id"]), {**mine, "kind": "switch"})
    writing.create("agreement", _sound(writing, wish))
    return writing.finish("已改签")


def end_agreement(writing: Writing, agreement_id: str, fields: Mapping[str, Any]) -> Touched:
    """Ends an agreement before its time; `ended_on` is its last day.

    Raises:
        InvalidValue: no day, or one outside the agreement's term.
    """
    row = writing.row("agreement", agreement_id)
    ended = as_day("ended_on", str(fields.get("ended_on") or "")).isoformat()
    if not str(row["since"] or "") <= ended <= str(row["until"] or FAR):
        raise InvalidValue("ended_on", f"{ended} 不在协议期（{row['since']} 至 {row['until']}）内。")
    writing.set("agreement", agreement_id, {"state": "ended", **fields})
    return writing.finish("已结束这份协议")


def correct_agreement(writing: Writing, agreement_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects an agreement's term, team, number; or the day and reason of a refusal.

    Raises:
        InvalidValue: as `sign_agreement`.
    """
    row = writing.row("agreement", agreement_id)
    _sound(writing, NewAgreement(str(row["person_id"]), {**_plain(row), **fields}), agreement_id)
    writing.set("agreement", agreement_id, {**fields, **_team(writing, fields)})
    return writing.finish("已改签约协议")


def record_doctor_service(writing: Writing, fields: Mapping[str, Any]) -> Touched:
    """Writes down a service the doctor gave under the agreement in force on that day.

    Raises:
        InvalidValue: no day, one to come, or one on which no agreement was in force.
    """
    on = as_day("on", str(fields.get("on") or ""))
    if on > writing.clock.today():
        raise InvalidValue("on", f"{on.isoformat()} 还没有到。", "请写已经到了的一天。")
    running = [
        agreement_id
        for agreement_id, since, until in _terms(writing, str(fields["person_id"]))
        if since <= on.isoformat() <= until
    ]
    if not running:
        raise InvalidValue("on", f"{on.isoformat()} 没有在期的协议，服务记不到协议上。", "请核对日期，或先登记签约。")
    writing.create("doctor_service", {**fields, "agreement_id": running[-1]})
    return writing.finish("已登记服务")


def _sound(writing: Writing, wish: NewAgreement, aside: str = "") -> dict[str, Any]:
    """The fields as they will stand; refuses what cannot."""
    writing.row("person", wish.person_id)
    fields = {"state": "signed", **wish.fields, "person_id": wish.person_id}
    fields |= _team(writing, fields)
    if fields["state"] in _REFUSALS:
        asked = as_day("declined_on", str(fields.get("declined_on") or fields.get("since") or ""))
        if asked > writing.clock.today():
            raise InvalidValue("declined_on", f"{asked.isoformat()} 还没有到。", "请写已经到了的一天。")
        return fields
    since, until = (as_day(name, str(fields.get(name) or "")).isoformat() for name in ("since", "until"))
    if until < since:
        raise InvalidValue("until", "协议的止期早于起期。")
    last = min(until, str(fields.get("ended_on") or FAR))
    earlier = [term for term in _terms(writing, wish.person_id) if term[0] != aside]
    for _, other_since, other_until in earlier:
        if since <= other_until and other_since <= last:
            clash = f"与已有协议（{other_since} 至 {other_until}）重叠。"
            raise InvalidValue("since", clash, "请改起止日期，或先结束原协议。")
    return {"kind": "renewal" if earlier else "first", **fields}


def _team(writing: Writing, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the register says of the team chosen; a doctor written by hand stays."""
    if not fields.get("team_id"):
        return {}
    row = writing.row("doctor_team", str(fields["team_id"]))
    return {
        "team_name": row["name"],
        "doctor": fields.get("doctor") or row["doctor"] or row["leader"],
        "doctor_phone": fields.get("doctor_phone") or row["phone"],
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("state", "since", "until", "ended_on", "declined_on", "kind")
    return {name: row[name] for name in names if row[name] is not None}


def _terms(writing: Writing, person_id: str) -> list[tuple[str, str, str]]:
    """(id, first, last day) of every agreement of a person that was ever in force, the earliest first."""
    asked = (
        "SELECT id, since, coalesce(until, ?), coalesce(ended_on, ?) FROM agreement"
        " WHERE person_id = ? AND voided = 0 AND state IN ('signed', 'ended') AND since IS NOT NULL ORDER BY since"
    )
    rows = writing.connection.exec_driver_sql(asked, (FAR, FAR, person_id))
    return [(str(row[0]), str(row[1]), min(str(row[2]), str(row[3]))) for row in rows]
