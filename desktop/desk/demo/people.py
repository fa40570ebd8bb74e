"""The families: who lives together, their only child, and how they stand in the file."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from db.domain.identity import FEMALE, MALE
from db.domain.lunar import lunar_of
from db.domain.periods import LunarBirthday, add_months, age_on
from desktop.desk.demo.dice import Dice
from desktop.desk.demo.names import (
    LONGEST_NAME,
    RARE,
    Named,
    adult_name,
    any_surname,
    minority_couple,
)
from desktop.desk.demo.office import Township
from desktop.desk.demo.only_child import Couple, OnlyChild
from desktop.desk.demo.places import Slot, address

HEAD, SPOUSE, MOTHER = "02", "10", "52"
_PENSION_MEN, _PENSION_WOMEN = 60, 55
_ELDERLY = 65
_FIRST_FILES = date(2016, 1, 1)
_NEARLY_OF_AGE = 19
"""One household in so many has a mother who turns 49 within a year."""


@dataclass(frozen=True)
class Wish:
    """What a household should be; what is left open is thrown.

    Attributes:
        head, spouse: given names of people that must occur; "" lets the dice choose.
        kind: `couple`, `widowed`, `divorced`, `single`; "" lets the dice choose.
        case_type, risk: as in the entity `family`; "" lets the dice choose.
        head_sex: of a head named here.
        ethnic: of both.
    """

    head: str = ""
    spouse: str = ""
    kind: str = ""
    case_type: str = ""
    risk: str = ""
    head_sex: str = MALE
    ethnic: str = "01"


@dataclass(frozen=True)
class Member:
    """A living parent of the household: the person the coverages count."""

    id: str
    name: str
    sex: str
    birth: date
    lunar: LunarBirthday | None = None


@dataclass
class Home:
    """A household as the rest of the year needs it.

    Attributes:
        opened: first day in the file; `closed`: first day no longer in it.
        members: living parents, the head first.
        care: `good`, `behind` (visits are late), `new` (opened these weeks).
        status: as in the entity `family`.
        lost_on: the day a member died while the file was open.
    """

    family_id: str
    slot: Slot
    case_type: str
    opened: date
    risk: str
    preference: str
    care: str
    status: str = "active"
    members: list[Member] = field(default_factory=list)
    closed: date | None = None
    lost_on: date | None = None

    @property
    def last_day(self) -> date | None:
        """The last day in the file, None while it is open."""
        return self.closed - timedelta(days=1) if self.closed else None


NAMED_HOMES: tuple[tuple[str, Wish], ...] = (
    ("上坪村", Wish("周文彬", "何秀兰", "couple", "death", "focus")),
    ("柳湾村", Wish("".join(RARE[0]), "", "widowed", "death", "normal")),
    ("石桥村", Wish("赵怀远", "孙玉珍", "couple", "death", "normal")),
    ("大塘村", Wish("邓世安", "谭秀莲", "couple", "death", "focus")),
    ("上坪村", Wish("吴长庚", "罗素琴", "couple", "disability", "normal")),
    ("松坡社区", Wish("曹永年", "", "widowed", "death", "high")),
    ("云溪村", Wish("阿依努尔·吐尔逊", "努尔兰·哈斯木", "couple", "death", "normal", FEMALE, "05")),
    ("云溪村", Wish("郑立本", "", "single", "complication", "normal")),
    ("云溪村", Wish(LONGEST_NAME, "", "widowed", "death", "normal", FEMALE, "05")),
    ("石桥村", Wish("".join(RARE[1]), "欧阳金秀", "couple", "death", "normal")),
    ("柳湾村", Wish("王忠", "".join(RARE[2]), "couple", "disability", "normal")),
    ("云溪村", Wish("".join(RARE[3]), "何芳", "couple", "death", "normal")),
)
"""Families that must be there whatever the dice say: rare, long, short and compound names, and the manual's."""


def household(town: Township, slot: Slot, wish: Wish, other: Slot | None = None) -> list[Home]:
    """Writes down one household, or the two of divorced parents who share a child.

    Args:
        town: takes the facts.
        slot: where.
        wish: what is settled already.
        other: a place in another village for the other parent of a divorced couple.
    """
    dice = town.dice
    case_type = wish.case_type or dice.weigh({"death": 66, "disability": 29, "complication": 0 if other else 5})
    kind = wish.kind or dice.weigh({"couple": 66, "widowed": 19, "divorced": 9, "single": 6})
    couple = _couple(town, slot, wish)
    child = OnlyChild.thrown(town, couple, case_type)
    homes = [_open(town, slot, case_type, child.event, wish.risk)]
    sex = _whose(dice, kind, wish)
    ids: dict[str, str] = {}
    if kind == "couple":
        ids = _both(town, homes[0], couple, sex)
    elif kind == "widowed":
        ids = _widowed(town, homes[0], couple, sex, wish)
    else:
        parted = _parted(town, couple, child)
        marks = {"marital": "40" if kind == "divorced" else "90", "marital_since": parted if kind == "divorced" else ""}
        ids[sex] = _person(town, homes[0], couple.of(sex), sex, {"relation": HEAD, **marks})
        if other is not None:
            rest = FEMALE if sex == MALE else MALE
            homes.append(_open(town, other, case_type, child.event, "normal"))
            ids[rest] = _person(town, homes[1], couple.of(rest), rest, {"relation": HEAD, **marks})
    child.write(town, ids, couple)
    if case_type == "complication":
        _complication(town, homes[0])
    return homes


def _whose(dice: Dice, kind: str, wish: Wish) -> str:
    """The sex of the head."""
    if wish.head:
        return wish.head_sex
    return dice.weigh({MALE: 9, FEMALE: 1}) if kind == "couple" else dice.weigh({MALE: 4, FEMALE: 6})


def _couple(town: Township, slot: Slot, wish: Wish) -> Couple:
    dice, today = town.dice, town.today
    age = dice.about(62, 8.5, 49, 85)
    mother_birth = dice.day(date(today.year - age - 1, today.month, 28), date(today.year - age, today.month, 1))
    if age_on(mother_birth, today) < 49:  # noqa: PLR2004 - the age from which the assistance is paid
        mother_birth = mother_birth - timedelta(days=366)
    if town.turn % _NEARLY_OF_AGE == 0 and not wish.head:
        mother_birth = add_months(today, -49 * 12) + timedelta(days=dice.whole(20, 330))
    father_birth = mother_birth - timedelta(days=dice.about(800, 900, -1100, 3600))
    if not wish.head and dice.chance(0.012):
        father, mother = minority_couple(dice)
        return Couple(father, mother, father_birth, mother_birth)
    local = slot.village.surnames if dice.chance(0.6) else ""
    surname = dice.pick(local) if local else any_surname(dice)
    father = Named(adult_name(dice, father_birth, MALE, surname), "01")
    mother = Named(adult_name(dice, mother_birth, FEMALE), _people(dice, surname))
    couple = Couple(replace(father, ethnic=mother.ethnic), mother, father_birth, mother_birth)
    return _as_wished(couple, wish)


def _people(dice: Dice, surname: str) -> str:
    """The people of a family with a Han name: most are Han, some names are common among others."""
    likely = {
        "向": "15",
        "田": "15",
        "彭": "15",
        "龙": "06",
        "石": "06",
        "马": "03",
        "韦": "08",
        "覃": "08",
        "杨": "12",
    }
    return likely[surname] if surname in likely and dice.chance(0.3) else "01"


def _as_wished(couple: Couple, wish: Wish) -> Couple:
    if not wish.head:
        return couple
    head = Named(wish.head, wish.ethnic)
    spouse = Named(wish.spouse, wish.ethnic) if wish.spouse else None
    if wish.head_sex == MALE:
        return replace(couple, father=head, mother=spouse or couple.mother)
    return replace(couple, mother=head, father=spouse or couple.father)


def _open(town: Township, slot: Slot, case_type: str, event: date, risk: str) -> Home:
    dice = town.dice
    care = dice.weigh({"good": 92, "behind": 6, "new": 2}) if not risk else "good"
    earliest = max(_FIRST_FILES, event + timedelta(days=40)) if case_type != "complication" else _FIRST_FILES
    soon = earliest + timedelta(days=900 if earliest == _FIRST_FILES else 300)
    opened = min(dice.day(earliest, soon), max(earliest, town.ago(61)), town.ago(5))
    if care == "new":
        opened = max(min(earliest, town.ago(4)), town.any_day(55, 4))
    elif opened > town.ago(60):
        care = "new"
    home = Home(
        town.sheaf.new(),
        slot,
        case_type,
        opened,
        risk or dice.weigh({"normal": 84, "focus": 13, "high": 3}),
        dice.weigh({"home": 88, "phone": 9, "quiet": 3}) if not risk else "home",
        care,
    )
    closed = town.any_day(500, 10)
    if not risk and care == "good" and dice.chance(0.045) and closed > opened + timedelta(days=30):
        home.closed, home.status = closed, dice.weigh(_STATUSES)
    return home


def _both(town: Township, home: Home, couple: Couple, sex: str) -> dict[str, str]:
    marital = town.dice.weigh({"21": 88, "22": 10, "23": 2})
    rest = FEMALE if sex == MALE else MALE
    head = _person(town, home, couple.of(sex), sex, {"relation": HEAD, "marital": marital})
    spouse = _person(town, home, couple.of(rest), rest, {"relation": SPOUSE, "marital": marital})
    if town.dice.chance(0.03):
        _grandmother(town, home, couple.of(sex))
    return {sex: head, rest: spouse}


def _widowed(town: Township, home: Home, couple: Couple, sex: str, wish: Wish) -> dict[str, str]:
    """The one who is left; the other stands in the file when the file is older than the loss."""
    dice = town.dice
    lost = town.any_day(60, 1) if not wish.head and dice.chance(0.06) else town.any_day(3600, 400)
    rest = FEMALE if sex == MALE else MALE
    marks = {"relation": HEAD, "marital": "30", "marital_since": lost}
    ids = {sex: _person(town, home, couple.of(sex), sex, marks)}
    if lost > home.opened:
        gone = {"relation": SPOUSE, "marital": "21", "alive": False, "death_date": lost}
        ids[rest] = _person(town, home, couple.of(rest), rest, gone)
        home.lost_on = lost
    return ids


def _parted(town: Township, couple: Couple, child: OnlyChild) -> date:
    first = max(child.birth, couple.mother_birth + timedelta(days=365 * 24))
    return town.dice.day(first, town.ago(400))


def _grandmother(town: Township, home: Home, head: tuple[Named, date]) -> None:
    named, birth = head
    born = birth - timedelta(days=365 * town.dice.whole(19, 24))
    if age_on(born, town.today) > 101:  # noqa: PLR2004 - nobody lives that long here
        return
    name = adult_name(town.dice, date(1940, 1, 1), FEMALE)
    marks = {"relation": MOTHER, "marital": "30", "is_target": False}
    _person(town, home, (Named(name, named.ethnic), born), FEMALE, marks)


def _person(town: Township, home: Home, who: tuple[Named, date], sex: str, marks: dict[str, Any]) -> str:
    (named, birth), dice = who, town.dice
    if home.status == "closed_deceased" and home.closed and marks.get("alive", True):
        marks = {**marks, "alive": False, "death_date": home.closed - timedelta(days=dice.whole(1, 12))}
    alive = marks.get("alive", True)
    age = age_on(birth, town.today)
    by_moon = lunar_of(birth) if birth.year < 1976 and dice.chance(0.35) else None  # noqa: PLR2004 - a custom of the elder
    lunar = LunarBirthday(by_moon.month, by_moon.day, by_moon.leap) if by_moon else None
    has_number = alive or dice.chance(0.7)
    person_id = town.sheaf.add(
        "person",
        family_id=home.family_id,
        is_head=marks["relation"] == HEAD,
        name=named.name,
        id_type="01" if has_number else None,
        id_no=town.numbers.id_number(birth, sex) if has_number else None,
        sex=sex,
        birth_date=birth,
        lunar_birthday=lunar.code if lunar else None,
        ethnic=named.ethnic,
        **_circumstances(dice, age, sex, home),
        **(_condition(town, home, age) if alive else {}),
        **{"alive": True, "is_target": True, **marks},
    )
    if alive and marks.get("is_target", True):
        home.members.append(Member(person_id, named.name, sex, birth, lunar))
    return person_id


def _circumstances(dice: Dice, age: int, sex: str, home: Home) -> dict[str, Any]:
    retired = age >= (_PENSION_MEN if sex == MALE else _PENSION_WOMEN) and dice.chance(0.3)
    rural = not home.slot.village.in_town
    working = {"27": 60, "24": 22, "54": 10, "70": 8} if rural else {"24": 35, "54": 25, "17": 15, "70": 25}
    return {
        "education": dice.weigh({"80": 45, "70": 42, "60": 9, "40": 3, "30": 1}),
        "employment": "80" if retired else dice.weigh(working),
        "retired": retired,
        "hukou_kind": "rural" if rural else "resident",
        "med_insurance": "职工医保" if retired else "城乡居民医保",
        "pension": "企业职工养老保险" if retired else "城乡居民养老保险",
    }


def _condition(town: Township, home: Home, age: int) -> dict[str, Any]:
    dice = town.dice
    ailing = dice.chance(0.72 if age >= _ELDERLY else 0.4)
    chronic = [dice.weigh({"hypertension": 45, "diabetes": 18, "cardio": 14, "joint": 17, "lung": 8, "kidney": 3})]
    if ailing and dice.chance(0.25):
        chronic.append("joint" if chronic[0] != "joint" else "hypertension")
    care = {"able": 96, "partial": 4} if age < _ELDERLY else {"able": 82, "partial": 15, "unable": 3}
    away = town.any_day(700, 30) if dice.chance(0.02) else None
    return {
        **_trusted(town, age),
        "health": "3" if ailing else dice.weigh({"1": 60, "2": 40}),
        "chronic": chronic if ailing else ["none"],
        "self_care": dice.weigh(care),
        "mental_state": dice.weigh({"calm": 79, "low": 15, "attention": 5, "intervene": 0.8}),
        "phone": town.numbers.phone() if dice.chance(0.9 if age < _ELDERLY else 0.74) else None,
        "away_since": away if away and away > home.opened else None,
        "institution_since": town.any_day(900, 20) if age >= _ELDERLY and dice.chance(0.025) else None,
    }


def _trusted(town: Township, age: int) -> dict[str, Any]:
    """The account the money goes to, and who signs for an old person in hospital."""
    dice = town.dice
    told: dict[str, Any] = {"bank_account": town.numbers.account()} if dice.chance(0.8) else {}
    if age >= _ELDERLY and dice.chance(0.15):
        relation = dice.pick(("侄子", "外甥女", "妹妹", "村干部"))
        name = adult_name(dice, date(1975, 1, 1), dice.pick((MALE, FEMALE)))
        told |= {"proxy_name": name, "proxy_relation": relation, "proxy_phone": town.numbers.phone()}
        told["proxy_on"] = town.any_day(900, 30)
    return told


def _complication(town: Township, home: Home) -> None:
    dice = town.dice
    for member in home.members[-1:]:
        surgery = add_months(member.birth, dice.whole(26, 36) * 12)
        town.sheaf.add(
            "complication",
            person_id=member.id,
            grade=dice.weigh({"3": 70, "2": 24, "1b": 6}),
            certificate_no=f"练鉴字{surgery.year + 2}第{dice.whole(1, 99):02d}号",
            certified_on=min(surgery + timedelta(days=800), town.ago(900)),
            surgery_on=f"{surgery:%Y-%m}",
            children_born=1,
        )


_STATUSES = {"moved_out": 4, "exited": 4, "closed_deceased": 2}
_EXITS = {
    "death": "已收养子女，本人提出退出",
    "disability": "子女残疾等级重新评定",
    "complication": "重新鉴定后不再符合",
}


def write_family(town: Township, home: Home) -> None:
    """Writes down the family itself, after its members are known; `Sheaf.put_first` files it before them."""
    dice, slot = town.dice, home.slot
    reasons = {"moved_out": "户籍迁往外地", "exited": _EXITS[home.case_type], "closed_deceased": "户内人员均已去世"}
    reason = reasons.get(home.status)
    lives = address(dice, slot)
    elsewhere = dice.chance(0.08)
    reviewed = town.any_day(400, 190) if dice.chance(0.03) else town.any_day(150, 1)
    town.sheaf.add(
        "family",
        home.family_id,
        case_no=f"{slot.village.number:02d}-{slot.number:04d}",
        case_type=home.case_type,
        status=home.status,
        status_on=home.closed,
        status_reason=reason,
        opened_on=home.opened,
        village_id=town.village_ids[slot.village],
        group_name=slot.group if not slot.village.in_town else None,
        route_order=f"{slot.number:03d}",
        hukou_addr=address(dice, slot) if elsewhere else lives,
        live_addr="县城租住" if elsewhere and dice.chance(0.4) else lives,
        lives_elsewhere=elsewhere,
        living_mode="couple" if len(home.members) > 1 else dice.weigh({"alone": 84, "relatives": 16}),
        hardship=_hardship(dice, home),
        risk_level=home.risk,
        risk_reason=_RISK[home.risk],
        econ=dice.weigh({"一般": 60, "较困难": 28, "尚可": 12}),
        income_source=dice.weigh({"务农、打零工": 55, "养老金": 30, "低保金": 6, "工资": 9}),
        housing_safety=dice.weigh({"good": 90, "hazard": 5, "fixed": 5}),
        contact_preference=home.preference,
        contact_hours=dice.weigh({"": 85, "上午": 6, "晚饭后": 5, "周末": 4}),
        reviewed_on=max(home.opened, reviewed),
    )
    if home.closed:
        kind = {"moved_out": "moved_out", "exited": "exit", "closed_deceased": "deregistered"}[home.status]
        town.sheaf.add("change_event", family_id=home.family_id, kind=kind, on=home.closed, reason=reason)


_RISK = {"normal": None, "focus": "独自居住，身体不好", "high": "近期情绪低落，已告知家属和村里"}


def _hardship(dice: Dice, home: Home) -> list[str]:
    poor = {"": 74, "dibao": 12, "dibao_edge": 5, "monitored": 3, "tekun": 1, "disabled": 4, "veteran": 1}
    chosen = dice.weigh(poor)
    if home.case_type == "disability" and dice.chance(0.5):
        return ["disabled"] if chosen in {"", "disabled"} else [chosen, "disabled"]
    return [chosen] if chosen else []
