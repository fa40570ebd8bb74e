"""From an exception to a notice: what happened, what is safe, what to do, and a code; never a name, never English."""

import errno
import hashlib
import traceback
from dataclasses import dataclass
from pathlib import PurePath

from db.errors import Refusal
from desktop.words import tr

_OURS = ("db", "desktop", "resources")


@dataclass(frozen=True)
class Notice:
    """What is told to a person.

    Attributes:
        happened, safe, next_step: Chinese sentences; `next_step` may be "".
        code: for the telephone.
        bug: true when it is a fault of the program, not an answer.
        place: module and line of the fault inside our own code, "" when there is none.
    """

    happened: str
    safe: str
    next_step: str
    code: str
    bug: bool = False
    place: str = ""

    @property
    def sentence(self) -> str:
        """All of it in one line, ending in the code."""
        return f"{self.happened}{self.safe}{self.next_step}（{self.code}）"


def explain(error: BaseException) -> Notice:
    """The notice of an exception.

    A `Refusal` speaks for itself. A full or failing disk and a missing permission are the computer's. Anything else is
    a bug: its text is not repeated (it may hold a name), its code is made of kind and place, so that the same fault
    has the same code on every laptop.
    """
    if isinstance(error, Refusal):
        return Notice(error.happened, error.safe, error.next_step, error.code)
    if isinstance(error, OSError) and (notice := _of_computer(error)):
        return notice
    place = _place(error)
    digest = hashlib.sha256(f"{type(error).__name__} {place.rpartition(':')[0]}".encode()).hexdigest()
    return Notice(
        tr("程序出了差错，这一步没有做完。"),
        tr("没有写进档案的就没有写，已保存的都在。"),
        tr("请把后面的代码告诉支持人员。"),
        f"P-BUG-{digest[:6].upper()}",
        bug=True,
        place=place,
    )


def _of_computer(error: OSError) -> Notice | None:
    said = {
        errno.ENOSPC: (tr("磁盘满了。"), tr("请腾出空间再试。"), "P-OS-01"),
        errno.EDQUOT: (tr("磁盘满了。"), tr("请腾出空间再试。"), "P-OS-01"),
        errno.EACCES: (tr("没有权限读写要用的文件。"), tr("请核对文件夹的权限。"), "P-OS-02"),
        errno.EPERM: (tr("没有权限读写要用的文件。"), tr("请核对文件夹的权限。"), "P-OS-02"),
        errno.EROFS: (tr("磁盘是只读的，写不进去。"), tr("请换一个位置。"), "P-OS-02"),
        errno.EIO: (tr("磁盘读写出错。"), tr("请先备份，再检查磁盘。"), "P-OS-03"),
    }
    found = said.get(error.errno or 0)
    return None if found is None else Notice(found[0], tr("已保存的都在，这一步没有写。"), found[1], found[2])


def _place(error: BaseException) -> str:
    """The innermost line of our own code, as `desktop/cli/main.py:12`."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        parts = PurePath(frame.filename).parts
        ours = next((at for at in range(len(parts) - 1, -1, -1) if parts[at] in _OURS), None)
        if ours is not None and "site-packages" not in parts[ours - 1 : ours]:
            return f"{'/'.join(parts[ours:])}:{frame.lineno}"
    return ""
