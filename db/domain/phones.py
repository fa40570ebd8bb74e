"""Telephone numbers as cells hold them: several at once, with brackets, extensions and remarks, or none at all."""

import re
from dataclasses import dataclass
from enum import StrEnum

from db.domain.verdict import Problem, Severity, half_width

NO_PHONE = "无"
_NONE_WORDS = frozenset({NO_PHONE, "没有", "无电话", "暂无", "-", "/", "\\"})
_SEPARATORS = re.compile(r"[、/;,|\n\r]+|或者?|(?<=\d{4})\s+(?=(?:\+?86)?1[3-9]\d{9}|0\d{2,3}-)", re.ASCII)
_MOBILE = re.compile(r"(?:(?:\+|00)?86|0)?(1[3-9]\d{9})", re.ASCII)
_LANDLINE = re.compile(r"(?:(?:\+|00)86)?(0(?:10|2\d|[3-9]\d{2}))?([2-9]\d{6,7})", re.ASCII)
_FLOAT = re.compile(r"\d(\.\d*)?E\+?\d{1,2}", re.ASCII | re.IGNORECASE)
_SERVICE = re.compile(r"[48]00\d{7}|1\d{2,5}|9\d{4,5}", re.ASCII)
_EXTENSION_WORDS = re.compile(r"分机号?|ext\.?|#", re.IGNORECASE)
_REMARK = re.compile(r"[^\x00-\x7f转]+")


class PhoneKind(StrEnum):
    """What sort of number it is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Phone:
    """One number: `number` as 13800138000 or 0512-53520000, its extension, and the remark that stood beside it."""

    kind: PhoneKind
    number: str
    extension: str = ""
    remark: str = ""

    @property
    def text(self) -> str:
        """As the record keeps it: 0512-53520000转801（女儿）."""
        tail = f"转{self.extension}" if self.extension else ""
        return f"{self.number}{tail}" + (f"（{self.remark}）" if self.remark else "")


@dataclass(frozen=True)
class PhoneVerdict:
    """What a telephone cell holds.

    Attributes:
        normal: how the record keeps it: numbers joined by 、, or 无, or "" for an empty cell.
        numbers: one entry per number.
        problems: every doubt; hard ones ask for a correction or a reason.
    """

    normal: str
    numbers: tuple[Phone, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def reachable(self) -> bool:
        """Whether at least one number can be dialled."""
        return any(phone.kind is not PhoneKind.UNKNOWN for phone in self.numbers)


def check_phone(text: str) -> PhoneVerdict:
    """Read a telephone cell: mobile, landline with or without area code, short service numbers, several, or 无.

    +86, brackets, dashes, blanks and full-width digits are understood; nothing is guessed (domain.md §4).
    """
    plain = "".join(char for char in half_width(text) if char.isprintable() or char.isspace()).strip()
    if not plain:
        return PhoneVerdict("")
    if plain.replace(" ", "") in _NONE_WORDS:
        return PhoneVerdict(NO_PHONE)
    pieces = [piece for part in _SEPARATORS.split(plain) if (piece := part.strip(" .。，"))]
    read = [_one(piece) for piece in pieces]
    numbers = tuple(phone for phone, _ in read)
    problems = tuple(problem for _, problem in read if problem)
    return PhoneVerdict("、".join(phone.text for phone in numbers), numbers, problems)


def _one(piece: str) -> tuple[Phone, Problem | None]:
    bare, remark = _without_remark(piece)
    if _FLOAT.fullmatch(bare):
        said = f"“{bare}”是被 Excel 当成数字存过的号码，位数可能已丢失，请重新填写。"
        return Phone(PhoneKind.UNKNOWN, bare, remark=remark), Problem("damaged_by_excel", said)
    main, extension = _without_extension(bare.removesuffix(".0"))
    digits = re.sub(r"[\s\-()]", "", main)
    for read in (_mobile, _service, _landline):
        if found := read(digits, extension, remark):
            return found
    kept = re.sub(r"\s+", "", piece)
    return Phone(PhoneKind.UNKNOWN, kept), _unreadable(kept, digits)


def _mobile(digits: str, extension: str, remark: str) -> tuple[Phone, Problem | None] | None:
    found = _MOBILE.fullmatch(digits)
    return (Phone(PhoneKind.MOBILE, found[1], extension, remark), None) if found else None


def _service(digits: str, extension: str, remark: str) -> tuple[Phone, Problem | None] | None:
    if _SERVICE.fullmatch(digits):
        return Phone(PhoneKind.SERVICE, digits, extension, remark), None
    return None


def _landline(digits: str, extension: str, remark: str) -> tuple[Phone, Problem | None] | None:
    found = _LANDLINE.fullmatch(digits)
    if not found:
        return None
    area, local = found.groups()
    if area:
        return Phone(PhoneKind.LANDLINE, f"{area}-{local}", extension, remark), None
    said = f"“{local}”没有区号，外地拨不通，请补上区号。"
    return Phone(PhoneKind.LANDLINE, local, extension, remark), Problem("no_area_code", said, Severity.SOFT)


def _without_remark(piece: str) -> tuple[str, str]:
    """The number and the words beside it: 13800138000(女儿), 女儿:13800138000, 13800138000女儿."""
    bare = _EXTENSION_WORDS.sub("转", piece)
    remark = " ".join(_REMARK.findall(bare))
    return _REMARK.sub("", bare).replace("()", "").strip(" :"), remark


def _without_extension(bare: str) -> tuple[str, str]:
    """The number and its extension: 0512-53520000转801, (0512)53520000-801."""
    found = re.fullmatch(r"(.*?[0-9])\s*转\s*([0-9]{1,6})", bare) or re.fullmatch(
        r"(\(?0[0-9]{2,3}[)\-\s]+[0-9]{7,8})\s*-\s*([0-9]{1,6})", bare
    )
    return (found[1], found[2]) if found else (bare, "")


def _unreadable(kept: str, digits: str) -> Problem:
    if re.fullmatch(r"1[0-9]+", digits):
        return Problem("phone_length", f"“{kept}”有 {len(digits)} 位，手机号应为 11 位。")
    return Problem("phone_form", f"“{kept}”不像电话号码。没有电话请填“无”。")
