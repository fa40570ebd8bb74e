"""Excel out of this room: the record as a list that can be read back, and the list of problems to hand on."""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter

from db.domain.roster import KnownFamily
from desktop.roster.list_words import ListWords
from desktop.roster.plan import RosterPlan, verdict_word
from desktop.roster.refusals import TextTooLong
from desktop.roster.synonyms import Target
from desktop.roster.values import entity_of, spec_of
from desktop.words import tr

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_WIDTHS = {"id_no": 22, "disability_cert_no": 24, "live_addr": 30, "hukou_addr": 30, "remark": 30, "name": 12}
_CELL_LIMIT = 32767


class ExportColumn(NamedTuple):
    """One column of the exported list: its title, and whose field it shows."""

    title: str
    target: Target


def _columns() -> tuple[ExportColumn, ...]:
    family = "档案编号 case_no|家庭类别 case_type|村（居） village|组 group_name"
    person = (
        "姓名 name|与户主关系 relation|身份证号 id_no|性别 sex|出生日期 birth_date|民族 ethnic|婚姻状况 marital|"
        "婚变日期 marital_since|文化程度 education|健康状况 health|自理能力 self_care|慢性病 chronic|联系电话 phone|"
        "备用电话 backup_phone|户口性质 hukou_kind|医疗保险 med_insurance|养老保险 pension|"
        "家庭医生 agreement.doctor|家庭医生电话 agreement.doctor_phone|就诊卡号 green_card.card_no"
    )
    child = (
        "子女姓名 name|子女性别 sex|子女出生日期 birth_date|子女身份证号 id_no|子女现状 state|"
        "死亡或伤残时间 event_date|死亡或伤残原因 cause|残疾证号 disability_cert_no|"
        "残疾类别 disability_class|残疾等级 disability_grade|独生子女证号 only_child_cert_no"
    )
    tail = (
        "户籍地址 hukou_addr|居住地址 live_addr|居住方式 living_mode|困难身份 hardship|关注等级 risk_level|"
        "慰问方式意愿 contact_preference|家庭电话 phone|备注 remark"
    )
    return (
        ExportColumn("户号", Target("family", "household_no")),
        *_of("family", family),
        *_of("person", person),
        *_of("child", child),
        *_of("family", tail),
        ExportColumn("镇级联系人", Target("township", "name")),
        ExportColumn("镇级联系人电话", Target("township", "phone")),
        ExportColumn("村级联系人", Target("village", "name")),
        ExportColumn("村级联系人电话", Target("village", "phone")),
        ExportColumn("联系人", Target("extra", "name")),
        ExportColumn("联系人电话", Target("extra", "phone")),
    )


def _of(role: str, words: str) -> tuple[ExportColumn, ...]:
    pairs = (entry.split(" ") for entry in words.split("|"))
    return tuple(ExportColumn(title, Target(role, name)) for title, name in pairs)


COLUMNS = _columns()
"""Titles the import recognises by itself, so the exported list reads back without a question."""


def write_roster(families: Iterable[KnownFamily], words: ListWords) -> bytes:
    """The record as an .xlsx list, one person a row, that an import reads back as 无变化.

    Args:
        families: the households wanted, in the order wanted.
        words: code lists, so that cells hold words and not codes.

    Every cell is text: no formula, no link, no number (D-59). Refusals: `TextTooLong`.
    """
    rows = [row for number, family in enumerate(families, start=1) for row in cells_of(number, family, words)]
    return _book(tr("名册"), [column.title for column in COLUMNS], rows, [_width(c) for c in COLUMNS])


def write_problems(plan: RosterPlan) -> bytes:
    """The list of problems (存下问题清单): one row per doubt, with the cell, the value seen and what to do."""
    titles = ["行", "单元格", "判断", "姓名", "村", "表中的值", "说明", "决定"]
    rows = []
    decisions = dict(plan.decisions)
    for listed in plan.households:
        taken = next((decisions[row] for row in listed.rows if row in decisions), None)
        word = "" if taken is None else tr("写入") if taken.choice == "accept" else tr("不要")
        for doubt in listed.doubts:
            place = doubt.address if doubt.column else ""
            start = (str(doubt.row), place, verdict_word(listed.verdict), listed.names, listed.village)
            rows.append([*start, doubt.seen, doubt.sentence, word])
    return _book(tr("问题清单"), [tr(title) for title in titles], rows, [6, 8, 10, 18, 14, 24, 60, 8])


def cells_of(number: int, family: KnownFamily, words: ListWords) -> Iterable[list[str]]:
    """As many rows as the household has adults or children, household words repeated so that a filter finds them."""
    height = max(len(family.persons), len(family.children), 1)
    household: dict[str, dict[str, str]] = {"family": {**dict(family.fields), "household_no": str(number)}}
    household.update((contact.post_kind, dict(contact.fields)) for contact in family.contacts)
    for line in range(height):
        sources = dict(household)
        if line < len(family.persons):
            person = family.persons[line]
            sources["person"] = {**dict(person.fields), "relation": person.relation}
        if line < len(family.children):
            sources["child"] = dict(family.children[line].fields)
        yield [shown(sources.get(role, {}).get(name, ""), words) for role, name, shown in _SHOWN]


def _plain(text: str, words: ListWords) -> str:
    del words
    return text


def _worded(target: Target) -> Callable[[str, ListWords], str]:
    """How a column shows its text: codes as words, everything else as it is."""
    spec = spec_of(target)
    if spec is None or spec.kind not in {"code", "listing"}:
        return _plain
    entity = entity_of(target)

    def shown(text: str, words: ListWords) -> str:
        if not text:
            return ""
        return "、".join(words.word_of(entity, spec.name, spec.code_list, code) for code in text.split(","))

    return shown


_SHOWN = tuple((column.target.role, column.target.field, _worded(column.target)) for column in COLUMNS)


def _width(column: ExportColumn) -> int:
    return _WIDTHS.get(column.target.field, max(10, len(column.title) * 2 + 2))


def _book(name: str, titles: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target, _SAFE) as book:
        sheet = book.add_worksheet(name)
        plain: Any = book.add_format({"num_format": "@", "valign": "top"})
        bold: Any = book.add_format({"num_format": "@", "bold": True, "bottom": 1})
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, plain)
        for column, title in enumerate(titles):
            sheet.write_string(0, column, title, bold)
        for line, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                if text and sheet.write_string(line, column, printable(text), plain):
                    raise TextTooLong
        sheet.freeze_panes(1, 0)
    return target.getvalue()


def printable(text: str) -> str:
    """Without characters no XML can carry (D-60).

    Raises:
        TextTooLong: longer than a cell can hold.
    """
    if len(text) > _CELL_LIMIT:
        raise TextTooLong
    return "".join(char for char in text if char >= " " or char in "\t\n") if not text.isprintable() else text
