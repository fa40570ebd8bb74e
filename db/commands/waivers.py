"""A duty that need not be done this time, with its reason; taken up again by voiding the waiver."""

from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched


def waive_duty(writing: Writing, family_id: str, duty_key: str, reason: str) -> Touched:
    """Writes down that one occasion of a duty need not be done. Coverage is not changed by it.

    Args:
        writing: the open transaction.
        family_id: whose duty.
        duty_key: `Duty.key`.
        reason: why.

    Raises:
        InvalidValue: no reason, a duty of another family, or one waived already; nothing is written.
        NotFound: no such family.
    """
    writing.row("family", family_id)
    if not reason.strip():
        raise InvalidValue("reason", "没有写为什么不用办。", "请写一句理由，以后查得到。")
    if duty_key.split(":")[1:2] != [family_id]:
        raise InvalidValue("duty_key", "这件事不是这一户的。", "请刷新后再试。")
    asked = "SELECT 1 FROM duty_waiver WHERE duty_key = ? AND voided = 0"
    if writing.connection.exec_driver_sql(asked, (duty_key,)).first():
        raise InvalidValue("duty_key", "这件事已经记为不用办。", "要恢复，请在家庭档案的“待办”里点恢复。")
    on = writing.clock.today().isoformat()
    writing.create("duty_waiver", {"family_id": family_id, "duty_key": duty_key, "reason": reason.strip(), "on": on})
    return writing.finish("已记为不用办")


def take_up_duty(writing: Writing, waiver_id: str) -> Touched:
    """Lists a waived duty again.

    Raises:
        NotFound: no such waiver.
    """
    writing.void("duty_waiver", waiver_id, "恢复待办")
    return writing.finish("已恢复待办")
