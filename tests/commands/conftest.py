"""One household in a record of its own, for the commands that need one."""

import pytest

from db.store.store import Store
from tests.commands.household import Household, a_household


@pytest.fixture
def home(store: Store) -> Household:
    """A couple and their only child; what else there is a test enters itself."""
    return a_household(store)
