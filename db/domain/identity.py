"""ID numbers of persons: read, recognised and checked, never corrected (GB 11643-1999, D-64).

A wrong number may be the one printed on the card, so it is kept as it came, with every doubt said in words.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from db.domain.check_digits import iso_11_2
from db.domain.verdict import Problem, Severity, compact

RESIDENT_LENGTH = 18
OLD_LENGTH = 15
OLDEST = 120
PRACTICE_AREA = "999999"
MALE, FEMALE = "1", "2"
# The first two digits of GB/T 2260, 1 first: provinces, Taiwan, Hong Kong, Macao, and 91 for places abroad.
_PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
) | {"71", "81", "82", "83", "91"}


class IdKind(StrEnum):
    """What document a number belongs to, told by its shape."""

    RESIDENT = "resident"
    HMT_RESIDENCE = "hmt_residence"
    FOREIGNER = "foreigner"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PASSPORT = "passport"
    OFFICER = "officer"
    NONE = "none"
    UNKNOWN = "unknown"


TITLES = {
    IdKind.RESIDENT: "居民身份证",
    IdKind.HMT_RESIDENCE: "港澳台居民居住证",
    IdKind.FOREIGNER: "外国人永久居留身份证",
    IdKind.HK_MACAO_PERMIT: "港澳居民来往内地通行证",
    IdKind.TAIWAN_PERMIT: "台湾居民来往大陆通行证",
    IdKind.PASSPORT: "护照",
    IdKind.OFFICER: "军官证",
    IdKind.NONE: "未填",
    IdKind.UNKNOWN: "不能识别的证件",
}

ID_TYPES = {
    IdKind.RESIDENT: "01",
    IdKind.PASSPORT: "03",
    IdKind.OFFICER: "04",
    IdKind.HK_MACAO_PERMIT: "06",
    IdKind.TAIWAN_PERMIT: "07",
    IdKind.HMT_RESIDENCE: "08",
    IdKind.FOREIGNER: "09",
    IdKind.UNKNOWN: "99",
}
"""The code of each kind in the list `id_type`; a number that was not given has none."""


@dataclass(frozen=True)
class IdVerdict:
    """What a number says about itself.

    Attributes:
        kind: the document.
        normal: the number as the record should keep it: half width, no blanks, X upper, 15 digits made 18.
        birth: the date of birth in it, when it holds a real one.
        sex: "1" male, "2" female (GB/T 2261.1), "" when the number does not tell.
        problems: every doubt, the hard ones asking for a reason.
    """

    kind: IdKind
    normal: str
    birth: date | None = None
    sex: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing hard stands against it."""
        return all(problem.severity is Severity.SOFT for problem in self.problems)


_EXCEL = Problem(
    "damaged_by_excel",
    "这个号码被 Excel 当成数字存过，后面的位数已经丢失，不能推算。请按证件原件重新填写，并把那一列设成“文本”格式。",
)
_PRACTICE = Problem("area_practice", "前六位 999999 不是真实地区，只用于练习。", Severity.SOFT)
_BLANKS = frozenset({"", "无", "没有", "未办", "不详", "/", "-"})
# ASCII digits only: an Arabic ٣ is no digit of an ID number.
_RESIDENT = re.compile(r"\d{17}[\dX]", re.ASCII)
_OLD_RESIDENT = re.compile(r"\d{15}", re.ASCII)
_FLOAT = re.compile(r"\d(\.\d*)?E\+?\d{1,2}|\d{15,18}\.\d*", re.ASCII)
_SHAPES = (
    (re.compile(r"[HM]\d{8}(\d{2})?", re.ASCII), IdKind.HK_MACAO_PERMIT),
    (re.compile(r"\d{8}|\d{10}(\([A-Z0-9]\))?|T\d{8}", re.ASCII), IdKind.TAIWAN_PERMIT),
    (re.compile(r"[A-Z]{3}\d{12}", re.ASCII), IdKind.FOREIGNER),
    (re.compile(r"(?=.*[A-Z])[A-Z0-9]{6,9}", re.ASCII), IdKind.PASSPORT),
    (re.compile(r".*字第?\d{4,8}号?", re.ASCII), IdKind.OFFICER),
)


def check_id_number(text: str, *, today: date | None = None) -> IdVerdict:
    """Read an ID number as a worker typed it or a roster holds it.

    Args:
        text: as it came: full-width digits, blanks, dashes and a lower-case x are understood.
        today: when given, a birth later than this or more than 120 years before it is a problem.
    """
    number = compact(text).upper()
    if _RESIDENT.fullmatch(number):
        return _eighteen(number, today)
    if number in _BLANKS:
        return IdVerdict(IdKind.NONE, "")
    if _FLOAT.fullmatch(number):
        return IdVerdict(IdKind.RESIDENT, number, problems=(_EXCEL,))
    return _other(number.replace("-", "") if "字" not in number else number, today)


def _other(number: str, today: date | None) -> IdVerdict:
    """Anything that is no 18-digit number as it stands."""
    if _RESIDENT.fullmatch(number):
        return _eighteen(number, today)
    if _OLD_RESIDENT.fullmatch(number):
        return _fifteen(number, today)
    for pattern, kind in _SHAPES:
        if pattern.fullmatch(number):
            return IdVerdict(kind, number)
    return _unreadable(number)


def id_conflicts(verdict: IdVerdict, *, birth_date: str = "", sex: str = "") -> tuple[Problem, ...]:
    """Where a number disagrees with the recorded birth (ISO, month or year precision allowed) and sex code.

    Either side may be right, so both are hard: the record keeps a reason (domain.md §4, person.birth_date).
    """
    found: list[Problem] = []
    if verdict.birth and birth_date and not verdict.birth.isoformat().startswith(birth_date):
        said = _day_words(verdict.birth)
        found.append(Problem("birth_differs", f"证件号码里的出生日期是{said}，与登记的 {birth_date} 不一致。"))
    if verdict.sex and sex in {MALE, FEMALE} and verdict.sex != sex:
        word = "男" if verdict.sex == MALE else "女"
        found.append(Problem("sex_differs", f"证件号码里的性别是{word}，与登记的性别不一致。"))
    return tuple(found)


def modern_number(old: str) -> str:
    """The 18-digit form of a 15-digit number: "19" before the year, then the check character (GB 11643-1999)."""
    body = f"{old[:6]}19{old[6:]}"
    return body + iso_11_2(body)


def _fifteen(number: str, today: date | None) -> IdVerdict:
    verdict = _eighteen(modern_number(number), today)
    said = f"这是 15 位的老号码 {number}，已按国家标准写成 18 位，请与现在的证件核对。"
    note = Problem("converted_15", said, Severity.SOFT)
    return IdVerdict(verdict.kind, verdict.normal, verdict.birth, verdict.sex, (note, *verdict.problems))


def _eighteen(number: str, today: date | None) -> IdVerdict:
    birth = _date_in(number[6:14])
    sex = MALE if int(number[16]) % 2 else FEMALE
    found = (
        _area_problem(number),
        None if birth else _impossible(number[6:14]),
        _age_problem(birth, today) if birth and today else None,
        _check_problem(number),
    )
    problems = tuple([problem for problem in found if problem])
    return IdVerdict(_kind_of(number), number, birth, sex, problems)


def _kind_of(number: str) -> IdKind:
    if number[:6] in {"810000", "820000", "830000"}:
        return IdKind.HMT_RESIDENCE
    # Since 2023: 9, province, three digits of the country; birth, sequence and check as in GB 11643 〔GK〕.
    if number[0] == "9" and number[:2] != "91" and number[1:3] in _PROVINCES:
        return IdKind.FOREIGNER
    return IdKind.RESIDENT


def _area_problem(number: str) -> Problem | None:
    if number.startswith(PRACTICE_AREA):
        return _PRACTICE
    if number[:2] in _PROVINCES or _kind_of(number) is IdKind.FOREIGNER:
        return None
    return Problem("area_unknown", f"前两位 {number[:2]} 不是现在的省级代码，请核对证件。", Severity.SOFT)


def _impossible(digits: str) -> Problem:
    shown = f"{digits[:4]}年{digits[4:6]}月{digits[6:]}日"
    return Problem("birth_impossible", f"号码第 7–14 位写的是{shown}，没有这一天。请对照证件逐位核对。")


def _age_problem(birth: date, today: date) -> Problem | None:
    if birth > today:
        return Problem("birth_future", f"号码里的出生日期{_day_words(birth)}还没有到。")
    if today.year - birth.year > OLDEST:
        return Problem("birth_distant", f"按号码算已超过 {OLDEST} 岁，请核对。", Severity.SOFT)
    return None


def _check_problem(number: str) -> Problem | None:
    zeros = number.endswith("000")
    if iso_11_2(number[:17]) == number[17]:
        said = "号码以 000 结尾，可能是 Excel 丢失了后三位，请核对证件。"
        return Problem("ends_in_zeros", said, Severity.SOFT) if zeros else None
    if zeros:
        return _EXCEL
    return Problem("check_digit", "最后一位校验码与前 17 位对不上，很可能有一位抄错。请对照证件逐位核对。")


def _unreadable(number: str) -> IdVerdict:
    if re.fullmatch(r"\d+X?", number, re.ASCII):
        said = f"号码有 {len(number)} 位，居民身份证应为 {RESIDENT_LENGTH} 位（老号码 {OLD_LENGTH} 位）。"
        return IdVerdict(IdKind.RESIDENT, number, problems=(Problem("length", said),))
    if re.fullmatch(r"[\dXO*]+", number, re.ASCII):
        said = "号码里有数字以外的字符（例如字母 O 或星号），请对照证件填写完整。"
        return IdVerdict(IdKind.RESIDENT, number, problems=(Problem("not_digits", said),))
    return IdVerdict(
        IdKind.UNKNOWN, number, problems=(Problem("unknown_kind", "看不出这是哪一种证件的号码，请核对。"),)
    )


def _date_in(digits: str) -> date | None:
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None


def _day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
