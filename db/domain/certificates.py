"""Bank account numbers and disability certificate numbers, checked and never corrected."""

import re
from dataclasses import dataclass

from db.domain.check_digits import luhn_holds
from db.domain.identity import IdVerdict, check_id_number
from db.domain.verdict import Problem, Severity, compact

DISABILITY_CLASSES = {"1": "视力", "2": "听力", "3": "言语", "4": "肢体", "5": "智力", "6": "精神", "7": "多重"}
DISABILITY_GRADES = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}
_CARD_LENGTHS = range(16, 20)
_ACCOUNT_LENGTHS = range(8, 31)
_EXACT_DIGITS = 15  # what a number cell keeps; zeros follow
_EXCEL = Problem(
    "damaged_by_excel",
    "这个号码被 Excel 当成数字存过，后面的位数已经丢失，不能推算。请按原件重新填写，并把那一列设成“文本”格式。",
)


@dataclass(frozen=True)
class BankVerdict:
    """A bank account: `normal` is how the record keeps it."""

    normal: str
    problems: tuple[Problem, ...] = ()


def check_bank_account(text: str) -> BankVerdict:
    """Read a bank account: blanks and dashes go, the rest stays; the Luhn check only warns (domain.md §4).

    Passbooks have no check digit, so nothing but Excel's damage is hard.
    """
    number = compact(text).replace("-", "").upper()
    if not number or number == "无":
        return BankVerdict("")
    if re.fullmatch(r"[0-9](\.[0-9]*)?E\+?[0-9]{1,2}|[0-9]{16,}\.[0-9]*", number):
        return BankVerdict(number, (_EXCEL,))
    return BankVerdict(number, tuple(_bank_problems(number)))


def _bank_problems(number: str) -> list[Problem]:
    if not re.fullmatch(r"[0-9]+", number):
        return [Problem("bank_form", "账号里有数字以外的字符，请核对。", Severity.SOFT)]
    if len(number) not in _ACCOUNT_LENGTHS:
        return [Problem("bank_length", f"账号有 {len(number)} 位，不像银行账号，请核对。", Severity.SOFT)]
    if len(number) not in _CARD_LENGTHS or luhn_holds(number):
        return []
    if not number[_EXACT_DIGITS:].strip("0"):
        return [_EXCEL]
    return [Problem("bank_luhn", "卡号校验没有通过，可能有一位抄错；存折账号可以不管。", Severity.SOFT)]


@dataclass(frozen=True)
class CertVerdict:
    """A disability certificate number taken apart.

    Attributes:
        normal: how the record keeps it, the reissue suffix (B1) included.
        holder: what its first 18 characters say as an ID number; None when they cannot be told.
        disability_class: digit 19, 1-7 (GB/T 26341), "" when unknown.
        grade: digit 20, 1-4, "" when unknown.
        reissue: which replacement it is, 0 for the first certificate.
        problems: every doubt.
    """

    normal: str
    holder: IdVerdict | None = None
    disability_class: str = ""
    grade: str = ""
    reissue: int = 0
    problems: tuple[Problem, ...] = ()


def check_disability_cert(text: str, *, disability_class: str = "", grade: str = "", id_no: str = "") -> CertVerdict:
    """Read a disability certificate number: 18 of the ID number, class, grade, and B with a number when reissued.

    Args:
        text: as it came.
        disability_class: the class on record (1-7), to compare with digit 19; "" when none.
        grade: the grade on record (1-4), to compare with digit 20; "" when none.
        id_no: the holder's ID number on record, to compare with the first 18; "" when none.
    """
    number = compact(text).replace("-", "").upper()
    if not number or number == "无":
        return CertVerdict("")
    if re.fullmatch(r"[0-9](\.[0-9]*)?E\+?[0-9]{1,2}", number):
        return CertVerdict(number, problems=(_EXCEL,))
    found = re.fullmatch(r"([0-9]{17}[0-9X])([0-9])([0-9])(?:B([0-9]{1,2}))?", number)
    if not found:
        said = (
            f"残疾人证号应为 20 位（身份证号 18 位、类别 1 位、等级 1 位），这里有 {len(number)} 位，请对照证件核对。"
        )
        return CertVerdict(number, problems=(Problem("cert_length", said),))
    holder = check_id_number(found[1])
    problems = (
        *holder.problems,
        *_digit_problems("19", found[2], DISABILITY_CLASSES, disability_class),
        *_digit_problems("20", found[3], DISABILITY_GRADES, grade),
        *_holder_problems(found[1], id_no),
    )
    known_class = found[2] if found[2] in DISABILITY_CLASSES else ""
    known_grade = found[3] if found[3] in DISABILITY_GRADES else ""
    return CertVerdict(number, holder, known_class, known_grade, int(found[4] or 0), problems)


def _digit_problems(place: str, digit: str, words: dict[str, str], recorded: str) -> list[Problem]:
    if digit not in words:
        return [Problem(f"cert_digit_{place}", f"残疾人证号第 {place} 位是 {digit}，只能是 1 到 {max(words)}。")]
    if recorded in words and recorded != digit:
        said = f"残疾人证号第 {place} 位是 {digit}（{words[digit]}），与登记的“{words[recorded]}”不一致。"
        return [Problem(f"cert_differs_{place}", said)]
    return []


def _holder_problems(number: str, id_no: str) -> list[Problem]:
    if not id_no or check_id_number(id_no).normal == number:
        return []
    return [Problem("cert_holder", "残疾人证号前 18 位与登记的身份证号不一致。")]
