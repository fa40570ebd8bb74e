"""The tour's beginning: a record founded, its recovery sheet, and the township's list brought in."""

from db.vault.recovery import new_recovery_code, require_typed_back
from desktop.desk.demo import write_roster
from desktop.desk.opening import found_desk, open_desk
from desktop.desk.recovery import recovery_pdf
from desktop.desk.roster import LaidList, import_list, lay_list, read_list, undo_roster
from desktop.forms.preview import page_count, page_png
from desktop.roster.plan import verdict_word
from desktop.roster.writing import write_problems
from desktop.tour.walk import OFFICES, TOWNSHIP, Walk
from desktop.words import tr

SEED = 2026
_PLAIN_HEAD = b"SQLite format 3\x00"
_NOT_A_FAMILY = {
    "title": "标题",
    "header": "表头",
    "repeated": "重复的表头",
    "blank": "空行",
    "heading": "分段的标题",
    "total": "合计",
    "note": "落款",
}


def first_start(walk: Walk) -> None:
    """Founds the township's record, types the code back, closes it and opens it with the passphrase."""
    code = new_recovery_code()
    home = walk.homes / TOWNSHIP
    require_typed_back(code, code.text)
    found_desk(home, walk.founding(TOWNSHIP, code), walk.clock, walk.cost).record.close()
    walk.desks[TOWNSHIP] = desk = open_desk(home, walk.passphrase, walk.clock)
    if (home / "record.db").read_bytes()[: len(_PLAIN_HEAD)] == _PLAIN_HEAD:
        walk.book.fail(tr("档案没有加密"))
    _, org, name, _ = OFFICES[TOWNSHIP]
    sheet = recovery_pdf(code, org, name, desk.today, practice=True)
    walk.book.keep("1-恢复码.pdf", sheet, tr("恢复码打印件（示例，这份档案走完就删）"))
    keep_pages(walk, "1-恢复码", sheet, 2)


def keep_pages(walk: Walk, name: str, pdf: bytes, most: int) -> None:
    """The first pages of a PDF as pictures."""
    pages = page_count(pdf)
    for page in range(1, min(pages, most) + 1):
        plain = name.rpartition("/")[2].lstrip("1234567890-")
        sentence = tr("{name}第 {page} 页，共 {pages} 页").format(name=plain, page=page, pages=pages)
        walk.book.keep(f"{name}-{page}.png", page_png(pdf, page), sentence)


def import_roster(walk: Walk) -> None:
    """An untidy list: its problems named, written, taken back, written again; once more changes nothing."""
    desk = walk.desk(TOWNSHIP)
    path = walk.book.out / "2-名册.xlsx"
    walk.roster = made = write_roster(path, walk.families, SEED, desk.today, org=desk.record.office.org_code)
    said = tr("镇里原来的 Excel 台账：{families} 户 {persons} 人，第 {a} 行、第 {b} 行的证件号有错")
    walk.book.note(
        path, said.format(families=made.families, persons=made.persons, a=made.damaged_row, b=made.mistyped_row)
    )
    laid = lay_list(desk, read_list(path))
    walk.book.keep("2-名册问题清单.xlsx", write_problems(laid.plan), tr("交回去改的问题清单：每处问题的单元格和理由"))
    first = import_list(desk, laid, accept_warnings=True)
    undone = undo_roster(desk, first.batch)
    left = _households(walk)
    laid = lay_list(desk, read_list(path))
    second = import_list(desk, laid, accept_warnings=True)
    again = import_list(desk, lay_list(desk, read_list(path)), accept_warnings=True)
    lines = [
        *_verdicts(laid),
        "",
        tr("第一次写入 {count} 户。").format(count=first.created),
        tr("撤销整批：退回 {count} 条修改，档案里还有 {left} 户。").format(count=undone.taken_back, left=left),
        tr("重新写入 {count} 户。").format(count=second.created),
        tr("同一份再导入一次：新增 {new} 户、更新 {changed} 户。").format(new=again.created, changed=again.changed),
    ]
    sentence = tr("逐行判断和导入结果：写入 {count} 户，撤销一次，再导入无变化")
    walk.book.keep("2-名册核对.txt", "\n".join(lines) + "\n", sentence.format(count=second.created))
    _require(walk, left, again.created + again.changed, second.created == made.families - 2)


def _require(walk: Walk, left: int, changed: int, *conditions: bool) -> None:
    if left or changed or not all(conditions):
        walk.book.fail(tr("名册导入的数与名册不符"))


def _households(walk: Walk) -> int:
    with walk.desk(TOWNSHIP).record.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM family WHERE voided = 0").scalar_one())


def _verdicts(laid: LaidList) -> list[str]:
    counts = laid.plan.counts(accept_warnings=True)
    head = "，".join(f"{verdict_word(verdict)} {count} 行" for verdict, count in counts.rows if count)
    lines = [tr("工作表“{name}”：{counts}。").format(name=laid.guess.sheet.name, counts=head)]
    lines.append(tr("要写入 {write} 户，跳过 {skip} 行。").format(write=counts.will_write, skip=counts.will_skip))
    for listed in laid.plan.households:
        if listed.explanation and listed.doubts:
            rows = "、".join(str(row) for row in listed.rows)
            lines.append(f"  第 {rows} 行 {listed.names}：{verdict_word(listed.verdict)}，{listed.explanation}")
    lines += [
        tr("  第 {row} 行不是户：{why}").format(row=each.row, why=" ".join((tr(_NOT_A_FAMILY[each.kind]), each.text)))
        for each in laid.plan.explained
    ]
    return lines
