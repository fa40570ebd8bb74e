"""The practice township's villages: invented names, codes, groups, and whose families are many in which village."""

from dataclasses import dataclass

from desktop.desk.demo.dice import Dice

_NAMED = (
    ("云溪村", "何罗王"),
    ("上坪村", "周吴何"),
    ("柳湾村", "马陈刘"),
    ("石桥村", "赵冯李"),
    ("大塘村", "邓谭彭"),
    ("松坡社区", ""),
    ("杨家坳村", "杨杨刘"),
    ("观音塘村", "罗曾黄"),
    ("白石村", "石田向"),
    ("龙潭村", "龙谢唐"),
    ("云岭村", "许江姚"),
)
_HEADS = tuple(
    "枫林双井古塘新桥荷花竹山茶亭梅岭樟树长冲青山黄泥沙田金盆月形马鞍老屋乌石清水桐木鹿角凤形石门湖口"[
        place : place + 2
    ]
    for place in range(0, 48, 2)
)
_TAILS = ("村", "坪村", "冲村", "湾村", "岭村", "坳村", "塘村", "铺村")
_GROUPS = "一二三四五六七八九十"
_A_VILLAGE = 20
_MOST = len(_NAMED) + len(_HEADS) * len(_TAILS)
_FIRST_CODE = 201


@dataclass(frozen=True)
class Village:
    """A village.

    Attributes:
        number: its place on the round, from 1.
        name, code: name and twelve-digit code.
        surnames: the surnames of its old families; "" in a town community.
        groups: how many village groups it has.
    """

    number: int
    name: str
    code: str
    surnames: str
    groups: int

    @property
    def in_town(self) -> bool:
        """A community (社区): numbered buildings instead of farmsteads."""
        return self.name.endswith("社区")


@dataclass(frozen=True)
class Slot:
    """A place for one family: its village, the running number there, its group."""

    village: Village
    number: int
    group: str


def villages_for(dice: Dice, families: int, org_code: str) -> tuple[Village, ...]:
    """As many villages as so many families need, about twenty each, in the order of the round."""
    number = max(1, min(_MOST, round(families / _A_VILLAGE) or 1, 190))
    more = [(head + tail, "") for tail in _TAILS for head in _HEADS if head[-1] != tail[0]]
    chosen = [*_NAMED, *more][:number]
    return tuple(
        Village(place, name, f"{org_code}{_FIRST_CODE + place - 1}", surnames, dice.whole(4, 9))
        for place, (name, surnames) in enumerate(chosen, 1)
    )


def slots_for(dice: Dice, villages: tuple[Village, ...], families: int) -> list[Slot]:
    """A place for every family, villages of different size, groups in the order of the round; shuffled."""
    sizes = {village: dice.whole(5, 15) for village in villages}
    counts = dict.fromkeys(villages, 0)
    for _ in range(families):
        counts[dice.weigh(sizes)] += 1
    slots = [
        Slot(village, number, f"{_GROUPS[(number - 1) * village.groups // count]}组")
        for village, count in counts.items()
        for number in range(1, count + 1)
    ]
    return dice.shuffled(slots)


def address(dice: Dice, slot: Slot) -> str:
    """An address in the words of a village."""
    if slot.village.in_town:
        return f"{slot.village.name}{dice.whole(1, 12)}栋{dice.whole(1, 2)}单元{dice.whole(1, 6)}0{dice.whole(1, 4)}"
    return f"{slot.village.name}{slot.group}{dice.whole(1, 60)}号"
