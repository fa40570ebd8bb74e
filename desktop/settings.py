"""What must be known before the record is open: how the windows look, what Enter does; a small JSON file beside it.

Nothing personal stands in it. A file that is not exactly ours counts as none: the program then starts as on the first
day, it does not refuse to.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from db.disk import whole_file

FILE_NAME = "look.json"
SCHEMES = ("system", "light", "dark")
ENTERS = ("next", "stay")
"""What Enter does in a one-line field: goes to the next one, or stays."""
LEAST_ZOOM, MOST_ZOOM = 80, 200
_LONGEST = 1024


@dataclass(frozen=True)
class LookSettings:
    """How the windows look.

    Args:
        scheme: one of `SCHEMES`.
        zoom: per cent, 80 to 200.
        enter: one of `ENTERS`.
    """

    scheme: str = "system"
    zoom: int = 100
    enter: str = "next"


def read_look(home: Path) -> LookSettings:
    """The settings kept in a home, or those of the first day.

    Args:
        home: the record's folder; it need not exist.
    """
    try:
        with (home / FILE_NAME).open("rb") as stream:
            content = stream.read(_LONGEST + 1)
        return _read(json.loads(content.decode("utf-8"))) if len(content) <= _LONGEST else LookSettings()
    except (OSError, ValueError, RecursionError):
        return LookSettings()


def keep_look(home: Path, settings: LookSettings) -> bool:
    """Keeps them; False when the folder cannot be written to: the look then lasts until the program is closed."""
    if _read(asdict(settings)) != settings or not home.is_dir():
        return False
    try:
        with whole_file(home / FILE_NAME) as stream:
            stream.write(json.dumps(asdict(settings), sort_keys=True).encode())
    except OSError:
        return False
    return True


def _read(said: Any) -> LookSettings:
    if not isinstance(said, dict) or set(said) != {"scheme", "zoom", "enter"}:
        return LookSettings()
    scheme, zoom, enter = said["scheme"], said["zoom"], said["enter"]
    if scheme not in SCHEMES or enter not in ENTERS or type(zoom) is not int or not LEAST_ZOOM <= zoom <= MOST_ZOOM:
        return LookSettings()
    return LookSettings(scheme, zoom, enter)
