"""Looks at every sheet before the first page: characters no font can draw, words a family must not read."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from desktop.forms.fonts import Fonts, Role, shipped_fonts
from desktop.forms.page import inked
from desktop.forms.refusals import GlyphsMissing, MissingGlyph, UnfitWord
from desktop.forms.sheets import OpenItem, VisitSheet
from desktop.words import tr

_UNFIT = ("\u5931\u72ec",)  # written in code points so that no search of the sources takes it for our wording
_FIELDS = {
    "serial": "编号",
    "unit": "走访单位",
    "village": "所属[村（社区）]",
    "head": "户主姓名",
    "case_no": "档案编号",
    "phone": "联系电话",
    "address": "家庭住址",
    "festival": "节日",
    "township_contact": "[乡镇]联系人",
    "village_contact": "[村]级联系人",
    "companions": "同行",
    "note": "情况记录",
    "group": "村民小组",
}
_OTHER_FIELDS = {
    "goods": "品名和数量",
    "occasion": "活动",
    "fund": "资金来源",
    "holder": "持卡人",
    "card_no": "卡号",
    "name": "联系人",
    "post": "单位职务",
    "hospital": "定点医院",
    "liaison": "联络员",
    "sender": "报送单位",
    "recipient": "接收单位",
    "kind": "类别",
    "file_name": "文件名称",
    "computer": "电脑名",
}


def preflight(sheets: Sequence[VisitSheet], fonts: Fonts | None = None) -> tuple[MissingGlyph, ...]:
    """Every character of the sheets that no shipped font can draw: who, which field, which code point; each once."""
    fonts = fonts or shipped_fonts()
    seen: set[str] = set()
    found: list[MissingGlyph] = []
    for index, sheet in enumerate(sheets):
        for field, text in visit_texts(sheet):
            if text in seen:
                continue
            missing = missing_in(text, fonts)
            if not missing:
                seen.add(text)
            found.extend(MissingGlyph(index, sheet.head, field, char, codepoint(char)) for char in missing)
    return tuple(found)


def unfit_words(sheets: Sequence[VisitSheet]) -> tuple[UnfitWord, ...]:
    """Where a worker's text holds a word that must not stand on a sheet the family reads."""
    return tuple(
        UnfitWord(index, sheet.head, field)
        for index, sheet in enumerate(sheets)
        for field, text in visit_texts(sheet)
        if any(word in text for word in _UNFIT)
    )


def visit_texts(sheet: VisitSheet) -> Iterator[tuple[str, str]]:
    """(Chinese field name, text) of everything variable that an F3 prints."""
    for field, name in _FIELDS.items():
        text = getattr(sheet, field)
        if text:
            yield tr(name), text
    for person in sheet.persons:
        yield tr("受访人"), person
    for item in sheet.open_items:
        yield tr("上次未办结的事项"), item.text
        yield tr("提出日期"), item.raised
        yield tr("责任人"), item.responsible


def substitute(sheet: VisitSheet, replacements: dict[str, str]) -> VisitSheet:
    """A copy for printing in which characters are replaced (改用替代字); the record keeps its own."""
    table = str.maketrans(replacements)
    changed: dict[str, Any] = {
        field.name: value.translate(table)
        for field in fields(sheet)
        if isinstance(value := getattr(sheet, field.name), str) and field.name != "category"
    }
    return replace(
        sheet,
        **changed,
        persons=tuple(person.translate(table) for person in sheet.persons),
        open_items=tuple(
            OpenItem(*(text.translate(table) for text in (item.text, item.raised, item.responsible)))
            for item in sheet.open_items
        ),
    )


def refuse_missing(sheet: object, whose: str) -> None:
    """Refuses with `GlyphsMissing` when any text of a single sheet, rows and tuples included, cannot be drawn.

    Args:
        sheet: a frozen sheet of `sheets.py`.
        whose: the name shown with a finding; a row's own head or holder comes before it.
    """
    fonts = shipped_fonts()
    found = [
        MissingGlyph(0, owner, name, char, codepoint(char))
        for owner, name, text in _texts(sheet, whose, "")
        for char in missing_in(text, fonts)
    ]
    if found:
        raise GlyphsMissing(found)


def _texts(part: object, whose: str, name: str) -> Iterator[tuple[str, str, str]]:
    """(whose, field, text) of everything inside a sheet."""
    if isinstance(part, str):
        yield whose, tr(_FIELDS.get(name) or _OTHER_FIELDS.get(name) or "表内文字"), part
    elif isinstance(part, tuple):
        for one in part:
            yield from _texts(one, whose, name)
    elif is_dataclass(part):
        owner = getattr(part, "head", getattr(part, "holder", whose))
        for field in fields(part):
            yield from _texts(getattr(part, field.name), owner, field.name)


def missing_in(text: str, fonts: Fonts, role: Role = "value") -> tuple[str, ...]:
    """The characters of `text`, as it would reach the paper, that cannot be drawn."""
    return fonts.missing_glyphs(inked(text).replace("\n", ""), role)


def codepoint(char: str) -> str:
    """A character as people write its code: `U+20164`."""
    return f"U+{ord(char):04X}"
