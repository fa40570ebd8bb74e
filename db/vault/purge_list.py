"""The list of what was erased, kept outside the database: a copy put back must not bring anybody back (B-19).

It holds ids and digests, nobody's name. Like the high-water mark it is sealed with a key from the data key, so that
nobody without the passphrase can shorten it.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from db.vault.files import replace_durably

FORMAT = "nuanxin-purges/1"
Row = Mapping[str, str | bool]


class ListForged(Exception):  # noqa: N818 - told to a person by the caller, in its own words
    """The file is damaged, of another vault, or somebody has changed it."""


def write_list(path: Path, rows: Sequence[Row], key: bytes) -> bool:
    """Replaces the list.

    Args:
        path: its file; the folder must be there.
        rows: everything erased, in a fixed order.
        key: the sub-key for `Purpose.PURGES`.

    Returns:
        Whether the file had to be written: not when it says just this.

    Raises:
        OSError: the old list stands.
    """
    body = [dict(row) for row in rows]
    content = json.dumps({"format": FORMAT, "purges": body, "mac": _mac(body, key)}, sort_keys=True).encode()
    if path.is_file() and path.read_bytes() == content:
        return False
    replace_durably(path, content)
    return True


def read_list(path: Path, key: bytes) -> tuple[Row, ...]:
    """The list; empty when there is no file.

    Raises:
        ListForged: what is there cannot be believed.
    """
    try:
        said = json.loads(path.read_bytes())
        body = said["purges"]
        right = said["format"] == FORMAT and hmac.compare_digest(str(said["mac"]).encode(), _mac(body, key).encode())
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise ListForged from None
    if not right:
        raise ListForged
    return tuple(body)


def _mac(body: list[dict[str, Any]], key: bytes) -> str:
    text = FORMAT + json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), sha256).hexdigest()
