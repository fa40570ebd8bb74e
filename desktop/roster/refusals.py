"""The refusals of reading a list: each says what the file is like and how to make it readable."""

from db.errors import Refusal
from desktop.words import tr


class _FileRefusal(Refusal):
    """A file that was not read; nothing was written, other files are not affected."""

    code = "P-XLS-00"

    def __init__(self, happened: str, next_step: str) -> None:
        super().__init__(happened, tr("这个文件没有读入，已有的档案没有变。"), next_step)


class NotASpreadsheet(_FileRefusal):
    """The content is no .xlsx, .xls or CSV, whatever the name says (D-61)."""

    code = "P-XLS-01"


class WorkbookLocked(_FileRefusal):
    """The workbook asks for a password to open (D-61)."""

    code = "P-XLS-02"

    def __init__(self) -> None:
        super().__init__(
            tr("这个表格文件设了打开密码，程序读不了。"),
            tr("请用 WPS 或 Excel 打开它，去掉打开密码，另存一份再导入。"),
        )


class WorkbookTooLarge(_FileRefusal):
    """Unpacked, the workbook passes the limits: a bomb, or empty rows that carry formats (D-61)."""

    code = "P-XLS-03"

    def __init__(self, happened: str) -> None:
        super().__init__(happened, tr("请打开它，只把有内容的行复制到一个新的工作表，另存后再导入。"))


class WorkbookDamaged(_FileRefusal):
    """The file is a workbook, but parts of it cannot be read."""

    code = "P-XLS-04"

    def __init__(self) -> None:
        super().__init__(
            tr("这个表格文件有损坏，程序读不了。"),
            tr("请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入；打不开时请换一份。"),
        )


class UnreadableText(_FileRefusal):
    """A text list in no encoding the program knows (D-62).

    Args:
        line: the first line (from 1) that cannot be read.
    """

    code = "P-XLS-05"

    def __init__(self, line: int) -> None:
        super().__init__(
            tr("第 {line} 行有认不出的文字编码。").format(line=line),
            tr("请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入。"),
        )
        self.line = line


class NothingToRead(_FileRefusal):
    """No sheet of the file holds a single value."""

    code = "P-XLS-06"

    def __init__(self) -> None:
        super().__init__(tr("这个文件里没有内容。"), tr("请确认选的是名册文件。"))


class NoHeaderFound(_FileRefusal):
    """The sheet has no row of column names with a name or an ID number among them."""

    code = "P-XLS-07"

    def __init__(self, sheet: str) -> None:
        super().__init__(
            tr("工作表“{sheet}”里没有找到列名，认不出哪一列是姓名。").format(sheet=sheet),
            tr("请换一个工作表，或者在表的第一行写上列名再导入。"),
        )


class MappingDoesNotFit(_FileRefusal):
    """A remembered mapping names columns this sheet does not have."""

    code = "P-XLS-08"

    def __init__(self) -> None:
        super().__init__(tr("记住的列对应和这张表对不上。"), tr("请重新对一遍列。"))


class TextTooLong(_FileRefusal):
    """A value is longer than a cell may hold, so the export would not be complete."""

    code = "P-XLS-09"

    def __init__(self) -> None:
        super().__init__(tr("有一格文字超过 Excel 一格能放的长度。"), tr("请把那一格改短后再导出。"))
