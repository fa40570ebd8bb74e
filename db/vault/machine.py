"""Which computer this is, as a fingerprint that tells nothing else: for the high-water mark (B-33)."""

import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

_LINUX = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


@cache
def this_machine() -> str:
    """16 hexadecimal digits that stay the same on this computer, "" where the system has no number of its own.

    Only what people are told depends on it, never what is safe: a cloned disk bears the same number.
    """
    number = _windows() if sys.platform == "win32" else _linux()
    return sha256(f"nuanxin/machine/1\n{number}".encode()).hexdigest()[:16] if number else ""


def _linux() -> str:
    for path in _LINUX:
        try:
            return path.read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            continue
    return ""


def _windows() -> str:
    if sys.platform == "win32":
        import winreg

        with (
            suppress(OSError),
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key,
        ):
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    return ""
