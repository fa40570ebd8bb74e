"""What the hand-over page shows: whether the laptop is enrolled, what waits, and the packages made so far."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from db.domain.checks.check import SOFT
from db.store.settings import read_setting, write_setting
from db.sync.package.differing import DIFFERING
from db.sync.township.outbox import own_slip
from db.sync.trust.enrolment import read_request
from db.sync.trust.keys import spoken
from desktop.desk.arrival import arrival
from desktop.desk.authors import county_of
from desktop.desk.board import board_of
from desktop.desk.conflicts import named_record
from desktop.desk.desk import Desk
from desktop.desk.drafts import list_drafts
from desktop.desk.findings import FamilyFinding, quality
from desktop.desk.frame import waiting_changes
from desktop.desk.handed_down import offer
from desktop.desk.handover import Waiting, carry, export, waiting
from desktop.desk.jumps import LOOK, explain_of, jump_of
from desktop.desk.sections.section import Verb
from desktop.desk.today import today_now
from desktop.forms.preview import PageImage, page_image
from desktop.words import tr

FOLDER = "outbox"
CARRIED = "carried"
"""Setting: when each package was last copied to a stick and read back there, UTC by its number."""
_SHOWN = 2
"""So many of a kind are named before writing; all stand in the register of the record's quality."""
_LIST = ("registers", (("register", "quality"),))


@dataclass(frozen=True)
class Package:
    """A package made here.

    Attributes:
        number: its number; `made_at`: UTC, ISO 8601.
        file_name: of the file in the outbox.
        changes, size: changes inside, bytes of the file.
        sha256: of the file.
        state: `received` when the county's ledger holds its last change, `back` when some of its own were turned away,
            else `sent`.
        sent_back: how many were turned away, of those that were in no package before.
        answered_at: when the return came that holds its last change, UTC, "" before.
        carried_at: when it was last copied to a stick, UTC, "" while it lies on this computer alone.
    """

    number: int
    made_at: str
    file_name: str
    changes: int
    size: int
    sha256: str
    state: str
    sent_back: int = 0
    answered_at: str = ""
    carried_at: str = ""


@dataclass(frozen=True)
class Look:
    """One line of the look before writing.

    Attributes:
        ok: False when a person had better look first; nothing here keeps a package from being made.
        said: one sentence.
        where: page that shows it, "" when there is none; at: what is to be shown on it.
        explain: the verb that explains it in place, None where there is nothing to explain.
        detail: one of those counted in the line above.
    """

    ok: bool
    said: str
    where: str = ""
    at: tuple[tuple[str, str], ...] = ()
    explain: Verb | None = None
    detail: bool = False


@dataclass(frozen=True)
class Outgoing:
    """The hand-over page.

    Attributes:
        county: the county's name; "" while the laptop is not enrolled.
        asked: an enrolment request was made and not answered yet; `digits`: to be read out for it.
        practice: a practice record, never handed over.
        waiting: what the next package would hold.
        packages: newest first.
        folder: where packages lie on this laptop.
        looks: what was looked at before writing.
        between: what stands between this laptop and the county, to be read first.
        unsent: changes in no package yet, as the status bar counts them: the founding of the record is none.
    """

    county: str
    asked: bool
    practice: bool
    waiting: Waiting
    packages: tuple[Package, ...]
    folder: Path
    looks: tuple[Look, ...] = ()
    digits: str = ""
    between: tuple[Look, ...] = ()
    unsent: int = 0


def outgoing(desk: Desk) -> Outgoing:
    """The page as it stands now."""
    store = desk.record.store
    county = county_name(desk)
    request = store.setting("enrolment_request")
    asked, digits = request is not None, ""
    if request is not None and not county:
        digits = spoken(read_request(request.encode()).fingerprint)
    found = waiting(desk)
    practice, folder = desk.record.office.practice, desk.record.home / FOLDER
    looks, between = _looks(desk, found), tuple(_between(desk))
    with store.reading() as connection:
        unsent = waiting_changes(desk, connection)
    return Outgoing(county, asked, practice, found, _packages(desk), folder, looks, digits, between, unsent)


def county_name(desk: Desk) -> str:
    """The county this laptop is enrolled at, "" while it is not."""
    return county_of(desk)[1]


def _looks(desk: Desk, found: Waiting) -> tuple[Look, ...]:
    looks = []
    if not found.changes:
        return (Look(ok=True, said=tr("没有新的修改，不用生成")),)
    if found.parts > 1:
        said = tr("内容多，会分成 {n} 个包，每个都要交到[县]里，先后不要紧").format(n=found.parts)
        looks.append(Look(ok=True, said=said))
    if again := found.changes - found.fresh:
        looks.append(Look(ok=True, said=tr("以前交过、还没见回执的 {n} 条也在里面").format(n=again)))
    if disputed := _disputed(desk):
        looks.append(Look(ok=False, said=tr("{n} 处两边不一致，两种说法都会带去").format(n=disputed)))
    if drafts := len(list_drafts(desk, "visit:")):
        looks.append(Look(ok=False, said=tr("{n} 份走访草稿还没保存，不会随包走").format(n=drafts), where="today"))
    board = board_of(desk)
    if board.ready and (overdue := len(today_now(desk).overdue)):  # where the day is not judged yet, nothing is said
        looks.append(Look(ok=False, said=tr("{n} 件事已逾期，不影响上报").format(n=overdue), where="today"))
    return tuple(looks)


@dataclass(frozen=True)
class Checked:
    """What the checks of all families say before a package is made.

    Attributes:
        looks: to be put right, to be looked at or explained, explained; nothing of it keeps a package from being made:
            a blocked package would hold up everybody else's families (B-16, B-24).
        complete: every family has been looked at; else ask again.
    """

    looks: tuple[Look, ...]
    complete: bool


def checked(desk: Desk) -> Checked:
    """Looks at some more families, and says what was found once all have been looked at."""
    found = quality(desk)
    if not found.complete:
        words = tr("正在逐户核对：已看 {n} 户，共 {total} 户").format(n=found.looked_at, total=found.total)
        return Checked((Look(ok=True, said=words),), complete=False)
    looks = []
    if found.hard:
        words = tr("要改正 {n} 处，不挡上报，[县]里也看得到").format(n=len(found.hard))
        looks.append(Look(False, words, *_LIST))  # noqa: FBT003 - a place in a line of values
        looks += [_look_at(each) for each in found.hard[:_SHOWN]]
    if found.soft:
        words = tr("请看一眼 {n} 处，确实如此的写一句说明").format(n=len(found.soft))
        looks.append(Look(False, words, *_LIST))  # noqa: FBT003 - the same
        looks += [_look_at(each) for each in found.soft[:_SHOWN]]
    if found.explained:
        words = tr("已说明 {n} 处，随包带走").format(n=len(found.explained))
        looks.append(Look(True, words, *_LIST))  # noqa: FBT003 - the same
    if not found.hard and not found.soft:
        looks.insert(0, Look(ok=True, said=tr("逐户核对过，没有要改的")))
    return Checked(tuple(looks), complete=True)


def _look_at(each: FamilyFinding) -> Look:
    finding = each.finding
    whose = tr("{name}户：").format(name=each.family_name) if each.family_name else ""
    jump = jump_of(finding) if finding.family_id else None
    look = Look(
        ok=False,
        said=f"{whose}{finding.sentence}",
        explain=explain_of(finding) if finding.level == SOFT else None,
        detail=True,
    )
    if jump is None:
        return look
    named = (("section", jump.subject),) if jump.key == LOOK else (("verb", jump.key), ("subject_id", jump.subject))
    return replace(look, where="family", at=(("family_id", finding.family_id), *named))


def _disputed(desk: Desk) -> int:
    asked = "SELECT count(*) FROM (SELECT DISTINCT record_id, field FROM field_head) d"
    with desk.record.store.reading() as connection:
        return int(connection.exec_driver_sql(asked).scalar_one())


def _between(desk: Desk) -> Iterator[Look]:
    """What stands between laptop and county: a record restored, ledgers that do not fit, states that differ."""
    if (came := arrival(desk)) is not None:
        yield Look(ok=False, said=came.words)
    store = desk.record.store
    differing = store.setting(DIFFERING)
    if differing is not None:
        yield from _differing(desk, differing)
    sent = offer(desk)
    if sent is not None:
        what = [tr("地方设置“{title}”").format(title=sent.profile)] if sent.profile else []
        what += [tr("{n} 条扶助标准").format(n=sent.standards)] if sent.standards else []
        said = tr("[县]里发来{what}，看过再用").format(what="、".join(what))
        yield Look(ok=False, said=said, where="settings")
    if store.setting("need_full"):
        yield Look(ok=True, said=tr("下一个包会请[县]里从头回一份，照常交就行"))


def _differing(desk: Desk, differing: list[list[str]]) -> Iterator[Look]:
    """The records in which county and laptop differ, the first few by name (B-30)."""
    if not differing:
        yield Look(ok=False, said=tr("[县]里和本机的内容不完全一样，没有改动任何一边"))
        return
    with desk.record.store.reading() as connection:
        for entity, record_id in differing[:_SHOWN]:
            family_id, name = named_record(connection, entity, record_id)
            said = tr("和[县]里不一样：{name}").format(name=name)
            where = ("family", (("family_id", family_id),)) if family_id else ("", ())
            yield Look(ok=False, said=said, where=where[0], at=where[1])
    more = len(differing) - _SHOWN
    if more > 0:
        yield Look(ok=False, said=tr("和[县]里不一样的还有 {n} 条").format(n=more))


def _packages(desk: Desk) -> tuple[Package, ...]:
    sql = """
        SELECT o.package_no, o.made_at, o.file_name, o.changes, o.size, o.sha256,
               (SELECT i.imported_at FROM ledger l JOIN incoming_package i ON i.package_id = l.package_id
                 WHERE l.change_hash = o.head_hash ORDER BY l.ledger_no LIMIT 1),
               (SELECT count(*) FROM ledger l JOIN change c ON c.hash = l.change_hash
                 WHERE l.rejected <> '' AND c.no <= o.last_no
                   AND NOT EXISTS (SELECT 1 FROM ledger a WHERE a.change_hash = c.hash AND a.rejected = '')
                   AND c.no > coalesce((SELECT max(e.last_no) FROM outgoing_package e
                                         WHERE e.package_no < o.package_no), 0))
          FROM outgoing_package o ORDER BY o.package_no DESC
    """
    with desk.record.store.reading() as connection:
        rows = connection.exec_driver_sql(sql).all()
        carried = read_setting(connection, CARRIED, {})
    return tuple(
        Package(
            number,
            made_at,
            name,
            changes,
            size,
            sha256,
            _standing(answered, back),
            back,
            answered or "",
            carried.get(str(number), ""),
        )
        for number, made_at, name, changes, size, sha256, answered, back in rows
    )


def _standing(answered_at: str | None, sent_back: int) -> str:
    if sent_back:
        return "back"
    return "sent" if answered_at is None else "received"


def make_packages(desk: Desk) -> tuple[Package, ...]:
    """Makes the next package in the outbox, read back and verified; several where the whole is too large for one.

    Raises:
        Those of `desktop.desk.handover.export`.
    """
    made = len(export(desk, desk.record.home / FOLDER).parts)
    return _packages(desk)[:made][::-1]


def package_slip(desk: Desk, package: Package) -> bytes:
    """The paper twin of a package, out of the package itself: figures on paper and in the file are one (SB, §11.10).

    Raises:
        PackageRefused: the file in the outbox is damaged or gone.
    """
    return own_slip(desk.record.store, desk.record.home / FOLDER / package.file_name)


def carry_to(desk: Desk, package: Package, stick: Path) -> Path:
    """Copies a package of the outbox to a stick, reads it back there, and remembers that it went.

    Raises:
        DiskFull, StickFailed: the stick cannot be trusted; the package itself is untouched.
    """
    copy = carry(desk.record.home / FOLDER / package.file_name, stick, package.sha256)
    with desk.record.store.keeping() as connection:
        at = desk.clock.now().isoformat(timespec="seconds")
        write_setting(connection, CARRIED, {**read_setting(connection, CARRIED, {}), str(package.number): at})
    return copy


def slip_picture(desk: Desk, package: Package, dpi: float) -> PageImage:
    """The first page of a package's paper twin as pixels, at `dpi` dots per inch.

    Raises:
        PackageRefused: the file in the outbox is damaged or gone.
    """
    return page_image(package_slip(desk, package), 1, dpi)
