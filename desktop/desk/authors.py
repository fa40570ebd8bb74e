"""Who wrote something, where the person is not known here: a township does not keep the county's officers."""

import json
from collections.abc import Sequence
from dataclasses import replace

from db.queries.casefile import Happening
from desktop.desk.desk import Desk


def county_of(desk: Desk) -> tuple[str, str]:
    """The county this laptop is enrolled at: id of its computer, and its name; two "" while it is not enrolled."""
    enrolment = desk.record.store.setting("enrolment")
    if enrolment is None:
        return "", ""
    # the manifest was verified when it was taken in; here only the name is shown
    body = json.loads(enrolment["manifest"])["body"]
    return str(body["county_id"]), str(body["county_name"])


def signed_by_county(desk: Desk, history: Sequence[Happening]) -> tuple[Happening, ...]:
    """What the county wrote into a township's records bears the county's name.

    Args:
        desk: the desk.
        history: of a family.
    """
    station, name = county_of(desk)
    return tuple(
        replace(each, author=name) if station and each.station == station and not each.author else each
        for each in history
    )
