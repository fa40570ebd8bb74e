"""Founding a record, opening it, and locking it again: vault, store, keys and the signed-in worker joined into one."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from db.clock import Clock
from db.commands.founding import WORKSHOP, clear_workshop, finish_founding, put_in_place
from db.commands.purge_list import apply_purges, keep_purges
from db.errors import InvalidValue, Refusal
from db.ids import new_id
from db.store.audit import write_audit
from db.store.cipher import remove
from db.store.home import UPPER
from db.store.restored import unconfirmed
from db.store.server import require_url
from db.store.settings import read_setting, write_setting
from db.store.store import Office, Store, record_in
from db.vault.county import pair_of
from db.vault.keys import Cost, Purpose
from db.vault.machine import this_machine
from db.vault.recovery import RecoveryCode
from db.vault.refusals import VaultExists
from db.vault.vault import UnlockedVault, User, Vault
from db.vault.watermark import Standing, Verdict, Watermark, judge, write_mark

if TYPE_CHECKING:
    from db.store.moving import Moved

WATERMARK = "record.mark"
ARRIVAL = "arrival"
"""Setting: what was found when the record was opened elsewhere or behind its mark, null when nothing is to be said."""
ROLES = ("township", "county", UPPER)


class RecordExists(Refusal):
    """There is a record in this place already; a new one is never made over it (finding 3)."""

    code = "P-DB-20"


@dataclass(frozen=True)
class Founding:
    """What a new record is founded with.

    Attributes:
        role: `township`, `county` or `upper` (city, province).
        org_code: 9 digits (township) or 6, of an upper office 00 at the end: GB/T 2260 and its township extension.
        org_name: as printed on paper.
        profile: name of the locality profile.
        worker: name of the person setting it up.
        passphrase: theirs.
        code: the recovery code, typed back before.
        practice: a practice record, never handed over.
        database: of a county or an upper office, the SQLAlchemy URL of the empty PostgreSQL database it is to lie in;
            "" for a file in the folder.
    """

    role: str
    org_code: str
    org_name: str
    profile: str
    worker: str
    passphrase: str = field(repr=False)
    code: RecoveryCode = field(repr=False)
    practice: bool = False
    database: str = field(default="", repr=False)


@dataclass
class OpenRecord:
    """An unlocked record with somebody signed in.

    Attributes:
        home: the folder it lives in.
        store: reading and writing.
        vault, unlocked: its keys.
        worker_id, worker_name: who is signed in.
        verdict: how the record stands against its high-water mark (B-33); None when it was just founded.
    """

    home: Path
    store: Store
    vault: Vault
    unlocked: UnlockedVault
    worker_id: str
    worker_name: str
    verdict: Verdict | None = None

    @property
    def office(self) -> Office:
        """Whose record it is."""
        return self.store.office

    def close(self) -> None:
        """Writes the high-water mark and closes the file."""
        keep_mark(self)
        self.store.close()


def require_founding(wish: Founding) -> None:
    """Checks what was typed before anything is made.

    Raises:
        InvalidValue: names the field.
    """
    if wish.role not in ROLES:
        raise InvalidValue("role", "请选“乡镇”“县级”或“上级”。", "")
    _require_code(wish.role, wish.org_code)
    for name, value, title in (("org_name", wish.org_name, "单位名称"), ("worker", wish.worker, "您的姓名")):
        if not value.strip():
            raise InvalidValue(name, f"没有写{title}。", "请补上。")
    if wish.database:
        require_url(wish.database)
        if wish.role == "township":
            raise InvalidValue("database", "只有县级和上级档案可以放到数据库服务器上。", "乡镇的档案留在本机。")


def _require_code(role: str, code: str) -> None:
    """The code's length says the level (GB/T 2260): two zeros at the end are a city's or a province's."""
    digits, level = {
        "township": (9, "乡镇（街道）代码是 9 位数字"),
        "county": (6, "县（市、区）代码是 6 位数字"),
        UPPER: (6, "市、省级代码是 6 位数字，后两位是 00"),
    }[role]
    numeric = code.isascii() and code.isdigit()
    if len(code) != digits or not numeric or (role == UPPER and not code.endswith("00")):
        raise InvalidValue("org_code", f"{level}，现在是“{code}”。", "请查统计用区划代码的前几位。")


def found_record(
    home: Path, wish: Founding, clock: Clock, cost: Cost | None = None, keys: Callable[[Store], None] | None = None
) -> OpenRecord:
    """Makes a new record in `home`, encrypted from its first byte, and signs its first worker in.

    The record is there whole or not at all, whatever is cut off in the middle: see `db.commands.founding`.

    Args:
        home: the folder; made when it is not there.
        wish: what it is founded with.
        clock: hands the time to everything written.
        cost: of guessing the passphrase; measured on this machine when not given.
        keys: writes the office's keys into the new record before it can be seen (`db.sync.trust.identity.found_keys`).

    Raises:
        RecordExists, VaultExists, InvalidValue, WeakPassphrase, CipherInactive, VaultNotSaved: nothing is left behind.
        Those of `db.store.moving.move_to_server` for a record on a server: neither.
    """
    require_founding(wish)
    home.mkdir(parents=True, exist_ok=True)
    finish_founding(home)
    if record_in(home):
        raise RecordExists("这个位置已经有一份档案。", "原来的档案没有动。", "请直接打开它，或换一个位置。")
    vault = Vault(home, clock, cost)
    if any(file.exists() for file in vault.files):
        raise VaultExists
    user = User(new_id(clock), wish.worker.strip())
    try:
        unlocked = _build(clear_workshop(home), wish, user, clock, (cost, keys))
        put_in_place(home)
    except BaseException:
        if not vault.path.exists():
            shutil.rmtree(home / WORKSHOP, ignore_errors=True)
        raise
    store = Store.open(home, unlocked.key(Purpose.DATABASE), clock)
    store.sign_in(user.user_id, _worker_role(wish), unlocked.person)
    record = OpenRecord(home, store, vault, unlocked, user.user_id, user.display_name)
    keep_mark(record)  # without it a record cut off before its first save would look like one from elsewhere
    return record


def _build(
    workshop: Path,
    wish: Founding,
    user: User,
    clock: Clock,
    how: tuple[Cost | None, Callable[[Store], None] | None],
) -> UnlockedVault:
    """The whole record, closed again: key file, database, first facts, the office's keys."""
    cost, keys = how
    unlocked = Vault(workshop, clock, cost).create(user, wish.passphrase, wish.code)
    office = Office(wish.role, wish.org_code, wish.org_name.strip(), wish.profile, new_id(clock), wish.practice)
    store = Store.create(workshop, unlocked.key(Purpose.DATABASE), clock, office)
    try:
        _first_facts(store, wish, user, unlocked)
        if keys is not None:
            keys(store)
    finally:
        store.close()
    if wish.database:
        from db.store.moving import MOVED, move_to_server

        move_to_server(workshop, unlocked.key(Purpose.DATABASE), clock, wish.database)
        remove(workshop / MOVED)
    return unlocked


def _worker_role(wish: Founding) -> str:
    return "operator" if wish.role == "township" else "county"


def _first_facts(store: Store, wish: Founding, user: User, unlocked: UnlockedVault) -> None:
    role = _worker_role(wish)
    store.sign_in(user.user_id, role, unlocked.person)
    with store.writing() as writing:
        writing.create("worker", {"name": user.display_name, "role": role}, user.user_id)
        unit = {"name": wish.org_name.strip(), "level": _level(wish), "code": wish.org_code}
        writing.create("org_unit", unit)
        writing.finish("已建立档案")


def _level(wish: Founding) -> str:
    """Of an upper office its code says which: a province's ends with four zeros (GB/T 2260)."""
    if wish.role != UPPER:
        return wish.role
    return "province" if wish.org_code.endswith("0000") else "city"


def open_record(home: Path, passphrase: str, clock: Clock, user_id: str = "") -> OpenRecord:
    """Unlocks the record in `home` with a passphrase.

    Raises:
        VaultMissing, WrongPassphrase, VaultDamaged, DatabaseMissing, DatabaseDamaged, DatabaseTooNew, CipherInactive:
            each with its own sentence; nothing is changed and nothing new is made.
    """
    finish_founding(home)
    vault = Vault(home, clock)
    return _opened(home, vault, vault.unlock(passphrase, user_id), clock)


def open_with_code(home: Path, code: RecoveryCode, passphrase: str, clock: Clock) -> OpenRecord:
    """Opens with the printed recovery code and gives the first worker a new passphrase (D-20).

    Raises:
        WrongRecoveryCode, WeakPassphrase, VaultNotSaved, and those of `open_record`.
    """
    finish_founding(home)
    vault = Vault(home, clock)
    unlocked = vault.unlock_with_code(code)
    vault.set_passphrase(unlocked, vault.users()[0], passphrase)
    return open_record(home, passphrase, clock)


def open_for_county(home: Path, codes: tuple[RecoveryCode, RecoveryCode], passphrase: str, clock: Clock) -> OpenRecord:
    """Opens with the codes of the county's two officers and gives the first worker a new passphrase (B-44).

    Raises:
        WrongKey: this record has not let the county in, or not with these codes.
        WeakPassphrase, VaultNotSaved, and those of `open_record`.
    """
    finish_founding(home)
    vault = Vault(home, clock)
    unlocked = vault.unlock_for_county(pair_of(*codes).private)
    vault.set_passphrase(unlocked, vault.users()[0], passphrase)
    return open_record(home, passphrase, clock)


def _opened(home: Path, vault: Vault, unlocked: UnlockedVault, clock: Clock) -> OpenRecord:
    store = Store.open(home, unlocked.key(Purpose.DATABASE), clock)
    user = unlocked.user or vault.users()[0]
    with store.keeping() as connection:
        found = connection.exec_driver_sql("SELECT role, name FROM worker WHERE id = ?", (user.user_id,)).first()
        at = clock.now().isoformat(timespec="seconds")
        write_audit(connection, (at, user.user_id), "unlock", unlocked.by.value, str(unlocked.failed_before))
    role, name = (found[0], found[1]) if found else ("operator", user.display_name)
    store.sign_in(user.user_id, role, unlocked.person)
    apply_purges(store, unlocked.key(Purpose.PURGES))
    verdict = judge(home / WATERMARK, unlocked.key(Purpose.WATERMARK), _present_mark(store), _holder(store))
    _note_arrival(store, verdict)
    return OpenRecord(home, store, vault, unlocked, user.user_id, name, verdict)


def move_record(home: Path, passphrase: str, clock: Clock, address: str) -> "Moved":
    """Moves a county's record to a server; see `db.store.moving`.

    Args:
        home: the record's folder; nobody has it open.
        passphrase: of whoever does it.
        clock: hands the time to what is written.
        address: SQLAlchemy URL of an empty PostgreSQL database.

    Raises:
        Those of `open_record` and of `db.store.moving.move_to_server`: the record is where it was.
    """
    from db.store.moving import move_to_server

    finish_founding(home)
    vault = Vault(home, clock)
    unlocked = vault.unlock(passphrase)
    moved = move_to_server(home, unlocked.key(Purpose.DATABASE), clock, address)
    record = _opened(home, vault, unlocked, clock)
    with record.store.keeping() as connection:
        who = (clock.now().isoformat(timespec="seconds"), record.worker_id)
        write_audit(connection, who, "export", "county-move", str(moved.changes))
    record.close()
    return moved


def _note_arrival(store: Store, verdict: Verdict) -> None:
    """Keeps what was found until the county has answered: a person may look at it on another day (B-33)."""
    if verdict.standing is Standing.IN_STEP:
        return
    found = {"standing": verdict.standing.value, "missing": verdict.missing, "at_county": verdict.at_county}
    with store.keeping() as connection:
        if unconfirmed(connection) is not None:
            found["how"] = "restored"  # it was done here, nobody needs to be asked
        write_setting(connection, ARRIVAL, found)


def answer_arrival(store: Store, how: str) -> None:
    """A person says whether the record was moved, restored or copied; logged, nothing else depends on it (B-33).

    Args:
        store: the open record.
        how: `moved`, `restored` or `copied`.
    """
    with store.keeping() as connection:
        kept = read_setting(connection, ARRIVAL)
        if kept is not None:
            write_setting(connection, ARRIVAL, {**kept, "how": how})
            at = store.clock.now().isoformat(timespec="seconds")
            write_audit(connection, (at, store.author.author), "arrival", str(kept["standing"]), how)


def keep_mark(record: OpenRecord) -> None:
    """Notes outside the database how far the record has come (B-33) and what was erased (B-19).

    Called after saving and when closing.
    """
    keep_purges(record.store, record.unlocked.key(Purpose.PURGES))
    write_mark(record.home / WATERMARK, _present_mark(record.store), record.unlocked.key(Purpose.WATERMARK))


def _present_mark(store: Store) -> Watermark:
    tip = store.setting("tip", {"hash": "", "seq": 0})
    seen = store.setting("ledger_seen", {"no": 0, "hash": ""})
    acked, backup = store.setting("acked_seq", 0), store.setting("backup_id", "")
    return Watermark(tip["hash"], tip["seq"], acked, seen["no"], backup, this_machine())


def _holder(store: Store) -> Callable[[str], bool]:
    def holds(change_hash: str) -> bool:
        with store.reading() as connection:
            asked = "SELECT 1 FROM change WHERE hash = ?"
            return connection.exec_driver_sql(asked, (change_hash,)).first() is not None

    return holds
