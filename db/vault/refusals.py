"""What the vault says when it cannot do what was asked; none of them ever offers to start a new database."""

from db.errors import Refusal

UNTOUCHED = "数据没有动。"


class VaultMissing(Refusal):
    """The key file is not beside the database, nor is its second copy."""

    code = "P-KEY-01"

    def __init__(self) -> None:
        super().__init__(
            "没有找到钥匙文件 vault.json。", UNTOUCHED, "请从备份中恢复钥匙文件；不要新建，新建的钥匙打不开原来的数据。"
        )


class VaultDamaged(Refusal):
    """The key file and its second copy cannot be read as what they claim to be."""

    code = "P-KEY-02"

    def __init__(self) -> None:
        super().__init__("钥匙文件已损坏，不是口令的问题。", UNTOUCHED, "请从最近的备份中恢复钥匙文件，口令不变。")


class VaultTooNew(Refusal):
    """The key file was written by a newer program."""

    code = "P-KEY-03"

    def __init__(self) -> None:
        super().__init__("钥匙文件由更新版本的程序写成，本机程序读不懂。", UNTOUCHED, "请先升级程序，再打开。")


class WrongPassphrase(Refusal):
    """The passphrase opens no slot; this is certain, because each slot is authenticated encryption.

    Args:
        tries_left: how many more may be tried before waiting begins.
        wait_seconds: how long the caller keeps the field shut before the next try.
    """

    code = "P-KEY-04"

    def __init__(self, tries_left: int = 0, wait_seconds: int = 0) -> None:
        super().__init__("口令不对。", UNTOUCHED, _what_next(tries_left, wait_seconds))
        self.tries_left = tries_left
        self.wait_seconds = wait_seconds


class WrongRecoveryCode(Refusal):
    """Every group is well-formed, but the code does not open this vault."""

    code = "P-KEY-05"

    def __init__(self) -> None:
        super().__init__(
            "恢复码各组都写对了，但打不开这份数据。", UNTOUCHED, "请核对纸上的打印编号，旧的恢复码换新后即作废。"
        )


class RecoveryCodeMistyped(Refusal):
    """The typed text is not a recovery code, or not the one shown.

    Args:
        groups: the numbers (1 to 8) of the groups that are wrong; empty when the length is.
        happened: the sentence for the person.
    """

    code = "P-KEY-06"

    def __init__(self, groups: tuple[int, ...], happened: str) -> None:
        super().__init__(happened, UNTOUCHED, "请照着纸再看一遍，只改这里。")
        self.groups = groups


class WeakPassphrase(Refusal):
    """The new passphrase is too short or too plain to guard the file against a thief."""

    code = "P-KEY-07"

    def __init__(self, happened: str) -> None:
        super().__init__(happened, "口令没有改。", "可以用一句自己记得住的话，四五个词连起来。")


class VaultNotSaved(Refusal):
    """The key file could not be written; the old one still works."""

    code = "P-KEY-08"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"钥匙文件没有写成：{reason}。", "原来的口令和恢复码照旧可用。", "请检查磁盘空间和文件夹权限后再试。"
        )


class VaultExists(Refusal):
    """A key file is already there; creating would orphan the data it opens."""

    code = "P-KEY-09"

    def __init__(self) -> None:
        super().__init__("这里已经有钥匙文件。", UNTOUCHED, "请用口令打开；要新建，请另选一个空文件夹。")


class LastWayIn(Refusal):
    """The slot cannot be removed: it is the last passphrase or the last recovery code."""

    code = "P-KEY-10"

    def __init__(self) -> None:
        super().__init__("这是最后一个口令或最后一个恢复码，不能去掉。", UNTOUCHED, "请先设好新的，再去掉旧的。")


class NoSuchSlot(Refusal):
    """The vault holds no such person, recovery code, county key or keyring entry."""

    code = "P-KEY-11"

    def __init__(self, what: str) -> None:
        super().__init__(f"钥匙文件里没有这{what}。", UNTOUCHED, "请改用口令或恢复码打开。")


class WrongKey(Refusal):
    """The county's private key, or the laptop's keyring entry, does not open this vault."""

    code = "P-KEY-12"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}打不开这份数据。", UNTOUCHED, "请改用口令或恢复码打开。")


class UnusableCountyKey(Refusal):
    """The public key offered as the county's cannot be used: wrong length, or a point that protects nothing."""

    code = "P-KEY-13"

    def __init__(self) -> None:
        super().__init__("县级恢复公钥不能用。", "没有写入任何内容。", "请向县级管理员重新要一份公钥。")


def _what_next(tries_left: int, wait_seconds: int) -> str:
    if wait_seconds:
        return f"请等 {in_words(wait_seconds)}再试；忘记了可以用恢复码。"
    return f"再错 {tries_left} 次要等 1 分钟。"


def in_words(seconds: int) -> str:
    """A waiting time for a person: 45 gives "45 秒", 60 gives "1 分钟"; minutes are rounded up."""
    return f"{seconds} 秒" if seconds < 60 else f"{-(-seconds // 60)} 分钟"  # noqa: PLR2004 - a minute
