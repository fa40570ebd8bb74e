"""The recovery sheet: printed once, from memory, when a record is founded (B-44)."""

import platform
from datetime import date

from db.vault.recovery import RecoveryCode


def recovery_pdf(code: RecoveryCode, org_code: str, org_name: str, on: date, *, practice: bool = False) -> bytes:
    """The sheet RC as PDF.

    Args:
        code: the recovery code.
        org_code: code of the office whose record it opens.
        org_name: its name.
        on: the day of printing.
        practice: marks a copy for practice.
    """
    from desktop.forms.recovery import recovery_sheet
    from desktop.forms.sheets import RecoverySheet

    return recovery_sheet(RecoverySheet(code.groups, f"RC-{org_code}-1", org_name, platform.node()[:30], on, practice))
