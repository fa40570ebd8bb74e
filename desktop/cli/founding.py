"""`nuanxin init`: a new record, with a way back before it exists."""

import argparse
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.arguments import Commands, command, filled
from desktop.cli.files import write_new
from desktop.cli.refusals import FileInTheWay, NoWayBack
from desktop.cli.seat import Seat, on_terminal
from desktop.cli.server import shown
from desktop.cli.terminal import Answer, pairs, write_line
from desktop.words import tr

if TYPE_CHECKING:
    from db.commands.opening import Founding
    from db.vault.recovery import RecoveryCode


_ROLES = ("township", "county", "upper")


def add(commands: Commands) -> None:
    """Adds `init`."""
    parser = command(commands, "init", tr("新建一份档案"), found)
    parser.add_argument(
        "--role", required=True, choices=("township", "county", "upper"), help=tr("乡镇、县级或上级（市、省）")
    )
    parser.add_argument(
        "--org-code",
        required=True,
        type=filled,
        metavar="CODE",
        help=tr("乡镇 9 位、县级 6 位、上级 6 位代码"),
    )
    parser.add_argument("--org-name", required=True, type=filled, metavar="NAME", help=tr("单位名称，印在表上"))
    parser.add_argument("--profile", required=True, type=filled, metavar="NAME", help=tr("地方设置的名字"))
    parser.add_argument("--worker", required=True, type=filled, metavar="NAME", help=tr("经办人姓名"))
    parser.add_argument("--database", type=filled, metavar="URL", help=tr("县级和上级：放到哪个数据库"))
    parser.add_argument("--recovery-out", type=Path, metavar="FILE.pdf", help=tr("恢复码单写到哪个文件"))


def found(words: argparse.Namespace, seat: Seat) -> Answer:
    """Founds the record; the recovery sheet is written first, and taken away again when nothing came of it.

    Raises:
        NoWayBack: a record would be made whose recovery code nobody has seen.
        RecordExists: there is a record in this place already; a new one is never made over it (finding 3).
        FileInTheWay: a file that must not be written over is there.
    """
    from db.commands.opening import Founding, RecordExists, require_founding
    from db.store.store import record_in
    from db.vault.recovery import new_recovery_code
    from desktop.desk.opening import found_desk

    out: Path | None = words.recovery_out
    if out is None and not on_terminal():
        raise NoWayBack
    code = new_recovery_code()
    named = (words.role, words.org_code, words.org_name, words.profile, words.worker)
    require_founding(Founding(*named, passphrase="", code=code, database=words.database or ""))
    if record_in(seat.home):
        raise RecordExists("这个位置已经有一份档案。", "原来的档案没有动。", "请直接打开它，或换一个位置。")
    if out is not None and out.exists():
        raise FileInTheWay(out)
    wish = Founding(*named, seat.passphrase(new=True), code, database=words.database or "")
    _hand_over(code, wish, out, seat)
    try:
        desk = found_desk(seat.home, wish, seat.clock)
    except BaseException:
        if out is not None:
            out.unlink(missing_ok=True)
        raise
    desk.record.close()
    return _answer(wish, seat, out)


def _hand_over(code: "RecoveryCode", wish: "Founding", out: Path | None, seat: Seat) -> None:
    """The code reaches paper or the person's eyes, and nothing else."""
    from db.vault.recovery import require_typed_back

    if out is not None:
        write_new(out, _sheet(code, wish, seat))
    if not on_terminal():
        return
    write_line(tr("恢复码（只显示这一次）：") + code.text, sys.stderr)
    if out is None:
        sys.stderr.write(tr("请抄在纸上，再照着纸输入一遍："))
        sys.stderr.flush()
        require_typed_back(code, sys.stdin.readline())


def _sheet(code: "RecoveryCode", wish: "Founding", seat: Seat) -> bytes:
    from desktop.desk.locality import settle_in
    from desktop.forms.recovery import recovery_sheet
    from desktop.forms.sheets import RecoverySheet

    settle_in(wish.profile)
    computer = platform.node()[:30] or tr("本机")
    return recovery_sheet(
        RecoverySheet(code.groups, f"RC-{wish.org_code}-1", wish.org_name, computer, seat.clock.today())
    )


def _answer(wish: "Founding", seat: Seat, out: Path | None) -> Answer:
    document = {
        "home": str(seat.home),
        "role": wish.role,
        "org_code": wish.org_code,
        "org_name": wish.org_name,
        "profile": wish.profile,
        "database": shown(wish.database) or None,
        "recovery_sheet": str(out) if out else None,
    }
    facts = [
        (tr("已建立档案"), f"{wish.org_name}（{wish.org_code}）"),
        (tr("位置"), str(seat.home)),
        (tr("数据库服务器"), shown(wish.database)),
        (tr("地方设置"), wish.profile),
        (tr("恢复码单"), tr("{path}，请马上打印收好，再删掉这个文件").format(path=out) if out else ""),
    ]
    return Answer(document, pairs(facts))
