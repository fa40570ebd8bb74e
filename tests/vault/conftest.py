"""One vault with cheap slots (64 MiB, one pass) that tests copy."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.vault.keys import Cost
from db.vault.recovery import RecoveryCode, parse_recovery_code
from db.vault.vault import UnlockedVault, User, Vault

CHEAP = Cost(64 * 1024, 1, 4)
CLOCK = FrozenClock(datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
WANG = User("user-wang", "王小明")
PHRASE = "松下问童子言师采药去"
CODE = parse_recovery_code("582450 548966 288464 257785 331980 358182 192104 124828")


@dataclass(frozen=True)
class Made:
    """A vault, how it opens and what came out when it was made."""

    vault: Vault
    opened: UnlockedVault
    phrase: str = PHRASE
    code: RecoveryCode = CODE


@pytest.fixture(scope="session")
def _original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, UnlockedVault]:
    folder = tmp_path_factory.mktemp("vault")
    return folder, Vault(folder, CLOCK, CHEAP).create(WANG, PHRASE, CODE)


@pytest.fixture
def made(_original: tuple[Path, UnlockedVault], tmp_path: Path) -> Made:
    folder = tmp_path / "record"
    shutil.copytree(_original[0], folder)
    return Made(Vault(folder, CLOCK, CHEAP), _original[1])
