"""Walks through the nine steps one after the other; what fails is named, what can still be done is done."""

import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from db.clock import Clock, WallClock
from db.commands.opening import Founding
from db.vault.keys import Cost
from db.vault.recovery import RecoveryCode
from desktop.desk.demo import UntidyRoster
from desktop.desk.desk import Desk
from desktop.explain import explain
from desktop.tour.notebook import Notebook
from desktop.words import tr

TOWNSHIP, NEIGHBOUR, COUNTY = "township", "neighbour", "county"
OFFICES = {
    TOWNSHIP: ("township", "999999101", "云溪镇", "林秋禾"),
    NEIGHBOUR: ("township", "999999102", "石桥乡", "方月"),
    COUNTY: ("county", "999999", "示范县", "沈一鸣"),
}
SCALE = "NUANXIN_TOUR_FAMILIES"
"""Environment variable: households of the first township, 60 at least; 86 when it is not set."""
FAMILIES, NEIGHBOURS, FEWEST = 86, 120, 60


class StepLeftOut(Exception):  # noqa: N818 - not an error of ours: an earlier step did not get so far
    """A step needs what an earlier one could not make."""


@dataclass
class Walk:
    """What one step leaves to the next.

    Attributes:
        book: takes the files.
        homes: folder of the records.
        clock: tells the time.
        cost: of guessing a passphrase; measured on this machine when None.
        families: households on the first township's list.
        passphrase: of all three records, thrown away with them.
        desks: open desks by `TOWNSHIP`, `NEIGHBOUR`, `COUNTY`.
        roster: the office's list.
        packages: files for the county, by township.
    """

    book: Notebook
    homes: Path
    clock: Clock
    cost: Cost | None = None
    families: int = FAMILIES
    passphrase: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)
    desks: dict[str, Desk] = field(default_factory=dict)
    roster: UntidyRoster | None = None
    packages: dict[str, Path] = field(default_factory=dict)

    def desk(self, office: str) -> Desk:
        """The open desk of an office.

        Raises:
            StepLeftOut: it was never founded.
        """
        if office not in self.desks:
            raise StepLeftOut(tr("前面没有建成{name}的档案").format(name=OFFICES[office][2]))
        return self.desks[office]

    def founding(self, office: str, code: RecoveryCode) -> Founding:
        """What an office's record is founded with."""
        role, org, name, worker = OFFICES[office]
        return Founding(role, org, name, "national", worker, self.passphrase, code)

    def close(self) -> None:
        """Closes every record."""
        for desk in self.desks.values():
            desk.record.close()
        self.desks.clear()


def _tell(sentence: str) -> None:
    """To the terminal's second stream: the first one belongs to `--json`."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def run_tour(
    out: Path, clock: Clock | None = None, cost: Cost | None = None, say: Callable[[str], None] = _tell
) -> int:
    """Does the first day from the wizard to the county's figures, and leaves its files in `out` with an `index.md`.

    Args:
        out: the folder; made when it is not there, files of an earlier tour are written over.
        clock: the wall clock when not given.
        cost: of guessing the passphrases; measured on this machine when None.
        say: is told every step.

    Returns:
        0 when every step worked (a step left out is named in the index), 1 when one failed.
    """
    from desktop.tour.steps import STEPS

    out.mkdir(parents=True, exist_ok=True)
    book = Notebook(out, say)
    with TemporaryDirectory(prefix="nuanxin-tour-") as homes:
        asked = os.environ.get(SCALE, "")
        families = max(FEWEST, int(asked)) if asked.isascii() and asked.isdigit() else FAMILIES
        walk = Walk(book, Path(homes), clock or WallClock(), cost, families)
        try:
            for number, (title, step) in enumerate(STEPS, 1):
                _take(walk, tr("第 {number} 步 {title}").format(number=number, title=tr(title)), step)
        finally:
            walk.close()
    index = book.write_index(tr("从名册到县级汇总：走过的一天"))
    ending = tr("走完了，全部做成。") if not book.failed else tr("走完了，有 {count} 处没有做成。")
    say(ending.format(count=len(book.failed)) + tr("请看 {path}").format(path=index))
    return 1 if book.failed else 0


def _take(walk: Walk, heading: str, step: Callable[[Walk], None]) -> None:
    walk.book.say(heading)
    try:
        step(walk)
    except StepLeftOut as reason:
        walk.book.fail(f"{heading}：{reason}")
    except Exception as error:  # noqa: BLE001 - the tour names what failed and goes on
        notice = explain(error)
        place = f" {notice.place}" if notice.place else ""
        walk.book.fail(f"{heading}：{notice.sentence}{place}")
