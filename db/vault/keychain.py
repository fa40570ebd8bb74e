"""The OS keyring as a convenience: it may keep a random wrapping key, and losing it loses nothing (B-44, D-19).

Only the systems' own keyrings are asked, each by name, in a thread with a time limit: a locked or half-installed
secret service would otherwise hold up the start or ask on a terminal nobody sees.
"""

import importlib
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

SERVICE = "nuanxin"
SECONDS = 3.0
BACKENDS = {
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "linux": (("keyring.backends.SecretService", "Keyring"), ("keyring.backends.kwallet", "DBusKeyring")),
}

Answer = TypeVar("Answer")


class Backend(Protocol):
    """What we use of a keyring backend."""

    def get_password(self, service: str, username: str) -> str | None:
        """The text kept under these names, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps a text."""

    def delete_password(self, service: str, username: str) -> None:
        """Forgets it."""


class Keychain:
    """This laptop's keyring; every method answers within `seconds` and never raises for a keyring's own troubles.

    Args:
        seconds: how long any single answer may take.
        backend: builds the keyring to use; the system's own when not given.
    """

    def __init__(self, seconds: float = SECONDS, backend: Callable[[], Backend | None] | None = None) -> None:
        self._seconds = seconds
        self._build = backend or system_backend
        self._given_up = False

    def is_available(self) -> bool:
        """True when the keyring keeps, gives back and forgets a test entry."""
        if not self.keep("probe", b"probe"):
            return False
        works = self.fetch("probe") == b"probe"
        self.forget("probe")
        return works

    def keep(self, name: str, secret: bytes) -> bool:
        """Keeps `secret` under `name` (the vault id); False when the keyring would not."""
        return bool(self._ask(lambda ring: _kept(ring, name, secret)))

    def fetch(self, name: str) -> bytes | None:
        """The secret kept under `name`, or None: nothing kept, locked, gone, too slow or not ours."""
        text = self._ask(lambda ring: ring.get_password(SERVICE, name))
        try:
            return bytes.fromhex(text) if text else None
        except (ValueError, TypeError):
            return None

    def forget(self, name: str) -> None:
        """Deletes the secret; nothing happens when there is none."""
        self._ask(lambda ring: ring.delete_password(SERVICE, name))

    def _ask(self, question: Callable[[Backend], Answer]) -> Answer | None:
        if self._given_up:
            return None
        answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        threading.Thread(target=self._answer, args=(question, answers), daemon=True, name="keyring").start()
        try:
            return answers.get(timeout=self._seconds)
        except queue.Empty:
            self._given_up = True  # the thread may hang for ever: ask nothing more in this run
            return None

    def _answer(self, question: Callable[[Backend], Answer], answers: "queue.SimpleQueue[Answer | None]") -> None:
        try:
            ring = self._build()
            answers.put(None if ring is None else question(ring))
        except Exception:  # noqa: BLE001 - a keyring raises whatever its system's bus does; to us it is just not there
            answers.put(None)


def system_backend() -> Backend | None:
    """The first of this system's own keyrings that is usable here; third-party ones are never considered."""
    for module, name in BACKENDS.get(sys.platform, ()):
        kind: Any = getattr(importlib.import_module(module), name)
        if kind.viable:
            ring: Backend = kind()
            return ring
    return None


def _kept(ring: Backend, name: str, secret: bytes) -> bool:
    ring.set_password(SERVICE, name, secret.hex())
    return True
