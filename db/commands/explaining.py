"""上报说明: saying why something strange is right, so that nobody asks again; and taking that back."""

from dataclasses import dataclass

from db.domain.checks.check import HARD, Finding
from db.domain.checks.listing import CHECKS
from db.errors import InvalidValue
from db.ids import new_id
from db.ledger.change import Draft
from db.store.writing import Writing
from db.touched import Touched


@dataclass(frozen=True)
class Explained:
    """Which finding is explained: the record it is about, and the check's code."""

    entity: str
    record_id: str
    code: str


def explain_finding(writing: Writing, finding: Explained, sentence: str) -> Touched:
    """Accepts a soft finding with a sentence; it travels in the next package like any record.

    Raises:
        InvalidValue: an unknown or a hard check, or no sentence; nothing is written.
        NotFound: the record is not here.
    """
    check = CHECKS.get(finding.code)
    if check is None:
        raise InvalidValue("check_code", f"没有“{finding.code}”这一项核对。")
    if check.level == HARD:
        raise InvalidValue("sentence", f"“{check.title}”要改正，不能用说明代替。", "请点“去改”。")
    if not sentence.strip():
        raise InvalidValue("sentence", "没有写说明。", "请写一句为什么这样是对的。")
    writing.row(finding.entity, finding.record_id)
    _void_former(writing, finding, "另写了说明")
    writing.append([explanation_draft(writing, finding, sentence.strip())])
    return writing.finish("已写说明，随包带走")


def explanation_draft(writing: Writing, finding: "Explained | Finding", sentence: str) -> Draft:
    """The explanation as it will be written, for a command that writes more than one."""
    fields = {
        "subject_type": finding.entity,
        "subject_id": finding.record_id,
        "check_code": finding.code,
        "sentence": sentence,
    }
    return Draft("create", "explanation", new_id(writing.clock), fields)


def withdraw_explanation(writing: Writing, finding: Explained) -> Touched:
    """Takes an explanation back; the finding is open again."""
    _void_former(writing, finding, "撤回说明")
    return writing.finish("已撤回说明")


def _void_former(writing: Writing, finding: Explained, reason: str) -> None:
    asked = "SELECT id FROM explanation WHERE subject_id = ? AND check_code = ? AND voided = 0"
    values = (finding.record_id, finding.code)
    for record_id in writing.connection.exec_driver_sql(asked, values).scalars().all():
        writing.void("explanation", str(record_id), reason)
