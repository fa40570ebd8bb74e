"""`nuanxin package`: the file for the county made, looked at, taken in."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli import paperwork, uppers
from desktop.cli.arguments import Commands, command, group
from desktop.cli.files import require_file
from desktop.cli.refusals import NoPackagesThere
from desktop.cli.seat import Seat, asked_yes, on_terminal
from desktop.cli.terminal import DONE, REFUSED, Answer, pairs, sections, table
from desktop.words import tr

if TYPE_CHECKING:
    from db.sync.county.imported import ImportResult
    from db.sync.package.inspecting import Inspection
    from db.sync.package.writing import WrittenPackage
    from desktop.desk.desk import Desk


def add(commands: Commands) -> None:
    """Adds `package export|inspect|import|return|receipt|up|slip|months`."""
    words = group(commands, "package", tr("上报包：生成、查看、导入"))
    parser = command(words, "export", tr("[乡镇]：生成上报包和上报单"), export)
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help=tr("写到哪个文件夹"))
    parser.add_argument("--copy-to", type=Path, metavar="DIR", help=tr("再拷到 U 盘，拷完读回核对"))
    parser = command(words, "inspect", tr("看一个包是谁的、给谁的、真不真，不导入"), inspect)
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("上报包"))
    parser = command(words, "import", tr("[县]级和上级：导入上报包"), bring_in)
    several = tr("可以有多个；写文件夹就是其中全部")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("files", nargs="*", type=Path, default=[], metavar="FILE", help=several)
    which.add_argument("--archive", action="store_true", help=tr("存档里有、档案里没有记着的包（恢复备份以后补导）"))
    parser.add_argument("--yes", action="store_true", help=tr("不再问，直接导入；不写则只预览"))
    parser.add_argument("--readopt", action="store_true", help=tr("上级：[县]里恢复过备份，打电话问清以后以[县]里为准"))
    parser = command(words, "return", tr("[县]级：给[乡镇]写回执"), answer)
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help=tr("写到哪个文件夹"))
    parser.add_argument("--org", default="", metavar="CODE", help=tr("只给这个[乡镇]；不写则给每个该回的"))
    parser = command(words, "receipt", tr("[乡镇]：读入[县]里的回执"), take)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=several)
    parser.add_argument("--yes", action="store_true", help=tr("不再问，直接读入；不写则只预览"))
    parser.add_argument("--force", action="store_true", help=tr("会让很多户不再在册的回执也读入；先自动备份"))
    uppers.add_up(words)
    paperwork.add(words)


def export(words: argparse.Namespace, seat: Seat) -> Answer:
    """Writes the next package, and a verified copy where one is asked for."""
    from desktop.desk.handover import carry, in_words
    from desktop.desk.handover import export as export_next

    with seat.desk() as desk:
        made = export_next(desk, words.out)
        said = in_words(made.hand_over)
        copies = [carry(each.path, words.copy_to, each.sha256) for each in made.parts] if words.copy_to else []
    written, copy = made.written, copies[-1] if copies else None
    files = [_file(each, there) for each, there in zip_longest(made.parts, copies)]
    document = {
        **files[-1],
        "files": files,
        "fresh": made.hand_over.fresh,
        "kinds": [{"entity": entity, "new": new, "edited": edited} for entity, new, edited in made.hand_over.counts],
        "recipient": written.sealed.header.recipient.name,
    }
    facts = (
        (tr("上报包"), str(written.path)),
        (tr("第几号"), str(made.package_no)),
        (tr("接收单位"), written.sealed.header.recipient.name),
        (tr("内容"), said.said or tr("没有新的修改")),
        (tr("修改条数"), str(written.sealed.counted.changes)),
        (tr("摘要"), written.sha256),
        (tr("U 盘上的"), tr("{path}，已读回核对").format(path=copy) if copy else ""),
    )
    parts = _parts_text(files) if len(files) > 1 else ""
    return Answer(
        document,
        sections(pairs(facts), parts, tr("上报单在包里（上报单.pdf）：用 package slip 取出来，打印后签字盖章。")),
    )


def _file(written: "WrittenPackage", copy: Path | None) -> dict[str, Any]:
    return {
        "file": str(written.path),
        "package_no": written.sealed.header.package_no,
        "package_id": written.sealed.header.package_id,
        "sha256": written.sha256,
        "bytes": written.bytes,
        "changes": written.sealed.counted.changes,
        "copy": str(copy) if copy else None,
    }


def _parts_text(files: list[dict[str, Any]]) -> str:
    """The packages of a hand-over that is too large for one."""
    head = tr("内容多，分成 {n} 个包，每个都要交到[县]里，先后不要紧：").format(n=len(files))
    titles = (tr("第几号"), tr("修改条数"), tr("上报包"))
    return f"{head}\n{table(titles, [(str(f['package_no']), str(f['changes']), f['file']) for f in files])}"


def inspect(words: argparse.Namespace, seat: Seat) -> Answer:
    """Looks at a package as far as it opens for this office."""
    path = require_file(words.file, tr("上报包"))
    with seat.desk() as desk:
        found = _inspected(desk, path)
    document = _inspection(found)
    return Answer(document, _inspection_text(document), exit_code=DONE if found.claimed else REFUSED)


def _inspected(desk: "Desk", path: Path) -> "Inspection":
    from db.sync.package.inspecting import inspect_package
    from db.sync.trust.identity import county_desk, station_keys
    from db.sync.upper.counties import UpperTrust, enrolled_counties
    from desktop.desk.uppers import is_upper

    store = desk.record.store
    own = station_keys(store).identity
    if is_upper(desk):
        return inspect_package(path, (own,), UpperTrust(store.office.station_id, enrolled_counties(store)))
    if desk.record.office.role == "county":
        county = county_desk(store)
        return inspect_package(path, (*county.keys.identities, own), county.trust)
    return inspect_package(path, (own,))


def _inspection(found: "Inspection") -> dict[str, Any]:
    document: dict[str, Any] = {
        "verified": found.verified,
        "refusal": {"code": found.refusal.code, "sentence": found.refusal.sentence} if found.refusal else None,
        "claimed": None,
        "entries": list(found.entries),
    }
    if found.claimed is None:
        return document
    head, counted = found.claimed.header, found.claimed.counted
    claimed = {
        "sender": head.sender.name,
        "sender_code": head.sender.org_code,
        "recipient": head.recipient.name,
        "purpose": head.purpose,
        "package_no": head.package_no,
        "package_id": head.package_id,
        "created_at": head.created_at,
        "changes": counted.changes,
        "bytes": counted.total_bytes,
    }
    return {**document, "claimed": claimed}


def _inspection_text(document: dict[str, Any]) -> str:
    claimed, refusal = document["claimed"], document["refusal"]
    if claimed is None:
        return refusal["sentence"] if refusal else tr("打不开。")
    truth = tr("已验证") if document["verified"] else tr("没有验证（以下是包里自己写的）")
    facts = (
        (tr("真伪"), truth),
        (tr("发件单位"), f"{claimed['sender']}（{claimed['sender_code']}）"),
        (tr("接收单位"), claimed["recipient"]),
        (tr("第几号"), str(claimed["package_no"])),
        (tr("生成时间"), claimed["created_at"]),
        (tr("修改条数"), str(claimed["changes"])),
        (tr("里面的文件"), "、".join(document["entries"])),
    )
    return sections(pairs(facts), refusal["sentence"] if refusal else "")


def bring_in(words: argparse.Namespace, seat: Seat) -> Answer:
    """Previews, asks where somebody can answer, and takes in; a bad file does not stop the others (D-46)."""
    from db.sync.package.listing import is_return_name
    from desktop.desk.county import take_in
    from desktop.desk.county_inbox import inbox
    from desktop.desk.second_archive import fetch
    from desktop.desk.uppers import is_upper

    with seat.desk() as desk:
        if is_upper(desk):
            return _take_up(words, desk)
        files = [file for path in words.files for file in _files(path, is_return_name)]
        if words.archive:
            fetch(desk)
            files += inbox(desk).archived
        results = () if words.yes else take_in(desk, files, apply=False)
        if words.yes or _agreed(results):
            results = take_in(desk, files, apply=True)
    refused = any(result.verdict == "refused" for result in results)
    document = {
        "applied": not any(result.verdict == "preview" for result in results),
        "files": [_result(result) for result in results],
    }
    return Answer(document, _results_text(results), exit_code=REFUSED if refused else DONE)


def _take_up(words: argparse.Namespace, desk: "Desk") -> Answer:
    """At an upper office: what the counties hand up."""
    from db.sync.package.listing import is_below_name
    from desktop.desk.uppers import take_up

    files = [file for path in words.files for file in _files(path, is_below_name)]
    return uppers.taken_up(take_up(desk, files, apply=words.yes, readopt=words.readopt))


def _files(path: Path, passed_over: Callable[[str], bool]) -> list[Path]:
    """The file itself, or every package of a folder that is not called as one of the other way is.

    Raises:
        FileNotReadable: there is no such file.
        NoPackagesThere: the folder holds none.
    """
    if not path.is_dir():
        return [require_file(path, tr("上报包"))]
    if not (found := sorted(each for each in path.glob("*.nxb") if not passed_over(each.name))):
        raise NoPackagesThere(path)
    return found


def take(words: argparse.Namespace, seat: Seat) -> Answer:
    """Reads returns in at a township, each for itself."""
    from db.sync.package.listing import is_report_name
    from desktop.desk.answers import take_answers

    files = [file for path in words.files for file in _files(path, is_report_name)]
    with seat.desk() as desk:
        results = take_answers(desk, files, apply=words.yes, force=words.force)
    told = [{**asdict(each), "reasons": _reasons(each.reasons), "code": each.code or None} for each in results]
    rows = [(each.file_name, each.sentence) for each in results]
    last = "" if words.yes else tr("这是预览，什么都没有写入；要读入请加 --yes。")
    refused = any(each.verdict == "refused" for each in results)
    text = sections(table((tr("文件"), tr("结果")), rows), last)
    return Answer({"applied": words.yes, "files": told}, text, exit_code=REFUSED if refused else DONE)


def answer(words: argparse.Namespace, seat: Seat) -> Answer:
    """Writes a return for every laptop that is owed one."""
    from desktop.desk.answers import answer_townships

    with seat.desk() as desk:
        made = answer_townships(desk, words.out, words.org)
    document = {
        "returns": [
            {
                "file": str(each.written.path),
                "package_no": each.package_no,
                "org_code": each.org_code,
                "org_name": each.org_name,
                "station_id": each.station_id,
                "in_reply_to": each.answer.in_reply_to or None,
                "seen_claim_ok": each.answer.seen_claim_ok,
                "base": each.answer.base.no,
                "head": each.answer.head.no,
            }
            for each in made
        ]
    }
    rows = [(each.org_name, each.written.path.name, str(each.answer.head.no - each.answer.base.no)) for each in made]
    words_ = table((tr("[乡镇]"), tr("回执"), tr("条数")), rows) if rows else tr("没有要回的。")
    return Answer(document, words_)


def _agreed(results: "tuple[ImportResult, ...]") -> bool:
    """Asks the person at the terminal after showing the preview; where there is none, nothing is taken in."""
    from desktop.cli.terminal import write_line

    waiting = [result for result in results if result.verdict == "preview"]
    if not waiting or not on_terminal():
        return False
    write_line(_results_text(results))
    return asked_yes(tr("导入这 {count} 个包？（是/否）").format(count=len(waiting)))


def _result(result: "ImportResult") -> dict[str, Any]:
    lists = {"reasons": _reasons(result.reasons), "differing": _records(result.differing)}
    return {**asdict(result), **lists, "code": result.code or None}


def _records(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    return [{"entity": entity, "id": record_id} for entity, record_id in pairs]


def _reasons(reasons: tuple[tuple[int, str], ...]) -> list[dict[str, Any]]:
    return [{"count": count, "reason": reason} for count, reason in reasons]


def _results_text(results: "tuple[ImportResult, ...]") -> str:
    words = {"imported": tr("已导入"), "duplicate": tr("导入过"), "preview": tr("预览"), "refused": tr("没有导入")}
    rows = [(result.file_name, words[result.verdict], result.sentence) for result in results]
    preview = any(result.verdict == "preview" for result in results)
    last = tr("这是预览，什么都没有写入；要导入请加 --yes。") if preview else ""
    return sections(table((tr("文件"), tr("结果"), tr("说明")), rows), last)
