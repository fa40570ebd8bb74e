"""Looks at every sheet before the first page: characters no font can draw, words a family must not read."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from desktop.forms.fonts import Fonts, Role, shipped_fonts
from desktop.forms.page import inked
from desktop.forms.refusals import GlyphsMissing, MissingGlyph, UnfitWord
from desktop.forms.sheets import GiftListSheet, OpenItem, RecoverySheet, SlipSheet, VisitSheet
from desktop.words import tr

_UNFIT = ("\u5931\u72ec",)  # written in code points so that no search of the sources takes it for our wording
_FIELDS = {
    "serial": "编号",
    "unit": "走访单位",
    "village": "所属村（社区）",
    "head": "户主姓名",
    "case_no": "档案编号",
    "phone": "联系电话",
    "address": "家庭住址",
    "festival": "节日",
    "township_contact": "乡镇联系人",
    "village_contact": "村级联系人",
    "companions": "同行",
    "note": "情况记录",
    "group": "村民小组",
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


def refuse_missing(sheet: RecoverySheet | SlipSheet | GiftListSheet, whose: str) -> None:
    """Refuses with `GlyphsMissing` when a text field of a single sheet cannot be drawn."""
    fonts = shipped_fonts()
    texts = [
        (whose, field.name, value) for field in fields(sheet) if isinstance(value := getattr(sheet, field.name), str)
    ]
    if isinstance(sheet, SlipSheet):
        texts += [(whose, "counts", count.kind) for count in sheet.counts]
    if isinstance(sheet, GiftListSheet):
        for row in sheet.rows:
            texts += [
                (row.head, "户主", row.head),
                (row.head, "地址", row.address),
                (row.head, "品名和数量", row.goods),
            ]
    found = [
        MissingGlyph(0, owner, name, char, codepoint(char))
        for owner, name, text in texts
        for char in missing_in(text, fonts)
    ]
    if found:
        raise GlyphsMissing(found)


def missing_in(text: str, fonts: Fonts, role: Role = "value") -> tuple[str, ...]:
    """The characters of `text`, as it would reach the paper, that cannot be drawn."""
    return fonts.missing_glyphs(inked(text).replace("\n", ""), role)


def codepoint(char: str) -> str:
    """A character as people write its code: `U+20164`."""
    return f"U+{ord(char):04X}"
