"""Beside the two posts: further contact persons, and how it went when the green channel was used.

Its own dice, so that the rest of the township's story stays as it was.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from db.domain.identity import FEMALE, MALE
from desktop.desk.demo.dice import Dice
from desktop.desk.demo.names import adult_name

if TYPE_CHECKING:
    from desktop.desk.demo.office import Township
    from desktop.desk.demo.people import Home, Member

_KINDS = (
    ("member", "镇计生协会", "会员"),
    ("doctor", "镇卫生院", "签约医生"),
    ("volunteer", "镇志愿服务队", "志愿者"),
)
_ONE_IN = 9
_PROBLEMS = ("优先窗口没有人，排了普通队", "不知道要先给联络员打电话")


class Beside:
    """What stands beside the two posts in one township."""

    def __init__(self, town: "Township") -> None:
        self._town = town
        self._dice = Dice("beside")
        self._numbers = town.numbers.by(self._dice)
        self._helpers = tuple(self._helper(*kind) for kind in _KINDS)

    def join(self, home: "Home") -> None:
        """One household in nine has a further contact person."""
        town = self._town
        if town.turn % _ONE_IN == _ONE_IN // 2 and home.last_day is None:
            since = max(home.opened, town.ago(300))
            who = self._helpers[town.turn // _ONE_IN % len(self._helpers)]
            town.sheaf.add(
                "assignment",
                family_id=home.family_id,
                contact_id=who,
                post_kind="extra",
                since=since,
                family_informed_on=since,
            )

    def use(self, member: "Member") -> dict[str, Any]:
        """How one use of the green channel went: along came a volunteer, or something went wrong."""
        projects = [p.code for p in self._town.profile.programmes_on(self._town.today) if p.kind == "hospital"]
        if self._dice.chance(0.4):
            along: dict[str, Any] = {"accompanied_by": self._name(FEMALE)}
            return {**along, "programme": projects[0]} if projects else along
        lonely = len(member.name) > 2 and self._dice.chance(0.3)  # noqa: PLR2004 - any share of the others
        return {"problem": self._dice.pick(_PROBLEMS)} if lonely else {}

    def _helper(self, kind: str, unit: str, post: str) -> str:
        return self._town.sheaf.add(
            "contact_person",
            name=self._name(FEMALE if kind != "doctor" else MALE),
            unit=unit,
            post=post,
            level="other",
            kind=kind,
            phone=self._numbers.phone(),
            active=True,
        )

    def _name(self, sex: str) -> str:
        year = self._town.today.year
        return adult_name(self._dice, self._dice.day(date(year - 60, 1, 1), date(year - 30, 1, 1)), sex)


def gone(since: date, today: date, turn: int) -> date:
    """The day a card was lost: some weeks ago, never before it was given."""
    return max(since, today - timedelta(days=10 + turn % 40))
