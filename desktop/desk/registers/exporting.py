"""A register as a file for Excel and WPS: the lines shown, with what is masked on screen written out whole."""

from collections.abc import Sequence

from db.domain.standing import SIGNS
from db.store.audit import write_audit
from desktop.desk.desk import Desk
from desktop.desk.registers.register import STATE, Cell, RegisterColumn, RegisterRow, cell_whole
from desktop.reports.tables import TableSheet, write_table


def export_register(
    desk: Desk, key: str, title: str, columns: Sequence[RegisterColumn], rows: Sequence[RegisterRow]
) -> bytes:
    """The lines as an .xlsx file; that they left the record is written into the audit trail.

    Args:
        desk: the desk.
        key: of the register.
        title: of the register, and of the worksheet.
        columns: its columns.
        rows: the lines wanted, in the order wanted.

    Raises:
        TextTooLong: a cell holds more than a worksheet takes.
    """
    lines = [[_cell(column, cell) for column, cell in zip(columns, row.cells, strict=True)] for row in rows]
    sheet = TableSheet(title, [c.title for c in columns], lines, [c.width for c in columns])
    content = write_table(sheet)
    store = desk.record.store
    at = desk.clock.now().isoformat(timespec="seconds")
    with store.keeping() as connection:
        write_audit(connection, (at, store.author.author), "export", f"register {key}", str(len(rows)))
    return content


def _cell(column: RegisterColumn, cell: Cell | str | int) -> str | int:
    """State and word, as the design asks for text and Excel: `✓ 合作中`."""
    sign = SIGNS.get(cell.state, "") if column.show == STATE and isinstance(cell, Cell) else ""
    return f"{sign} {cell_whole(cell)}" if sign else cell_whole(cell)
