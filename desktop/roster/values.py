"""One cell becomes one typed value, or a trouble said in words; the rules of values themselves live in db.domain."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from typing import NamedTuple

from db.domain.certificates import check_bank_account, check_disability_cert
from db.domain.entities.entity import SENTENCE, Field
from db.domain.entities.registry import ENTITIES
from db.domain.identity import IdVerdict, check_id_number
from db.domain.names import LONGEST, MOVED, NameUnreadable, clean_name
from db.domain.phones import check_phone
from db.domain.verdict import Problem, Severity
from desktop.roster.dates import read_date
from desktop.roster.doubts import EMPTY, Read, Trouble
from desktop.roster.list_words import ListWords
from desktop.roster.synonyms import CONTACTS, Target
from desktop.words import tr

Reader = Callable[[object], Read]

_NO_WORDS = frozenset({"无", "否", "没有", "不是", "n", "no", "-", "—", "/", "×", "不详", "未知"})
_YES_WORDS = frozenset({"是", "有", "√", "✓", "☑", "y", "yes", "享受", "低保户", "对"})
_SEVERAL = re.compile(r"[、,，;；/\s|]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u200b\u2060\ufeff\ufffe\uffff]")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_COMMON_NAME = re.compile(r"[\u4e00-\u9fa5]{2,4}")
_RARE = re.compile(r"[\u3400-\u4dbf\u9fa6-\u9fff\U00020000-\U0003ffff]")
_EXACT_DIGITS = 10**15
_DATES = frozenset({"day", "part_day"})
_AHEAD = frozenset({"agreement.until", "green_card.until"})
_FOREVER = date(9999, 1, 1)
_SEEN = 120
_SILENT = frozenset({"area_practice"})
_STORABLE = frozenset({"damaged_by_excel"})


def as_text(value: object) -> str:
    """A cell as a person sees it: whole numbers without `.0`, dates as ISO, true and false as 是 and 否."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("是") if value else tr("否")
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_DIGITS:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)


def as_seen(value: object) -> str:
    """A cell as it looks in Excel, shortened: a number too long for a cell stands there as 4.32123E+17."""
    if isinstance(value, float) and abs(value) >= _EXACT_DIGITS:
        return f"{value:.5E}"
    return as_text(value)[:_SEEN]


class CellReader:
    """Makes the readers of one list's columns; `verdicts` keeps what each ID number said of itself.

    Args:
        today: later dates cannot have happened.
        words: the code lists with their synonyms.
    """

    def __init__(self, today: date, words: ListWords) -> None:
        self._today = today
        self._words = words
        self.verdicts: dict[str, IdVerdict] = {}

    def reader(self, target: Target, title: str = "") -> Reader:
        """The reader of a column that means `target`; `title` tells what a bare 是 stands for."""
        name = target.field
        own = self._own(name)
        if own:
            return own
        spec = spec_of(target)
        if spec is None:
            return partial(_read_line, longest=200)
        if spec.kind in _DATES:
            return partial(self._read_day, whole=spec.kind == "day", ahead=name in _AHEAD)
        if spec.kind in {"code", "listing"}:
            return partial(self._read_code, listed=_Listed(entity_of(target), spec), title=title)
        return partial(_read_line, longest=spec.longest, lines=spec.longest >= SENTENCE)

    def _own(self, name: str) -> Reader | None:
        special: dict[str, Reader] = {
            "name": _read_name,
            "agreement.doctor": _read_name,
            "id_no": self._read_id,
            "phone": _read_phone,
            "backup_phone": _read_phone,
            "agreement.doctor_phone": _read_phone,
            "bank_account": _read_bank,
            "disability_cert_no": _read_cert,
            "household_no": _read_key,
            "head_name": _read_key,
            "village": _read_key,
        }
        return special.get(name)

    def _read_id(self, value: object) -> Read:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= _EXACT_DIGITS:
            return Read("", (_excel_ate_it(),))
        verdict = check_id_number(as_text(value), today=self._today)
        self.verdicts[verdict.normal] = verdict
        return Read(verdict.normal, _troubles(verdict.problems))

    def _read_day(self, value: object, *, whole: bool, ahead: bool) -> Read:
        read = read_date(value, _FOREVER if ahead else self._today)
        if whole and read.text and len(read.text) < len("1965-03-12"):
            said = tr("这里要写到日，只有“{text}”，接受后这一格先空着").format(text=read.text)
            return Read("", (*read.troubles, Trouble("date_not_whole", said, "soft")))
        return read

    def _read_code(self, value: object, *, listed: "_Listed", title: str) -> Read:
        text = " ".join(as_text(value).split())
        if not text:
            return EMPTY
        several = listed.spec.kind == "listing"
        found = self._code(listed, text) or (several and text.lower() in _YES_WORDS and self._by_title(listed, title))
        if found:
            return Read(found)
        if text.lower() in _NO_WORDS:
            return EMPTY
        return self._read_several(text, listed) if several else _unknown_word(text)

    def _by_title(self, listed: "_Listed", title: str) -> str:
        """A bare 是 in a column called 是否低保 stands for 低保."""
        return self._code(listed, re.sub(r"是否|享受|情况|户$|\s", "", title))

    def _read_several(self, text: str, listed: "_Listed") -> Read:
        words = [word for word in _SEVERAL.split(text) if word and word not in _NO_WORDS]
        codes = [self._code(listed, word) for word in words]
        unknown = tuple(_unknown_word(word).troubles[0] for word, code in zip(words, codes, strict=True) if not code)
        return Read(",".join(sorted({code for code in codes if code})), unknown)

    def _code(self, listed: "_Listed", word: str) -> str:
        return self._words.code_of(listed.entity, listed.spec.name, listed.spec.code_list, word)


class _Listed(NamedTuple):
    entity: str
    spec: Field


def entity_of(target: Target) -> str:
    """The entity a column's values belong to."""
    prefix, _, rest = target.field.partition(".")
    if rest:
        return prefix
    return {"family": "family", "child": "child", "child2": "child"}.get(
        target.role, "contact_person" if target.role in CONTACTS else "person"
    )


def spec_of(target: Target) -> Field | None:
    """The entity's field a column fills, None for columns that only group rows or that the record has no place for."""
    return ENTITIES[entity_of(target)].by_name.get(target.field.rpartition(".")[2])


def _troubles(problems: tuple[Problem, ...]) -> tuple[Trouble, ...]:
    """A wrong number may be what the card says: a reason lets it in; one eaten by Excel stays out (D-62, D-64)."""
    return tuple(
        Trouble(
            problem.code,
            problem.sentence,
            "soft" if problem.severity is Severity.SOFT else "hard" if problem.code in _STORABLE else "reason",
        )
        for problem in problems
        if problem.code not in _SILENT
    )


def _excel_ate_it() -> Trouble:
    return Trouble("damaged_by_excel", tr("身份证号在 Excel 里被当成数字，后三位已经变成 0，程序补不回来"), "hard")


def _read_name(value: object) -> Read:
    if isinstance(value, str) and _COMMON_NAME.fullmatch(value):
        return Read(value)
    text = as_text(value)
    if not text.strip() or text.strip() in {"-", "—", "/", "无"}:
        return EMPTY
    try:
        clean = clean_name(text)
    except NameUnreadable as refusal:
        return Read("", (Trouble("name_unreadable", refusal.happened, "hard"),))
    notes = tuple(Trouble("name_tidied", note, "note") for note in clean.notes)
    troubles = (*notes, *_troubles(clean.problems))
    if _RARE.search(clean.name):
        troubles = (*troubles, Trouble("name_rare", tr("姓名里有生僻字，请核对字形"), "soft"))
    return Read(clean.name, troubles)


def _read_phone(value: object) -> Read:
    if isinstance(value, str) and _MOBILE.fullmatch(value):
        return Read(value)
    verdict = check_phone(as_text(value))
    if any(problem.severity is Severity.HARD for problem in verdict.problems):
        said = tr("{why}接受后这一格先空着").format(why=verdict.problems[0].sentence)
        return Read("", (Trouble(verdict.problems[0].code, said, "soft"),))
    return Read(verdict.normal, _troubles(verdict.problems))


def _read_bank(value: object) -> Read:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= _EXACT_DIGITS:
        said = tr("账号在 Excel 里被当成数字，末几位已经丢失，接受后这一格先空着")
        return Read("", (Trouble("damaged_by_excel", said, "soft"),))
    verdict = check_bank_account(as_text(value))
    troubles = _troubles(verdict.problems)
    if any(trouble.weight == "hard" for trouble in troubles):
        return Read("", (Trouble("damaged_by_excel", tr("账号末几位已经丢失，接受后这一格先空着"), "soft"),))
    return Read(verdict.normal, troubles)


def _read_cert(value: object) -> Read:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= _EXACT_DIGITS:
        said = tr("残疾人证号在 Excel 里被当成数字，末几位已经丢失，程序补不回来")
        return Read("", (Trouble("damaged_by_excel", said, "hard"),))
    verdict = check_disability_cert(as_text(value))
    return Read(verdict.normal, _troubles(verdict.problems))


def _read_key(value: object) -> Read:
    """Words that group rows or name a village: white space never tells two of them apart."""
    return Read("".join(_CONTROLS.sub("", as_text(value)).split()).translate(MOVED))


def _read_line(value: object, *, longest: int = LONGEST, lines: bool = False) -> Read:
    text = as_text(value)
    plain = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not lines:
        plain = plain.replace("\n", " ")
    if any(unicodedata.category(char) == "Cs" for char in plain if char > "\ud7ff"):
        return Read("", (Trouble("text_broken", tr("有一个字没有传完整，请重新输入"), "hard"),))
    moved = plain.translate(MOVED)
    troubles: tuple[Trouble, ...] = ()
    if moved != plain:
        troubles = (Trouble("text_moved", tr("旧编码的字换成了现行国家标准的同一个字，请核对字形"), "soft"),)
    if len(moved) > longest:
        said = tr("有 {count} 个字，最多 {most} 个，请改短").format(count=len(moved), most=longest)
        return Read("", (Trouble("text_long", said, "hard"),))
    return Read(moved, troubles)


def _unknown_word(word: str) -> Read:
    said = tr("“{word}”不在程序认得的说法里，接受后这一格先空着").format(word=word[:40])
    return Read("", (Trouble("word_unknown", said, "soft"),))
