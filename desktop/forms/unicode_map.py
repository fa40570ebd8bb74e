"""Writes the table from printed glyphs back to characters so that rare characters can be copied and searched.

ReportLab writes each code point as plain hexadecimal; beyond the basic plane that is five digits, which readers take
for something else. The PDF reference (ISO 32000-1, 9.10.3) wants UTF-16BE, at most one hundred entries in a block.
"""

from collections.abc import Iterator, Sequence

_BLOCK = 100
_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def
/CMapName /{name} def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange"""
_FOOT = """endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def to_unicode_map(fontname: str, subset: Sequence[int]) -> str:
    """The ToUnicode table of one embedded subset.

    Args:
        fontname: the subset's PDF name.
        subset: the code point behind each glyph code 0, 1, 2 ...; 0 where a code is unused.

    Returns:
        The table's text, one UTF-16BE entry for each used code.
    """
    entries = [f"<{code:02X}> <{_utf16(point)}>" for code, point in enumerate(subset) if point]
    return "\n".join((_HEAD.format(name=fontname), *_blocks(entries), _FOOT))


def install() -> None:
    """Makes ReportLab write its tables with `to_unicode_map`; doing it twice changes nothing."""
    from reportlab.pdfbase import ttfonts

    ttfonts.makeToUnicodeCMap = to_unicode_map


def _utf16(point: int) -> str:
    return chr(point).encode("utf-16-be").hex().upper()


def _blocks(entries: list[str]) -> Iterator[str]:
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        yield "\n".join((f"{len(block)} beginbfchar", *block, "endbfchar"))
