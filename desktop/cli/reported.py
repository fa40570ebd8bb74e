"""`nuanxin coverage --as-reported 2026-10`: a month as its packages reported it, beside what is known of it now."""

import argparse
import re
from typing import TYPE_CHECKING, Any

from db.domain.periods import Period, PeriodKind, PeriodUnknown, parse_period
from desktop.cli.terminal import Answer, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.domain.statistics import VillageLine
    from desktop.desk.county import Figures
    from desktop.desk.desk import Desk
    from desktop.desk.reported import Reported

_MONTH = re.compile(r"(20\d{2})[-/.年](\d{1,2})月?", re.ASCII)
_QUARTER = re.compile(r"20\d{2}-Q[1-4]", re.ASCII)
ITEMS = ("C1", "C2", "C3", "S1", "S2", "S3", "S4")


def month(text: str) -> Period:
    """A calendar month: 2026-10, 2026/10, 2026.10 or 2026年10月; a quarter: 2026-Q4."""
    said = text.strip().upper()
    found = _MONTH.fullmatch(said)
    try:
        if found:
            return Period(PeriodKind.MONTH, *map(int, found.groups()))
        if _QUARTER.fullmatch(said):
            return parse_period(said)
    except PeriodUnknown:
        pass
    raise argparse.ArgumentTypeError(tr("“{text}”不是月份，请写成 2026-10。").format(text=text[:20]))


def require_alone(words: argparse.Namespace) -> None:
    """Names and reasons are those of now; what was reported is figures.

    Raises:
        InvalidValue: they are asked for together.
    """
    from db.errors import InvalidValue

    if words.item or words.explain or words.family or words.village:
        said = tr("--as-reported 只有数字，不能和 --item、--explain、--family、--village 同用。")
        raise InvalidValue("as_reported", said, tr("名单请用 --as-of 看。"))


def reported_answer(
    desk: "Desk",
    wanted: Period,
    page: "Callable[[Figures], dict[str, Any]]",
    line: "Callable[[VillageLine], dict[str, Any]]",
) -> Answer:
    """The figures as reported with those known now, and the sentence which time was used.

    Args:
        desk: the county's desk.
        wanted: the month, or the quarter where the place reports by quarters.
        page: figures as the document of `coverage` has them.
        line: a line of them.
    """
    from desktop.desk.reported import changed_words, overtaken_words, reported, reported_words

    found = reported(desk, wanted)
    said = reported_words(found.month, found.on)
    townships = [
        {
            "org_code": each.org_code,
            "name": each.name,
            "package_no": each.package_no,
            "changed": each.changed,
            "overtaken": each.overtaken,
            "now": line(each.now),
        }
        for each in found.townships
    ]
    about = {
        "month": found.month.code,
        "said": said,
        "changed": found.changed,
        "now": line(found.now.total),
        "townships": townships,
    }
    document = {**page(found.then), "behind": [], "explained": [], "as_reported": about}
    names = tuple(desk.profile.word(f"item.{item}.short") for item in ITEMS)
    return Answer(
        document, sections(said, _rows(found, names), f"{changed_words(found.changed)}。", overtaken_words(found))
    )


def _rows(found: "Reported", names: tuple[str, ...]) -> str:
    def cells(then: "VillageLine", now: "VillageLine") -> tuple[str, ...]:
        before, after = _numbers(then), _numbers(now)
        return tuple(a if a == b else f"{a}→{b}" for a, b in zip(before, after, strict=True))

    rows = [
        (each.name, _package(each.package_no), *cells(each.then, each.now), str(each.changed or ""))
        for each in found.townships
    ]
    rows.append((tr("合计"), "", *cells(found.then.total, found.now.total), str(found.changed or "")))
    heads = (tr("单位"), tr("当月的包"), tr("户"), tr("人"), *names, tr("后来补报或更正（户）"))
    return sections(table(heads, rows), tr("“→”后面是现在看同一天的数。"))


def _numbers(line: "VillageLine") -> tuple[str, ...]:
    covered = (f"{figure.covered}/{figure.countable}" for figure in line.figures)
    return str(line.head.households), str(line.head.persons), *covered


def _package(number: int) -> str:
    return tr("第 {n} 号").format(n=number) if number else tr("没有")
