"""What the registers of requests, events, solace and help ask: whose a record is, and what came of which fund."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Household:
    """A family in a list of something else.

    Attributes:
        name: of the head, without 户; village: where.
        active: on the register.
    """

    name: str
    village: str
    active: bool


@dataclass(frozen=True, slots=True)
class GivenSum:
    """What was given in a period under one name from one source.

    Attributes:
        kind: `aid` (a programme's help) or `gift` (brought along on a visit).
        programme: code or name of the programme, "" for gifts.
        source: who paid, "" when nobody wrote it down.
        times, households, persons: how often, to how many; persons as far as they were named.
        amount: money in 分; `goods`: worth of goods in 分, as far as it was written down.
    """

    kind: str
    programme: str
    source: str
    times: int
    households: int
    persons: int
    amount: int
    goods: int


def households(connection: Connection) -> dict[str, Household]:
    """Every family not voided, by id."""
    asked = """
        SELECT f.id, v.name, f.status = 'active',
               (SELECT p.name FROM person p WHERE p.family_id = f.id AND p.is_head = 1 AND p.voided = 0 LIMIT 1)
          FROM family f LEFT JOIN org_unit v ON v.id = f.village_id WHERE f.voided = 0
    """
    return {row[0]: Household(row[3] or "", row[1] or "", bool(row[2])) for row in connection.exec_driver_sql(asked)}


_AID = """
    SELECT 'aid', programme, coalesce(source, ''), count(*), count(DISTINCT family_id), count(DISTINCT person_id),
           coalesce(sum(amount), 0), 0
      FROM aid_record
     WHERE voided = 0 AND coalesce(stage, 'given') = 'given' AND coalesce(given_on, "on") BETWEEN ? AND ?
     GROUP BY programme, coalesce(source, '')
"""
_GIVEN_ON_VISITS = """
    visit t WHERE t.voided = 0 AND t.outcome = 'met' AND t.gift_kind IN ('cash', 'goods', 'both')
      AND t."on" BETWEEN ? AND ?
"""
_GIVEN_TO_WHOM = _GIVEN_ON_VISITS.replace("visit t", "visit t, json_each(t.persons_met) j", 1)
_GIFTS = f"""
    SELECT 'gift', '', coalesce(t.fund_source, ''), count(*), count(DISTINCT t.family_id), 0,
           coalesce(sum(t.gift_cash), 0), coalesce(sum(t.gift_value), 0)
      FROM {_GIVEN_ON_VISITS} GROUP BY coalesce(t.fund_source, '')
"""
_GIVEN_TO = f"""
    SELECT coalesce(t.fund_source, ''), count(DISTINCT j.value)
      FROM {_GIVEN_TO_WHOM} GROUP BY coalesce(t.fund_source, '')
"""
_HOW_MANY = f"""
    SELECT (SELECT count(*) FROM ({_AID}) a)
         + (SELECT count(DISTINCT coalesce(t.fund_source, '')) FROM {_GIVEN_ON_VISITS})
"""


def given_sums(connection: Connection, since: str, until: str) -> tuple[GivenSum, ...]:
    """What was given in a period, both ends (ISO days) included, by programme and source; R10 with the gifts of visits.

    Requests that were only asked for or approved are not given.
    """
    met = {str(row[0]): int(row[1]) for row in connection.exec_driver_sql(_GIVEN_TO, (since, until))}
    aid = [GivenSum(*row) for row in connection.exec_driver_sql(_AID, (since, until))]
    gifts = [GivenSum(*row) for row in connection.exec_driver_sql(_GIFTS, (since, until))]
    named = [replace(gift, persons=met.get(gift.source, 0)) for gift in gifts]
    found = (*aid, *named)
    return tuple(sorted(found, key=lambda each: (each.kind == "gift", -each.amount, each.programme, each.source)))


def given_count(connection: Connection, since: str, until: str) -> int:
    """How many lines `given_sums` has, without adding up whom they reached."""
    return int(connection.exec_driver_sql(_HOW_MANY, (since, until, since, until)).scalar_one())
