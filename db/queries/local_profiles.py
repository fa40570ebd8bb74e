"""The profiles kept in the record, in the order in which they were first written."""

from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True)
class LocalProfileRow:
    """One profile of the place.

    Attributes:
        record_id: of the record.
        base: name of the profile it stands on.
        title: for people.
        text: the TOML.
        voided: out of use.
    """

    record_id: str
    base: str
    title: str
    text: str
    voided: bool


def local_profiles(connection: Connection, org: str) -> tuple[LocalProfileRow, ...]:
    """The office's own profiles, those out of use included.

    Args:
        connection: from `store.reading()`.
        org: code of the office: a county's record holds the profiles of its townships as well, which are not its own.
    """
    asked = "SELECT id, base, title, text, voided FROM local_profile WHERE org = ? ORDER BY first_no"
    return tuple(
        LocalProfileRow(row[0], row[1], row[2] or "", row[3], bool(row[4]))
        for row in connection.exec_driver_sql(asked, (org,))
    )
