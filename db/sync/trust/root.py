"""The county's root key: made of a printed code, and once two sealed copies of the code exist, on no computer (B-46).

The root signs key manifests and nothing else: which keys the county uses, which laptops are stood down. Whoever steals
the county's computer with everything on it can therefore read and answer packages, but cannot make himself the county
for good: the next manifest, signed with the code from the envelope, revokes what he holds. The code has the form of a
recovery code, so that people can write it down, check it group by group and type it back.
"""

from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection

from db.errors import Refusal
from db.store.audit import write_audit
from db.store.settings import read_setting, write_setting
from db.store.settling import settle_secret
from db.store.store import Store
from db.sync.package.seal import SigningKey
from db.vault.recovery import RecoveryCode, new_recovery_code, parse_recovery_code, require_typed_back

COUNTY_ROOT = "county_root"
_LABEL = b"nuanxin/v1/county root"


class RootSealed(Refusal):
    """The code of the root key was sealed away before: it is on paper only, and cannot be shown again."""

    code = "P-ENR-18"

    def __init__(self) -> None:
        super().__init__(
            "根密钥码已经封存，这台电脑里没有了。", "现有的密钥照常使用。", "要用时请两人在场，启封密封件照着输入。"
        )


class RootCodeNeeded(Refusal):
    """The root has to sign, and its code lies in the sealed envelopes."""

    code = "P-ENR-19"

    def __init__(self) -> None:
        super().__init__(
            "停用电脑、换密钥要用根密钥，根密钥码已经封存。", "什么都没有改。", "请两人在场启封，输入 8 组根密钥码。"
        )


class WrongRootCode(Refusal):
    """Every group is well-formed, but it is not the code of this county's root key."""

    code = "P-ENR-20"

    def __init__(self) -> None:
        super().__init__("这不是本县的根密钥码。", "什么都没有改。", "请核对密封件上的单位和打印编号；不要输成恢复码。")


@dataclass(frozen=True)
class Root:
    """The county's root key as this record has it.

    Attributes:
        public: its 32 public bytes, which every laptop has pinned.
        sealed_on: ISO day on which its code was sealed away; "" while the code still lies in this record.
    """

    public: bytes
    sealed_on: str


def new_root() -> tuple[SigningKey, dict[str, str]]:
    """A fresh root key, and what a record keeps of it until the code is sealed away."""
    code = new_recovery_code()
    key = root_of(code)
    return key, {"code": code.secret.hex(), "public": key.public.hex()}


def root_of(code: RecoveryCode) -> SigningKey:
    """The root key that a code stands for (HKDF-SHA256, RFC 5869, over its 128 random bits)."""
    return SigningKey(HKDF(SHA256(), 32, None, _LABEL).derive(code.secret))


def read_root(connection: Connection) -> Root:
    """The root key of a county's record."""
    kept = read_setting(connection, COUNTY_ROOT)
    return Root(bytes.fromhex(kept["public"]), str(kept.get("sealed_on", "")))


def root_code(store: Store) -> RecoveryCode:
    """The code, to be printed and sealed.

    Raises:
        RootSealed: it is on paper only by now.
    """
    kept = store.setting(COUNTY_ROOT)
    if "code" not in kept:
        raise RootSealed
    return _code_in(kept)


def seal_root(store: Store, typed: str) -> None:
    """Takes the code out of this record, once it was typed back from the paper.

    Copies of the record made before still hold it: they are to be made anew and the old ones destroyed.

    Args:
        store: the county's open record.
        typed: the eight groups as they stand on the paper.

    Raises:
        RootSealed, RecoveryCodeMistyped: the record is as it was.
    """
    require_typed_back(root_code(store), typed)
    now = store.clock.now()
    with store.keeping() as connection:
        kept = read_setting(connection, COUNTY_ROOT)
        sealed = {"public": kept["public"], "sealed_on": now.date().isoformat()}
        write_setting(connection, COUNTY_ROOT, sealed)
        who = (now.isoformat(timespec="seconds"), store.author.author)
        write_audit(connection, who, "seal_root", store.office.station_id, "")
    settle_secret(store)


def root_key(connection: Connection, typed: str = "") -> SigningKey:
    """The root key, for one signature.

    Args:
        connection: of the county's record.
        typed: the code from the sealed paper; not asked for while the record still has it.

    Raises:
        RootCodeNeeded, WrongRootCode, RecoveryCodeMistyped: nothing was signed.
    """
    kept = read_setting(connection, COUNTY_ROOT)
    if "code" in kept:
        return root_of(_code_in(kept))
    if not typed.strip():
        raise RootCodeNeeded
    key = root_of(parse_recovery_code(typed))
    if key.public.hex() != kept["public"]:
        raise WrongRootCode
    return key


def _code_in(kept: dict[str, Any]) -> RecoveryCode:
    return RecoveryCode(bytes.fromhex(kept["code"]))
