"""The answers of the printing room when a sheet should not be printed as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.errors import Refusal
from desktop.words import tr

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character no shipped font can draw: on which sheet, whose, in which field.

    Attributes:
        sheet: index of the sheet in the tuple handed in, from 0.
        whose: the head of household's name on that sheet.
        field: the Chinese name of the field on paper.
        char: the character itself.
        codepoint: as people write it, `U+20164`.
    """

    sheet: int
    whose: str
    field: str
    char: str
    codepoint: str


@dataclass(frozen=True, slots=True)
class UnfitWord:
    """A worker's sentence holds a word a family must not read on paper.

    Attributes:
        sheet: index of the sheet, from 0.
        whose: the head of household's name on that sheet.
        field: the Chinese name of the field on paper.
    """

    sheet: int
    whose: str
    field: str


class GlyphsMissing(Refusal):
    """The job stops before its first page: some characters cannot be drawn.

    Args:
        missing: every place found, for the list on screen (改用替代字 / 跳过这几户 / 停止).
    """

    code = "P-PRT-01"

    def __init__(self, missing: Sequence[MissingGlyph]) -> None:
        self.missing = tuple(missing)
        shown = "、".join(f"{one.whose}（{one.field}，{one.codepoint}）" for one in self.missing[:_SHOWN])
        more = tr("等 {count} 处").format(count=len(self.missing)) if len(self.missing) > _SHOWN else ""
        super().__init__(
            tr("有的字本机字库里没有，印不出来：{places}{more}。").format(places=shown, more=more),
            tr("一页都没有生成，档案里的字没有变。"),
            tr("请改用替代字，或跳过这几户，再打印。"),
        )


class TextTooLong(Refusal):
    """A short text (an address, an item) fits its cell at no permitted size.

    Args:
        field: the Chinese name of the field on paper.
        text: what was to be printed there.
    """

    code = "P-PRT-02"

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        self.text = text
        super().__init__(
            tr("“{field}”有 {count} 个字，表格里放不下：{text}").format(field=field, count=len(text), text=text),
            tr("没有生成文件，档案没有变。"),
            tr("请把这一项写短一些，其余内容写进情况记录，再打印。"),
        )


class UnfitWording(Refusal):
    """A text holds a word that must not appear on a sheet the family reads.

    Args:
        places: where, for the list on screen.
    """

    code = "P-PRT-03"

    def __init__(self, places: Sequence[UnfitWord]) -> None:
        self.places = tuple(places)
        shown = "、".join(f"{one.whose}（{one.field}）" for one in self.places[:_SHOWN])
        super().__init__(
            tr("有的内容不宜给家属看到：{places}。").format(places=shown),
            tr("一页都没有生成，档案没有变。"),
            tr("请改一下措辞再打印。"),
        )


class NothingToPrint(Refusal):
    """The job holds no sheet."""

    code = "P-PRT-04"

    def __init__(self) -> None:
        super().__init__(tr("没有选中要打印的家庭。"), tr("没有生成文件。"), tr("请先勾选，再打印。"))


class FontsAbsent(Refusal):
    """A font file the sheets are set in is not where the program keeps it.

    Args:
        name: the file's name.
    """

    code = "P-PRT-05"

    def __init__(self, name: str) -> None:
        super().__init__(
            tr("程序自带的字体文件不见了：{name}。").format(name=name),
            tr("数据没有变，没有生成文件。"),
            tr("请重新安装程序，或把安装包里的字体放回原处。"),
        )
