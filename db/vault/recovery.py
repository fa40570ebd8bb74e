"""The printed recovery code: 128 bits as 8 groups of 6 digits, each group checking itself.

The form is BitLocker's: a group is 11 times a 16-bit number, so one wrong digit or two swapped neighbours in a
group are always noticed and the group can be named (B-44; sheet RC of the paper design).
"""

import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass, field

from db.vault.refusals import RecoveryCodeMistyped

GROUPS = 8
DIGITS = 6
CHECK = 11
SECRET_BYTES = 16
VALUES = 1 << 16

_SEPARATORS = re.compile(r"[^0-9A-Za-z]+")


@dataclass(frozen=True)
class RecoveryCode:
    """A recovery code.

    Args:
        secret: its 128 bits; never shown in a `repr`.
    """

    secret: bytes = field(repr=False)

    @property
    def groups(self) -> tuple[str, ...]:
        """The eight groups of six digits, as printed on the sheet."""
        pairs = (self.secret[at : at + 2] for at in range(0, SECRET_BYTES, 2))
        return tuple(f"{int.from_bytes(pair, 'big') * CHECK:0{DIGITS}d}" for pair in pairs)

    @property
    def text(self) -> str:
        """All groups joined by dashes: what the QR code on the sheet holds and `parse_recovery_code` reads."""
        return "-".join(self.groups)


def new_recovery_code() -> RecoveryCode:
    """A fresh random code; it opens nothing until a vault has been given it."""
    return RecoveryCode(secrets.token_bytes(SECRET_BYTES))


def parse_recovery_code(text: str) -> RecoveryCode:
    """The code a person typed or a camera read.

    Args:
        text: 48 digits; spaces, dashes, line breaks and full-width digits are accepted.

    Raises:
        RecoveryCodeMistyped: naming every group that is wrong, or how many digits there are.
    """
    words = [word for word in _SEPARATORS.split(unicodedata.normalize("NFKC", text)) if word]
    if len(words) != GROUPS:
        words = _regrouped("".join(words))
    wrong = tuple(number for number, word in enumerate(words, 1) if not _is_group(word))
    if wrong:
        raise RecoveryCodeMistyped(wrong, f"第 {'、'.join(map(str, wrong))} 组不对。")
    return RecoveryCode(b"".join((int(word) // CHECK).to_bytes(2, "big") for word in words))


def require_typed_back(shown: RecoveryCode, typed: str) -> None:
    """Proves that the code was written down: the text typed from the paper equals the code shown.

    Raises:
        RecoveryCodeMistyped: naming the groups that differ.
    """
    back = parse_recovery_code(typed)
    if hmac.compare_digest(back.secret, shown.secret):
        return
    pairs = zip(shown.groups, back.groups, strict=True)
    differ = tuple(number for number, (one, other) in enumerate(pairs, 1) if one != other)
    raise RecoveryCodeMistyped(differ, f"第 {'、'.join(map(str, differ))} 组与刚才打印的不同。")


def _regrouped(run: str) -> list[str]:
    if len(run) != GROUPS * DIGITS:
        raise RecoveryCodeMistyped((), f"数字共 {GROUPS * DIGITS} 位，现在是 {len(run)} 位。")
    return [run[at : at + DIGITS] for at in range(0, len(run), DIGITS)]


def _is_group(word: str) -> bool:
    return len(word) == DIGITS and word.isdecimal() and int(word) % CHECK == 0 and int(word) // CHECK < VALUES
