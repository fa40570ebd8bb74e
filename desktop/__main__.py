"""Window or command line: without a subcommand the window opens."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.cli.main import House, run
from desktop.cli.refusals import NoScreenHere


def main(argv: Sequence[str] | None = None) -> int:
    """The console script `nuanxin` and `python -m desktop`.

    Args:
        argv: the words after the program's name; those of the process when None.

    Returns:
        The exit code: 0 done, 1 a bug, 2 wrong usage, 3 a refusal.
    """
    return run(sys.argv[1:] if argv is None else argv, House(_open_window, _run_tour))


def _open_window(home: Path) -> int:
    if not has_screen(sys.platform, os.environ):
        raise NoScreenHere
    from desktop import app

    return int(app.run(home))


def has_screen(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether Qt will find a screen; where it finds none it would end the process without a word.

    Args:
        platform: as in `sys.platform`.
        environment: the process's variables; a Qt platform named there is believed.
    """
    named = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return not platform.startswith("linux") or any(environment.get(name) for name in named)


def _run_tour(out: Path) -> int:
    from desktop import tour

    return tour.run_tour(out)


if __name__ == "__main__":
    sys.exit(main())
