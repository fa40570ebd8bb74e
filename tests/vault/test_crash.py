"""D-17: killed or failing at any file operation of a re-wrap, the old secret opens or the new one, never neither."""

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
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
ROOT = Path(__file__).parents[2]

# The child counts the real file calls and kills itself with SIGKILL before (or, for a write, half-way through) the nth.
KILLED = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from db.vault.keys import Cost
    from db.vault.vault import User, Vault
    folder, old, new, nth = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    vault = Vault(folder, cost=Cost(64 * 1024, 1, 4))
    opened = vault.unlock(old)
    count = 0
    def guarded(name):
        real = getattr(os, name)
        def call(*args, **kwargs):
            global count
            count += 1
            if count == nth:
                if name == "write":
                    real(args[0], bytes(args[1])[: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)
        return call
    for name in ("open", "write", "fsync", "replace", "close"):
        setattr(os, name, guarded(name))
    vault.set_passphrase(opened, opened.user, new)
    """
)


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


def test_d17_killed_at_every_file_operation_of_a_rewrap(made: Made, tmp_path: Path) -> None:
    outcomes: list[str] = []
    for nth in range(1, 100):
        folder = tmp_path / f"killed-{nth}"
        shutil.copytree(made.vault.path.parent, folder)
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, str(folder), PHRASE, NEW, str(nth)], check=False, cwd=ROOT
        ).returncode
        vault = Vault(folder, CLOCK, CHEAP)
        outcomes.append(opens(vault))
        assert vault.unlock_with_code(CODE).dek == made.opened.dek
        vault.mend()
        assert opens(vault) == outcomes[-1]
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
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


def test_d17_killed_while_creating_leaves_nothing_or_a_vault_that_opens(tmp_path: Path) -> None:
    script = KILLED.replace("opened = vault.unlock(old)", "").replace(
        "vault.set_passphrase(opened, opened.user, new)",
        "from db.vault.recovery import new_recovery_code\n"
        'vault.create(User("user-wang", "王小明"), old, new_recovery_code())',
    )
    seen = set()
    for nth in range(1, 100):
        folder = tmp_path / f"created-{nth}"
        folder.mkdir()
        arguments = [sys.executable, "-c", script, str(folder), PHRASE, NEW, str(nth)]
        ended = subprocess.run(arguments, check=False, cwd=ROOT).returncode
        try:
            seen.add(Vault(folder, CLOCK, CHEAP).unlock(PHRASE).user)
        except VaultMissing:
            seen.add(None)
        if ended == 0:
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
