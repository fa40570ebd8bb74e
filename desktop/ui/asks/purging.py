"""依法清除: asking that a household, a member or an attachment be erased for good; never one click."""

from functools import partial

from db.commands.purges import PurgeWish, request_purge
from desktop.desk.purging import grounds, review_purge
from desktop.ui.asks.case import Answers, Case, Plan, asking, brief
from desktop.ui.asks.office import Office, OfficeVerb
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_WHOLE = "family"


def _request(case: Case) -> Plan:
    people = tuple((m.person_id, brief(m.name)) for m in case.file.members if m.person_id != case.file.head_id)
    who = ((_WHOLE, tr("整户")), *people)
    questions = asking(
        case,
        tr("申请清除"),
        tr("看看会清除什么"),
        Ask("what", tr("清除谁"), "choice", _WHOLE, who, required=True),
        *reasons(),
        note=tr("清除是依法删掉，哪里都不再有，不能恢复。只是记错、重复、迁走、去世的，用作废或登记退出就够了。"),
    )

    def wish(a: Answers) -> PurgeWish:
        chosen = str(a.get("what") or "")
        target = ("family", case.file.family_id) if chosen == _WHOLE else ("person", chosen)
        return PurgeWish(*target, str(a.get("grounds") or ""), str(a.get("reason") or ""), named=bool(a.get("named")))

    return Plan(
        questions, lambda a: partial(request_purge, wish=wish(a)), lambda a: partial(review_purge, wish=wish(a))
    )


def _request_attachment(office: Office) -> Plan:
    """One picture or scan that had no right to be taken, or shows somebody else; nothing else of the file goes."""
    note = tr("只清除这一个附件，哪里都不再有，不能恢复。只是添错了户的，用“添错了”就够。")
    questions = asking(office, tr("申请清除附件"), tr("看看会清除什么"), *reasons()[:2], note=note)

    def wish(a: Answers) -> PurgeWish:
        return PurgeWish("attachment", office.subject, str(a.get("grounds") or ""), str(a.get("reason") or ""))

    return Plan(
        questions, lambda a: partial(request_purge, wish=wish(a)), lambda a: partial(review_purge, wish=wish(a))
    )


def reasons() -> tuple[Ask, ...]:
    """Why, and whether what names them elsewhere goes as well."""
    return (
        Ask("grounds", tr("依据"), "choice", None, grounds(), required=True),
        Ask("reason", tr("理由"), "notes", required=True, hint=tr("不写姓名和号码：理由会留下来")),
        Ask("named", tr("别处写到他们的记录，也清除"), "flag", required=True),
    )


PLANS = {"request_purge": _request}
VERBS = {"purge_attachment": OfficeVerb(_request_attachment)}
