"""What became of a hand-up: the result an upper office keeps and shows, in words, and why one could not be taken."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from db.errors import Refusal

_SHOWN = 3
"""Streams named when some are not the same."""


class HandUpGap(Refusal):
    """Entries before those a hand-up brings are missing here.

    Args:
        name: the stream; since: number of the first entry that is missing.
        part: which part of a hand-up it is.
    """

    code = "P-UPP-03"

    def __init__(self, name: str, since: int, part: int) -> None:
        step = f"请先读入第 {part - 1} 份，再读这一份。" if part > 1 else "请县里从头上报一次。"
        super().__init__(f"“{name}”的账从第 {since} 号起这里没有，中间少了一次上报。", "没有读入，数据没有改动。", step)


class OtherLedger(Refusal):
    """The county's ledger is another than the one it handed up before: it was put back from a backup (B-35).

    Args:
        name: the stream; since: number of the first entry that differs; begins: whether the hand-up shows from where.
    """

    code = "P-UPP-04"

    def __init__(self, name: str, since: int, *, begins: bool) -> None:
        step = "确实恢复过的，请以县里为准再读入一次。"
        if not begins:
            step = "确实恢复过的，请县里从头上报一次，再以县里为准读入。"
        super().__init__(
            f"“{name}”的账从第 {since} 号起和以前报的不一样，县里可能恢复过备份。",
            "没有读入，数据没有改动。",
            f"请先打电话问县里。{step}",
        )


@dataclass(frozen=True)
class HandUpResult:
    """What became of a hand-up; the page shown again when the same file comes a second time.

    Attributes:
        file_name: as handed in.
        verdict: `taken`, `readopted`, `nothing_new`, `stale`, `gap`, `diverged`, `duplicate`, `preview` or `refused`.
        sentence: the whole result in words.
        code: the refusal's code, else "".
        county, county_code, package_no, package_id, made_at: of the hand-up, as far as it was read.
        part, parts: which part it is, where it was too large for one package.
        streams: how many streams have news.
        received: changes not held before; turned_away: entries the county had turned away.
        fell_out: changes shown until now that the county no longer has; they are kept beside the log.
        conflicts, settled: records that have two answers now and had one, and the other way round.
        purged: changes whose content was erased by law (B-19).
        same_state: whether this office shows every stream exactly as the county does; None while parts are to come.
        differing: names of the streams that are not the same.
        new_keys: it brought a newer key manifest, kept from now on (B-46).
    """

    file_name: str
    verdict: str
    sentence: str
    code: str = ""
    county: str = ""
    county_code: str = ""
    package_no: int = 0
    package_id: str = ""
    made_at: str = ""
    part: int = 1
    parts: int = 1
    streams: int = 0
    received: int = 0
    turned_away: int = 0
    fell_out: int = 0
    conflicts: int = 0
    settled: int = 0
    purged: int = 0
    same_state: bool | None = None
    differing: tuple[str, ...] = ()
    new_keys: bool = False


def read_hand_up(kept: Mapping[str, Any]) -> HandUpResult:
    """A result page as the journal keeps it."""
    return HandUpResult(**{**kept, "differing": tuple(kept["differing"])})


def previewed(result: HandUpResult) -> HandUpResult:
    """What taking it in would do, as a preview says it."""
    if result.verdict in {"stale", "nothing_new"}:
        return result
    said = result.sentence.replace("已读入：", "可以读入：", 1)
    return replace(result, verdict="preview", sentence=f"预览：{said}")


def sentence_of(result: HandUpResult) -> str:
    """The whole result in words."""
    head = f"{result.county}第 {result.package_no} 号上报"
    if result.parts > 1:
        head += f"（一共 {result.parts} 份，这是第 {result.part} 份）"
    if result.verdict == "stale":
        return f"{head}比这里已有的旧，未作改动。县里恢复过备份的，请打电话问清，再以县里为准读入。"
    if result.verdict == "nothing_new":
        parts = [f"{head}没有新内容"]
    else:
        parts = [f"{head}已读入：{result.streams} 本账有新内容，收到 {result.received} 条"]
    for count, words in (
        (result.turned_away, "条县里没有采用（原文已留存）"),
        (result.conflicts, "条两边不一致，待县里核对"),
        (result.settled, "条原来不一致的已经定下"),
        (result.purged, "条内容已依法清除"),
    ):
        if count:
            parts.append(f"，{count} {words}")
    if result.verdict == "readopted":
        parts.append("。县级数据曾被恢复，已以县里为准")
        if result.fell_out:
            parts.append(f"，原来有、县里现在没有的 {result.fell_out} 条不再显示，原文留着")
    if result.differing:
        names = "、".join(result.differing[:_SHOWN])
        parts.append(f"。{names}等 {len(result.differing)} 处和县里显示的还不一样，请告诉县里")
    if result.new_keys:
        parts.append("。县里换了密钥，新的密钥清单已记下")
    return "".join(parts) + "。"
