"""Pictures and scans put to a family, or to an activity, a centre or a claim; what a photograph shows is tagged."""

from collections.abc import Mapping
from typing import Any

from db.commands.consents import may_now
from db.commands.days import past_day
from db.domain.entities.registry import ENTITIES
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched

SUBJECTS = ("family", "visit", "activity", "centre", "claim")
"""What an attachment may belong to; those of activities and centres are the office's, the others stand in a file."""
PHOTO = "photo"
_CLAIMED = """
    SELECT p.family_id FROM claim c JOIN hospital_stay s ON s.id = c.stay_id JOIN person p ON p.id = s.person_id
     WHERE c.id = ?
"""
_MEMBERS = "SELECT id FROM person WHERE family_id = ? AND voided = 0 AND coalesce(alive, 1) = 1"


def attach(writing: Writing, subject: tuple[str, str], fields: Mapping[str, Any]) -> Touched:
    """Writes down an attachment whose file has been kept.

    Args:
        writing: the open transaction.
        subject: (one of `SUBJECTS`, its id).
        fields: `kind`, `caption`, `tags`, `on`, and of the file `media_type`, `sha256`, `size`.

    Raises:
        InvalidValue: no kind, a day to come, the same picture is there already, or a photograph of a family in which
            nobody has agreed to photographs; nothing is written.
        NotFound: what it belongs to is not here.
    """
    entity, record_id = subject
    if entity not in SUBJECTS:
        raise ValueError(entity)
    writing.row(entity, record_id)
    family_id = _family_of(writing, entity, record_id)
    _require_sound(writing, fields)
    if family_id and fields.get("kind") == PHOTO:
        _require_consent(writing, family_id)
    asked = "SELECT count(*) FROM attachment WHERE sha256 = ? AND subject_id = ? AND voided = 0"
    if writing.connection.exec_driver_sql(asked, (str(fields["sha256"]), record_id)).scalar_one():
        raise InvalidValue("path", "这一份已经在里面了。", "不用再添一次。")
    whose = {"subject_type": entity, "subject_id": record_id, **({"family_id": family_id} if family_id else {})}
    given = {name: value for name, value in fields.items() if value not in (None, "", [])}
    writing.create("attachment", {**given, **whose})
    return writing.finish(f"已添上一份附件，{ENTITIES[entity].title}")


def correct_attachment(writing: Writing, attachment_id: str, fields: Mapping[str, Any]) -> Touched:
    """Corrects what is said of an attachment; the file stays. The old entry is taken out and written anew, in one step.

    Raises:
        InvalidValue: as `attach`.
        NotFound: it is not here.
    """
    row = writing.row("attachment", attachment_id)
    _require_sound(writing, fields)
    kept = ("family_id", "subject_type", "subject_id", "media_type", "sha256", "size")
    writing.void("attachment", attachment_id, "更正，另记一条")
    said = {name: value for name, value in fields.items() if value not in (None, "", [])}
    writing.create("attachment", {**{name: row[name] for name in kept if row[name] is not None}, **said})
    return writing.finish("已改附件说明")


def _family_of(writing: Writing, entity: str, record_id: str) -> str:
    if entity == "family":
        return record_id
    if entity == "visit":
        return str(writing.row("visit", record_id)["family_id"])
    if entity != "claim":
        return ""
    return str(writing.connection.exec_driver_sql(_CLAIMED, (record_id,)).scalar() or "")


def _require_sound(writing: Writing, fields: Mapping[str, Any]) -> None:
    if not fields.get("kind"):
        raise InvalidValue("kind", "没有选是什么。", "请选一项。")
    if fields.get("on"):
        past_day("on", fields["on"], writing.clock.today(), "日期")


def _require_consent(writing: Writing, family_id: str) -> None:
    """A photograph is kept only where somebody of the family has agreed to it (PIPL Art. 29; domain.md §4, consent)."""
    today = writing.clock.today().isoformat()
    members = writing.connection.exec_driver_sql(_MEMBERS, (family_id,)).scalars().all()
    answers = [may_now(writing, str(person_id), PHOTO, today) for person_id in members]
    if not any(answer.allowed for answer in answers):
        why = answers[0].reason if answers else "家里没有健在的成员"
        raise InvalidValue("kind", f"不能存照片：{why}。", "请先登记告知同意，勾上“拍照留存”。")
