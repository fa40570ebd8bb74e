"""D-17: killed or failing at any file operation of a re-wrap, the old secret opens or the new one, never neither."""

import errno
import os
import shutil
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from db.vault.recovery import RecoveryCode, new_recovery_code
from db.vault.refusals import VaultMissing, VaultNotSaved, WrongPassphrase, WrongRecoveryCode
from db.vault.vault import UnlockedVault, Vault
from tests.vault.conftest import CHEAP, CLOCK, CODE, PHRASE, WANG, Made

NEW = "云深不知处只在此山中"
CALLS = ("open", "write", "fsync", "replace", "close")


def killed_at(nth: int, act: Callable[[Vault], object], vault: Vault) -> bool:
    """Acts in another process that kills itself before its nth file call, or half-way through it when it writes."""
    child = os.fork()
    if child == 0:
        try:
            left = [nth]
            for name in CALLS:
                setattr(os, name, killing(getattr(os, name), left))
            act(vault)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def killing(real: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            if real.__name__ == "write":
                real(args[0], bytes(args[1])[: len(args[1]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)

    return call


def opens(vault: Vault) -> str:
    """Which of the two passphrases opens the vault: exactly one must."""
    try:
        old: UnlockedVault | None = vault.unlock(PHRASE)
    except WrongPassphrase:
        old = None
    try:
        new: UnlockedVault | None = vault.unlock(NEW)
    except WrongPassphrase:
        new = None
    assert (old is None) != (new is None)
    return "old" if new is None else "new"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_d17_killed_at_every_file_operation_of_a_rewrap(made: Made, tmp_path: Path) -> None:
    outcomes: list[str] = []
    for nth in range(1, 100):
        folder = tmp_path / f"killed-{nth}"
        shutil.copytree(made.vault.path.parent, folder)
        vault = Vault(folder, CLOCK, CHEAP)
        opened = vault.unlock(PHRASE)
        killed = killed_at(nth, lambda vault, opened=opened: vault.set_passphrase(opened, opened.user, NEW), vault)  # type: ignore[misc] # a bound default
        outcomes.append(opens(vault))
        assert vault.unlock_with_code(CODE).dek == made.opened.dek
        vault.mend()
        assert opens(vault) == outcomes[-1]
        if not killed:
            break
    assert len(outcomes) > 10
    assert outcomes == sorted(outcomes, key=("old", "new").index)  # once the new one opens, it keeps opening
    assert set(outcomes) == {"old", "new"}


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, nth: int, code: int) -> Iterator[Callable[[], int]]:
    """Makes the nth real file call raise `code`; the others go through."""
    count = 0

    def guarded(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == nth:
                if name == "close":
                    real(*args, **kwargs)
                raise OSError(code, os.strerror(code))
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, guarded(name))
        yield lambda: count


def code_that_opens(vault: Vault, codes: tuple[RecoveryCode, ...]) -> RecoveryCode:
    """The one recovery code of these that opens the vault."""
    opening = []
    for code in codes:
        with suppress(WrongRecoveryCode):
            vault.unlock_with_code(code)
            opening.append(code)
    assert len(opening) == 1
    return opening[0]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_d12_d13_a_failing_disk_at_every_call_never_says_saved_falsely(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    outcomes, fresh = [], new_recovery_code()
    for nth in range(1, 100):
        folder = tmp_path / f"failed-{code}-{nth}"
        shutil.copytree(made.vault.path.parent, folder)
        vault, saved = Vault(folder, CLOCK, CHEAP), True
        with failing(monkeypatch, nth, code) as count:
            try:
                vault.replace_recovery(made.opened, fresh)
            except VaultNotSaved:
                saved = False
            reached = count() >= nth
        assert code_that_opens(vault, (CODE, fresh)) == (fresh if saved else CODE)
        assert not list(folder.glob("*.new"))
        outcomes.append(saved)
        if not reached:
            break
    assert outcomes[0] is False
    assert outcomes[-1] is True
    assert vault.unlock(PHRASE).dek == made.opened.dek


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_d17_killed_while_creating_leaves_nothing_or_a_vault_that_opens(tmp_path: Path) -> None:
    seen = set()
    for nth in range(1, 100):
        folder = tmp_path / f"created-{nth}"
        folder.mkdir()
        killed = killed_at(nth, lambda vault: vault.create(WANG, PHRASE, CODE), Vault(folder, CLOCK, CHEAP))
        try:
            seen.add(Vault(folder, CLOCK, CHEAP).unlock(PHRASE).user)
        except VaultMissing:
            seen.add(None)
        if not killed:
            break
    assert seen == {None, WANG}


def test_d09_the_new_file_reaches_the_disk_before_it_takes_the_old_ones_name(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def noted(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*args: Any) -> Any:
            calls.append(f"{name} {'folder' if name == 'fsync' and stat.S_ISDIR(os.fstat(args[0]).st_mode) else ''}")
            return real(*args)

        return call

    with monkeypatch.context() as patch:
        for name in ("write", "fsync", "replace"):
            patch.setattr(os, name, noted(name))
        made.vault.replace_recovery(made.opened, CODE)
    assert [call.strip() for call in calls] == ["write", "fsync", "replace", "fsync folder"] * 2
