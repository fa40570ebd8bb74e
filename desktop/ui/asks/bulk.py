"""What 批量改 asks for each kind of change."""

from collections.abc import Callable

from db.commands.bulk import CONTACT, GREETING, GROUP, REVIEW, RISK, ROUTE, WISH
from desktop.desk.bulk import BulkChoices
from desktop.desk.desk import Desk
from desktop.ui.dialogs.ask_panel import Ask, Asking
from desktop.words import tr

_POSTS = ("village", "township", "county")


def bulk_asking(desk: Desk, kind: str, choices: BulkChoices, over: str, post: str = "village") -> Asking:
    """The questions of one kind of change.

    Args:
        desk: words and the day.
        kind: what is changed.
        choices: what may be chosen.
        over: how many families, above the title.
        post: the post a contact person is chosen for; the list of persons follows it.
    """
    title, asks, note = _ASKED[kind](desk, choices, post)
    return Asking(title, over, asks, tr("看会改什么"), note)


Made = tuple[str, tuple[Ask, ...], str]


def _contact(desk: Desk, choices: BulkChoices, post: str) -> Made:
    posts = tuple((code, desk.word("assignment_post_kind", code)) for code in _POSTS)
    asks = (
        Ask("post_kind", tr("哪个岗位"), "choice", post, posts, required=True),
        Ask("contact_id", tr("换成谁"), "choice", None, choices.contacts.get(post, ()), required=True),
        Ask("since", tr("从哪天起"), "day", desk.today, required=True),
    )
    return tr("分派联系人"), asks, tr("现任的止在前一天，留在历史里。名册里没有的人，先在台账里登记。")


def _risk(desk: Desk, _choices: BulkChoices, _post: str) -> Made:
    levels = tuple((entry.code, entry.name) for entry in desk.codes["risk_level"].entries)
    asks = (
        Ask("risk_level", tr("关注等级"), "choice", None, levels, required=True),
        Ask("risk_reason", tr("原因"), "notes"),
        Ask("risk_since", tr("从哪天起"), "day", desk.today, required=True),
    )
    return tr("改关注等级"), asks, tr("调高要写原因。等级高的，联系的间隔会短一些。")


def _wish(desk: Desk, _choices: BulkChoices, _post: str) -> Made:
    wishes = tuple((entry.code, entry.name) for entry in desk.codes["contact_preference"].entries)
    return tr("改怎样见面"), (Ask("contact_preference", tr("怎样见面"), "choice", None, wishes, required=True),), ""


def _group(_desk: Desk, _choices: BulkChoices, _post: str) -> Made:
    return tr("改组"), (Ask("group_name", tr("组"), hint=tr("3 组；写空就是清空")),), ""


def _route(_desk: Desk, _choices: BulkChoices, _post: str) -> Made:
    asks = (Ask("route_order", tr("走访顺序"), hint=tr("如 南线，打印时同一条线排在一起")),)
    return tr("改走访顺序"), asks, tr("打印走访表时按它排；写空就是清空。")


def _review(desk: Desk, _choices: BulkChoices, _post: str) -> Made:
    asks = (Ask("reviewed_on", tr("哪天核对的"), "day", desk.today, required=True),)
    return tr("登记档案核对过"), asks, tr("首页各栏都看过、没有要改的，才登记。")


def _greeting(desk: Desk, choices: BulkChoices, _post: str) -> Made:
    asks = (
        Ask("festival", tr("哪个节"), "choice", None, choices.festivals, required=True),
        Ask("on", tr("哪天送到"), "day", desk.today, required=True),
        Ask("companions", tr("谁去的"), value=choices.companions, required=True),
        Ask("gift_cash", tr("慰问金，每户"), "money"),
        Ask("gift_goods", tr("慰问品"), hint=tr("米、油各一份")),
        Ask("gift_value", tr("慰问品折价，每户"), "money"),
        Ask("fund_source", tr("经费来源"), value=choices.fund_source),
        Ask("note", tr("情况记录"), "notes"),
    )
    note = tr("只登记已经送到、见到人的；在家的成员都算受访人。没见到的、有话要记的，请单独记走访。")
    return tr("登记节日慰问"), asks, note


_ASKED: dict[str, Callable[[Desk, BulkChoices, str], Made]] = {
    CONTACT: _contact,
    RISK: _risk,
    WISH: _wish,
    GROUP: _group,
    ROUTE: _route,
    REVIEW: _review,
    GREETING: _greeting,
}
