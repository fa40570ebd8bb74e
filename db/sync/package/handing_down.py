"""What a county hands down in its returns beside the ledger: its locality profile and its monthly amounts."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from db.ledger.change import canonical
from db.ledger.strict import JsonObject
from db.queries.local_profiles import local_profiles
from db.store.settings import read_setting
from db.sync.package.listing import LineList
from db.sync.package.reading import OpenedPackage
from db.sync.package.refusals import ContentsDiffer

HANDED_DOWN = "handed_down"
"""Setting of a laptop: what its county's last return handed down."""
PROFILE, STANDARDS, TOWNSHIPS = "profile", "standards", "townships"
COUNTY_TOWNSHIPS = "county_townships"
"""Setting of a laptop: the county's townships, name by code, as its last return told them (B-37)."""
_PART = 15_000
"""Characters of a profile's text in one line, so that the line stays short whatever it holds."""
_TEXTS = ("region", "kind", "grade", "since", "until", "basis")


@dataclass(frozen=True)
class HandedDown:
    """What came with a return.

    Attributes:
        title, text: of the county's profile, "" when it sends none.
        standards: its monthly amounts, as `region`, `kind`, `grade`, `amount` (分), `since`, `until`, `basis`.
    """

    title: str = ""
    text: str = ""
    standards: tuple[dict[str, Any], ...] = ()


def handed_down(connection: Connection, county: str) -> Iterator[LineList]:
    """The further lists of a return: the profile the county uses itself, when it is one of its own, and its amounts.

    Args:
        connection: from the store.
        county: the county's own code; what townships keep for themselves is not handed on.
    """
    chosen = str(read_setting(connection, "office")["profile"])
    rows = (row for row in local_profiles(connection, county) if not row.voided and _name(row.text) == chosen)
    row = next(rows, None)
    if row is not None:
        parts = [row.text[at : at + _PART] for at in range(0, len(row.text), _PART)]
        told = ({"title": row.title, "part": n, "text": part} for n, part in enumerate(parts, start=1))
        yield LineList(PROFILE, "县里的地方设置", (canonical(each).encode() for each in told))
    asked = """
        SELECT region, kind, coalesce(grade, ''), since, coalesce(until, ''), coalesce(basis, ''), amount
          FROM benefit_standard WHERE org = ? AND voided = 0 ORDER BY since, id
    """
    amounts = connection.exec_driver_sql(asked, (county,)).all()
    if amounts:
        lines = ({**dict(zip(_TEXTS, amount, strict=False)), "amount": int(amount[6])} for amount in amounts)
        yield LineList(STANDARDS, "县里的扶助标准", (canonical(each).encode() for each in lines))


def read_handed_down(package: OpenedPackage) -> HandedDown:
    """What a return hands down; nothing of it is in force before a person has read it.

    Raises:
        ContentsDiffer: a list does not hold what it should.
    """
    title, text = "", ""
    for _, said in package.list_lines(PROFILE):
        _require_texts(said, PROFILE, ("title", "text"))
        title, text = str(said["title"]), text + str(said["text"])
    rows = []
    for _, said in package.list_lines(STANDARDS):
        _require_texts(said, STANDARDS, _TEXTS)
        amount = said.get("amount")
        if isinstance(amount, bool) or not isinstance(amount, int):
            raise ContentsDiffer(f"lists/{STANDARDS}.jsonl")
        rows.append({name: said[name] for name in (*_TEXTS, "amount")})
    return HandedDown(title, text, tuple(rows))


def read_townships(package: OpenedPackage) -> dict[str, str]:
    """The county's townships, name by code; nothing from a county that does not tell them yet.

    Raises:
        ContentsDiffer: the list does not hold what it should.
    """
    found = {}
    for _, said in package.list_lines(TOWNSHIPS):
        _require_texts(said, TOWNSHIPS, ("code", "name"))
        found[str(said["code"])] = str(said["name"])
    return found


def _require_texts(said: JsonObject, name: str, wanted: tuple[str, ...]) -> None:
    if not all(isinstance(said.get(each), str) for each in wanted):
        raise ContentsDiffer(f"lists/{name}.jsonl")


def _name(text: str) -> str:
    try:
        return str(tomllib.loads(text).get("name", ""))
    except tomllib.TOMLDecodeError:
        return ""
