"""How a record comes to be: built whole in a folder of its own, then its key file moved out by one atomic rename.

Before that rename there is nothing in the place, and the next founding clears what was left; after it the record
stands, and the next opening carries the rest over. At no moment does a crash leave a place that refuses both.
"""

import os
import shutil
from pathlib import Path

from db.disk import sync_folder
from db.store.server import SERVER
from db.store.store import DATABASE
from db.vault.vault import FILE_NAME

WORKSHOP = "founding"
"""The folder inside the record's own in which it is built: the same disk, so that moving out is one rename."""

_REST = (DATABASE + "-wal", DATABASE, SERVER, FILE_NAME + ".copy")
"""What follows the key file; the log before its database, so that neither is ever seen without the other."""


def clear_workshop(home: Path) -> Path:
    """An empty workshop; what an unfinished founding left was never opened by anybody and holds no one's work.

    Raises:
        OSError: the folder cannot be emptied or made.
    """
    workshop = home / WORKSHOP
    if workshop.exists():
        shutil.rmtree(workshop)
    workshop.mkdir(parents=True)
    return workshop


def put_in_place(home: Path) -> None:
    """Makes the record built in the workshop the record of `home`; nothing in it may be open.

    Raises:
        OSError: before the key file moved, nothing happened; after it `finish_founding` goes on.
    """
    sync_folder(home / WORKSHOP)
    os.replace(home / WORKSHOP / FILE_NAME, home / FILE_NAME)  # noqa: PTH105 - the one moment this module is about
    sync_folder(home)
    finish_founding(home)


def finish_founding(home: Path) -> None:
    """Carries over what a crash left in the workshop after the key file had moved; nothing is ever written over.

    A workshop that still has its key file is one whose founding never happened: nothing is taken from it.
    """
    workshop = home / WORKSHOP
    if not (workshop.is_dir() and (home / FILE_NAME).exists()):
        return
    if not (workshop / FILE_NAME).exists():
        for name in _REST:
            if (workshop / name).exists() and not (home / name).exists():
                (workshop / name).replace(home / name)
        sync_folder(home)
    shutil.rmtree(workshop, ignore_errors=True)
