"""The second place of a county's raw packages in words: where, how far it is in step, what to do (B-35)."""

from dataclasses import dataclass
from pathlib import Path

from db.sync.county.resealing import reseal_owed
from db.sync.county.second_archive import SecondArchive, choose_second, fetch_back, keep_in_step, second_archive
from db.sync.trust.identity import county_desk
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.words import tr


@dataclass(frozen=True)
class SecondSaid:
    """The second place.

    Attributes:
        found: as it stands.
        good: whether nothing is left to do.
        words: in full sentences.
    """

    found: SecondArchive
    good: bool
    words: str


def second_said(desk: Desk) -> SecondSaid:
    """How the second place stands now."""
    return _said(second_archive(desk.record.store))


def choose(desk: Desk, folder: Path | None) -> SecondSaid:
    """Keeps the raw packages there as well, or no longer.

    Raises:
        SameAsFirst, PlaceNotWritable, NotACounty: nothing changes.
    """
    return _said(choose_second(desk.record.store, folder))


def catch_up(desk: Desk) -> SecondSaid:
    """Brings there what is lacking; the disk has just been plugged in.

    Raises:
        NotACounty: this is a township's record.
    """
    county_desk(desk.record.store)
    return _said(keep_in_step(desk.record.store))


def fetch(desk: Desk) -> Touched:
    """Brings back what only the second place has; what was erased by law is taken out of it at once.

    Raises:
        Those of `db.sync.county.second_archive.fetch_back`; what came back stays.
    """
    store = desk.record.store
    back = fetch_back(store)
    if back:
        reseal_owed(store)
        return Touched(said=tr("取回了 {n} 个原始包，请到“月度”补导。").format(n=back))
    return Touched(said=tr("那里没有本机缺的原始包。"))


def _said(found: SecondArchive) -> SecondSaid:
    if found.folder is None:
        words = tr("还没有。原始包和档案在同一块盘上，盘坏了会一起没有。")
        return SecondSaid(found, good=False, words=words)
    if not found.there:
        words = tr("{folder} 现在不在，插上盘再补拷；本机有 {n} 个原始包。")
        return SecondSaid(found, good=False, words=words.format(folder=found.folder, n=found.behind))
    said = tr("{folder} 里有 {n} 个，和本机一样。").format(folder=found.folder, n=found.kept)
    if found.behind:
        said = tr("{folder} 里有 {n} 个，还有 {m} 个没有跟上。").format(
            folder=found.folder, n=found.kept, m=found.behind
        )
    if found.only_there:
        said += tr("那里有 {n} 个本机没有的，可以取回。").format(n=found.only_there)
    if found.same_disk:
        said += tr("它和档案在同一块盘上，最好换一块盘。")
    return SecondSaid(found, good=not (found.behind or found.only_there or found.same_disk), words=said)
