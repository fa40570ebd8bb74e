"""Attachments with what they belong to."""

from dataclasses import dataclass

from sqlalchemy import Connection

_COLUMNS = """
    t.id, t.kind, coalesce(t."on", ''), coalesce(t.caption, ''), coalesce(t.tags, '[]'), t.media_type, t.sha256, t.size,
    coalesce(t.subject_type, 'family'), coalesce(t.subject_id, t.family_id), coalesce(t.family_id, ''),
    coalesce(a.name, c.name, (SELECT h.name FROM person h WHERE h.family_id = t.family_id AND h.is_head = 1
                               AND h.voided = 0 LIMIT 1), ''),
    coalesce(v.name, '')
"""
_FROM = """
      FROM attachment t
      LEFT JOIN activity a ON a.id = t.subject_id AND t.subject_type = 'activity'
      LEFT JOIN centre c ON c.id = t.subject_id AND t.subject_type = 'centre'
      LEFT JOIN family f ON f.id = t.family_id
      LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE t.voided = 0
"""


@dataclass(frozen=True)
class AttachmentRow:
    """One attachment.

    Attributes:
        id, kind, on, caption: of the record; `on` is an ISO day or "".
        tags: JSON list of what a photograph shows.
        media_type, sha256, size: of the file.
        subject_type, subject_id: what it belongs to; `family_id` where that is in a family's file, else "".
        whose: name of the activity, the centre or the head of the household; village: of the family.
    """

    id: str
    kind: str
    on: str
    caption: str
    tags: str
    media_type: str
    sha256: str
    size: int
    subject_type: str
    subject_id: str
    family_id: str
    whose: str
    village: str


def attachment_rows(
    connection: Connection, *, ids: tuple[str, ...] = (), subject: tuple[str, str] | None = None
) -> tuple[AttachmentRow, ...]:
    """The attachments not voided, the latest first: all, those named, or those of one record."""
    asked, values = f"SELECT {_COLUMNS} {_FROM}", list[str]()
    if ids:
        asked += f" AND t.id IN ({', '.join('?' * len(ids))})"
        values += ids
    if subject is not None:
        asked += " AND coalesce(t.subject_type, 'family') = ? AND coalesce(t.subject_id, t.family_id) = ?"
        values += subject
    found = connection.exec_driver_sql(f"{asked} ORDER BY t.no DESC", tuple(values))
    return tuple(AttachmentRow(*row) for row in found)


def attachment_counts(connection: Connection, subject_type: str) -> dict[str, int]:
    """How many attachments the records of one kind have, by id."""
    asked = "SELECT subject_id, count(*) FROM attachment WHERE subject_type = ? AND voided = 0 GROUP BY subject_id"
    return {str(each): int(number) for each, number in connection.exec_driver_sql(asked, (subject_type,))}
