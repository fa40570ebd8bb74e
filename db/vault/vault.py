"""The vault: the key file beside the database, opened by a person, a printed code, the keyring or the county.

The file is replaced as a whole and kept twice (`vault.json`, `vault.json.copy`), so a crash at any step leaves a file
that the old secret or the new one opens (D-17), and a damaged one is told apart from a wrong passphrase (D-04).
"""

import contextlib
import errno
import itertools
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from db.clock import Clock, WallClock
from db.disk import replace_durably
from db.vault import keys, tries
from db.vault.header import LONGEST_TEXT, Header, dump, parse
from db.vault.keys import Cost, Name, Opened, Purpose, Slot, SlotKind
from db.vault.person import PersonKey
from db.vault.recovery import RecoveryCode
from db.vault.refusals import (
    LastWayIn,
    NoSuchSlot,
    UnusableCountyKey,
    VaultDamaged,
    VaultExists,
    VaultMissing,
    VaultNotSaved,
    WeakPassphrase,
    WrongKey,
    WrongPassphrase,
    WrongRecoveryCode,
)

FILE_NAME = "vault.json"
LEAST_CHARACTERS = 8
LEAST_DIFFERENT = 4
MOST_CHARACTERS = 1000
LABELS = {SlotKind.RECOVERY: "恢复码", SlotKind.COUNTY: "县级恢复", SlotKind.KEYRING: "本机钥匙串"}


@dataclass(frozen=True)
class User:
    """A person who unlocks with an own passphrase (B-50).

    Args:
        user_id: the person's id in the record.
        display_name: shown on the unlock screen.
    """

    user_id: str
    display_name: str


@dataclass(frozen=True)
class UnlockedVault:
    """An open vault: the data key for as long as the program holds this.

    Args:
        vault_id: 32 hex digits.
        dek: the 256-bit data key; use `key()` for anything that encrypts.
        user: who opened it; None for a recovery code or the county.
        by: which kind of slot opened it.
        seed: secret half of the person's own signing key (B-50); b"" unless that person's own passphrase opened.
        failed_before: wrong passphrases since the last time, for the event log.
    """

    vault_id: str
    dek: bytes = field(repr=False)
    user: User | None
    by: SlotKind
    failed_before: int = 0
    seed: bytes = field(default=b"", repr=False)

    @property
    def person(self) -> PersonKey | None:
        """The signing key of who opened it; None where it was not a passphrase, or one from before there were keys."""
        return PersonKey(self.seed) if self.seed else None

    @property
    def must_set_passphrase(self) -> bool:
        """True after a recovery: somebody has to choose a new passphrase now (D-20)."""
        return self.by in {SlotKind.RECOVERY, SlotKind.COUNTY}

    def key(self, purpose: Purpose) -> bytes:
        """The 256-bit sub-key for one purpose."""
        return keys.derive(self.dek, purpose)


class Vault:
    """The key file in one folder; holds no secret itself.

    Args:
        folder: where the database lies.
        clock: for the waiting time after wrong passphrases.
        cost: what a new passphrase slot costs to guess; measured on this machine when not given.
    """

    def __init__(self, folder: Path, clock: Clock | None = None, cost: Cost | None = None) -> None:
        self.path = folder / FILE_NAME
        self.copy = folder / (FILE_NAME + ".copy")
        self._tries = folder / "vault.tries.json"
        self._clock = clock or WallClock()
        self._cost = cost

    def create(self, user: User, passphrase: str, code: RecoveryCode) -> UnlockedVault:
        """A new vault with a new data key, opened by `passphrase` and by `code` (typed back before).

        Raises:
            VaultExists: there is a key file here, in whatever state.
            WeakPassphrase: the passphrase is too short or too plain.
            VaultNotSaved: nothing was created.
        """
        if self.path.exists() or self.copy.exists():
            raise VaultExists
        data_key, vault_id = keys.new_data_key(), secrets.token_hex(16)
        opens = Opened(data_key, keys.new_seed())
        slots = (self._passphrase_slot(opens, vault_id, user, passphrase), _code_slot(data_key, vault_id, code))
        self._save(Header(vault_id, 1, slots))
        return UnlockedVault(vault_id, data_key, user, SlotKind.PASSPHRASE, seed=opens.seed)

    def header(self) -> Header:
        """What the key file says; the second copy answers when the first is gone or damaged.

        Raises:
            VaultMissing: neither is there.
            VaultDamaged: what is there cannot be read.
            VaultTooNew: a newer program wrote it.
        """
        contents = [content for content in map(_content, (self.path, self.copy)) if content is not None]
        if not contents:
            raise VaultMissing
        readable = []
        for content in contents:
            try:
                readable.append(parse(content))
            except VaultDamaged:
                continue
        if not readable:
            raise VaultDamaged
        return max(readable, key=lambda header: header.revision)

    @property
    def files(self) -> tuple[Path, ...]:
        """The key file and its second copy."""
        return self.path, self.copy

    def content(self) -> bytes:
        """The key file's content, for a backup; the raises of `header`."""
        return dump(self.header())

    def needs_mending(self) -> bool:
        """True when one of the two copies is gone, damaged or behind the other."""
        return len({_content(self.path), _content(self.copy)}) > 1

    def mend(self) -> None:
        """Writes both copies from the one that can be read."""
        self._save(self.header())

    def users(self) -> tuple[User, ...]:
        """Everybody with a passphrase, in the order they were added."""
        return tuple(_user(slot) for slot in self.header().slots if slot.name.kind is SlotKind.PASSPHRASE)

    def wait_seconds(self) -> int:
        """Seconds the passphrase field should stay shut from now; outlives a restart of the program."""
        return tries.read(self._tries).wait_seconds(self._clock.now())

    def unlock(self, passphrase: str, user_id: str = "") -> UnlockedVault:
        """Opens with a passphrase; with `user_id`, that person's only.

        Raises:
            WrongPassphrase: certain; carries the tries left and the seconds to wait.
            VaultMissing, VaultDamaged, VaultTooNew: see `header`.
        """
        header, failed = self.header(), tries.read(self._tries)
        for slot in _of_kind(header, SlotKind.PASSPHRASE):
            if user_id in {"", slot.name.user_id} and (found := keys.open_with_passphrase(slot, passphrase)):
                tries.clear(self._tries)
                who, by = _user(slot), SlotKind.PASSPHRASE
                return UnlockedVault(header.vault_id, found.data_key, who, by, failed.failed, found.seed)
        failed = tries.Tries(failed.failed + 1, self._clock.now())
        tries.write(self._tries, failed)
        raise WrongPassphrase(failed.left, failed.penalty)

    def unlock_with_code(self, code: RecoveryCode) -> UnlockedVault:
        """Opens with the printed code; the caller then asks for a new passphrase and prints a new code.

        Raises:
            WrongRecoveryCode: the code belongs to another vault or was replaced.
        """
        return self._unlock_with(SlotKind.RECOVERY, code.secret, WrongRecoveryCode())

    def unlock_with_keyring(self, secret: bytes) -> UnlockedVault:
        """Opens with the secret the OS keyring kept (see `db.vault.keychain`).

        Raises:
            WrongKey: the keyring's entry belongs to another vault or time; ask for the passphrase.
        """
        return self._unlock_with(SlotKind.KEYRING, secret, WrongKey("本机钥匙串里的钥匙"))

    def unlock_for_county(self, private: bytes) -> UnlockedVault:
        """Opens with the county's escrow key (32 raw bytes), put together by its two officers.

        Raises:
            WrongKey: no slot was sealed to this key.
        """
        header = self.header()
        for slot in _of_kind(header, SlotKind.COUNTY):
            if data_key := keys.open_for_county(slot, private):
                return UnlockedVault(header.vault_id, data_key, None, SlotKind.COUNTY)
        raise WrongKey("县级恢复钥匙")

    def set_passphrase(self, opened: UnlockedVault, user: User, passphrase: str) -> None:
        """Gives `user` this passphrase: a new person, a changed passphrase, or the new one after a recovery.

        Who opened with an own passphrase keeps the signing key; anybody else gets a new one, for nothing but the old
        passphrase gives the old key (B-50).

        Raises:
            WeakPassphrase, VaultNotSaved: the old one still works.
        """
        own = opened.user is not None and opened.user.user_id == user.user_id
        seed = (own and opened.seed) or keys.new_seed()
        slot = self._passphrase_slot(Opened(opened.dek, seed), opened.vault_id, user, passphrase)
        self._put(opened, slot, lambda old: _is_user(old, user.user_id))
        tries.clear(self._tries)

    def change_passphrase(self, user_id: str, old: str, new: str) -> None:
        """Changes one person's passphrase; the old one is asked for even while the vault is open, and keeps the key.

        Raises:
            WrongPassphrase, WeakPassphrase, VaultNotSaved: the old one still works.
        """
        opened = self.unlock(old, user_id)
        if opened.user is not None:
            self.set_passphrase(opened, opened.user, new)

    def replace_recovery(self, opened: UnlockedVault, code: RecoveryCode) -> None:
        """Makes `code` (typed back before) the only recovery code; the old paper is void from now on.

        Raises:
            VaultNotSaved: the old code still works.
        """
        slot = _code_slot(opened.dek, opened.vault_id, code)
        self._put(opened, slot, lambda old: old.name.kind is SlotKind.RECOVERY)

    def add_county(self, opened: UnlockedVault, public: bytes, label: str = "") -> None:
        """Lets the county's two officers open this vault: `public` is their 32-byte X25519 key.

        Raises:
            UnusableCountyKey: it has the wrong length or protects nothing.
        """
        name = _new_name(opened.vault_id, SlotKind.COUNTY, label=label)
        try:
            slot = keys.wrap_for_county(opened.dek, name, public)
        except ValueError:
            raise UnusableCountyKey from None
        self._put(opened, slot, lambda old: old.recipient == public)

    def add_keyring(self, opened: UnlockedVault) -> bytes:
        """Adds a slot for this laptop's keyring and returns the 32-byte secret to keep there."""
        secret = secrets.token_bytes(keys.KEY_BYTES)
        user = opened.user or User("", "")
        name = _new_name(opened.vault_id, SlotKind.KEYRING, user.user_id, user.display_name)
        slot = keys.wrap_with_secret(opened.dek, name, secret)
        self._put(opened, slot, lambda old: old.name.kind is SlotKind.KEYRING)
        return secret

    def remove_slot(self, opened: UnlockedVault, slot_id: str) -> None:
        """Takes away one way in. Copies of the key file made before still open with it: see B-44.

        Raises:
            NoSuchSlot: there is none with this id.
            LastWayIn: it is the last passphrase or the last recovery code.
        """
        header = self._same(opened)
        left = tuple(slot for slot in header.slots if slot.name.slot_id != slot_id)
        if len(left) == len(header.slots):
            raise NoSuchSlot("一项")
        if not {SlotKind.PASSPHRASE, SlotKind.RECOVERY} <= {slot.name.kind for slot in left}:
            raise LastWayIn
        self._save(header.having(left))

    def _unlock_with(self, kind: SlotKind, secret: bytes, refusal: Exception) -> UnlockedVault:
        header, failed = self.header(), tries.read(self._tries)
        for slot in _of_kind(header, kind):
            if data_key := keys.open_with_secret(slot, secret):
                user = _user(slot) if kind is SlotKind.KEYRING else None
                return UnlockedVault(header.vault_id, data_key, user, kind, failed.failed)
        raise refusal

    def _put(self, opened: UnlockedVault, slot: Slot, replaces: Callable[[Slot], bool]) -> None:
        header = self._same(opened)
        kept = tuple(old for old in header.slots if not replaces(old))
        self._save(header.having((*kept, slot)))

    def _same(self, opened: UnlockedVault) -> Header:
        header = self.header()
        if header.vault_id != opened.vault_id:
            raise VaultDamaged
        return header

    def _passphrase_slot(self, opens: Opened, vault_id: str, user: User, passphrase: str) -> Slot:
        require_strong(passphrase)
        self._cost = self._cost or keys.calibrate()
        name = _new_name(vault_id, SlotKind.PASSPHRASE, user.user_id, user.display_name)
        return keys.wrap_with_passphrase(opens, name, passphrase, self._cost)

    def _save(self, header: Header) -> None:
        """Writes, reads back, and only then lets the second copy follow, so that a retired secret opens neither."""
        content = dump(header)
        parse(content)  # what could not be read again is never written
        try:
            replace_durably(self.path, content)
            if self.path.read_bytes() != content:
                raise VaultNotSaved("写入后读回不一致")
        except OSError as error:
            raise VaultNotSaved(_reason(error)) from error
        with contextlib.suppress(OSError):  # it is saved; `needs_mending` tells that the copy lags behind
            replace_durably(self.copy, content)


def require_strong(passphrase: str) -> None:
    """Refuses a passphrase that a thief would guess at once; length counts, not kinds of characters.

    Raises:
        WeakPassphrase: saying what is wrong with it.
    """
    if len(passphrase) < LEAST_CHARACTERS:
        raise WeakPassphrase(f"口令太短，至少 {LEAST_CHARACTERS} 个字。")
    if len(passphrase) > MOST_CHARACTERS:
        raise WeakPassphrase(f"口令太长，最多 {MOST_CHARACTERS} 个字。")
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(passphrase)}
    if len(set(passphrase)) < LEAST_DIFFERENT or len(steps) == 1:
        raise WeakPassphrase("口令太简单，一猜就中。")


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        return b""  # it is there and cannot be read: damaged, not missing


def _of_kind(header: Header, kind: SlotKind) -> tuple[Slot, ...]:
    return tuple(slot for slot in header.slots if slot.name.kind is kind)


def _user(slot: Slot) -> User:
    return User(slot.name.user_id, slot.name.label)


def _is_user(slot: Slot, user_id: str) -> bool:
    return slot.name.kind is SlotKind.PASSPHRASE and slot.name.user_id == user_id


def _new_name(vault_id: str, kind: SlotKind, user_id: str = "", label: str = "") -> Name:
    return Name(vault_id, secrets.token_hex(16), kind, user_id, (label or LABELS.get(kind, ""))[:LONGEST_TEXT])


def _code_slot(data_key: bytes, vault_id: str, code: RecoveryCode) -> Slot:
    return keys.wrap_with_secret(data_key, _new_name(vault_id, SlotKind.RECOVERY), code.secret)


def _reason(error: OSError) -> str:
    return {errno.ENOSPC: "磁盘满了", errno.EROFS: "磁盘是只读的", errno.EACCES: "没有写入权限"}.get(
        error.errno or 0, "磁盘写入出错"
    )
