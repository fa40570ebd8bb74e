"""What became of a county's return at a laptop, and how the screen says it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class ReturnResult:
    """What became of a return; the page shown again when the same file comes a second time.

    Attributes:
        file_name: as handed in.
        verdict: `taken`, `readopted`, `nothing_new`, `stale`, `does_not_fit`, `duplicate`, `preview` or `refused`.
        sentence: the whole result in words.
        code: the refusal's code, else "".
        county: who answers; package_no, package_id, made_at: of the return.
        acknowledged: own changes the county now has; sent_back: own changes it turned away.
        received: changes that came from elsewhere: other laptops, the county, or lost here and brought back.
        unconfirmed: changes that count as not handed over again, because the county no longer has them.
        conflicts: records that now have two answers and had not before.
        same_state: whether both sides show the same; None while changes wait to be handed over.
        reasons: of what was sent back, (number of changes, reason).
        purged: changes whose content was erased by law; purged_unsent: of these, those never handed over (B-19).
        new_keys: it brought a newer key manifest, kept from now on (B-46).
        takes_out, families: how many of the households on file it would take out, when that is a large part (D-44).
        settled: records that had two answers and have one now: somebody else has decided.
        part, parts: which of several returns it is that go on from each other, where one would be too large.
        moved_in, moved_out: households granted to this township, and away from it (B-37).
    """

    file_name: str
    verdict: str
    sentence: str
    code: str = ""
    county: str = ""
    package_no: int = 0
    package_id: str = ""
    made_at: str = ""
    acknowledged: int = 0
    sent_back: int = 0
    received: int = 0
    unconfirmed: int = 0
    conflicts: int = 0
    same_state: bool | None = None
    reasons: tuple[tuple[int, str], ...] = ()
    new_keys: bool = False
    takes_out: int = 0
    families: int = 0
    settled: int = 0
    moved_in: int = 0
    moved_out: int = 0
    purged: int = 0
    purged_unsent: int = 0
    part: int = 1
    parts: int = 1


def read_return_result(kept: Mapping[str, Any]) -> ReturnResult:
    """A result page as the journal keeps it."""
    reasons = tuple((count, reason) for count, reason in kept["reasons"])
    return ReturnResult(**{**kept, "reasons": reasons})


def too_early(result: ReturnResult) -> bool:
    """Whether it is a part that goes on from one not read yet; nothing remembers it, so that it can be read again."""
    return result.part > 1 and result.verdict == "does_not_fit"


def previewed(result: ReturnResult) -> ReturnResult:
    """The same of what taking it in would do."""
    said = result.sentence.replace("已读入：", "可以读入：", 1)
    return replace(result, verdict="preview", sentence=f"预览：{said}")


_NO_NEWS = {
    "nothing_new": "没有新内容，未作改动。",
    "stale": "比本机已有的旧，未作改动。",
    "does_not_fit": "接不上本机的账（本机可能从备份恢复过）。数据没有改动，下一个上报包会请县里从头回一份。",
}
"""What a return is called that changes nothing in the ledger; what it says was erased is carried out and told."""


def sentence_of(result: ReturnResult) -> str:
    """The whole result in words."""
    head = f"{result.county}第 {result.package_no} 号回执"
    if result.parts > 1:
        head += f"（一共 {result.parts} 份，这是第 {result.part} 份）"
    if too_early(result):
        return f"{head}接在第 {result.part - 1} 份后面。数据没有改动；请按号码先后一起读入。"
    if result.verdict in _NO_NEWS:
        return head + _NO_NEWS[result.verdict] + (_erased(result) + "。" if result.purged else "")
    parts = [f"{head}已读入：县里收到 {result.acknowledged} 条"]
    for count, words in (
        (result.sent_back, "条被退回"),
        (result.received, "条由县里带来"),
        (result.conflicts, "条两边不一致，待核对"),
        (result.settled, "条原来不一致的已经定下"),
        (result.moved_in, "户由别的乡镇转来"),
        (result.moved_out, "户已转到别的乡镇，这里只能看"),
    ):
        if count:
            parts.append(f"，{count} {words}")
    if result.purged:
        parts.append(f"。{_erased(result)}")
    if result.verdict == "readopted":
        parts.append(f"。县级数据曾被恢复，少了 {result.unconfirmed} 条，会随下一个上报包自动重新报送")
    if result.same_state is False:
        parts.append("。两边的内容还不完全一样，没有改动任何一边；下一个上报包会请县里从头回一份")
    if result.takes_out:
        parts.append(f"。注意：会让 {result.families} 户里的 {result.takes_out} 户不再在册，读入前请先问县里")
    return "".join(parts) + "。"


def _erased(result: ReturnResult) -> str:
    said = f"县里依法清除了一部分内容，本机 {result.purged} 条修改的内容已一并清除"
    return said + (f"，其中 {result.purged_unsent} 条还没有上报过，见“清除”一页" if result.purged_unsent else "")
