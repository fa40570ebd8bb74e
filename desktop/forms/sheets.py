"""What is handed to paper: frozen sheets, complete, masked, in the words that will be printed.

Whoever fills a sheet decides what may be seen: phones arrive masked, no ID number has a field here at all.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

VisitCategory = Literal["daily", "festival", "birthday", "hospital", "emergency"]
"""contact_event.category of domain.md, 4."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A need left open at the last visit: what, when it was raised (as printed: `10月16日`), who answers for it."""

    text: str
    raised: str = ""
    responsible: str = ""


@dataclass(frozen=True, slots=True)
class VisitSheet:
    """One family's F3 走访慰问登记表, pre-filled; empty fields stay blanks to write on.

    Attributes:
        form_id: this printed form's own identity (UUIDv7), in the QR; a reprint keeps it.
        revision: the family record's revision at printing.
        serial: the number in the head, `F3-2026-000318`.
        unit, village: 走访单位, 所属村（社区）.
        head: the head of household's name, exactly as recorded.
        case_no, phone, address: 档案编号, 联系电话 (already masked), 家庭住址.
        year: printed before 年, or None.
        category: the visit kind to tick beforehand, or None.
        festival: the festival's name when the category is `festival`.
        township_contact, village_contact, companions: 乡镇联系人, 村级联系人, 同行.
        persons: the members' names in order, at most three boxes are pre-named.
        open_items: the last visit's open items, at most two are printed.
        note: 情况记录 already known; what two lines do not hold goes on the 附页.
        route, group: the order of the day: number of the route, village group (`四组`).
        practice: a copy for practice, marked as such.
    """

    form_id: UUID
    revision: int = 1
    serial: str = ""
    unit: str = ""
    village: str = ""
    head: str = ""
    case_no: str = ""
    phone: str = ""
    address: str = ""
    year: int | None = None
    category: VisitCategory | None = None
    festival: str = ""
    township_contact: str = ""
    village_contact: str = ""
    companions: str = ""
    persons: tuple[str, ...] = ()
    open_items: tuple[OpenItem, ...] = ()
    note: str = ""
    route: int = 0
    group: str = ""
    practice: bool = False


def blank_visit_sheet(form_id: UUID, *, unit: str = "", practice: bool = False) -> VisitSheet:
    """An F3 to be written by hand altogether; it has its own fresh id so that one scan is filed once."""
    return VisitSheet(form_id=form_id, revision=0, unit=unit, practice=practice)


@dataclass(frozen=True, slots=True)
class GiftRow:
    """One family on an F5: head, address down to the group, persons, goods in words, money in fen (None: no money)."""

    head: str
    address: str
    persons: int
    goods: str = ""
    fen: int | None = None


@dataclass(frozen=True, slots=True)
class GiftListSheet:
    """The F5 慰问金（品）发放签收表; without rows it is blank, to be written by hand.

    Attributes:
        form_id, revision, serial: as on every form.
        unit, occasion, fund: 发放单位, 活动, 资金来源.
        rows: the families in order; nine to a page, all totals are counted from them.
        practice: a copy for practice, marked as such.
    """

    form_id: UUID
    revision: int = 1
    serial: str = ""
    unit: str = ""
    occasion: str = ""
    fund: str = ""
    rows: tuple[GiftRow, ...] = ()
    practice: bool = False


@dataclass(frozen=True, slots=True)
class CardContact:
    """One line of a contact card: who (`乡镇联系人`), name, post, the official's phone as it should be read."""

    label: str
    name: str
    post: str
    phone: str


@dataclass(frozen=True, slots=True)
class ContactCard:
    """One family's F2 暖心联系卡: holder and at most three contacts; no case type, no address."""

    holder: str
    card_no: str
    contacts: tuple[CardContact, ...]


@dataclass(frozen=True, slots=True)
class CardBack:
    """The back all cards of a sheet share.

    Attributes:
        hospital: name with the window, `示范县人民医院（门诊楼一层优先窗口）`.
        liaison, liaison_phone: 联络员 and the phone.
        service: one line on what is done first for the holder.
        offers: six things one may call about, two rows of three.
        hotlines: three (name, number) of the county.
    """

    hospital: str
    liaison: str
    liaison_phone: str
    service: str = "挂号、就诊、检查、取药、缴费、住院优先，请出示就诊服务卡"
    offers: tuple[str, ...] = (
        "陪同看病、代办手续",
        "申请扶助、救助",
        "家庭医生上门",
        "有心事想说说话",
        "水电、维修、搬运",
        "保险报案和理赔",
    )
    hotlines: tuple[tuple[str, str], ...] = (("心理援助热线", "12356"), ("政务服务热线", "12345"), ("医疗急救", "120"))


@dataclass(frozen=True, slots=True)
class ContactCardSheet:
    """F2 cards, eight to a sheet, printed on both sides.

    Attributes:
        form_id, revision, serial: as on every form; they stand in the strip that is cut off.
        place: whose cards these are, `云岭村`.
        cards: the families in order.
        back: shared by all.
        practice: a copy for practice, marked as such.
    """

    form_id: UUID
    revision: int
    serial: str
    place: str
    cards: tuple[ContactCard, ...]
    back: CardBack
    practice: bool = False


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """The RC 恢复码 sheet: printed once, from memory.

    Attributes:
        groups: eight groups of six digits, each divisible by eleven.
        number: the printing's number, `RC-999999101-1`.
        unit: whose record it opens.
        computer: the computer's own name; left out when "".
        printed_on: date of printing.
        practice: a copy for practice, marked as such.
        kind: `recovery`; `root` for the code of the county's root key (B-46), `officer` for the half of the county's
            recovery key that one officer keeps (B-44).
    """

    groups: tuple[str, ...]
    number: str
    unit: str
    computer: str
    printed_on: date
    practice: bool = False
    kind: str = "recovery"

    def __post_init__(self) -> None:
        right = len(self.groups) == 8 and all(  # noqa: PLR2004 - eight groups of six, stated in the docstring
            len(group) == 6 and group.isascii() and group.isdigit() and int(group) % 11 == 0  # noqa: PLR2004 - the same
            for group in self.groups
        )
        if not right:
            message = "a recovery code is eight groups of six digits, each divisible by eleven"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class SlipCount:
    """One kind in a package: its Chinese name with unit (`家庭（户）`), changes in this package, total on record."""

    kind: str
    changes: int
    on_record: int


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """The SB 数据上报单, the paper twin of a package; it carries no personal data.

    Attributes:
        form_id: this sheet's own identity.
        package_id: the package's identity.
        serial: the number in the head, `999999101-000007`.
        period: the line under the title, `二〇二六年十一月`.
        sender, recipient: 报送单位, 接收单位.
        package_no: number of this package; `last_received` of the last one the county confirmed, or None.
        made_at: local time as printed, `2026-11-30 16:20`.
        size: bytes; `file_name` as on the stick.
        digest: the first sixteen hexadecimal digits of the package's digest.
        counts: at most ten kinds; the total printed and the total in the QR are both `total`.
        seq: the ledger's last sequence number in the package.
        notices: how many review notices there were, all explained.
        revision: of the form, 1 at first printing.
        practice: a copy for practice, marked as such.
    """

    form_id: UUID
    package_id: UUID
    serial: str
    period: str
    sender: str
    recipient: str
    package_no: int
    last_received: int | None
    made_at: str
    size: int
    file_name: str
    digest: str
    counts: tuple[SlipCount, ...]
    seq: int
    notices: int = 0
    revision: int = 1
    practice: bool = False

    @property
    def total(self) -> int:
        """All changes in the package."""
        return sum(count.changes for count in self.counts)
