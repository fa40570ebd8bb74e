"""The answers of the command line itself, before the record is asked anything."""

from pathlib import Path

from db.errors import Refusal
from desktop.words import tr


class NoPassphrase(Refusal):
    """No passphrase was handed over, and there is no terminal to ask on."""

    code = "P-CLI-01"

    def __init__(self) -> None:
        super().__init__(
            tr("没有给口令。"),
            tr("档案没有打开。"),
            tr("请用 --passphrase-file 指定口令文件，或设好环境变量 NUANXIN_PASSPHRASE。"),
        )


class FileNotReadable(Refusal):
    """A file named on the command line is not there or may not be read."""

    code = "P-CLI-02"

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            tr("{what}读不了：{path}。").format(what=what, path=path), next_step=tr("请核对文件名和位置。")
        )


class NoWayBack(Refusal):
    """A record would be made whose recovery code nobody has seen."""

    code = "P-CLI-03"

    def __init__(self) -> None:
        super().__init__(
            tr("没有地方交出恢复码，忘了口令就再也打不开。"),
            tr("没有新建档案。"),
            tr("请用 --recovery-out 指定恢复码单的文件名（PDF），打印后收好。"),
        )


class FileInTheWay(Refusal):
    """A file that must not be written over is there."""

    code = "P-CLI-04"

    def __init__(self, path: Path) -> None:
        super().__init__(
            tr("已经有这个文件：{path}。").format(path=path),
            tr("原来的文件没有动，也没有新建档案。"),
            tr("请换一个文件名。"),
        )


class FileNotWritable(Refusal):
    """A file could not be written where it was asked for."""

    code = "P-CLI-05"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            tr("文件写不成：{path}（{why}）。").format(path=path, why=why),
            tr("没有留下半个文件。"),
            tr("请核对文件夹是否存在、能不能写、还有没有空间。"),
        )


class PassphrasesDiffer(Refusal):
    """The passphrase typed the second time is another one."""

    code = "P-CLI-06"

    def __init__(self) -> None:
        super().__init__(tr("两次输入的口令不一样。"), tr("没有新建档案。"), tr("请再来一次。"))


class NothingToSettle(Refusal):
    """There is no question of that record and field, or not so many answers to it."""

    code = "P-CLI-08"

    def __init__(self) -> None:
        super().__init__(tr("没有这样的待核对。"), tr("没有改动。"), tr("请看 nuanxin conflicts list。"))


class NoPackagesThere(Refusal):
    """The folder named holds no package."""

    code = "P-CLI-09"

    def __init__(self, path: Path) -> None:
        super().__init__(
            tr("{path} 里没有上报包或回执（.nxb）。").format(path=path),
            tr("没有导入任何东西。"),
            tr("请核对文件夹；里面还有文件夹的，要写到最里面那一层。"),
        )


class NoScreenHere(Refusal):
    """The window cannot be opened on this computer."""

    code = "P-CLI-07"

    def __init__(self) -> None:
        super().__init__(
            tr("这里没有屏幕，窗口打不开。"), next_step=tr("没有窗口也能办事，请看 nuanxin help；或用 nuanxin tour。")
        )
