"""A safety copy put back at the desk: what is in it, putting it back, and whether it is the right one (B-36)."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.clock import CHINA, Clock
from db.commands.opening import ARRIVAL, open_with_code
from db.commands.restoring import ASIDES, CopyFacts, look_at_copy, restore_record
from db.store.restored import Restoration, confirm_restored, unconfirmed
from db.touched import Touched
from db.vault.recovery import parse_recovery_code
from db.vault.vault import require_strong
from desktop.desk.desk import Desk
from desktop.desk.opening import desk_of, open_desk
from desktop.words import tr


@dataclass(frozen=True)
class WayIn:
    """What opens the record once the copy is back.

    Attributes:
        passphrase: of whoever restores; the new one where `code` is given.
        code: the recovery code as typed, "" for a passphrase.
    """

    passphrase: str
    code: str = ""


@dataclass(frozen=True)
class Waiting:
    """A restored record nobody has said yes to.

    Attributes:
        words: what it is, what it lacks and what waits for an answer, in full sentences.
        replaced: whether a record was set aside that can be taken back.
        restoration: what was put back.
    """

    words: str
    replaced: bool
    restoration: Restoration


def copy_said(home: Path, path: Path) -> str:
    """What is in a copy, in one sentence.

    Raises:
        Those of `db.commands.restoring.look_at_copy`.
    """
    return facts_said(look_at_copy(home, path))


def facts_said(facts: CopyFacts) -> str:
    """One sentence about a copy: when, where, how much."""
    said = tr("{at} 在编号 {station} 的电脑上做的：{families} 户、{persons} 人、{files} 个附件，修改 {changes} 条。")
    return said.format(
        at=moment(facts.made_at),
        station=facts.station_id[:8],
        families=facts.families,
        persons=facts.persons,
        files=facts.attachments,
        changes=facts.changes,
    )


def restored_desk(home: Path, path: Path, clock: Clock, way: WayIn) -> Desk:
    """Puts a copy in the place of the record of `home`, or where there is none, and sits down at it.

    Raises:
        WeakPassphrase, WrongRecoveryCode, and those of `db.commands.restoring.restore_record`: nothing has changed.
        Those of `open_desk`: the copy is in place, and the record before it stands aside.
    """
    if not way.code:
        restore_record(home, path, clock, lambda vault: vault.unlock(way.passphrase))
        return open_desk(home, way.passphrase, clock)
    code = parse_recovery_code(way.code)
    require_strong(way.passphrase)
    restore_record(home, path, clock, lambda vault: vault.unlock_with_code(code))
    return desk_of(open_with_code(home, code, way.passphrase, clock), clock)


def waiting(desk: Desk) -> Waiting | None:
    """What is to be asked about this record, None when it was not restored or is known to be the right copy."""
    with desk.record.store.reading() as connection:
        restoration = unconfirmed(connection)
    if restoration is None:
        return None
    replaced = bool(restoration.aside) and (desk.record.home / ASIDES / restoration.aside).is_dir()
    said = tr("这份档案是 {made} 的安全副本，{at} 在这里恢复的。").format(
        made=moment(datetime.fromisoformat(restoration.made_at)),
        at=moment(datetime.fromisoformat(restoration.restored_at)),
    )
    said += _lacking(desk)
    if replaced:
        said += tr("原来的档案放在一边，没有删。")
    return Waiting(said + _PAUSED[desk.record.office.role](), replaced, restoration)


def _lacking(desk: Desk) -> str:
    """What the copy lacks of the record that was here, "" when nothing is known to be lacking."""
    found = desk.record.store.setting(ARRIVAL)
    if found is None or found["standing"] != "behind":
        return ""
    missing, at_county = int(found["missing"]), int(found["at_county"])
    if at_county:
        return tr("比原来的少 {n} 条修改，其中 {m} 条[县]里已有。").format(n=missing, m=at_county)
    return tr("比原来的少 {n} 条修改。").format(n=missing)


def confirm(desk: Desk) -> Touched:
    """A person says that it is the right copy: what was paused goes on."""
    if not confirm_restored(desk.record.store):
        return Touched(said=tr("没有要确认的恢复。"))
    return Touched(said=tr("已确认，就用这一份。"))


def moment(at: datetime) -> str:
    """A point in time as people say it here."""
    here = at.astimezone(CHINA)
    return tr("{year}年{month}月{day}日 {clock}").format(
        year=here.year, month=here.month, day=here.day, clock=f"{here:%H:%M}"
    )


_PAUSED = {
    "township": lambda: tr("请打开几户看看；确认以前不能上报。"),
    "county": lambda: tr("请打开几户看看；确认以前不写回执，也不往上报。"),
    "upper": lambda: tr("请看看各[县]收到哪里。"),
}
