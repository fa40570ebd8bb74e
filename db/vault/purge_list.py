"""The list of what was erased, kept outside the database: a copy put back must not bring anybody back (B-19).

It holds ids and digests, nobody's name. Like the high-water mark it is sealed with a key from the data key, so that
nobody without the passphrase can shorten it.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from db.disk import replace_durably

FORMAT = "nuanxin-purges/1"
Row = Mapping[str, str | bool]


@dataclass(frozen=True)
class KeptList:
    """What the file holds.

    Attributes:
        rows: everything erased or spared.
        decisions: at a county, the deciding changes word for word, as lines of a package, in the order of its chain.
    """

    rows: tuple[Row, ...] = ()
    decisions: tuple[str, ...] = ()


class ListForged(Exception):  # noqa: N818 - told to a person by the caller, in its own words
    """The file is damaged, of another vault, or somebody has changed it."""


def write_list(path: Path, kept: KeptList, key: bytes) -> bool:
    """Replaces the list.

    Args:
        path: its file; the folder must be there.
        kept: everything erased, in a fixed order.
        key: the sub-key for `Purpose.PURGES`.

    Returns:
        Whether the file had to be written: not when it says just this.

    Raises:
        OSError: the old list stands.
    """
    body = {"purges": [dict(row) for row in kept.rows], "decisions": list(kept.decisions)}
    content = json.dumps({"format": FORMAT, **body, "mac": _mac(body, key)}, sort_keys=True).encode()
    if path.is_file() and path.read_bytes() == content:
        return False
    replace_durably(path, content)
    return True


def read_list(path: Path, key: bytes) -> KeptList:
    """The list; empty when there is no file.

    Raises:
        ListForged: what is there cannot be believed.
    """
    try:
        said = json.loads(path.read_bytes())
        body = {"purges": said["purges"], "decisions": said["decisions"]}
        right = said["format"] == FORMAT and hmac.compare_digest(str(said["mac"]).encode(), _mac(body, key).encode())
    except FileNotFoundError:
        return KeptList()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise ListForged from None
    if not right:
        raise ListForged
    return KeptList(tuple(body["purges"]), tuple(body["decisions"]))


def _mac(body: Mapping[str, Any], key: bytes) -> str:
    text = FORMAT + json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), sha256).hexdigest()
