"""转档: cases that go from township to township, asked for, granted, declined; in words (B-37 to B-39)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db.clock import CHINA
from db.commands.transfers import HANDED_BACK, Asking, Granting, asking_draft, require_grantable
from db.domain.closings import closings_of_family
from db.domain.departures import MOVED
from db.domain.entities.registry import ENTITIES
from db.domain.masking import STAR, mask_phone
from db.domain.standing import MISS, OK, SOON, day_words
from db.errors import NotFound
from db.queries.facts import family_on_file
from db.queries.transfers import DECLINED, GRANTED, OPEN, SENT_BACK, WITHDRAWN, TransferRow, transfers
from db.store.cases import case_records
from db.store.folding import row_of
from db.store.home import home_of, is_foreign
from db.store.values import row_values
from db.sync.county.returning import in_force
from db.sync.county.transferring import decline, grant_transfer
from db.sync.package.handing_down import COUNTY_TOWNSHIPS
from db.sync.trust.identity import county_desk
from db.touched import Touched
from desktop.desk.departing import closing_words
from desktop.desk.desk import Desk
from desktop.desk.looking import note_look
from desktop.desk.reviewing import Review, ReviewPart
from desktop.words import tr

READABLE = timedelta(days=30)
"""So long a township may still read a case that has gone to another one; afterwards it keeps where it went (B-38)."""
_LEAST_NUMBER = 4
STATE_WORDS = {OPEN: "等[县]里定", GRANTED: "已转", DECLINED: "不转", WITHDRAWN: "已撤回", SENT_BACK: "申请被退回"}
_SIGNS = {OPEN: SOON, GRANTED: OK, SENT_BACK: MISS}


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


def search_moved(desk: Desk, typed: str) -> tuple[Transfer, ...]:
    """Cases that have gone to another township, by the head's name or the case number: nobody is to open them anew.

    Args:
        desk: the desk.
        typed: what was typed; a name only counts while the case may be read here, a number from four characters on.
    """
    words = typed.strip()
    gone = (each for each in all_transfers(desk).settled if each.gone)
    return tuple(
        each
        for each in gone
        if (each.readable and words in each.name) or (len(words) >= _LEAST_NUMBER and words in each.case_no)
    )


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


@dataclass(frozen=True)
class Leaving:
    """What a family's file says of going to another township of the county.

    Attributes:
        townships: (code, name) to choose from; empty where no return has told them yet.
        asked: the request the county has not answered, in words; "" when there is none.
    """

    townships: tuple[tuple[str, str], ...] = ()
    asked: str = ""


def leaving_of(desk: Desk, family_id: str) -> Leaving:
    """For one family's file."""
    names = township_names(desk)
    own = desk.record.office.org_code
    with desk.record.store.reading() as connection:
        row = next((row for row in transfers(connection, family_id) if row.state == OPEN), None)
    asked = ""
    if row is not None:
        words = tr("{day} 申请转到{place}，等[县]里定")
        asked = words.format(day=_said(desk, _on(row.asked_at)), place=names.get(row.after, row.after))
    return Leaving(tuple((code, name) for code, name in sorted(names.items()) if code != own), asked)


def review_request(desk: Desk, wish: Asking) -> Review:
    """What asking for a transfer would do.

    Raises:
        InvalidValue, NotFound, MovedAway: as the command would.
    """
    with desk.record.store.writing() as writing:  # asks only: nothing is written, the transaction ends empty
        asking_draft(writing, wish)
    place = township_names(desk).get(wish.to, wish.to)
    parts = (
        ReviewPart(tr("现在"), (tr("还是本[镇]的，照常走访、照常上报"), tr("申请随下次上报交[县]里")), "soon"),
        ReviewPart(
            tr("[县]里同意以后"),
            (
                tr("整户的档案、附件转给{place}，各项数从那天起算它的").format(place=place),
                tr("本[镇]的联系人、志愿结对到前一天为止；医生协议、就诊卡、保险、资格跟人走"),
                tr("本[镇]还没上报的修改照样算，一并转过去"),
                tr("这里只能看，30 天后只留去向"),
            ),
        ),
    )
    return Review(tr("申请转到{place}：").format(place=place), parts, tr("申请转档"))


def look_at_moved(desk: Desk, family_id: str) -> tuple[tuple[str, str], ...]:
    """What may still be read here of a case that has gone, as (label, words); the look is written down.

    Raises:
        NotFound: it has not gone, or so long ago that only where it went is kept.
    """
    moved = next((t for t in all_transfers(desk).settled if t.gone and t.family_id == family_id), None)
    if moved is None or not moved.readable:
        raise NotFound(tr("这一户已转出，这里只留去向。"), next_step=tr("要看档案的，请问接收的[乡镇]。"))
    note_look(desk, family_id)
    with desk.record.store.reading() as connection:
        family = row_values("family", dict(row_of(connection, "family", family_id) or {}))
        people = [
            row_values("person", dict(row))
            for row in connection.exec_driver_sql(_PEOPLE, (family_id,)).mappings().all()
        ]
        visits = connection.exec_driver_sql(_VISITS, (family_id,)).all()
    shown = [(tr("{name}").format(name=str(p["name"])), _about(desk, p)) for p in people]
    for name, label in (("live_addr", tr("居住地址")), ("hukou_addr", tr("户籍地址")), ("remark", tr("备注"))):
        if family.get(name):
            shown.append((label, str(family[name])))
    if family.get("phone"):
        shown.append((tr("家庭电话"), mask_phone(str(family["phone"]))))
    shown += [(tr("{on} 走访").format(on=str(on)), str(note or "")) for on, note in visits]
    return tuple(shown)


_PEOPLE = "SELECT * FROM person WHERE family_id = ? ORDER BY relation <> '02', no"
_VISITS = 'SELECT "on", coalesce(note, \'\') FROM visit WHERE family_id = ? ORDER BY "on" DESC LIMIT 5'


def _about(desk: Desk, person: Mapping[str, Any]) -> str:
    parts = [desk.word("relation", str(person["relation"]))]
    parts += [str(person["birth_date"])] if person.get("birth_date") else []
    parts += [mask_phone(str(person["phone"]))] if person.get("phone") else []
    return "，".join(parts)


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


def review_grant(desk: Desk, family: str, to: str, reason: str) -> Review:
    """What a grant would do.

    Raises:
        NotACounty, InvalidValue, NotFound: as the grant would.
    """
    family_id = household_of(desk, family)
    names = township_names(desk)
    with desk.record.store.reading() as connection:
        require_grantable(connection, Granting(family_id, to, reason), names)
        records = case_records(connection, family_id)
        known = family_on_file(connection, family_id)
    kinds: dict[str, int] = {}
    for entity, _ in records:
        kinds[entity] = kinds.get(entity, 0) + 1
    told = "、".join(
        tr("{kind} {n}").format(kind=tr(ENTITIES[entity].title), n=number)
        for entity, number in kinds.items()
        if entity != "family"
    )
    name = known.name if known else ""
    ending = (
        ()
        if known is None
        else tuple(each for each in closings_of_family(known, desk.today, MOVED) if each.entity in HANDED_BACK)
    )
    parts = [
        ReviewPart(tr("转过去"), (tr("整户的档案和历史，附件一起"), told)),
        ReviewPart(tr("不变"), (tr("医生协议、就诊卡、保险、资格是本人的，跟人走"),)),
    ]
    if known is not None and ending:
        parts.insert(1, ReviewPart(tr("到昨天为止"), closing_words(desk, known, ending)))
    after = (tr("两个[乡镇]的下一份回执会告诉它们"), tr("原[乡镇]还没上报的修改，交来后一并转过去"))
    parts.append(ReviewPart(tr("接着"), after, "soon"))
    title = tr("{name}户转到{place}，从今天起算那里的：").format(name=name, place=names.get(to, to))
    return Review(title, tuple(parts), tr("同意转档"))


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
