"""What the practice township's office does beside the families: who came, partners, training, news, self-checks.

It throws dice of its own, so that the households come out the same with or without it.
"""

from datetime import date, timedelta

from desktop.desk.demo.dice import Dice
from desktop.desk.demo.office import Township
from desktop.desk.demo.people import Home

_PARTNERS = (
    ("县心理服务中心", "counsel", "个案心理疏导、团体慰藉"),
    ("青禾社会工作服务中心", "npo", "入户陪伴、代办跑腿"),
    ("县慈善总会", "foundation", "困难帮扶资金"),
)
_TRAININGS = (
    ("镇村两级联系人走访培训", ("township", "village"), 210),
    ("同伴志愿者陪伴技巧", ("volunteer", "helper"), 95),
)
_NEWS = (
    ("秋日茶话会：坐下来慢慢聊", 42),
    ("村级联系人走访培训侧记", 30),
    ("家庭医生进村体检三天", 12),
    ("志愿者帮老人换上厚被褥", 5),
)
_SHARE = 0.4


class Doings:
    """The office's year. Made before the households are told; `attend` fills the lists with them."""

    def __init__(self, town: Township, org: str) -> None:
        self._town = town
        self._dice = Dice(f"nuanxin/{org}/doings")

    def begin(self) -> None:
        """Writes down another centre, partners, training, news and self-checks."""
        self._second_centre()
        self._partners()
        self._work()

    def attend(self, home: Home) -> None:
        """Puts the members of a household on the lists of the activities they came to."""
        for gathering in self._town.gatherings:
            there = home.opened <= gathering.on <= (home.last_day or gathering.on)
            if not there or not self._dice.chance(_SHARE) or gathering.seats < len(home.members):
                continue
            gathering.seats -= len(home.members)
            for member in home.members:
                photo = True if self._dice.chance(0.6) else None
                self._add("attendance", activity_id=gathering.id, person_id=member.id, photo_consent=photo)

    def _add(self, record_type: str, /, **fields: object) -> None:
        self._town.sheaf.add(record_type, **fields)

    def _day(self, oldest: int, latest: int) -> date:
        return self._town.today - timedelta(days=self._dice.whole(latest, oldest))

    def _second_centre(self) -> None:
        """One that is still being built, so that something is missing."""
        kinds = self._town.profile.centre_kinds_on(self._town.today)
        self._add(
            "centre",
            name=f"上坪村{self._town.profile.word('centre')}",
            kind=kinds[0].code if kinds else None,
            address="上坪村党群服务中心",
            area=45,
            haves=("place", "sign", "rules", "activity"),
            build_mode="own",
            application="building",
        )

    def _partners(self) -> None:
        for name, kind, services in _PARTNERS:
            phone = f"0000-555{self._dice.whole(1000, 9999)}"
            self._add("partner", name=name, kind=kind, services=services, phone=phone, since=self._day(1200, 300))

    def _work(self) -> None:
        duties = self._town.profile.trainings_on(self._town.today)
        for topic, audience, days in _TRAININGS:
            village = self._dice.whole(2, 3) if "village" in audience else None
            duty = next((each.code for each in duties if each.one_in and "village" in audience), None)
            self._add(
                "training",
                topic=topic,
                on=self._town.ago(days),
                organiser="县计生协会",
                audience=audience,
                headcount=self._dice.whole(12, 30),
                village_staff=village,
                duty=duty,
            )
        for title, days in _NEWS:
            self._add("news_item", title=title, on=self._town.ago(days), outlet="县计生协会")
        for target in self._town.profile.targets_on(self._town.today)[:2]:
            note = "对照名单核过一遍"
            self._add("target_check", target=target.code, on=self._town.ago(60), state="going", note=note)
