"""What became of this record since it was last closed here: moved, restored or copied, in plain words (B-33, B-34)."""

from dataclasses import dataclass
from typing import Literal

from db.commands.opening import ARRIVAL, answer_arrival
from db.sync.county.archive import not_in_journal
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.uppers import is_upper
from desktop.words import tr

How = Literal["moved", "restored", "copied"]


@dataclass(frozen=True)
class Arrival:
    """A record that is not where or what it was.

    Attributes:
        words: what was found, in full sentences.
        asks: whether a person has still to say how it came.
    """

    words: str
    asks: bool


def arrival(desk: Desk) -> Arrival | None:
    """What is to be said about this record, None when there is nothing; until the county has answered once."""
    kept = desk.record.store.setting(ARRIVAL)
    if kept is None or desk.record.office.practice:
        return None
    standing, missing, at_county = str(kept["standing"]), int(kept["missing"]), int(kept["at_county"])
    said = _found(desk, standing, missing, at_county)
    answered = str(kept.get("how", ""))
    if answered and desk.record.office.role != "township":
        return None  # nobody answers a county, nor who is above it: what it still lacks is said on its first page
    return Arrival(said + _ADVICE[answered]() if answered else said, asks=not answered)


def tell_arrival(desk: Desk, how: How) -> Touched:
    """Writes down how the record came here; nothing depends on the answer but what is advised."""
    answer_arrival(desk.record.store, how)
    advice = {"county": _COUNTY_ADVICE, "upper": _UPPER_ADVICE}.get(desk.record.office.role, _ADVICE)
    return Touched(said=tr("已记下。") + advice[how]())


def _found(desk: Desk, standing: str, missing: int, at_county: int) -> str:
    if standing == "behind":
        said = tr("这份档案比上次关上时少 {n} 条修改。").format(n=missing)
        if desk.record.office.role == "county":
            said += tr("各[乡镇]再交的包会自动补齐，读了回执它们就知道。")
            archived = len(not_in_journal(desk.record.store))
            return said + (tr("存档里还有 {n} 个包没有记着，请到“月度”补导。").format(n=archived) if archived else "")
        if is_upper(desk):
            return said + tr("请各[县]从头上报一次，就补齐了。")
        if at_county:
            said += tr("其中 {n} 条[县]里已有，读了下一份回执就回来。").format(n=at_county)
        if lost := missing - at_county:
            said += tr("{n} 条还没交到[县]里，找不回来，请照纸质材料补登。").format(n=lost)
        return said
    words = {
        "diverged": tr("这份档案和上次在这里关上的不是同一份，有些修改是在别处写的。"),
        "moved": tr("这份档案以前在另一台电脑上用。"),
        "missing": tr("这份档案旁边没有上次的记号，可能是从别处拷来的。"),
        "forged": tr("这份档案旁边的记号坏了，或者是别的档案的。"),
    }
    return words.get(standing, "")


_ADVICE = {
    "moved": lambda: tr("搬来的：旧电脑上的那一份请不要再用。"),
    "restored": lambda: tr("恢复的：照常做就行，[县]里有的会随回执回来。"),
    "copied": lambda: tr("复制的：两台都用也不会丢东西，但请告诉[县]里，由[县]里定哪一台接着用。"),
}
_COUNTY_ADVICE = {
    "moved": _ADVICE["moved"],
    "restored": lambda: tr("恢复的：照常做就行，缺的会随各[乡镇]的包和存档补齐。"),
    "copied": lambda: tr("复制的：[县]里的档案只能用一份，请定下用哪一份，另一份不要再用。"),
}
_UPPER_ADVICE = {
    "moved": _ADVICE["moved"],
    "restored": lambda: tr("恢复的：照常收各[县]的包；接不上的，请那个[县]从头上报一次。"),
    "copied": lambda: tr("复制的：上级的档案只用一份，请定下用哪一份，另一份不要再用。"),
}
