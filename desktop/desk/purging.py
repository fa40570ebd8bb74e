"""依法清除: what an erasure would take, who has asked for one, what became of it, in words (B-19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from db.clock import CHINA
from db.commands.purges import PurgeWish, request_purge, require_sound_wish
from db.domain.entities.registry import ENTITIES
from db.errors import InvalidValue
from db.queries.office import worker_names
from db.queries.purges import PurgePlan, PurgeRow, open_requests, purge_rows
from db.store.moving import MOVED
from db.sync.county.purging import confirm_purge, decline_purge, plan_asked
from db.sync.county.resealing import still_to_destroy
from db.sync.county.second_archive import second_archive
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.reviewing import Review, ReviewPart
from desktop.words import tr

_SHORT = 12
"""Figures of a hash by which a request is named on screen and paper."""


def grounds() -> tuple[tuple[str, str], ...]:
    """(code, words) of the grounds on which somebody may be erased, and the one on which nobody is."""
    return (
        ("wrong_person", tr("登错了人，本人不是对象")),
        ("withdrawn", tr("本人依法要求删除")),
        ("ordered", tr("上级书面要求")),
        ("mistake", tr("只是记错、重复或已离册")),
    )


@dataclass(frozen=True)
class PurgeLine:
    """One request or erasure.

    Attributes:
        request: its hash; state: `asked`, `done`, `declined`, `withdrawn`; standing: the state in words.
        org_name: the township; title: who, as far as that can still be said; what: household, member or attachment.
        grounds, reason: why.
        asked, decided: who and when; answer: the words of the decision.
        went: what went here, "" before it is done.
        decides: whether the one who has signed in may decide; withdraws: may take the request back.
    """

    request: str
    state: str
    standing: str
    org_name: str
    title: str
    what: str
    grounds: str
    reason: str
    asked: str
    decided: str
    answer: str
    went: str
    decides: bool
    withdraws: bool


@dataclass(frozen=True)
class Purges:
    """The page.

    Attributes:
        lines: what waits first, then the latest.
        to_destroy: raw packages a person has to destroy, by file name.
        copies: records set aside on this computer that may still hold what was erased since.
        elsewhere: whether the second place of the raw packages still has some from before an erasure.
    """

    lines: tuple[PurgeLine, ...]
    to_destroy: tuple[str, ...] = ()
    copies: int = 0
    elsewhere: bool = False


@dataclass(frozen=True)
class Asked:
    """A request looked at: what would go, and the words that confirm it."""

    line: PurgeLine
    facts: tuple[tuple[str, str], ...]
    typed: str


def purges(desk: Desk) -> Purges:
    """Everything asked for and erased, as far as this office knows."""
    store = desk.record.store
    townships: Mapping[str, str] = {**store.setting("townships", {}), store.office.org_code: store.office.org_name}
    with store.reading() as connection:
        names = worker_names(connection)
        rows = purge_rows(connection, store.office.station_id)
        lines = [_line(desk, connection, row, names, townships) for row in rows]
    lines.sort(key=lambda line: line.state != "asked")
    done = any(line.state == "done" for line in lines)
    copies, second = _copies(store.home) if done else 0, second_archive(store)
    elsewhere = done and second.behind > 0
    return Purges(tuple(lines), still_to_destroy(store), copies, elsewhere)


def _copies(home: Path) -> int:
    """What restores and the move to a server have left beside the record, and the copies made before a brake."""
    asides = home / "asides"
    kept = len(list(asides.iterdir())) if asides.is_dir() else 0
    return kept + (home / MOVED).exists()


def _line(
    desk: Desk, connection: Connection, row: PurgeRow, names: Mapping[str, str], townships: Mapping[str, str]
) -> PurgeLine:
    me, county = desk.record.store.author.author, desk.record.office.role == "county"
    standing = {
        "asked": tr("等答复"),
        "done": tr("已清除"),
        "declined": tr("不清除"),
        "withdrawn": tr("已撤回"),
    }[row.state]
    went = ""
    if row.state == "done":
        went = tr("{n} 条记录，{m} 条修改的内容").format(n=row.records, m=row.changes)
        went += tr("；其中 {n} 条还没有上报过").format(n=row.unsent) if row.unsent else ""
    asked = row.state == "asked"
    return PurgeLine(
        row.request,
        row.state,
        standing,
        townships.get(row.org, row.org),
        _title(connection, row),
        {"family": tr("整户"), "person": tr("一位成员")}.get(row.entity, tr("一个附件")),
        dict(grounds()).get(row.grounds, ""),
        row.reason,
        _by(names.get(row.asked_by, ""), row.asked_at),
        _by(names.get(row.decided_by, ""), row.decided_at),
        row.answer,
        went,
        county and asked and row.asked_by != me,
        asked and row.asked_here and not (county and row.asked_by != me),
    )


def _title(connection: Connection, row: PurgeRow) -> str:
    """The household or member by name while it is on file; nobody's afterwards."""
    asked = {
        "family": "SELECT name FROM person WHERE family_id = ? AND voided = 0 ORDER BY relation <> '02', no LIMIT 1",
        "person": "SELECT name FROM person WHERE id = ?",
        "attachment": (
            "SELECT p.name FROM attachment a JOIN person p ON p.family_id = a.family_id"
            " WHERE a.id = ? AND p.voided = 0 ORDER BY p.relation <> '02', p.no LIMIT 1"
        ),
    }[row.entity]
    name = connection.exec_driver_sql(asked, (row.record_id,)).scalar()
    if not name:
        return tr("内容已清除") if row.state == "done" else tr("不在册")
    return str(name) if row.entity == "person" else tr("{name}户").format(name=name)


def _by(name: str, instant: str) -> str:
    if not instant:
        return ""
    at = datetime.fromisoformat(instant).astimezone(CHINA)
    who = name or tr("对方的工作人员")
    return tr("{name}，{month}月{day}日").format(name=who, month=at.month, day=at.day)


def asked_for(desk: Desk, line: PurgeLine) -> Asked:
    """What a request would take now.

    Raises:
        NoSuchRequest, InvalidValue, NotFound: it cannot be done as things stand.
    """
    with desk.record.store.reading() as connection:
        plan = plan_asked(connection, line.request)
    return Asked(line, tuple((part.title, "、".join(part.lines)) for part in _parts(plan)), plan.typed)


def review_purge(desk: Desk, wish: PurgeWish) -> Review:
    """What a request would ask for.

    Raises:
        VoidIsEnough, InvalidValue, NotFound: as the command would.
    """
    with desk.record.store.reading() as connection:
        plan = require_sound_wish(connection, wish)
    after = (
        tr("现在只是申请，什么都不清除"),
        tr("[县]里另一位工作人员核对、照抄数目确认后才清除"),
        tr("清除以后哪里都查不到，不能恢复；作废的才能恢复"),
    )
    return Review(tr("申请清除："), (*_parts(plan), ReviewPart(tr("接着"), after, "soon")), tr("申请清除"))


def _parts(plan: PurgePlan) -> tuple[ReviewPart, ...]:
    goes = [tr("{kind} {n} 条").format(kind=tr(ENTITIES[name].title), n=count) for name, count in plan.counts]
    goes.append(tr("共 {n} 条修改的内容").format(n=plan.changes))
    if plan.attachments:
        goes.append(tr("附件文件 {n} 个").format(n=len(plan.attachments)))
    parts = [ReviewPart(tr("清除"), tuple(goes), "late")]
    if plan.spared:
        stays = tr("从前在这一户、后来离开的 {n} 条，不清除").format(n=len(plan.spared))
        parts.append(ReviewPart(tr("不变"), (stays,)))
    if plan.mentions:
        kinds: dict[str, int] = {}
        for each in plan.mentions:
            kinds[each.entity] = kinds.get(each.entity, 0) + 1
        named = [tr("{kind} {n} 条").format(kind=_kind(name), n=count) for name, count in kinds.items()]
        named.append(tr("这些不会一起清除"))
        parts.append(ReviewPart(tr("别处也写着姓名或号码"), tuple(named), "soon"))
    return tuple(parts)


def _kind(entity: str) -> str:
    return tr(ENTITIES[entity].title) if entity in ENTITIES else entity


def request_at_county(desk: Desk, answers: Mapping[str, Any]) -> Touched:
    """A county's worker asks, for a household named by its case number, or for one member of it.

    Raises:
        InvalidValue: nobody has that case number, or no member that name.
        Those of `request_purge`.
    """
    wish = wish_at_county(desk, answers)
    with desk.record.store.writing() as writing:
        return request_purge(writing, wish)


def wish_at_county(desk: Desk, answers: Mapping[str, Any]) -> PurgeWish:
    """The wish these answers make.

    Args:
        desk: the county's desk.
        answers: `case_no`, `member` (a name, "" for the whole household), `grounds`, `reason`, `named`.

    Raises:
        InvalidValue: nobody has that case number, or no member that name.
    """
    number, member = (str(answers.get(name) or "").strip() for name in ("case_no", "member"))
    with desk.record.store.reading() as connection:
        asked = "SELECT id FROM family WHERE case_no = ?"
        found = connection.exec_driver_sql(asked, (number,)).scalars().all()
        if len(found) != 1:
            raise InvalidValue("case_no", f"档案编号 {number} 有 {len(found)} 户。", "请核对编号。")
        target = ("family", str(found[0]))
        if member:
            asked = "SELECT id FROM person WHERE family_id = ? AND name = ?"
            people = connection.exec_driver_sql(asked, (found[0], member)).scalars().all()
            if len(people) != 1:
                raise InvalidValue("member", f"这一户里叫这个名字的有 {len(people)} 人。", "请核对姓名。")
            target = ("person", str(people[0]))
    why = (str(answers.get("grounds") or ""), str(answers.get("reason") or ""))
    return PurgeWish(*target, *why, named=bool(answers.get("named")))


def confirm(desk: Desk, request: str, typed: str, reason: str) -> Touched:
    """Erases what was asked for.

    Raises:
        Those of `db.sync.county.purging.confirm_purge`.
    """
    done = confirm_purge(desk.record.store, request, typed, reason)
    said = done.touched.said
    if done.to_destroy:
        words = tr("。有 {n} 个原始包改写不了，请照清单销毁")
        said += words.format(n=len(done.to_destroy))
    return Touched(frozenset(ENTITIES), said=said)


def decline(desk: Desk, request: str, reason: str) -> Touched:
    """Answers with no.

    Raises:
        Those of `db.sync.county.purging.decline_purge`.
    """
    return decline_purge(desk.record.store, request, reason)


def count_asked(desk: Desk) -> int:
    """Requests that wait for a decision."""
    with desk.record.store.reading() as connection:
        return open_requests(connection)


def number_of(request: str) -> str:
    """By what a request is called."""
    return request[:_SHORT]
