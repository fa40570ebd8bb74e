"""续保名单: whose required insurance ends within sixty days or has just ended, and who has none (S4)."""

from db.domain.masking import mask_phone
from db.domain.standing import LATE, MISS, SOON, day_words, lasting
from desktop.desk.desk import Desk
from desktop.desk.registers.register import (
    INSURANCE,
    NAME,
    STATE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
)
from desktop.desk.renewing import RenewalNeed, renewal_count, renewal_needs
from desktop.desk.sections.section import Verb
from desktop.words import tr


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("name", tr("姓名"), 96, NAME, personal=True),
        RegisterColumn("village", tr("[村（社区）]"), 100),
        RegisterColumn("phone", tr("电话"), 120, personal=True),
        RegisterColumn("product", tr("险种"), 160, stretch=True),
        RegisterColumn("until", tr("保到哪天"), 120),
        RegisterColumn("state", tr("情况"), 130, STATE),
    )
    found = renewal_needs(desk)
    lead = desk.profile.on(desk.today).s4.remind_days
    ends = sum(need.until is not None for need in found)
    bare = tr("，没有参保 {m} 人").format(m=len(found) - ends) if len(found) > ends else ""
    note = tr("{lead} 天内到期或刚断保 {n} 人{bare}").format(lead=lead, n=ends, bare=bare)
    verbs = (Verb("renew_many", tr("整批参保")),)
    empty = tr("{lead} 天内没有要续保的，也没有人缺保险。").format(lead=lead)
    return RegisterTable(columns, tuple(_row(desk, need) for need in found), verbs, note if found else "", empty=empty)


def _row(desk: Desk, need: RenewalNeed) -> RegisterRow:
    cover, year = need.cover, desk.today.year
    cells = (
        cover.name,
        cover.village,
        Cell(mask_phone(cover.phone), whole=cover.phone) if cover.phone else "",
        need.product.name,
        Cell(day_words(need.until, year), order=need.until.isoformat(), whole=need.until.isoformat())
        if need.until
        else "",
        _state(desk, need),
    )
    words = tr("登记续保") if need.until else tr("登记参保")
    key = "renew_insurance" if need.until else "enrol_insurance"
    verbs = (Verb(key, words, cover.person_id),)
    return RegisterRow(f"{cover.person_id}:{need.product.code}", cells, verbs, cover.family_id)


def _state(desk: Desk, need: RenewalNeed) -> Cell:
    if need.until is None:
        return Cell(tr("没有参保"), state=MISS, order=1)
    left = (need.until - desk.today).days
    if left < 0:
        return Cell(lasting(tr("断保"), need.until, -left), state=LATE, order=left)
    return Cell(tr("还有 {n} 天").format(n=left) if left else tr("今天到期"), state=SOON, order=left)


RENEWALS = Register("renewals", "clock", INSURANCE, "续保名单", _read, renewal_count, "xubaomingdan xbmd 到期 断保")
