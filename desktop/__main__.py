"""Window or command line: without a subcommand the window opens."""

import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.cli.main import House, run


def main(argv: Sequence[str] | None = None) -> int:
    """The console script `nuanxin` and `python -m desktop`.

    Args:
        argv: the words after the program's name; those of the process when None.

    Returns:
        The exit code: 0 done, 1 a bug, 2 wrong usage, 3 a refusal.
    """
    return run(sys.argv[1:] if argv is None else argv, House(_open_window, _run_tour))


def _open_window(home: Path) -> int:
    from desktop import app

    return int(app.run(home))


def _run_tour(out: Path) -> int:
    from desktop import tour

    return tour.run_tour(out)


if __name__ == "__main__":
    sys.exit(main())
