"""`nuanxin help`: the commands in Chinese, and what each `--json` document holds."""

import argparse
import json

from desktop.cli.arguments import Commands, command
from desktop.cli.documents import described
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer
from desktop.words import tr


def add(commands: Commands) -> None:
    """Adds `help`."""
    parser = command(commands, "help", tr("用法；help json 说明每条命令的 JSON"), told)
    parser.add_argument("topic", nargs="*", metavar=tr("命令"), help=tr("json，或一条命令的名字"))


def told(words: argparse.Namespace, _: Seat) -> Answer:
    """The help of everything, of one command, or of the JSON documents."""
    if words.topic == ["json"]:
        return Answer(described(), json.dumps(described(), ensure_ascii=False, indent=2))
    from desktop.cli.main import build_parser

    parser: argparse.ArgumentParser = build_parser()
    for word in words.topic:
        parser = _under(parser, word)
    text = parser.format_help().rstrip()
    return Answer({"help": text}, text)


def _under(parser: argparse.ArgumentParser, word: str) -> argparse.ArgumentParser:
    """The parser of a subcommand.

    Ends the program with exit code 2 when there is none of that name.
    """
    inner = (
        action.choices
        for action in parser._actions  # noqa: SLF001 - argparse has no other way to ask for its subcommands
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001 - the same
    )
    found: argparse.ArgumentParser | None = next(inner, {}).get(word)
    return found or parser.error(f"unrecognized arguments: {word}")
