"""The list of a round of forms: families in route order with ticks, and what stands against printing one."""

from desktop.desk.rounds import FormLine
from desktop.ui.display import State
from desktop.ui.models.cells import Column, Paint, StateCell, TwoLine
from desktop.words import tr


def line_id(line: FormLine) -> str:
    """The family's id, so that ticks outlive a new reading; a blank form has only its own."""
    return line.family_id or line.form_id


def name_of(line: FormLine) -> str:
    """`吴长庚户`, or what a blank form is called."""
    return tr("{name}户").format(name=line.name) if line.family_id else tr("空白表")


def standing_of(line: FormLine) -> StateCell | str:
    """The gravest thing about a form, "" when there is nothing to say."""
    if line.undrawn:
        chars = "".join(dict.fromkeys(one.char for one in line.undrawn))
        return StateCell(State.MISS, tr("“{chars}”印不出").format(chars=chars[:2]))
    if line.unfit:
        return StateCell(State.MISS, tr("措辞要改"))
    if not line.address:
        return StateCell(State.SOON, tr("缺住址"))
    if not line.phone:
        return StateCell(State.SOON, tr("缺电话"))
    if line.prints:
        return StateCell(State.OK, tr("印过 {n} 次").format(n=line.prints))
    return ""


def list_columns() -> tuple[Column[FormLine], ...]:
    """Family over place, and what to look at."""
    return (
        Column("name", tr("家庭"), _name, 150, Paint.NAME, stretch=True, personal=True),
        Column("state", tr("印前"), standing_of, 112),
    )


def _name(line: FormLine) -> TwoLine:
    return TwoLine(name_of(line), f"{line.village} {line.group}".strip())
