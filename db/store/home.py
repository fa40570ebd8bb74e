"""Whose records a laptop works with: its own township's; others may be here to be read (B-38)."""

from sqlalchemy import Connection

from db.store.settings import read_setting

FOREIGN_HERE = "foreign_here"
"""Setting of a laptop: it holds records of another township, a case handed on or what a case handed to it points at."""


UPPER = "upper"
"""The role of an office above the counties (city, province): it reads what they hand up and writes no case fact."""


def only_reads(connection: Connection) -> bool:
    """Whether this is an upper office's record: its facts are the counties'."""
    return bool(read_setting(connection, "office", {}).get("role") == UPPER)


def home_of(connection: Connection) -> str:
    """Code of the township whose record this is; "" at a county and above, where all are at home."""
    office = read_setting(connection, "office", {})
    return str(office["org_code"]) if office.get("role") == "township" else ""


def is_foreign(org: str, home: str) -> bool:
    """Whether a record of `org` is another township's here; the county's own lists are everybody's.

    Args:
        org: code of the office the record belongs to.
        home: from `home_of`.
    """
    return bool(home) and org != home and not home.startswith(org)
