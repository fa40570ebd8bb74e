"""The county's database on a server: where it lies is sealed in the home folder, what is secret in it is sealed too.

The server holds what a county works with. What opens other people's packages and signs in the county's name stays under
the vault's key: whoever administers the server reads the case files, but cannot answer for the county.
"""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from db.disk import whole_file
from db.errors import InvalidValue, Refusal

SERVER = "record.server"
"""The file that says which server holds the record; sealed, because the address may carry a password."""
DRIVER = "postgresql+psycopg"
_NONCE = 12


class ServerUnreachable(Refusal):
    """No answer, or one that lets nobody in."""

    code = "P-DB-40"

    def __init__(self) -> None:
        super().__init__(
            "连不上档案所在的数据库服务器。",
            "正在写的这一步没有写入，以前的都在。",
            "请核对服务器是否开着、地址和口令对不对，再试一次。",
        )


class ServerUnfit(Refusal):
    """The server cannot keep a record: too old, or its texts are not Unicode."""

    code = "P-DB-41"


class ServerNotEmpty(Refusal):
    """There is a record in that database already; another is never made over it (finding 3)."""

    code = "P-DB-42"

    def __init__(self) -> None:
        super().__init__("这个数据库里已经有一份档案，和本机的不一样。", "两边都没有动。", "请换一个空的数据库。")


class DriverMissing(Refusal):
    """The PostgreSQL driver is not installed: it is the extra `county`."""

    code = "P-DB-43"

    def __init__(self) -> None:
        super().__init__("本机没有装 PostgreSQL 的驱动。", "什么也没有写。", "请安装选装件 county（psycopg）。")


class ServerFileDamaged(Refusal):
    """The file that names the server is not what was written."""

    code = "P-DB-44"

    def __init__(self) -> None:
        super().__init__(
            f"记着服务器地址的文件（{SERVER}）坏了。", "服务器上的档案没有动。", "请从备份里取回这个文件。"
        )


class RecordOnServer(Refusal):
    """What was asked for is done with a file, and this record is not in one."""

    code = "P-DB-45"

    def __init__(self) -> None:
        super().__init__(
            "这份档案在数据库服务器上，不是一个文件。",
            next_step="请由管理员用 pg_dump 备份数据库，并另外留存本机的档案文件夹（钥匙在里面）。",
        )


class Seal:
    """Seals short texts under the vault's key for the database.

    Args:
        key: the 32-byte sub-key for `Purpose.DATABASE`.
    """

    def __init__(self, key: bytes) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=b"nuanxin/v1/server").derive(key)
        self._cipher = ChaCha20Poly1305(derived)

    def close(self, name: str, text: str) -> str:
        """The text sealed, in hexadecimal; it opens under the same name only."""
        nonce = os.urandom(_NONCE)
        return (nonce + self._cipher.encrypt(nonce, text.encode(), name.encode())).hex()

    def open(self, name: str, sealed: str) -> str:
        """The text again.

        Raises:
            InvalidTag, ValueError: it was not sealed here under this name.
        """
        raw = bytes.fromhex(sealed)
        return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], name.encode()).decode()


def require_url(text: str) -> URL:
    """The address typed, when it can be one of ours.

    Raises:
        InvalidValue: no address of a PostgreSQL database, or of another driver.
    """
    hint = f"请写成 {DRIVER}://用户:口令@服务器/数据库。"
    try:
        url = make_url(text)
    except ArgumentError:
        raise InvalidValue("database", "这不是数据库的地址。", hint) from None
    if url.drivername not in {DRIVER, "postgresql"} or not url.database:
        raise InvalidValue("database", "只认得 PostgreSQL 数据库的地址，并且要写明哪个数据库。", hint)
    return url.set(drivername=DRIVER)


def keep_address(home: Path, key: bytes, url: URL) -> None:
    """Notes, sealed, that the record of `home` lies on that server; whole or not at all."""
    with whole_file(home / SERVER) as file:
        file.write(Seal(key).close(SERVER, url.render_as_string(hide_password=False)).encode("ascii"))


def kept_address(home: Path, key: bytes) -> URL | None:
    """Which server holds the record of `home`; None when it lies in the folder itself.

    Raises:
        ServerFileDamaged: there is an address, and it cannot be read.
    """
    try:
        sealed = (home / SERVER).read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise ServerFileDamaged from None
    try:
        return make_url(Seal(key).open(SERVER, sealed))
    except (InvalidTag, ValueError, ArgumentError):
        raise ServerFileDamaged from None
