"""What keeps a visit from being saved and what deserves another look; pure: typed values in, doubts out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.ui.pages.visit_fields import read_fen, read_time
from desktop.ui.widgets.numbers import read_day
from desktop.words import tr

OLD_DAYS = 92
"""A visit longer ago than a quarter is asked about: most often the year is mistyped."""

MOST_NOTE = 1000


@dataclass(frozen=True)
class Doubt:
    """One thing found.

    Attributes:
        field: the record's name of the field; `needs.<number>.<field>` inside a new request.
        words: the sentence under it.
        hard: True when it cannot be saved.
    """

    field: str
    words: str
    hard: bool = True


def doubts_of(typed: Mapping[str, Any], today: date) -> tuple[Doubt, ...]:
    """Everything found, in paper order.

    Args:
        typed: what the form's fields hold (`VisitForm.typed`).
        today: no visit is later than this day.
    """
    met = typed["outcome"] == "met"
    found = [*_again(typed), *_when(typed, today), *_who(typed)]
    if met:
        found += [*_needs(typed, today), *_gift(typed)]
    if len(typed["note"]) > MOST_NOTE:
        words = tr("情况记录超过 {most} 字，多了 {n} 字").format(most=MOST_NOTE, n=len(typed["note"]) - MOST_NOTE)
        found.append(Doubt("note", words))
    return tuple(found)


def _again(typed: Mapping[str, Any]) -> Iterator[Doubt]:
    """A visit in the place of another says what was wrong with that one."""
    if "void_reason" in typed and not str(typed["void_reason"] or "").strip():
        yield Doubt("void_reason", tr("没有写原来那次哪里记错了"))


def _when(typed: Mapping[str, Any], today: date) -> Iterator[Doubt]:
    on = read_day(typed["on"], today)
    if on is None:
        words = tr("没看懂走访日期，可以写成 11.4 或 今天") if typed["on"] else tr("走访日期还没填")
        yield Doubt("on", words)
    elif on > today:
        yield Doubt("on", tr("走访日期在今天之后，请改成已经发生的日期"))
    elif (today - on).days > OLD_DAYS:
        yield Doubt("on", tr("是 {days} 天前的走访，请看一眼年月").format(days=(today - on).days), hard=False)
    times = [typed["time_from"], typed["time_to"]]
    for name, text in zip(("time_from", "time_to"), times, strict=True):
        if text and read_time(text) is None:
            yield Doubt(name, tr("没看懂时间“{text}”，可以写成 9:40").format(text=text[:10]))
    first, last = (read_time(text) if text else None for text in times)
    if first and last and last < first:
        yield Doubt("time_to", tr("结束时间早于开始时间"))


def _who(typed: Mapping[str, Any]) -> Iterator[Doubt]:
    if typed["category"] == "festival" and not typed["festival"]:
        yield Doubt("festival", tr("节日看望还没选是哪个节日"))
    if not typed["contact_ids"] and not typed["companions"]:
        yield Doubt("contact_ids", tr("走访人员没有勾选，谁去了勾谁"))
    if typed["outcome"] == "met" and not typed["persons_met"] and not typed["others_met"]:
        yield Doubt("persons_met", tr("受访人没有勾选，见到谁勾谁"))


def _needs(typed: Mapping[str, Any], today: date) -> Iterator[Doubt]:
    for number, need in enumerate(typed["needs"]):
        place = f"needs.{number}"
        if not need["request"]:
            yield Doubt(f"{place}.request", tr("第 {n} 件诉求没有写是什么").format(n=number + 1))
        if not need["category"]:
            yield Doubt(f"{place}.category", tr("第 {n} 件诉求没有选类别").format(n=number + 1))
        if need["due_by"] and read_day(need["due_by"], today) is None:
            yield Doubt(f"{place}.due_by", tr("第 {n} 件诉求的时限没看懂，可以写成 12.20").format(n=number + 1))
        elif not need["due_by"]:
            yield Doubt(f"{place}.due_by", tr("还没定办理时限，可先保存"), hard=False)


def _gift(typed: Mapping[str, Any]) -> Iterator[Doubt]:
    kind = typed["gift_kind"]
    money = [("gift_cash", kind in {"cash", "both"}), ("gift_value", kind in {"goods", "both"})]
    for name, asked in money:
        if asked and typed[name] and read_fen(typed[name]) is None:
            yield Doubt(name, tr("金额写数字，如 200 或 200.50"))
    if kind in {"cash", "both"} and not typed["gift_cash"]:
        yield Doubt("gift_cash", tr("勾了慰问金，还没写金额"))
    if kind in {"goods", "both"} and not typed["gift_goods"]:
        yield Doubt("gift_goods", tr("勾了慰问品，还没写是什么"), hard=False)
    if kind in {"cash", "goods", "both"} and not typed["fund_source"]:
        yield Doubt("fund_source", tr("还没写经费来源，可先保存"), hard=False)
