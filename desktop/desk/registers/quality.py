"""数据质量 (R12): everything the checks find in the record, what must be put right first, with the explanations."""

from db.domain.checks.check import HARD, Finding
from db.domain.standing import MISS, OK, SOON
from desktop.desk.desk import Desk
from desktop.desk.findings import FamilyFinding, Quality, quality, quality_so_far
from desktop.desk.jumps import LOOK, explain_of, jump_of
from desktop.desk.registers.register import (
    NAME,
    OFFICE,
    STATE,
    Cell,
    Register,
    RegisterColumn,
    RegisterRow,
    RegisterTable,
)
from desktop.desk.sections.section import Verb
from desktop.words import tr

_SECONDS = 0.08
"""How long families are looked at before the page is shown again with what was found so far; nothing waits longer."""


def _read(desk: Desk) -> RegisterTable:
    columns = (
        RegisterColumn("family", tr("家庭"), 130, NAME, personal=True),
        RegisterColumn("village", tr("[村（社区）]"), 90),
        RegisterColumn("title", tr("核对什么"), 150),
        RegisterColumn("sentence", tr("看到的"), 300, stretch=True, personal=True),
        RegisterColumn("state", tr("怎么办"), 230, STATE),
    )
    found = quality_so_far(desk, _SECONDS)
    rows = tuple(_row(each) for each in (*found.hard, *found.soft, *found.explained))
    if not found.complete:
        words = tr("正在逐户核对：已看 {n} 户，共 {total} 户").format(n=found.looked_at, total=found.total)
        note = tr("{words}；先列出看过的，最要紧的在前").format(words=words) if rows else words
        return RegisterTable(columns, rows, note=note, empty=words, unfinished=True)
    note, state = summary(found)
    return RegisterTable(columns, rows, note=note, state=state, empty=tr("逐户核对过，没有要看的。"))


def summary(found: Quality) -> tuple[str, str]:
    """How many of each, in words, and the sign of the gravest."""
    parts = (
        (len(found.hard), tr("要改正 {n} 处")),
        (len(found.soft), tr("请看一眼 {n} 处，确实如此的写一句说明")),
        (len(found.explained), tr("已说明 {n} 处，随包带走")),
    )
    said = "；".join(words.format(n=n) for n, words in parts if n)
    return said, MISS if found.hard else SOON if found.soft else OK


def _row(each: FamilyFinding) -> RegisterRow:
    finding = each.finding
    family = tr("{name}户").format(name=each.family_name) if each.family_name else tr("本单位")
    cells = (family, each.village, tr(finding.title), finding.sentence, _state(finding))
    return RegisterRow(f"{finding.code}:{finding.record_id}", cells, _verbs(finding), finding.family_id)


def _state(finding: Finding) -> Cell:
    if finding.level == HARD:
        return Cell(tr("要改正"), state=MISS, order=0)
    if finding.explained:
        return Cell(tr("已说明：{words}").format(words=finding.explained), state=OK, order=2)
    return Cell(tr("改正或写说明"), state=SOON, order=1)


def _verbs(finding: Finding) -> tuple[Verb, ...]:
    jump = jump_of(finding)
    jumps = (jump,) if jump is not None and jump.key != LOOK else ()
    return jumps if finding.level == HARD else (*jumps, explain_of(finding))


def _count(desk: Desk) -> int:
    """The lines, those explained as well; nothing is said while families are still to be looked at."""
    found = quality(desk, 0)
    return len(found.hard) + len(found.soft) + len(found.explained) if found.complete else 0


QUALITY = Register(
    "quality", "list-checks", OFFICE, "数据质量", _read, _count, "shuju sj hedui hd zhiliang 核对 检查", kept=False
)
