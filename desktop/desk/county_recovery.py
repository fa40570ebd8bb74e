"""The county's third way into a township's record: two officers' codes on two sheets, made together (B-44)."""

import platform

from db.sync.county.recovering import establish_recovery
from db.touched import Touched
from db.vault.recovery import RecoveryCode
from desktop.desk.desk import Desk
from desktop.words import tr

OFFICERS = ("甲", "乙")


def officer_sheet(desk: Desk, code: RecoveryCode, officer: int) -> tuple[bytes, str]:
    """One officer's sheet, printed from memory, and a file name for it.

    Args:
        desk: the county's desk.
        code: that officer's code.
        officer: 0 or 1.
    """
    from desktop.forms.recovery import recovery_sheet
    from desktop.forms.sheets import RecoverySheet

    office, which = desk.record.office, OFFICERS[officer]
    number, on = f"XF-{office.org_code}-{which}", desk.record.store.clock.today()
    computer = platform.node()[:30]
    sheet = RecoverySheet(code.groups, number, office.org_name, computer, on, office.practice, "officer")
    return recovery_sheet(sheet), tr("[县]级恢复码_{code}_{which}.pdf").format(code=office.org_code, which=which)


def found_recovery(desk: Desk, codes: tuple[RecoveryCode, RecoveryCode], root_code: str = "") -> Touched:
    """Makes what the two officers' codes stand for the county's recovery key.

    Raises:
        Those of `db.sync.county.recovering.establish_recovery`; nothing changes.
    """
    establish_recovery(desk.record.store, *codes, root_code)
    said = tr("[县]级恢复码已设好。请给各[乡镇]写回执；[乡镇]读了以后，下次解锁时起就能由两名管理员一起打开。")
    return Touched(said=said)
