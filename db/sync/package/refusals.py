"""The ways a package can be declined: one name, one code, one cause each, never "decryption failed" for all of them."""

from pathlib import Path

from db.errors import Refusal

KEPT = "什么都没有导入，原文件保持不变。"


class PackageRefused(Refusal):
    """A package is not taken in; nothing of it was applied and the file was left as it is.

    Args:
        happened: the cause, in plain words.
        next_step: what to do now.
    """

    code = "P-PKG-00"

    def __init__(self, happened: str, next_step: str = "请与发件单位联系，重新导出后再导入。") -> None:
        super().__init__(happened, KEPT, next_step)


class NotAPackage(PackageRefused):
    """The file is something else: a photo, another program's file, an empty file (D-48)."""

    code = "P-PKG-01"

    def __init__(self) -> None:
        super().__init__("这不是本系统的数据包。", "请选择扩展名为 .nxb 的文件；如果确实是数据包，请重新拷贝一次。")


class PackageTruncated(PackageRefused):
    """The end of the file is missing or not the one that was written (D-47)."""

    code = "P-PKG-02"

    def __init__(self) -> None:
        super().__init__("数据包不完整，文件末尾缺失或已改变。", "请重新拷贝一次；仍不行时请对方重新导出。")


class PackageDamaged(PackageRefused):
    """Bytes inside the file are not the ones that were written (D-47)."""

    code = "P-PKG-03"

    def __init__(self) -> None:
        super().__init__("数据包已损坏，内容与写出时不一致。", "请换一个 U 盘重新拷贝；仍不行时请对方重新导出。")


class PackageNotForUs(PackageRefused):
    """None of our keys opens it: for somebody else, or for a key that is gone (D-49, D-52, B-48)."""

    code = "P-PKG-04"

    def __init__(self) -> None:
        super().__init__(
            "这个数据包不是发给本单位的：现有的钥匙都打不开它。",
            "请核对收件单位。如果收件单位无误，请在对方电脑导入新的密钥清单后重新导出，内容不会少。",
        )


class PackageForAnother(PackageRefused):
    """It opens, but its signed header names another recipient: it was re-addressed (D-49, D-51).

    Args:
        named: the recipient's name as the header gives it.
    """

    code = "P-PKG-05"

    def __init__(self, named: str) -> None:
        super().__init__(f"这个数据包写明发给“{named}”，不是发给本单位的。", "请把它交给写明的收件单位。")
        self.named = named


class WrongPurpose(PackageRefused):
    """A township's report handed in as a county's return, or the other way round (D-51).

    Args:
        purpose: what the header says it is for.
        expected: what is being imported here.
    """

    code = "P-PKG-06"

    def __init__(self, purpose: str, expected: str) -> None:
        super().__init__(f"这个数据包的用途是“{purpose}”，这里只接收“{expected}”。", "请核对是否拿错了文件。")


class ForbiddenEnvelope(PackageRefused):
    """The envelope asks for a passphrase or for a kind of key that packages never use (D-57)."""

    code = "P-PKG-07"

    def __init__(self) -> None:
        super().__init__("这个数据包的加密方式不被接受（口令加密或未知的钥匙种类）。", "请对方用本系统重新导出。")


class PackageTooNew(PackageRefused):
    """Written by a newer version that says older readers must not guess (B-41, D-54).

    Args:
        app_version: the version that wrote it, "" when unknown.
        min_reader: the package format a reader must know.
        ours: the package format known here.
    """

    code = "P-PKG-08"

    def __init__(self, app_version: str, min_reader: int, ours: int) -> None:
        by = f" {app_version} 版" if app_version else "较新的版本"
        super().__init__(
            f"此包由{by}生成，需要第 {min_reader} 级格式，本机只认得第 {ours} 级。",
            "请先升级本程序，再导入一次；县级导入时会把它留在存档里，不用再找这个文件。",
        )


class UnknownSuite(PackageRefused):
    """A cryptographic suite this version does not have (B-51, D-54).

    Args:
        suite: the number in the header.
    """

    code = "P-PKG-09"

    def __init__(self, suite: int) -> None:
        super().__init__(f"此包使用第 {suite} 号密码套件，本机没有。", "请先升级本程序，再重新导入。")


class OverLimit(PackageRefused):
    """Something is larger than allowed; the measured and the allowed figure are given (B-55, D-55, D-56).

    Args:
        what: what was measured, a Chinese noun.
        measured: the figure found.
        allowed: the figure allowed.
        unit: the unit of both.
    """

    code = "P-PKG-11"

    def __init__(self, what: str, measured: int, allowed: int, unit: str = "字节") -> None:
        super().__init__(
            f"{what}为 {measured} {unit}，超过上限 {allowed} {unit}。",
            "请与发件单位核对；确有需要时，县级可用 nuanxin county limits 调高上限。",
        )
        self.measured = measured
        self.allowed = allowed


class WrongContents(PackageRefused):
    """The list of what is inside is not what a package holds: extra, missing, doubled or oddly named entries.

    Args:
        reason: a short Chinese clause.
    """

    code = "P-PKG-12"

    def __init__(self, reason: str) -> None:
        super().__init__(f"数据包内的文件清单不对：{reason}。")
        self.reason = reason


class ContentsDiffer(PackageRefused):
    """A file inside is not the one the signed list describes: size, digest or count differ.

    Args:
        name: the entry's name inside the package.
    """

    code = "P-PKG-13"

    def __init__(self, name: str) -> None:
        super().__init__(f"数据包内的“{name}”与签名的清单不一致。")
        self.name = name


class BadHeader(PackageRefused):
    """The header lacks a field or holds one of the wrong kind.

    Args:
        field: the field's name in the header.
    """

    code = "P-PKG-14"

    def __init__(self, field: str) -> None:
        super().__init__(f"数据包的表头不合格式（{field}）。")
        self.field = field


class ForbiddenAttachment(PackageRefused):
    """An attachment is neither a picture nor a PDF, judged by its content (B-55).

    Args:
        name: the entry's name inside the package, a digest.
    """

    code = "P-PKG-15"

    def __init__(self, name: str) -> None:
        super().__init__(f"附件 {name[:8]} 不是图片或 PDF。", "请对方去掉或转换这个附件后重新导出。")


class NoRoomToOpen(PackageRefused):
    """There is no room to unpack the package for looking into it (D-12).

    Args:
        needed: the package's length in bytes.
    """

    code = "P-PKG-16"

    def __init__(self, needed: int) -> None:
        megabytes = needed // (1024 * 1024) + 1
        super().__init__(f"磁盘空间不够，打不开数据包（至少需要 {megabytes} MB）。", "请清理磁盘后再导入一次。")


class PackageUnreadable(PackageRefused):
    """The system cannot read the file: a pulled or dying stick, a right that is missing (D-13)."""

    code = "P-PKG-17"

    def __init__(self) -> None:
        super().__init__("读不了这个文件。", "请检查 U 盘是否插好、文件能否复制到本机，再导入一次。")


class OwnPackage(PackageRefused):
    """A laptop is shown the report it has written itself where it asks for the county's answer."""

    code = "P-RET-03"

    def __init__(self) -> None:
        super().__init__("这是本机自己写的上报包，不是县里的回执。", "请选县里给的那一个，文件名里有 _r。")


class NotSealed(PackageRefused):
    """No signature inside (D-50).

    Args:
        claimed: whom the header names as sender; not verified.
    """

    code = "P-SIG-01"

    def __init__(self, claimed: str) -> None:
        super().__init__(f"这个数据包没有签名（自称来自“{claimed}”，未经证实）。", "请对方用本系统重新导出。")
        self.claimed = claimed


class BadSignature(PackageRefused):
    """The signature does not fit the contents (D-47, D-50)."""

    code = "P-SIG-02"

    def __init__(self) -> None:
        super().__init__("数据包的签名不对，内容可能被改动过。", "请不要使用这个文件，并电话告知发件单位和县级管理员。")


class UnknownSender(PackageRefused):
    """Signed with a key that nobody here has vouched for (D-50).

    Args:
        claimed: whom the header names as sender; not verified.
        key_id: the signing key's number, for comparison by telephone.
    """

    code = "P-SIG-03"

    def __init__(self, claimed: str, key_id: str) -> None:
        super().__init__(
            f"不认识签名的电脑（自称来自“{claimed}”，未经证实；钥匙编号 {key_id}）。",
            "请先为这台电脑办理登记，再重新导入。",
        )
        self.claimed = claimed
        self.key_id = key_id


class RevokedSender(PackageRefused):
    """The sender's key was revoked altogether (B-49).

    Args:
        name: the sender's registered name.
    """

    code = "P-SIG-04"

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”这台电脑的钥匙已被撤销。", "请与县级管理员联系；这份文件可作为线索保存。")


class SealMismatch(PackageRefused):
    """The seal, the header and the sender's certificate do not name the same thing (B-52, D-51).

    Args:
        field: what differs, a Chinese noun.
    """

    code = "P-SIG-05"

    def __init__(self, field: str) -> None:
        super().__init__(f"数据包的签名与表头不一致（{field}）。", "请不要使用这个文件，并电话告知县级管理员。")


class DiskFull(Refusal):
    """There is no room for the package (D-12).

    Args:
        needed: bytes written or needed so far.
    """

    code = "P-EXP-01"

    def __init__(self, needed: int) -> None:
        megabytes = needed // (1024 * 1024) + 1
        super().__init__(
            f"空间不够，写不下数据包（至少需要 {megabytes} MB）。",
            "数据没有变，没有留下半个文件。",
            "请清理磁盘或换一个位置后重新导出。",
        )


class PlaceNotWritable(Refusal):
    """The folder a package is to be written into cannot be written: a stick pulled out, a right that is missing.

    Args:
        folder: as it was named.
    """

    code = "P-EXP-04"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"写不进这个文件夹：{folder}。",
            "数据没有变，没有留下半个文件。",
            "请看 U 盘是否插好、文件夹在不在、能不能写，或换一个位置。",
        )


class ExportNotVerified(Refusal):
    """The package just written does not read back; it was removed (B-56).

    Args:
        cause: the refusal our own reader gave.
    """

    code = "P-EXP-02"

    def __init__(self, cause: Refusal) -> None:
        super().__init__(
            f"刚写出的数据包没有通过复查：{cause.happened}",
            "数据没有变，不合格的文件已删除。",
            f"请再导出一次；仍不行时请报 {cause.code}。",
        )
        self.cause = cause


class AttachmentDamaged(Refusal):
    """An attachment kept here is no longer the one that was taken in.

    Args:
        sha256: the digest it is filed under.
    """

    code = "P-EXP-03"

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"本机保存的附件 {sha256[:8]} 已损坏，不能导出。",
            "数据没有变，没有写出文件。",
            "请从备份恢复这个附件后再导出。",
        )
        self.sha256 = sha256


class StickFailed(Refusal):
    """What was copied does not read back as it was written: a dying or fake stick (D-58)."""

    code = "P-USB-01"

    def __init__(self) -> None:
        super().__init__("U盘写入校验失败，请换盘。", "本机的数据和数据包都完好。", "请换一个 U 盘再拷贝。")
