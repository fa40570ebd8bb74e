"""At an upper office: the streams its counties have handed up, and how much of each is here."""

from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True)
class StreamRow:
    """A stream.

    Attributes:
        org, name: of the township, or of the county for its own lists; county_id: whose.
        entries: ledger entries held; families: on the register; disputed: of these, with two answers somewhere.
    """

    org: str
    name: str
    county_id: str
    entries: int
    families: int
    disputed: int


def stream_rows(connection: Connection) -> tuple[StreamRow, ...]:
    """Every stream by code."""
    asked = """
        SELECT s.org, s.name, s.county_id,
               coalesce((SELECT max(l.ledger_no) FROM ledger l WHERE l.org = s.org), 0),
               (SELECT count(*) FROM family f WHERE f.org = s.org AND f.voided = 0 AND f.status = 'active'),
               (SELECT count(*) FROM family f WHERE f.org = s.org AND f.voided = 0 AND f.status = 'active'
                   AND f.disputed > 0)
          FROM county_stream s ORDER BY s.org
    """
    return tuple(StreamRow(*row) for row in connection.exec_driver_sql(asked))


def county_of_stream(connection: Connection) -> dict[str, str]:
    """Code of the county by code of the stream: the one whose hand-ups brought it."""
    asked = """
        SELECT s.org, (SELECT i.org FROM incoming_package i WHERE i.station_id = s.county_id ORDER BY i.no DESC LIMIT 1)
          FROM county_stream s
    """
    return {str(org): str(code) for org, code in connection.exec_driver_sql(asked) if code}


def last_taken(connection: Connection) -> dict[str, tuple[int, str, str]]:
    """By county id: number, making and taking of the hand-up taken in last."""
    asked = "SELECT station_id, package_no, made_at, imported_at FROM incoming_package ORDER BY no"
    rows = connection.exec_driver_sql(asked)
    return {str(county): (int(no), str(made), str(taken)) for county, no, made, taken in rows}
