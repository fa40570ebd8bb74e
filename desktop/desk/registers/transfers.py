"""转档: which cases were asked for, went and came; where those that have gone can still be read (B-37, B-38)."""

from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    NAME,
    PEOPLE,
    STATE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
)
from desktop.desk.sections.section import Verb
from desktop.desk.transfers import Transfer, Transfers, all_transfers
from desktop.words import tr


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("家庭"), 130, NAME, personal=True),
        RegisterColumn("state", tr("办到哪里"), 150, STATE),
        RegisterColumn("where", tr("从哪里到哪里"), 150, stretch=True),
        RegisterColumn("asked", tr("申请"), 120),
        RegisterColumn("settled", tr("决定"), 80),
        RegisterColumn("why", tr("原因"), 150, stretch=True),
    )
    found = all_transfers(desk)
    rows = tuple(_row(number, each) for number, each in enumerate((*found.waiting, *found.settled)))
    empty = tr("还没有转档。一户搬到本[县]另一个[乡镇]时，在它的档案里登记迁出，选接收的[乡镇]。")
    return RegisterTable(columns, rows, (), _note(found), "", empty)


def _note(found: Transfers) -> str:
    gone = sum(each.gone for each in found.settled)
    if not gone:
        return ""
    return tr("转出的 {n} 户归接收的[乡镇]：30 天内还可以查看，以后这里只留去向").format(n=gone)


def _row(number: int, each: Transfer) -> RegisterRow:
    cells = (
        Cell(tr("{name}户").format(name=each.name) if each.name else tr("（没有姓名）"), each.village),
        Cell(each.word, each.settled_reason, each.sign),
        tr("{a} → {b}").format(a=each.before_name, b=each.after_name),
        each.asked,
        each.settled,
        each.reason,
    )
    verbs = (Verb("see_moved", tr("看这一户"), each.family_id),) if each.gone and each.readable else ()
    return RegisterRow(f"{each.family_id}:{number}", cells, verbs, "" if each.gone else each.family_id)


def _count(desk: Desk) -> int:
    found = all_transfers(desk)
    return len(found.waiting) + len(found.settled)


TRANSFERS = Register("transfers", "user-switch", PEOPLE, "转档", _read, _count, "zhuandang zd 迁出 迁入 移交")
