"""What the registers of requests, events, solace and help ask: whose a record is, and what came of which fund."""

from dataclasses import dataclass

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
_GIFTS = """
    SELECT 'gift', '', coalesce(fund_source, ''), count(*), count(DISTINCT family_id),
           (SELECT count(DISTINCT j.value) FROM visit w, json_each(w.persons_met) j
             WHERE w.voided = 0 AND w.outcome = 'met' AND w.gift_kind IN ('cash', 'goods', 'both')
               AND w."on" BETWEEN ? AND ? AND coalesce(w.fund_source, '') = coalesce(t.fund_source, '')),
           coalesce(sum(gift_cash), 0), coalesce(sum(gift_value), 0)
      FROM visit t
     WHERE voided = 0 AND outcome = 'met' AND gift_kind IN ('cash', 'goods', 'both') AND "on" BETWEEN ? AND ?
     GROUP BY coalesce(fund_source, '')
"""


def given_sums(connection: Connection, since: str, until: str) -> tuple[GivenSum, ...]:
    """What was given in a period, both ends (ISO days) included, by programme and source; R10 with the gifts of visits.

    Requests that were only asked for or approved are not given.
    """
    rows = [*connection.exec_driver_sql(_AID, (since, until))]
    rows += [*connection.exec_driver_sql(_GIFTS, (since, until, since, until))]
    return tuple(GivenSum(*row) for row in sorted(rows, key=lambda row: (row[0] == "gift", -row[6], row[1], row[2])))
