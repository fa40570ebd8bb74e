"""The offices of the histories, founded once for all of them."""

from pathlib import Path

import pytest

from tests.conftest import CLOCK
from tests.sync.histories import found_warm
from tests.sync.offices import found


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two townships and a county that know each other; worlds are copies."""
    folder = tmp_path_factory.mktemp("offices")
    found(folder, CLOCK)
    return folder


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More laptops, and families they have in common."""
    folder = tmp_path_factory.mktemp("warm")
    found_warm(folder)
    return folder
