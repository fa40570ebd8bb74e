"""转档: cases that go from township to township, asked for, granted, declined; in words (B-37 to B-39)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.clock import CHINA
from db.domain.masking import STAR
from db.domain.standing import MISS, OK, SOON, day_words
from db.errors import NotFound
from db.queries.transfers import DECLINED, GRANTED, OPEN, SENT_BACK, WITHDRAWN, TransferRow, transfers
from db.store.home import home_of, is_foreign
from db.sync.handing_down import COUNTY_TOWNSHIPS
from db.sync.identity import county_desk
from db.sync.returning import in_force
from db.sync.transferring import decline, grant_transfer
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.words import tr

READABLE = timedelta(days=30)
"""So long a township may still read a case that has gone to another one; afterwards it keeps where it went (B-38)."""
STATE_WORDS = {OPEN: "等[县]里定", GRANTED: "已转", DECLINED: "不转", WITHDRAWN: "已撤回", SENT_BACK: "申请被退回"}
_SIGNS = {OPEN: SOON, GRANTED: OK, DECLINED: MISS, SENT_BACK: MISS}


@dataclass(frozen=True)
class Transfer:
    """One case that goes, went, or stays.

    Attributes:
        family_id, name, village, case_no: the household; its name half hidden where it has gone long ago.
        before, after: codes of the townships; before_name, after_name: their names.
        state: as in `TransferRow`; word: in words; sign: its sign.
        asked, reason: when and by whom it was asked for, and why; "" without a request.
        settled, settled_reason: when it was decided and why.
        gone: it is another township's by now; readable: its file may still be read here.
        came: it is this office's, and came from elsewhere.
    """

    family_id: str
    name: str
    village: str
    case_no: str
    before: str
    after: str
    before_name: str
    after_name: str
    state: str
    word: str
    sign: str
    asked: str
    reason: str
    settled: str
    settled_reason: str
    gone: bool
    readable: bool
    came: bool


@dataclass(frozen=True)
class Transfers:
    """Everything about cases on the move, and the townships there are.

    Attributes:
        waiting: requests the county has not answered; settled: everything else, the latest first.
        townships: (code, name) to choose from; empty where no return has told them yet.
    """

    waiting: tuple[Transfer, ...]
    settled: tuple[Transfer, ...]
    townships: tuple[tuple[str, str], ...]


def all_transfers(desk: Desk) -> Transfers:
    """As it stands now."""
    names = township_names(desk)
    with desk.record.store.reading() as connection:
        home = home_of(connection)
        found = tuple(_transfer(desk, row, names, home) for row in transfers(connection))
    waiting = tuple(each for each in found if each.state == OPEN)
    own = desk.record.office.org_code
    others = tuple((code, name) for code, name in sorted(names.items()) if code != own)
    return Transfers(waiting, tuple(each for each in found if each.state != OPEN), others)


def count_requests(desk: Desk) -> int:
    """How many requests wait for the county."""
    with desk.record.store.reading() as connection:
        return sum(row.state == OPEN for row in transfers(connection))


def township_names(desk: Desk) -> dict[str, str]:
    """The county's townships, name by code: at a township as its last return told them."""
    store = desk.record.store
    if desk.record.office.role != "county":
        return dict(store.setting(COUNTY_TOWNSHIPS, {}))
    known = {one.org_code: one.org_name for one in in_force(county_desk(store))}
    return {**store.setting("townships", {}), **known}


def household_of(desk: Desk, text: str) -> str:
    """Id of the household with this id or case number.

    Raises:
        NotFound: there is none.
    """
    asked = "SELECT id FROM family WHERE voided = 0 AND (id = ? OR case_no = ?)"
    with desk.record.store.reading() as connection:
        found = connection.exec_driver_sql(asked, (text.strip(), text.strip())).scalars().all()
    if len(found) != 1:
        raise NotFound(tr("没有档案编号是 {no} 的一户。").format(no=text), next_step=tr("请核对档案编号。"))
    return str(found[0])


def grant_to(desk: Desk, family: str, to: str, reason: str) -> Touched:
    """The county grants a case to another township.

    Args:
        desk: the county's.
        family: id or case number.
        to: code of the township.
        reason: why.

    Raises:
        NotACounty, InvalidValue, NotFound: nothing is written.
    """
    return grant_transfer(desk.record.store, household_of(desk, family), to, reason)


def keep_where_it_is(desk: Desk, family: str, reason: str) -> Touched:
    """The county answers a request with no.

    Raises:
        NotACounty, InvalidValue, NotFound: nothing is written.
    """
    return decline(desk.record.store, household_of(desk, family), reason)


def _transfer(desk: Desk, row: TransferRow, names: dict[str, str], home: str) -> Transfer:
    gone = row.state == GRANTED and is_foreign(row.after, home)
    settled = _on(row.settled_at)
    readable = not gone or (settled is not None and desk.today - settled <= READABLE)
    name = row.name if readable else row.name[:1] + STAR * max(1, len(row.name) - 1)
    asked = "，".join(part for part in (row.asked_by, _said(desk, _on(row.asked_at))) if part)
    return Transfer(
        row.family_id,
        name,
        row.village if readable else "",
        row.case_no if readable else "",
        row.before,
        row.after,
        names.get(row.before, row.before if row.before != home else desk.record.office.org_name),
        names.get(row.after, row.after if row.after != home else desk.record.office.org_name),
        row.state,
        tr(STATE_WORDS[row.state]),
        _SIGNS.get(row.state, ""),
        asked,
        row.reason if readable else "",
        _said(desk, settled),
        row.settled_reason if readable else "",
        gone,
        readable,
        row.state == GRANTED and bool(home) and row.after == home,
    )


def _on(instant: str) -> date | None:
    return datetime.fromisoformat(instant).astimezone(CHINA).date() if instant else None


def _said(desk: Desk, day: date | None) -> str:
    return day_words(day, desk.today.year) if day else ""
