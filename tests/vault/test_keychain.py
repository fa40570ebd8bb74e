"""The keyring is a convenience: gone, locked, slow or strange, the passphrase still opens."""

import threading
from pathlib import Path

import keyring.errors
import pytest

from db.vault import keychain
from db.vault.keychain import Keychain
from db.vault.keys import SlotKind
from db.vault.refusals import WrongKey
from tests.vault.conftest import PHRASE, WANG, Made


class Ring:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        try:
            del self.kept[service, username]
        except KeyError:
            raise keyring.errors.PasswordDeleteError from None


class Broken(Ring):
    """A keyring whose every answer is this error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, *_: str) -> str | None:
        raise self.error

    def set_password(self, *_: str) -> None:
        raise self.error


class Silent(Ring):
    """A keyring that waits for a dialog nobody sees."""

    asked = 0

    def set_password(self, *_: str) -> None:
        type(self).asked += 1
        threading.Event().wait(30)


def test_the_laptop_remembers_and_opens_without_a_passphrase(made: Made) -> None:
    ring = Ring()
    chain = Keychain(backend=lambda: ring)
    assert chain.is_available()
    assert chain.keep(made.opened.vault_id, made.vault.add_keyring(made.opened))
    secret = chain.fetch(made.opened.vault_id)
    assert secret is not None
    opened = made.vault.unlock_with_keyring(secret)
    assert (opened.dek, opened.user, opened.must_set_passphrase) == (made.opened.dek, WANG, False)


def test_d19_deleting_the_entry_loses_nothing(made: Made) -> None:
    ring = Ring()
    chain = Keychain(backend=lambda: ring)
    chain.keep(made.opened.vault_id, made.vault.add_keyring(made.opened))
    chain.forget(made.opened.vault_id)
    chain.forget(made.opened.vault_id)
    assert chain.fetch(made.opened.vault_id) is None
    assert made.vault.unlock(PHRASE).dek == made.opened.dek


def test_d19_an_entry_of_another_time_is_refused_and_the_passphrase_opens(made: Made) -> None:
    stale = made.vault.add_keyring(made.opened)
    fresh = made.vault.add_keyring(made.opened)
    with pytest.raises(WrongKey):
        made.vault.unlock_with_keyring(stale)
    assert made.vault.unlock_with_keyring(fresh).dek == made.opened.dek
    assert made.vault.unlock(PHRASE).dek == made.opened.dek


def test_removing_the_keyring_slot_shuts_that_way_only(made: Made) -> None:
    secret = made.vault.add_keyring(made.opened)
    slots = made.vault.header().slots
    made.vault.remove_slot(made.opened, next(slot.name.slot_id for slot in slots if slot.name.kind is SlotKind.KEYRING))
    with pytest.raises(WrongKey):
        made.vault.unlock_with_keyring(secret)
    assert made.vault.unlock(PHRASE).dek == made.opened.dek


@pytest.mark.parametrize(
    "error",
    [
        keyring.errors.NoKeyringError(),
        keyring.errors.InitError(),
        keyring.errors.KeyringLocked(),
        RuntimeError("bus gone"),
        OSError(),
    ],
)
def test_d19_a_keyring_with_troubles_is_unavailable(error: Exception) -> None:
    chain = Keychain(backend=lambda: Broken(error))
    assert not chain.is_available()
    assert not chain.keep("vault", b"secret")
    assert chain.fetch("vault") is None


def test_a_keyring_that_does_not_answer_is_given_up_after_one_question() -> None:
    chain = Keychain(seconds=0.05, backend=Silent)
    assert not chain.is_available()
    assert not chain.keep("vault", b"secret")
    assert chain.fetch("vault") is None
    assert Silent.asked == 1


def test_a_machine_without_a_keyring_is_unavailable() -> None:
    assert not Keychain(backend=lambda: None).is_available()


def test_text_that_is_not_ours_is_no_secret() -> None:
    ring = Ring()
    ring.kept["nuanxin", "vault"] = "not hex"
    assert Keychain(backend=lambda: ring).fetch("vault") is None


def test_only_the_systems_own_keyrings_are_ever_asked() -> None:
    named = {module for listed in keychain.BACKENDS.values() for module, _ in listed}
    assert all(module.startswith("keyring.backends.") for module in named)
    source = Path(keychain.__file__).read_text()
    assert "keyrings" not in source.replace("keyrings are", "").replace("own keyrings", "")


def test_the_real_keyring_of_this_machine_answers_or_is_unavailable() -> None:
    assert Keychain().is_available() in {True, False}
