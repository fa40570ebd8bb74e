"""Sitting down at the record from a terminal: where it lies, the passphrase, and closing it whatever happens."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.clock import Clock
from desktop.cli.files import read_file
from desktop.cli.refusals import NoPassphrase, PassphrasesDiffer
from desktop.cli.terminal import write_line
from desktop.paths import default_home
from desktop.words import tr

if TYPE_CHECKING:
    from db.vault.watermark import Verdict
    from desktop.desk.desk import Desk

PASSPHRASE = "NUANXIN_PASSPHRASE"  # noqa: S105 - the name of the environment variable, not a passphrase


@dataclass(frozen=True)
class Seat:
    """What every command is handed beside its words.

    Attributes:
        home: the folder of the record.
        passphrase_file: where the passphrase stands, None when it comes from the environment or the terminal.
        clock: tells the time.
    """

    home: Path
    passphrase_file: Path | None
    clock: Clock

    @classmethod
    def at(cls, home: Path | None, passphrase_file: Path | None, clock: Clock) -> "Seat":
        """The seat at `home`, or at the platform's place when none is named."""
        return cls(home or default_home(), passphrase_file, clock)

    def passphrase(self, *, new: bool = False) -> str:
        """The passphrase from the file, the environment, or - on a terminal only - as typed, twice for a new one.

        Raises:
            NoPassphrase, FileNotReadable, PassphrasesDiffer: nothing was opened.
        """
        if self.passphrase_file is not None:
            lines = read_file(self.passphrase_file, tr("口令文件")).decode("utf-8-sig", "replace").splitlines()
            if not lines or not lines[0]:
                raise NoPassphrase
            return lines[0]
        if os.environ.get(PASSPHRASE):
            return os.environ[PASSPHRASE]
        if not on_terminal():
            raise NoPassphrase
        return _asked(new=new)

    @contextmanager
    def desk(self) -> Iterator["Desk"]:
        """The open record; closed, with its high-water mark written, when the command ends.

        Raises:
            Those of `db.commands.opening.open_record`.
        """
        from desktop.desk.opening import open_desk

        desk = open_desk(self.home, self.passphrase(), self.clock)
        try:
            warn(desk.record.verdict)
            yield desk
        finally:
            desk.record.close()


def on_terminal() -> bool:
    """Whether somebody sits there to be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def asked_yes(question: str) -> bool:
    """Whether the person at the terminal answers with 是 or y; never asked where there is no terminal."""
    if not on_terminal():
        return False
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "是", "好"}


def warn(verdict: "Verdict | None") -> None:
    """Says on stderr when the record is behind what was last kept here (B-33)."""
    if verdict is None or verdict.standing.value not in {"behind", "diverged"}:
        return
    said = tr("这份数据比上次少 {missing} 条修改，其中 {county} 条[县]里已有。").format(
        missing=verdict.missing, county=verdict.at_county
    )
    write_line(said, sys.stderr)


def _asked(*, new: bool) -> str:
    from getpass import getpass

    typed = getpass(tr("口令："))
    if new and getpass(tr("再输一次：")) != typed:
        raise PassphrasesDiffer
    return typed
