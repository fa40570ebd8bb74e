"""The county's root key: its code printed on two sheets, typed back, and taken out of this computer (B-46)."""

import platform
from dataclasses import dataclass, field

from db.sync.trust.identity import county_desk
from db.sync.trust.root import root_code, seal_root
from db.touched import Touched
from db.vault.recovery import RecoveryCode
from desktop.desk.desk import Desk
from desktop.words import tr


@dataclass(frozen=True)
class RootPaper:
    """What goes onto paper.

    Attributes:
        code: the code, to be shown while it is written down.
        pdf: the sheet.
        name: a file name for it.
    """

    code: RecoveryCode = field(repr=False)
    pdf: bytes = field(repr=False)
    name: str


def root_paper(desk: Desk) -> RootPaper:
    """The sheet with the code of the root key; printed from memory, as often as there are to be copies.

    Raises:
        NotACounty: this is a township's record.
        RootSealed: the code is on paper only by now.
    """
    from desktop.forms.recovery import recovery_sheet
    from desktop.forms.sheets import RecoverySheet

    store = desk.record.store
    county_desk(store)
    code, office = root_code(store), store.office
    number, on = f"GM-{office.org_code}-1", store.clock.today()
    computer = platform.node()[:30]
    sheet = RecoverySheet(code.groups, number, office.org_name, computer, on, office.practice, "root")
    return RootPaper(code, recovery_sheet(sheet), tr("根密钥码_{code}.pdf").format(code=office.org_code))


def seal(desk: Desk, typed: str) -> Touched:
    """Takes the code out of this computer, once it was typed back from the paper.

    Raises:
        NotACounty: this is a township's record.
        RootSealed, RecoveryCodeMistyped: the code is where it was.
    """
    county_desk(desk.record.store)
    seal_root(desk.record.store, typed)
    return Touched(said=tr("根密钥码已从这台电脑里去掉，只在密封件里。请另做一份备份，并销毁以前的备份。"))
