"""What the county sent with its last return, offered to be read and used: its profile, its monthly amounts."""

import csv
import io
from dataclasses import dataclass

from db.commands.standards import keep_standards
from db.domain.standards import MonthlyAmount
from db.domain.standards_file import HEAD, read_standards
from db.errors import Refusal
from db.queries.standards import own_amounts
from db.sync.package.handing_down import HANDED_DOWN
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.entitling import review_rows
from desktop.desk.profile_choice import ProfilePlan, plan_file
from desktop.desk.reviewing import Review
from desktop.words import tr


@dataclass(frozen=True)
class Offer:
    """What is there and not in use yet.

    Attributes:
        profile: title of the county's profile, "" when there is none or it is in use.
        standards: how many monthly amounts are not on file.
    """

    profile: str
    standards: int


def offer(desk: Desk) -> Offer | None:
    """What the county sent and nobody has taken up yet; None when there is nothing."""
    kept = desk.record.store.setting(HANDED_DOWN) or {}
    text = str(kept.get("text", ""))
    in_use = not text or any(row.text == text and not row.voided for row in desk.locality.rows.values())
    title = "" if in_use else str(kept["title"])
    try:
        fresh = len(_fresh(desk))
    except Refusal:  # the county has to correct it; nothing is offered meanwhile
        fresh = 0
    return Offer(title, fresh) if title or fresh else None


def plan_profile(desk: Desk) -> ProfilePlan:
    """What would change if the county's profile were used.

    Raises:
        Those of `desktop.desk.profile_choice.plan_file`; nothing is changed.
    """
    return plan_file(desk, str((desk.record.store.setting(HANDED_DOWN) or {}).get("text", "")))


def plan_standards(desk: Desk) -> Review:
    """The county's monthly amounts that are not on file, laid out."""
    return review_rows(desk, _fresh(desk), tr("[县]里发来的标准里有："))


def take_standards(desk: Desk) -> Touched:
    """Enters them.

    Raises:
        StandardsInvalid: a row meets one on file; nothing is written.
    """
    rows = _fresh(desk)
    with desk.record.store.writing() as writing:
        return keep_standards(writing, rows)


def _fresh(desk: Desk) -> tuple[MonthlyAmount, ...]:
    """The amounts sent that are not on file, read as strictly as a file of them (`read_standards`)."""
    sent = (desk.record.store.setting(HANDED_DOWN) or {}).get("standards", ())
    if not sent:
        return ()
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(HEAD)
    for row in sent:
        yuan = f"{row['amount'] // 100}.{row['amount'] % 100:02d}"
        writer.writerow(
            (row["region"], row["kind"], row["grade"], yuan, row["since"], row["until"], row["basis"]),
        )
    with desk.record.store.reading() as connection:
        here = {(row.region, row.kind, row.grade, row.since) for row in own_amounts(connection)}
    read = read_standards(table.getvalue(), toml=False)
    return tuple(row for row in read if (row.region, row.kind, row.grade, row.since) not in here)
