"""The county's inbox folder, the report of what came in, and the list of townships to be reminded."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db.domain.periods import Period
from db.errors import Refusal
from db.store.audit import write_audit
from db.sync.county.archive import not_in_journal
from db.sync.county.imported import ImportResult
from db.sync.merging.intake import REVIEW
from db.sync.package.arrived import sha256_of
from db.sync.package.listing import is_below_name, is_return_name
from desktop.desk.conflicts import named_record
from desktop.desk.county_months import CountyMonths
from desktop.desk.desk import Desk
from desktop.desk.uppers import is_upper
from desktop.reports.tables import TableSheet, write_table
from desktop.words import tr

FOLDER = "inbox_folder"
_MOST = 500
_NAMED = 5
"""Records in which both sides differ, by name, under one package."""
_FORMULA = tuple("=+-@\t\r＝＋－＠｜")


@dataclass(frozen=True)
class Inbox:
    """The folder in which packages arrive; nothing in it is ever moved or written.

    Attributes:
        folder: None while none is chosen.
        new: packages in it that were not taken in yet, by name.
        all: how many packages lie in it; missing: the folder is not there now (a stick pulled out).
        archived: raw packages kept here that the record knows nothing of: it was put back from a backup since (B-35).
    """

    folder: Path | None
    new: tuple[Path, ...] = ()
    all: int = 0
    missing: bool = False
    archived: tuple[Path, ...] = ()


def inbox(desk: Desk) -> Inbox:
    """The inbox as it stands now; what was taken in is known by its content, whatever its name."""
    kept, archived = desk.record.store.setting(FOLDER), not_in_journal(desk.record.store)
    if not kept:
        return Inbox(None, archived=archived)
    folder = Path(kept)
    if not folder.is_dir():
        return Inbox(folder, missing=True, archived=archived)
    try:
        found = (hand_ups_in if is_upper(desk) else reports_in)(folder)[:_MOST]
    except OSError:  # a stick that is dying
        return Inbox(folder, missing=True, archived=archived)
    with desk.record.store.reading() as connection:
        known = set(connection.exec_driver_sql("SELECT sha256 FROM incoming_package").scalars())
    return Inbox(folder, tuple(path for path in found if _sha256(path) not in known), len(found), archived=archived)


def reports_in(folder: Path) -> list[Path]:
    """The packages in a folder, by name; the county's own returns on the same stick are left out."""
    return sorted(p for p in folder.glob("*.nxb") if p.is_file() and not is_return_name(p.name))


def hand_ups_in(folder: Path) -> list[Path]:
    """At an upper office: the packages in a folder, by name; what goes between townships and county is left out."""
    return sorted(p for p in folder.glob("*.nxb") if p.is_file() and not is_below_name(p.name))


def _sha256(path: Path) -> str:
    try:
        return sha256_of(path)
    except Refusal:  # being copied, or gone: it is looked at and told like any other file
        return ""


def choose_inbox(desk: Desk, folder: Path | None) -> None:
    """Watches another folder from now on, or none."""
    desk.record.store.set_setting(FOLDER, str(folder) if folder else "")


def differing_words(desk: Desk, results: Sequence[ImportResult]) -> dict[str, str]:
    """The records in which county and township differ, in words, by package (B-30, D-43)."""
    found = {}
    with desk.record.store.reading() as connection:
        for result in results:
            names = [named_record(connection, entity, each)[1] for entity, each in result.differing[:_NAMED]]
            if names:
                said = tr("和[乡镇]不一样的：{names}").format(names="、".join(names))
                more = len(result.differing) - len(names)
                found[result.package_id] = said + (tr("，还有 {n} 条").format(n=more) if more else "")
    return found


def import_report(desk: Desk, results: Sequence[ImportResult], *, applied: bool, as_csv: bool = False) -> bytes:
    """What became of each package, by township, as an .xlsx (or CSV) file; nobody is named in it.

    Args:
        desk: the county's desk.
        results: of one import, or of its preview.
        applied: whether they were taken in.
        as_csv: comma-separated, UTF-8 with a mark so that Excel and WPS read it as that.
    """
    heads = (
        "乡镇代码",
        "乡镇",
        "第几号包",
        "结果",
        "新增",
        "更新",
        "并行修改",
        "冲突",
        "退回",
        "待核对",
        "等前文",
        "说明",
        "文件",
    )
    lines = [
        _line(result)
        for result in sorted(results, key=lambda result: (result.org_code, result.package_no, result.file_name))
    ]
    title = tr("接收情况") if applied else tr("接收预览")
    _audit(desk, "import-report", len(lines))
    widths = (100, 120, 70, 80, 60, 60, 70, 60, 60, 60, 60, 460, 260)
    titles = [tr(head) for head in heads]
    if as_csv:
        return csv_of([titles, *lines])
    return write_table(TableSheet(title, titles, lines, widths))


def csv_of(rows: Sequence[Sequence[str | int]]) -> bytes:
    """Lines as a CSV file; text that a spreadsheet would take for a formula stays text (D-59)."""
    target = io.StringIO()
    csv.writer(target).writerows([_plain(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _plain(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _line(result: ImportResult) -> list[str | int]:
    late = sum(count for count, reason in result.reasons if reason == REVIEW)
    why = "；".join(tr("{reason}（{n} 条）").format(reason=reason, n=count) for count, reason in result.reasons)
    words = {"imported": tr("已接收"), "duplicate": tr("以前导过"), "preview": tr("可以导入"), "refused": tr("不收")}
    return [
        result.org_code,
        result.org_name,
        result.package_no,
        words[result.verdict],
        result.records_new,
        result.records_changed,
        result.parallel,
        result.conflicts,
        result.rejected - late,
        late,
        result.waiting,
        "；".join(part for part in (result.sentence, why) if part),
        result.file_name,
    ]


@dataclass(frozen=True)
class Reminder:
    """A township that has not handed in.

    Attributes:
        org_code, name: whose; months: which.
    """

    org_code: str
    name: str
    months: tuple[Period, ...]


def reminders(months: CountyMonths) -> tuple[Reminder, ...]:
    """The townships that owe a package whose day has passed, those that owe most first."""
    found = []
    for line in months.townships:
        told = zip(months.periods, line.months, strict=True)
        missing = tuple(period for period, cell in told if cell.standing == "missing")
        if missing:
            found.append(Reminder(line.org_code, line.name, missing))
    return tuple(sorted(found, key=lambda each: (-len(each.months), each.org_code)))


def reminder_list(desk: Desk, months: CountyMonths) -> bytes:
    """催交名单 as an .xlsx file."""
    found = reminders(months)
    lines: list[list[str | int]] = [
        [each.org_code, each.name, "、".join(_short(months, one) for one in each.months), len(each.months), ""]
        for each in found
    ]
    _audit(desk, "reminders", len(lines))
    heads = [tr(head) for head in ("乡镇代码", "乡镇", "还没交的", "几期", "催办情况")]
    return write_table(TableSheet(tr("催交名单"), heads, lines, (100, 140, 260, 60, 240)))


def _short(months: CountyMonths, period: Period) -> str:
    """`11月`, `第4季度`; one of another year than that handed in now with its year."""
    return period.short if period.year == months.period.year else period.label


def _audit(desk: Desk, what: str, lines: int) -> None:
    store = desk.record.store
    with store.keeping() as connection:
        who = (desk.clock.now().isoformat(timespec="seconds"), store.author.author)
        write_audit(connection, who, "export", what, str(lines))
