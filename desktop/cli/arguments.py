"""The words of the command line: a parser that speaks Chinese, and readers of dates and counts."""

import argparse
import re
import shutil
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from desktop.cli.terminal import Answer, write_line
from desktop.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.cli.seat import Seat

WRONG_USAGE = 2
Commands = Any
"""What `add_subparsers` returns; argparse does not publish its type."""

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_MESSAGES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"the following arguments are required: (.+)", "还缺：{0}。"),
        (r"one of the arguments (.+) is required", "要从这几个里选一个：{0}。"),
        (r"unrecognized arguments: (.+)", "没有这样的写法：{0}。"),
        (r"argument (.+): invalid choice: (.+?) \(choose from (.+)\)", "{0} 不能是 {1}，可以是：{2}。"),
        (r"argument (.+): not allowed with argument (.+)", "{0} 和 {1} 只能用一个。"),
        (r"argument (.+): expected one argument", "{0} 后面要写一个值。"),
        (r"argument (.+): expected at least one argument", "{0} 后面至少要写一个。"),
        (r"argument (.+): ignored explicit argument (.+)", "{0} 后面不用写值。"),
        (r"ambiguous option: (.+?) could match (.+)", "{0} 写得不全，可以是：{1}。"),
        (r"argument (.+?): (.*[\u3400-\u9fff].*)", "{0}：{1}"),
    )
)


@cache
def _width() -> int:
    """Columns of the terminal: argparse makes a formatter for each of hundreds of words, and would ask each time."""
    return shutil.get_terminal_size().columns - 2


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, tr("用法：") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help and complaints are Chinese; abbreviated options are not guessed."""

    def __init__(self, **settings: Any) -> None:
        settings = {"allow_abbrev": False, "formatter_class": _Formatter, **settings, "add_help": False}
        super().__init__(**settings)
        self._positionals.title = tr("参数")
        self._optionals.title = tr("选项")
        self.add_argument("-h", "--help", action="help", help=tr("看这条命令的用法"))

    def error(self, message: str) -> NoReturn:
        """Says in Chinese what is wrong with the words typed, and ends with exit code 2."""
        write_line(self.format_usage().rstrip(), sys.stderr)
        write_line(chinese_fault(message) + tr("（P-CLI-00）"), sys.stderr)
        raise SystemExit(WRONG_USAGE)


def chinese_fault(message: str) -> str:
    """Argparse's complaint as a Chinese sentence; one it has never heard of becomes a general one."""
    for pattern, sentence in _MESSAGES:
        found = pattern.fullmatch(message)
        if found:
            return tr(sentence).format(*(part.replace("'", "") for part in found.groups()))
    return tr("命令写得不对，请看 nuanxin help。")


def day(text: str) -> date:
    """A calendar day: 2026-03-12, 2026/3/12, 2026.3.12, 2026年3月12日 or 20260312."""
    found = _DAY.fullmatch(text.strip())
    parts = [int(part) for part in found.groups() if part] if found else []
    try:
        return date(*parts)
    except (TypeError, ValueError):
        raise argparse.ArgumentTypeError(tr("“{text}”不是日期，请写成 2026-03-12。").format(text=text[:20])) from None


def count(text: str) -> int:
    """A whole number from 1 to 100,000."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 100_000:  # noqa: PLR2004 - said in the docstring
        return int(text)
    raise argparse.ArgumentTypeError(tr("“{text}”不是 1 到 100000 的整数。").format(text=text[:20]))


def amount(text: str) -> int:
    """An amount in yuan, as 分."""
    from db.domain.money import read_fen

    fen = read_fen(text)
    if fen is None:
        raise argparse.ArgumentTypeError(tr("“{text}”不是金额，请写成 200 或 200.50。").format(text=text[:20]))
    return fen


def seed(text: str) -> int:
    """A whole number from 0 on."""
    if text.isascii() and text.isdigit():
        return int(text[:18])
    raise argparse.ArgumentTypeError(tr("“{text}”不是整数。").format(text=text[:20]))


def filled(text: str) -> str:
    """A text that says something."""
    if text.strip():
        return text.strip()
    raise argparse.ArgumentTypeError(tr("不能是空的。"))


def command(
    commands: Commands, name: str, help_text: str, run: "Callable[[argparse.Namespace, Seat], Answer]"
) -> argparse.ArgumentParser:
    """Adds a command that answers; `--home`, `--passphrase-file` and `--json` are understood behind it as well."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help=tr("只输出一份 JSON（说明见 nuanxin help json）"))
    where(parser, default=argparse.SUPPRESS)
    return parser


def group(commands: Commands, name: str, help_text: str) -> Commands:
    """Adds a word that needs a second one behind it (`roster import`)."""
    parser = commands.add_parser(name, help=help_text, description=help_text)
    where(parser, default=argparse.SUPPRESS)
    return parser.add_subparsers(dest="second", metavar=tr("子命令"), required=True, title=tr("子命令"))


def where(parser: argparse.ArgumentParser, default: Any = None) -> None:
    """The options that say which record is meant."""
    parser.add_argument("--home", type=Path, metavar="DIR", default=default, help=tr("档案所在的文件夹"))
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", default=default, help=tr("口令所在的文件，只读第一行")
    )
