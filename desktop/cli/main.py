"""Words in, exit code out: parses, runs one command, prints its answer, and turns every exception into a sentence."""

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from db.clock import Clock, WallClock
from desktop.cli import (
    assistance,
    attachments,
    care,
    checking,
    conflicts,
    copies,
    duplicates,
    enrolment,
    families,
    findings,
    forms,
    founding,
    helping,
    history,
    insuring,
    looking,
    packages,
    practice,
    profiles,
    purges,
    recording,
    registers,
    roster,
    server,
    stations,
    transfers,
    uppers,
)
from desktop.cli.arguments import Parser, where
from desktop.cli.seat import Seat
from desktop.cli.terminal import BUG, DONE, REFUSED, Answer, write_answer, write_line
from desktop.explain import Notice, explain
from desktop.log import Log
from desktop.words import tr

DEBUG = "NUANXIN_DEBUG"
_GROUPS = (
    founding,
    roster,
    families,
    findings,
    history,
    recording,
    assistance,
    attachments,
    insuring,
    care,
    looking,
    registers,
    forms,
    enrolment,
    packages,
    conflicts,
    purges,
    duplicates,
    stations,
    transfers,
    uppers,
    checking,
    copies,
    server,
    profiles,
    practice,
    helping,
)


@dataclass(frozen=True)
class House:
    """What lies above the command line and is handed in from there.

    Attributes:
        open_window: opens the window on the record in a folder and returns the exit code.
        run_tour: draws the whole of the program into a folder, tells each step on stderr, and returns the exit code.
    """

    open_window: Callable[[Path], int]
    run_tour: Callable[[Path], int]


def build_parser() -> Parser:
    """The whole command line; building it imports nothing of the record."""
    parser = Parser(prog="nuanxin", description=tr("暖心：特殊家庭离线个案管理。不写子命令就打开窗口。"))
    where(parser)
    commands = parser.add_subparsers(dest="command", metavar=tr("子命令"), title=tr("子命令"))
    for group in _GROUPS:
        group.add(commands)
    return parser


def run(argv: Sequence[str], house: House, clock: Clock | None = None) -> int:
    """Runs one command line.

    Args:
        argv: the words after the program's name.
        house: what is above.
        clock: the wall clock when not given.

    Returns:
        0 done, 1 a bug, 2 wrong usage, 3 a refusal (its sentence and code on stderr).
    """
    clock = clock or WallClock()
    try:
        words = build_parser().parse_args(list(argv))
    except SystemExit as stop:
        return _code_of(stop)
    seat = Seat.at(words.home, words.passphrase_file, clock)
    try:
        return _act(words, seat, house)
    except SystemExit as stop:
        return _code_of(stop)
    except BrokenPipeError:
        with suppress(OSError):  # whoever read us has gone; nothing more can be said
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        write_line(tr("已停下，没有做完的一步没有写入。"), sys.stderr)
        return REFUSED
    except Exception as error:  # noqa: BLE001 - the one place where every exception becomes a sentence
        return _told(explain(error), seat)


def _code_of(stop: SystemExit) -> int:
    """The exit code argparse wants: help ends well, a complaint does not."""
    return stop.code if isinstance(stop.code, int) else DONE


def _act(words: argparse.Namespace, seat: Seat, house: House) -> int:
    if words.command is None:
        return house.open_window(seat.home)
    words.house = house
    answer: Answer = words.run(words, seat)
    write_answer(answer, sys.stdout, as_json=getattr(words, "json", False))
    return answer.exit_code


def _told(notice: Notice, seat: Seat) -> int:
    write_line(notice.sentence, sys.stderr)
    if notice.bug and os.environ.get(DEBUG):
        traceback.print_exc()
    Log(seat.home).write(
        seat.clock.now(), "bug" if notice.bug else "refused", code=notice.code, place=notice.place if notice.bug else ""
    )
    return BUG if notice.bug else REFUSED
