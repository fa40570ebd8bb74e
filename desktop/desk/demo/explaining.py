"""A few of the practice township's oddities are explained already, so that all three kinds can be looked at."""

from typing import TYPE_CHECKING

from db.commands.explaining import explanation_draft
from db.domain.checks.check import World
from db.domain.checks.listing import findings_of
from db.queries.checks import case_records
from db.store.writing import Writing
from desktop.desk.desk import Desk

if TYPE_CHECKING:
    from db.ledger.change import Draft

_SAID = {
    "agreement_short": "卫生院统一签到年底，明年一并续签",
    "child_undated": "家里不愿再提，暂不追问",
    "psych_unconsented": "同意书是纸质的，还没有补录",
}
_LOOKED_AT = 120


def explain_some(writing: Writing, desk: Desk) -> int:
    """Explains the first oddity of each kind met in the first families; how many."""
    asked = "SELECT id FROM family WHERE voided = 0 ORDER BY no LIMIT ?"
    ids = list(writing.connection.exec_driver_sql(asked, (_LOOKED_AT,)).scalars())
    drafts: dict[str, Draft] = {}
    for case in case_records(writing.connection, ids):
        for finding in findings_of(case, World(desk.today)):
            if finding.code in _SAID and finding.code not in drafts:
                drafts[finding.code] = explanation_draft(writing, finding, _SAID[finding.code])
    writing.append(list(drafts.values()))
    return len(drafts)
