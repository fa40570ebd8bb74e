"""Which families: the conditions a worker puts together, and keeping them under a name for next time.

Kept with the settings of this laptop, for the worker who has unlocked it; they never travel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from db.domain.standing import EXCLUDED, ITEMS, LATE, MISS, NO, OK, SOON
from db.errors import InvalidValue, NotFound
from db.queries.families import FamilyFilter, family_ids
from db.store.settings import read_setting, write_setting
from desktop.desk.board import board_of
from desktop.desk.desk import Desk
from desktop.desk.gaps import Overview
from desktop.words import tr

LONGEST_NAME = 12
MOST_KEPT = 12
GAP_STATES = (MISS, LATE)


@dataclass(frozen=True)
class FamilyChoice:
    """The conditions; empty ones ask for nothing, all of them must hold.

    Attributes:
        search: words typed.
        village: exact name.
        case_type, risk_level, contact_preference: codes.
        contact_id: the contact person who looks after the family today.
        quiet_days: nobody met or spoken to for so many days.
        items: (item of the seven, state); of one item any of its states.
        gaps: something of the seven is missing or late.
    """

    search: str = ""
    village: str = ""
    case_type: str = ""
    risk_level: str = ""
    contact_preference: str = ""
    contact_id: str = ""
    quiet_days: int = 0
    items: tuple[tuple[str, str], ...] = ()
    gaps: bool = False

    def rows_wanted(self, desk: Desk, org: str = "") -> FamilyFilter:
        """What the record is asked for; the seven items are judged afterwards."""
        since = (desk.today - timedelta(days=self.quiet_days)).isoformat() if self.quiet_days else ""
        return FamilyFilter(
            search=self.search,
            village=self.village,
            org=org,
            case_type=self.case_type,
            risk_level=self.risk_level,
            contact_preference=self.contact_preference,
            contact_id=self.contact_id,
            quiet_since=since,
            on=desk.today.isoformat(),
        )

    @property
    def judges(self) -> bool:
        """Whether the states of the seven items matter."""
        return bool(self.items) or self.gaps

    def fits(self, states: Mapping[str, tuple[str, ...]], family_id: str) -> bool:
        """Whether a family's seven items are as asked; one not judged yet does not fit."""
        stands = dict(zip(ITEMS, states.get(family_id, ()), strict=False))
        wanted: dict[str, set[str]] = {}
        for item, state in self.items:
            wanted.setdefault(item, set()).add(state)
        as_asked = all(stands.get(item) in allowed for item, allowed in wanted.items())
        return as_asked and (not self.gaps or any(state in GAP_STATES for state in stands.values()))


@dataclass(frozen=True)
class SavedFilter:
    """Conditions kept under a name."""

    name: str
    choice: FamilyChoice


STATE_WORDS: tuple[tuple[str, str], ...] = (
    (MISS, "缺"),
    (LATE, "逾期"),
    (SOON, "将到期"),
    (OK, "已落实"),
    (NO, "本人不愿"),
    (EXCLUDED, "不计入"),
)
"""The states one may ask for, the neediest first."""
QUIET_DAYS = (30, 60, 90, 180)


def choice_words(desk: Desk, choice: FamilyChoice, contacts: Mapping[str, str]) -> tuple[str, ...]:
    """The conditions in words, one each: 上坪村, 双岗 缺, 90 天没联系.

    Args:
        desk: words of codes and of the place.
        choice: the conditions.
        contacts: names of contact persons by id.
    """
    states = dict(STATE_WORDS)
    found = [choice.village]
    for field in ("case_type", "risk_level", "contact_preference"):
        code = getattr(choice, field)
        found.append(desk.word(field, code) if code else "")
    found += [f"{desk.profile.word(f'item.{item}.short')} {tr(states[state])}" for item, state in choice.items]
    found.append(tr("联系人 {name}").format(name=contacts.get(choice.contact_id, "")) if choice.contact_id else "")
    found.append(tr("{n} 天没联系").format(n=choice.quiet_days) if choice.quiet_days else "")
    found += [tr("只看缺口") if choice.gaps else "", choice.search]
    return tuple(word for word in found if word)


def saved_filters(desk: Desk) -> tuple[SavedFilter, ...]:
    """The filters of whoever has unlocked the record, in the order in which they were kept."""
    return tuple(SavedFilter(str(each["name"]), _choice(each["choice"])) for each in _kept(desk))


def filter_named(desk: Desk, name: str) -> SavedFilter:
    """The filter kept under this name.

    Raises:
        NotFound: there is none.
    """
    found = {each.name: each for each in saved_filters(desk)}
    if name not in found:
        known = tr("有的是：{names}。").format(names="、".join(found)) if found else tr("在家庭页上点“存为常用”。")
        raise NotFound(tr("没有叫“{name}”的筛选。").format(name=name), next_step=known)
    return found[name]


def keep_filter(desk: Desk, name: str, choice: FamilyChoice) -> tuple[SavedFilter, ...]:
    """Keeps conditions under a name; one of the same name is replaced.

    Raises:
        InvalidValue: no name, too long a name, or too many filters; nothing is kept.
    """
    name = _named(name)
    before = saved_filters(desk)
    found = [each for each in before if each.name != name]
    if len(found) >= MOST_KEPT:
        raise InvalidValue("name", tr("常用筛选最多 {n} 个。").format(n=MOST_KEPT), tr("请先删掉一个不用的。"))
    kept = SavedFilter(name, choice)
    if len(found) < len(before):
        return _write(desk, [kept if each.name == name else each for each in before])
    return _write(desk, [*found, kept])


def rename_filter(desk: Desk, name: str, new: str) -> tuple[SavedFilter, ...]:
    """Gives a filter another name.

    Raises:
        InvalidValue: no name, too long a name, or one that is taken.
        NotFound: there is none of the former name.
    """
    new = _named(new)
    filter_named(desk, name)
    before = saved_filters(desk)
    if new != name and any(each.name == new for each in before):
        raise InvalidValue("name", tr("已经有叫“{name}”的筛选。").format(name=new), tr("请换一个名字。"))
    return _write(desk, [replace(each, name=new) if each.name == name else each for each in before])


def drop_filter(desk: Desk, name: str) -> tuple[SavedFilter, ...]:
    """Forgets a filter; one that is not there is no error."""
    return _write(desk, [each for each in saved_filters(desk) if each.name != name])


def chosen_ids(desk: Desk, choice: FamilyChoice) -> tuple[str, ...]:
    """The families that fit, judged now however long it takes."""
    with desk.record.store.reading() as connection:
        found = family_ids(connection, choice.rows_wanted(desk))
    if not choice.judges:
        return found
    states = board_of(desk).finish(desk).states()
    return tuple(family_id for family_id in found if choice.fits(states, family_id))


def filter_counts(desk: Desk, found: Iterable[SavedFilter], overview: Overview) -> dict[str, int]:
    """How many families each filter shows, by its name, as far as the families have been judged."""
    counts = {}
    with desk.record.store.reading() as connection:
        for each in found:
            ids = family_ids(connection, each.choice.rows_wanted(desk))
            judged = each.choice.judges
            counts[each.name] = sum(not judged or each.choice.fits(overview.states, family_id) for family_id in ids)
    return counts


def _named(name: str) -> str:
    name = name.strip()
    if not name:
        raise InvalidValue("name", tr("没有写名字。"), tr("请写一个短名字，如“双岗缺”。"))
    if len(name) > LONGEST_NAME:
        raise InvalidValue("name", tr("名字最多 {n} 个字。").format(n=LONGEST_NAME))
    return name


def _key(desk: Desk) -> str:
    return f"family_filters:{desk.record.worker_id}"


def _kept(desk: Desk) -> list[dict[str, Any]]:
    with desk.record.store.reading() as connection:
        return list(read_setting(connection, _key(desk), []))


def _write(desk: Desk, found: list[SavedFilter]) -> tuple[SavedFilter, ...]:
    with desk.record.store.keeping() as connection:
        write_setting(connection, _key(desk), [{"name": each.name, "choice": asdict(each.choice)} for each in found])
    return tuple(found)


def _choice(kept: Mapping[str, Any]) -> FamilyChoice:
    """What an older or newer version kept beside the known conditions is left alone."""
    known = {name: value for name, value in kept.items() if name in FamilyChoice.__dataclass_fields__}
    items = tuple((str(item), str(state)) for item, state in known.pop("items", ()))
    return FamilyChoice(**known, items=items)
