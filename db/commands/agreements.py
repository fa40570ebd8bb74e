"""Family-doctor agreements: signed, declined, ended before their time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.commands.days import as_day
from db.errors import InvalidValue
from db.store.log import Writing
from db.touched import Touched


@dataclass(frozen=True)
class NewAgreement:
    """A family-doctor agreement, or its refusal.

    Attributes:
        person_id: who signs.
        fields: fields of the entity `agreement`; for `state` `signed` (default) `since` and `until` are required, for
            `declined` `declined_on`.
    """

    person_id: str
    fields: Mapping[str, Any]


def sign_agreement(writing: Writing, wish: NewAgreement) -> Touched:
    """Records an agreement or a refusal. One doctor at a time: terms of one person never overlap.

    Raises:
        InvalidValue: no term, end before beginning, or a term that overlaps another.
        NotFound: the person is not here.
    """
    writing.row("person", wish.person_id)
    fields = {"state": "signed", **wish.fields, "person_id": wish.person_id}
    earlier = _signed_terms(writing, wish.person_id)
    if fields["state"] == "signed":
        since, until = (as_day(name, str(fields.get(name) or "")).isoformat() for name in ("since", "until"))
        if until < since:
            raise InvalidValue("until", "协议的止期早于起期。")
        for other_since, other_until in earlier:
            if since <= other_until and other_since <= until:
                clash = f"与已有协议（{other_since} 至 {other_until}）重叠。"
                raise InvalidValue("since", clash, "请改起止日期，或先结束原协议。")
        fields = {"kind": "renewal" if earlier else "first", **fields}
    writing.create("agreement", fields)
    return writing.finish("已记下签约" if fields["state"] == "signed" else "已记下本人不愿")


def end_agreement(writing: Writing, agreement_id: str, fields: Mapping[str, Any]) -> Touched:
    """Ends an agreement before its time; `ended_on` is its last day."""
    writing.set("agreement", agreement_id, {"state": "ended", **fields})
    return writing.finish("已结束这份协议")


def _signed_terms(writing: Writing, person_id: str) -> list[tuple[str, str]]:
    asked = (
        "SELECT since, coalesce(ended_on, until) FROM agreement"
        " WHERE person_id = ? AND voided = 0 AND state IN ('signed', 'ended') AND since IS NOT NULL"
    )
    rows = writing.connection.exec_driver_sql(asked, (person_id,))
    return [(str(since), str(until or "9999-12-31")) for since, until in rows]
