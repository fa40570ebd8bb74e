"""What became of a file handed to the county, and how the screen says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.sync.merging.intake import REVIEW


@dataclass(frozen=True)
class ImportResult:
    """What became of one file; the page shown again when the same file comes a second time.

    Attributes:
        file_name: as handed in.
        verdict: `imported`, `duplicate`, `preview` or `refused`.
        sentence: the whole result in one sentence.
        code: the refusal's code, else "".
        org_code, org_name, package_no, package_id, made_at: of the package, as far as it was read.
        changes: changes inside; `fresh`, `repeated`, `waiting`, `released`, `rejected`: what became of them;
            `released` counts also what was turned away for coming blank and is explained now (B-19).
        records_new, records_changed, conflicts: records that appeared, that changed, that now have two answers.
        same_state: whether the county now shows the township exactly what it has itself; None when not compared.
        reasons: of rejected changes, (number of changes, reason).
        forked: a laptop's chain has come to have one end more: two computers may use one record (B-34).
        old_key: it was encrypted to a key the county has retired since (B-48).
        erased: changes of records erased here since; kept without what they said (B-19).
        parallel: records in which two people changed different fields at the same time; merged, no work (B-13).
        settled: records that had two answers and have one now (B-14).
        passed_on: changes of cases that are another township's by now, written before the author knew (迟到修改, B-38).
        part, parts: which part of its hand-over it is, where that is too large for one package.
        missing: changes of the other parts that are not here yet.
        differing: where not the same, the records concerned as (entity, id), once the township tells of each (D-43).
        misfits: sessions whose statement of who unlocked does not fit; taken in like any other, and told (B-50).
    """

    file_name: str
    verdict: str
    sentence: str
    code: str = ""
    org_code: str = ""
    org_name: str = ""
    package_no: int = 0
    package_id: str = ""
    made_at: str = ""
    changes: int = 0
    fresh: int = 0
    repeated: int = 0
    waiting: int = 0
    released: int = 0
    rejected: int = 0
    records_new: int = 0
    records_changed: int = 0
    conflicts: int = 0
    same_state: bool | None = None
    reasons: tuple[tuple[int, str], ...] = ()
    forked: bool = False
    old_key: bool = False
    parallel: int = 0
    settled: int = 0
    passed_on: int = 0
    erased: int = 0
    part: int = 1
    parts: int = 1
    missing: int = 0
    differing: tuple[tuple[str, str], ...] = ()
    misfits: int = 0


def read_result(kept: Mapping[str, Any]) -> ImportResult:
    """A result page as the journal keeps it."""
    pairs = {name: tuple((one, other) for one, other in kept[name]) for name in ("reasons", "differing")}
    return ImportResult(**{**kept, **pairs})


def sentence_of(result: ImportResult) -> str:
    """The whole result in one sentence."""
    which = f"（分 {result.parts} 个包交，这是第 {result.part} 个）" if result.parts > 1 else ""
    parts = [f"{result.org_name}第 {result.package_no} 号包{which}已导入：新增 {result.records_new} 条，"]
    parts.append(f"更新 {result.records_changed} 条")
    late = sum(count for count, reason in result.reasons if reason == REVIEW)
    for count, words in (
        (result.repeated, "条以前已收到"),
        (result.parallel, "条两边各改一处，已合在一起"),
        (result.conflicts, "条两边不一致，待核对"),
        (result.settled, "条原来不一致的已经定下"),
        (result.rejected - late, "条不合格，退回"),
        (late, f"条{REVIEW}（原文已留存）"),
        (result.passed_on, "条是迟到修改，已转给接收的乡镇"),
        (result.waiting, "条在等更早的修改"),
        (result.erased, "条属于已依法清除的记录，内容没有留下"),
        (result.misfits, "次登录的本人签名不符，内容照样收下，请问一问本人"),
    ):
        if count:
            parts.append(f"，{count} {words}")
    if result.missing:
        parts.append(f"。其余的包还没有到，还差 {result.missing} 条，先后不要紧，到齐了再比对两边")
    if result.forked:
        parts.append("。可能有两台电脑在用同一份数据（或者恢复过备份），两边都已收下，请到“乡镇”页核对")
    if result.old_key:
        parts.append("。这个包用的是本县的旧密钥，照样收下；乡镇读了下一份回执就会换成新的")
    return "".join(parts) + "。"


def preview_of(result: ImportResult) -> str:
    """The same of what taking it in would do."""
    return sentence_of(result).replace("已导入：", "可以导入：", 1)
