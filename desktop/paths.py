"""Where things lie on this computer."""

from importlib.resources import files
from pathlib import Path

from platformdirs import user_data_path

APP = "nuanxin"


def default_home() -> Path:
    """The folder of the record when none is named: the platform's place for application data."""
    return user_data_path(APP, appauthor=False, roaming=False)


def resource(*parts: str) -> Path:
    """A file or folder under `resources/`."""
    return Path(str(files("resources").joinpath(*parts)))
