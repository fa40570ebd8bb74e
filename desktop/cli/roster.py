"""`nuanxin roster`: an office's Excel list in, taken back, and out again."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, filled, group
from desktop.cli.files import require_file, write_file
from desktop.cli.seat import Seat
from desktop.cli.terminal import Answer, pairs, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.roster import Imported, LaidList
    from desktop.roster.doubts import Doubt
    from desktop.roster.plan import Counts, ListedHousehold

_SEVERITY = {"hard": "不能写入", "reason": "要写理由", "soft": "请看一眼", "note": "说明"}
_LEFT = 60


def add(commands: Commands) -> None:
    """Adds `roster import`, `roster undo` and `roster export`."""
    words = group(commands, "roster", tr("名册：导入、撤销导入、导出"))
    parser = command(words, "import", tr("导入名册（.xlsx、.xls、CSV）"), bring_in)
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("名册文件"))
    parser.add_argument("--dry-run", action="store_true", help=tr("只看结果，不写入"))
    parser.add_argument("--accept-warnings", action="store_true", help=tr("“请看一眼”的也写入"))
    parser.add_argument("--sheet", type=filled, metavar="NAME", help=tr("工作表的名字，不写就用最像名册的那张"))
    parser = command(words, "undo", tr("撤销一次导入"), take_back)
    parser.add_argument("batch", type=filled, metavar="BATCH", help=tr("导入时给的批号"))
    parser = command(words, "export", tr("导出名册"), bring_out)
    parser.add_argument("out", type=Path, metavar="OUT.xlsx", help=tr("写到哪个文件"))


def bring_in(words: argparse.Namespace, seat: Seat) -> Answer:
    """Dry-runs or imports a list; every problem is told with its cell."""
    from desktop.desk.roster import import_list, lay_list, read_list

    reading = read_list(require_file(words.file, tr("名册")))
    with seat.desk() as desk:
        laid = lay_list(desk, reading, _sheet(words.sheet, [each.sheet.name for each in reading.sheets]))
        if words.dry_run:
            return _answer(laid, None, accept_warnings=words.accept_warnings)
        done = import_list(desk, laid, accept_warnings=words.accept_warnings)
        return _answer(laid, done, accept_warnings=words.accept_warnings)


def _sheet(name: str | None, names: list[str]) -> int | None:
    from db.errors import NotFound

    if name is None:
        return None
    if name not in names:
        raise NotFound(
            tr("文件里没有“{name}”这张工作表。").format(name=name[:40]),
            next_step=tr("有的是：{names}。").format(names="、".join(names)),
        )
    return names.index(name)


def _answer(laid: "LaidList", done: "Imported | None", *, accept_warnings: bool) -> Answer:
    counts = laid.plan.counts(accept_warnings=accept_warnings)
    book = laid.reading.book
    document = {
        "file": book.file_name,
        "kind": book.kind,
        "sheet": laid.guess.sheet.name,
        "encoding": book.encoding or None,
        "columns": [_column(each) for each in laid.mapping.columns],
        "dry_run": done is None,
        "batch": done.batch or None if done else None,
        "created": done.created if done else 0,
        "changed": done.changed if done else 0,
        "rows_read": counts.read,
        "rows_explained": dict(counts.explained),
        "rows": dict(counts.rows),
        "households": dict(counts.households),
        "will_write": counts.will_write,
        "will_skip": counts.will_skip,
        "problems": [_problem(listed, doubt) for listed, doubt in _doubts(laid)],
        "missing": [{"id": m.id, "name": m.name, "village": m.village} for m in laid.plan.missing],
        "new_villages": list(laid.plan.new_villages),
    }
    return Answer(document, _text(laid, done, counts))


def _column(entry: Any) -> dict[str, Any]:
    column, title, target = entry
    return {"column": column, "title": title, "meaning": str(target) if target.role != "skip" else None}


def _doubts(laid: "LaidList") -> "list[tuple[ListedHousehold, Doubt]]":
    """Every doubt with its household, in the order of the sheet."""
    found = [(listed, doubt) for listed in laid.plan.households for doubt in listed.doubts]
    return sorted(found, key=lambda pair: (pair[1].row, pair[1].column))


def _problem(listed: "ListedHousehold", doubt: "Doubt") -> dict[str, Any]:
    return {
        "row": doubt.row,
        "cell": doubt.address if doubt.column else None,
        "field": doubt.field or None,
        "sentence": doubt.sentence,
        "severity": doubt.weight,
        "code": doubt.code,
        "verdict": listed.verdict,
    }


def _text(laid: "LaidList", done: "Imported | None", counts: "Counts") -> str:
    head = pairs(
        (
            (tr("文件"), laid.reading.book.file_name),
            (tr("工作表"), tr("{name}，{said}").format(name=laid.guess.sheet.name, said=laid.guess.said)),
            (tr("编码"), laid.reading.encoding_said),
            (tr("新[村]"), "、".join(laid.plan.new_villages)),
        )
    )
    return sections(head, _verdicts(counts), _problems(laid), _missing(laid), _outcome(done, counts))


def _verdicts(counts: "Counts") -> str:
    from desktop.roster.plan import VERDICTS, verdict_word

    households = dict(counts.households)
    rows = [(verdict_word(v), str(households.get(v, 0)), str(counts.of(v))) for v in VERDICTS]
    return table((tr("判断"), tr("户"), tr("行")), rows)


def _problems(laid: "LaidList") -> str:
    rows = [
        (doubt.address, tr(_SEVERITY[doubt.weight]), doubt.sentence)
        for _, doubt in _doubts(laid)
        if doubt.weight != "note"
    ]
    more = tr("另有 {count} 处，请看 --json").format(count=len(rows) - _LEFT) if len(rows) > _LEFT else ""
    return "\n".join(filter(None, (table((tr("位置"), tr("轻重"), tr("说明")), rows[:_LEFT]), more))) if rows else ""


def _missing(laid: "LaidList") -> str:
    count = len(laid.plan.missing)
    return tr("在册而表里没有的：{count} 户，没有动它们。").format(count=count) if count else ""


def _outcome(done: "Imported | None", counts: "Counts") -> str:
    left = tr("，没有写的 {skip} 行").format(skip=counts.will_skip) if counts.will_skip else ""
    if done is None:
        return tr("只是看看，没有写入。会写 {write} 行{left}。").format(write=counts.will_write, left=left)
    if not done.batch:
        return tr("没有要写入的{left}。").format(left=left)
    said = tr("已导入：新增 {created} 户，更新 {changed} 户{left}。").format(
        created=done.created, changed=done.changed, left=left
    )
    return said + "\n" + tr("要撤回：nuanxin roster undo {batch}").format(batch=done.batch)


def take_back(words: argparse.Namespace, seat: Seat) -> Answer:
    """Takes one import back."""
    from desktop.desk.roster import undo_roster

    with seat.desk() as desk:
        undone = undo_roster(desk, words.batch)
    document = {
        "batch": words.batch,
        "taken_back": undone.taken_back,
        "kept": [{"entity": entity, "id": record_id} for entity, record_id in undone.kept],
        "undo": undone.touched.undo,
    }
    kept = tr("；{count} 条之后有人改过，留着没动").format(count=len(undone.kept)) if undone.kept else ""
    return Answer(document, tr("已撤销这次导入：退回 {count} 条{kept}。").format(count=undone.taken_back, kept=kept))


def bring_out(words: argparse.Namespace, seat: Seat) -> Answer:
    """Writes the record as a list."""
    from desktop.desk.roster import export_roster

    with seat.desk() as desk:
        content, households = export_roster(desk)
        write_file(words.out, content)
    document = {"file": str(words.out), "households": households}
    said = tr("已导出 {count} 户到 {path}。里面有完整的证件号码，请妥善保管。")
    return Answer(document, said.format(count=households, path=words.out))
