"""The township's own side: contact persons, doctors, hospitals, volunteers, insurance, the centre, activities."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.identity import FEMALE, MALE
from db.domain.periods import add_months
from db.domain.profile import Profile
from db.ids import place_id
from desktop.desk.demo.beside import Beside
from desktop.desk.demo.dice import Dice
from desktop.desk.demo.names import adult_name
from desktop.desk.demo.numbers import Numbers
from desktop.desk.demo.places import Village
from desktop.desk.demo.sheaf import Sheaf

_LEADERS = (
    "党委副书记",
    "副镇长",
    "人大副主席",
    "武装部长",
    "宣传委员",
    "组织委员",
    "卫健办主任",
    "卫健办副主任",
    "民政办主任",
)
_CADRES = {
    MALE: ("村支部书记", "村委会副主任", "村计生专干", "村会计", "村委会委员"),
    FEMALE: ("村妇联主席", "村计生专干", "村妇联主席", "村委会副主任", "村会计"),
}
_FAMILIES_A_LEADER = 24
_LARGE = 2000


@dataclass(frozen=True)
class Contact:
    """A contact person: since when in the post, and the last day there if it has ended."""

    id: str
    name: str
    phone: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Posts:
    """Who answers for a village.

    Attributes:
        leaders: of the township post, one after the other; the last one is there today.
        cadres: of the village post; families are shared out among them.
    """

    leaders: tuple[Contact, ...]
    cadres: tuple[Contact, ...]


@dataclass(frozen=True)
class Team:
    """A family-doctor team."""

    id: str
    name: str
    doctor: str
    phone: str


@dataclass(frozen=True)
class Cover:
    """An insurance product and its two latest policies, as (id, first day, last day), the older first."""

    product: str
    terms: tuple[tuple[str, date, date], tuple[str, date, date]]


@dataclass(frozen=True)
class Volunteer:
    """A volunteer who is paired with families."""

    id: str
    name: str


@dataclass
class Gathering:
    """An activity of the year and how many seats are left."""

    id: str
    on: date
    seats: int


class Township:
    """Everything that is shared by the families.

    Args:
        sheaf: takes the facts.
        dice: chooses.
        profile: the locality: products, posts and festivals follow it.
        today: all dates are told from here.

    Attributes:
        large: so many families that the year is told more briefly.
        turn: how many households have been told, this one included.
        sure_stays: stays in hospital every small township must show, by how far they are; taken as they are told.
    """

    def __init__(self, sheaf: Sheaf, dice: Dice, profile: Profile, today: date) -> None:
        self.large = False
        self.turn = 0
        self.fresh_events = self.fresh_requests = 0
        self.sheaf = sheaf
        self.dice = dice
        self.profile = profile
        self.today = today
        self.numbers = Numbers(dice)
        self.posts: dict[Village, Posts] = {}
        self.teams: tuple[Team, ...] = ()
        self.covers: tuple[Cover, ...] = ()
        self.volunteers: tuple[Volunteer, ...] = ()
        self.hospitals: tuple[tuple[str, str, str], ...] = ()
        self.village_ids: dict[Village, str] = {}
        self.beside: Beside | None = None
        self.sure_stays = ["inside", "waiting", "prepared", "submitted", "accepted", "paid", "refused"]
        self.gatherings: list[Gathering] = []

    def ago(self, days: int) -> date:
        """The day so many days before today."""
        return self.today - timedelta(days=days)

    def any_day(self, oldest: int, latest: int = 0) -> date:
        """Some day between so many days ago and so many days ago."""
        return self.dice.day(self.ago(oldest), self.ago(latest))


def settle(town: Township, villages: tuple[Village, ...], families: int, org: str, known: frozenset[str]) -> None:
    """Writes down the villages, everybody who works for the families, and what they work with.

    Args:
        town: filled by this.
        villages: of the township.
        families: how many there will be.
        org: the township's code.
        known: ids of villages that the record has already.
    """
    for village in villages:
        town.village_ids[village] = village_id = place_id(org, village.name)
        if village_id not in known:
            town.sheaf.add(
                "org_unit",
                village_id,
                name=village.name,
                level="village",
                code=village.code,
                parent_code=org,
                route_order=village.number,
            )
    town.large = families > _LARGE
    _appoint(town, villages, families)
    _doctors(town, max(2, families // 80))
    _insurance(town)
    _volunteers(town, max(3, families // 8))
    _centre(town)
    town.beside = Beside(town)


def _appoint(town: Township, villages: tuple[Village, ...], families: int) -> None:
    dice = town.dice
    number = max(2, min(len(villages), families // _FAMILIES_A_LEADER + 1))
    leaders = [_leader(town, place, town.any_day(2400, 900)) for place in range(number)]
    gone = _leader(town, 0, town.any_day(2600, 2400), town.ago(230))
    for place, village in enumerate(villages):
        leader = leaders[place % number]
        both: tuple[Contact, ...] = (leader,)
        if place % number == 1 and gone.until:
            came = gone.until + timedelta(days=20)  # nineteen days without anybody (domain.md §5.1, 2)
            both = (gone, Contact(leader.id, leader.name, leader.phone, came))
        cadres = [_cadre(town, village, phone=True), _cadre(town, village, phone=place % 5 != 2)]  # noqa: PLR2004 - one village in five
        if place % 5 == 4:  # noqa: PLR2004 - one village in five
            cadres[1] = _cadre(town, village, phone=True, until=town.ago(dice.whole(4, 24)))
        town.posts[village] = Posts(both, tuple(cadres))


def _leader(town: Township, place: int, since: date, until: date | None = None) -> Contact:
    dice = town.dice
    sex = MALE if dice.chance(0.6) else FEMALE
    name = adult_name(dice, dice.day(date(town.today.year - 56, 1, 1), date(town.today.year - 34, 1, 1)), sex)
    phone = town.numbers.phone()
    contact_id = town.sheaf.add(
        "contact_person",
        name=name,
        unit="镇人民政府",
        post=_LEADERS[place % len(_LEADERS)],
        level="township",
        phone=phone,
        kind="leader",
        active=until is None,
        left_on=until + timedelta(days=1) if until else None,
    )
    return Contact(contact_id, name, phone, since, until)


def _cadre(town: Township, village: Village, *, phone: bool, until: date | None = None) -> Contact:
    dice = town.dice
    sex = FEMALE if dice.chance(0.65) else MALE
    surname = dice.pick(village.surnames) if village.surnames else ""
    name = adult_name(dice, dice.day(date(town.today.year - 60, 1, 1), date(town.today.year - 35, 1, 1)), sex, surname)
    number = town.numbers.phone() if phone else ""
    post = dice.pick(_CADRES[sex])
    contact_id = town.sheaf.add(
        "contact_person",
        name=name,
        unit=f"{village.name}{'居' if village.in_town else '村'}民委员会",
        post=post.replace("村委", "居委").replace("村", "社区") if village.in_town else post,
        level="village",
        phone=number,
        kind="cadre",
        active=until is None,
        left_on=until + timedelta(days=1) if until else None,
    )
    return Contact(contact_id, name, number, town.any_day(2200, 500), until)


def _doctors(town: Township, number: int) -> None:
    dice, teams = town.dice, []
    for place in range(min(number, 30)):
        birth = dice.day(date(town.today.year - 55, 1, 1), date(town.today.year - 32, 1, 1))
        doctor = adult_name(dice, birth, dice.pick((MALE, FEMALE)))
        phone, name = town.numbers.phone(), f"第{_CHINESE[place]}家庭医生团队"
        team_id = town.sheaf.add(
            "doctor_team", name=name, leader=doctor, doctor=doctor, phone=phone, institution="镇卫生院"
        )
        teams.append(Team(team_id, name, doctor, phone))
    town.teams = tuple(teams)
    hospitals = (
        ("县人民医院", "county", "二级甲等"),
        ("县中医医院", "county", "二级甲等"),
        ("镇卫生院", "township", "一级"),
    )
    found = []
    for name, level, grade in hospitals:
        services = dice.some(("register", "visit", "pay", "exam", "medicine", "stay", "emergency", "escort"), 6)
        liaison = adult_name(dice, date(1980, 1, 1), FEMALE)
        hospital_id = town.sheaf.add(
            "hospital",
            name=name,
            level=level,
            grade=grade,
            liaison=liaison,
            phone=town.numbers.phone(),
            services=services,
            sign_board=level == "county",
            checked_on=town.any_day(300, 100),
        )
        found.append((hospital_id, name, grade))
    town.hospitals = tuple(found)


_CHINESE = (
    *"一二三四五六七八九十",
    *(f"十{n}" for n in "一二三四五六七八九"),
    *(f"二十{n}" for n in ("", *"一二三四五六七八九")),
    "三十",
)


def _insurance(town: Township) -> None:
    """A policy year that began some five months ago, and the one before."""
    begun = add_months(town.today.replace(day=1), -5)
    spans = tuple((since, add_months(since, 12) - timedelta(days=1)) for since in (add_months(begun, -12), begun))
    asked = [product for product in town.profile.products_on(town.today) if product.required]
    covers: list[Cover] = []
    for product in asked or list(town.profile.products_on(town.today))[:1]:
        ids = [
            town.sheaf.add(
                "policy",
                product=product.code,
                insurer=product.insurer or "练习保险公司",
                policy_no=f"LX{since:%Y}{len(covers) + 1:02d}0001",
                since=since,
                until=until,
                premium=10000,
                payer="县级财政",
                per_day=10000,
                day_limit=90,
                stay_limit=30,
                waiting_days=30,
                hospital_rule="二级及以上公立医院",
            )
            for since, until in spans
        ]
        (old, old_end), (new, new_end) = spans
        covers.append(Cover(product.code, ((ids[0], old, old_end), (ids[1], new, new_end))))
    town.covers = tuple(covers)


def _volunteers(town: Township, number: int) -> None:
    dice, found = town.dice, []
    for _ in range(min(number, 600)):
        birth = dice.day(date(town.today.year - 66, 1, 1), date(town.today.year - 22, 1, 1))
        name = adult_name(dice, birth, dice.weigh({FEMALE: 7, MALE: 3}))
        kind = dice.weigh({"volunteer": 5, "member": 3, "peer": 1, "medic": 1})
        volunteer_id = town.sheaf.add(
            "volunteer",
            name=name,
            kind=kind,
            phone=town.numbers.phone(),
            team="镇志愿服务队",
            since=town.any_day(1500, 400),
        )
        found.append(Volunteer(volunteer_id, name))
    town.volunteers = tuple(found)


_SUBJECTS = (
    ("围桌包饺子", "company", 40),
    ("健康知识讲座", "health", 150),
    ("秋日茶话会", "gathering", 45),
    ("手工编织小组", "skills", 80),
    ("义诊", "health", 200),
)


def _centre(town: Township) -> None:
    """The township's centre with everything it should have, and what was held there."""
    kinds = town.profile.centre_kinds_on(town.today)
    name, grades = f"镇{town.profile.word('centre')}", kinds[0].grades if kinds else ()
    opened = town.any_day(1600, 1000)
    centre_id = town.sheaf.add(
        "centre",
        name=name,
        kind=kinds[0].code if kinds else None,
        grade=grades[-1] if grades else None,
        address="镇卫生院旁二楼",
        area=90,
        haves=("place", "sign", "rules", "plan", "activity", "management"),
        build_mode="joint",
        application="built",
        opened_on=opened,
    )
    for subject, kind, days in _SUBJECTS:
        on = town.ago(days + town.dice.whole(0, 20))
        activity_id = town.sheaf.add(
            "activity",
            name=subject,
            kind=kind,
            on=on,
            place=name,
            centre_id=centre_id,
            organiser="镇计生协会",
            summary="到场的人聊得久，散场后有两位留下来帮忙收拾。",
        )
        town.gatherings.append(Gathering(activity_id, on, town.dice.whole(9, 28)))
