"""Changes, the county's ledger and the state they come to, with the word of FORMAT.md ("Changes", "Returns") alone."""

import base64
import binascii
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.sync.another_envelope import need
from tests.sync.another_json import Json, canonical, sha256, shaped
from tests.sync.another_reader import Contents
from tests.sync.another_trust import verifies

TEXTS = (
    "prev_hash", "station_id", "session_id", "org", "author", "role", "kind", "record_type", "record_id", "group",
    "undoes", "seen_ledger_hash", "wall_time",
)  # fmt: skip
SESSION = ("author", "org", "role", "session_id", "station_id")
POINT: Json = {"ledger_no": int, "ledger_hash": str}
STREAM: Json = {"org": str, "name": str, "base": POINT, "head": POINT, "ends": POINT, "state_digest": str}
STANDING = {"create": False, "set": False, "restore": False, "void": True}


def change(line: Json) -> Json:
    """A line's change, once its hash is that of its header and payload."""
    header, payload = line.get("header"), line.get("payload")
    need(isinstance(header, dict), "P-PKG-10", "no header")
    assert isinstance(header, dict)
    texts = all(isinstance(header.get(name), str) for name in TEXTS)
    need(
        texts and all(type(header.get(name)) is int for name in ("seq", "seen_ledger_no", "schema")),
        "P-PKG-10",
        "header",
    )
    parents = header.get("parents")
    need(isinstance(parents, list) and all(isinstance(each, str) for each in parents), "P-PKG-10", "parents")
    if payload is None:
        digest = str(line.get("payload_digest", ""))
        need(re.fullmatch("[0-9a-f]{64}", digest), "P-PKG-10", "neither payload nor its digest")
    else:
        need(shaped(payload, {"fields": dict}), "P-PKG-10", "payload")
        settles = payload.get("settles", {})
        need(isinstance(payload.get("reason", ""), str) and isinstance(settles, dict), "P-PKG-10", "payload")
        need(all(shaped(heads, [str]) for heads in settles.values()), "P-PKG-10", "settles")
        digest = sha256(canonical(payload))
    said = sha256(b"nuanxin-change-1\n" + canonical(header) + b"\n" + digest.encode())
    need(line.get("hash") == said, "P-CHG-01", "hash")
    return {"hash": said, "header": header, "payload": payload, "payload_digest": digest}


def ledger(contents: Contents) -> tuple[Json, ...]:
    """The entries of a return, each made anew from the one before, and each with its change."""
    answer, entries = contents.header["answer"], contents.listed("ledger")
    need(answer, "P-PKG-13", "no answer")
    told = _chain(entries, contents.header["recipient"]["org_code"], answer["base"], answer["head"])
    need(told == {each["hash"] for each in contents.changes}, "P-PKG-13", "entries and changes")
    return entries


def streams(contents: Contents) -> dict[str, tuple[Json, tuple[Json, ...]]]:
    """What a county hands up: each stream and its entries, by the code of the office."""
    found: dict[str, tuple[Json, tuple[Json, ...]]] = {}
    entries = contents.listed("ledger")
    told = set[str]()
    for stream in contents.listed("streams"):
        need(shaped(stream, STREAM) and stream["org"] not in found, "P-PKG-13", "a stream")
        mine = tuple(each for each in entries if each.get("org") == stream["org"])
        told |= _chain(mine, stream["org"], stream["base"], stream["head"])
        found[stream["org"]] = stream, mine
    need(sum(len(mine) for _, mine in found.values()) == len(entries), "P-PKG-13", "an entry of no stream")
    need(told == {each["hash"] for each in contents.changes}, "P-PKG-13", "entries and changes")
    return found


def _chain(entries: Iterable[Json], org: str, base: Json, head: Json) -> set[str]:
    """The changes these entries speak of, each entry made anew from the one before."""
    number, entry = base["ledger_no"], base["ledger_hash"]
    verdicts: dict[str, str] = {}
    for said in entries:
        need(
            shaped(said, {"no": int, "change": str, "rejected": str, "entry": str}), "P-PKG-13", "a line of the ledger"
        )
        of, rejected, number = said["change"], said["rejected"], number + 1
        entry = sha256("\n".join([entry, org, str(number), of, rejected]).encode())
        once = of not in verdicts or (verdicts[of] and not rejected)
        need((said["no"], said["entry"]) == (number, entry) and once, "P-PKG-13", "an entry")
        verdicts[of] = rejected
    need((head["ledger_no"], head["ledger_hash"]) == (number, entry), "P-PKG-13", "the head")
    return set(verdicts)


def sealed_by_county(grant: Json, keys: Mapping[str, bytes]) -> bool:
    """Whether a grant, or the decision to erase, bears the seal of one of these keys of the county."""
    fields, reason = dict(grant["payload"]["fields"]), grant["payload"].get("reason", "")
    number, _, signature = str(fields.pop("_seal", "")).partition(":")
    if grant["header"]["kind"] == "transfer_grant":
        domain, said = b"nuanxin-grant-1\n", reason.encode()
    else:
        domain, said = b"nuanxin-erasing-1\n", canonical([fields, reason])
    message = domain + canonical(grant["header"]) + b"\n" + sha256(said).encode()
    return number in keys and verifies(keys[number], bytes.fromhex(signature), message)


def statement(header: Json) -> bool | None:
    """Whether the statement a header bears fits ("Who unlocked"); None where it bears none."""
    if "attest" not in header:
        return None
    said = header["attest"] if shaped(header["attest"], {"key": str, "sig": str}) else {"key": "", "sig": ""}
    key, signature = _base64(said["key"], 32), _base64(said["sig"], 64)
    message = b"nuanxin-session-1\n" + canonical({name: header[name] for name in SESSION})
    return bool(key and signature and verifies(key, signature, message))


def sessions(changes: Iterable[Json]) -> dict[tuple[str, ...], str]:
    """What these changes say of who unlocked, by session: `proved`, `misfit`, or "" where none bears a statement."""
    found: dict[tuple[str, ...], str] = {}
    for each in changes:
        session, fits = tuple(each["header"][name] for name in SESSION), statement(each["header"])
        before = found.setdefault(session, "")
        if fits is not None and before != "proved":
            found[session] = "proved" if fits else "misfit"
    return found


def _base64(text: str, length: int) -> bytes:
    """So many bytes, or none where the text is not exactly theirs."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return raw if len(raw) == length and base64.b64encode(raw).decode() == text else b""


# --- the fold, and the digest of a state -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Record:
    """What the changes of one record come to: by register every head, smallest hash first."""

    kind: str
    org: str
    latest: tuple[str, ...]
    heads: Mapping[str, Sequence[tuple[str, Any]]]
    erased: bool

    def disputed(self) -> list[str]:
        """The registers with different answers."""
        return [name for name, heads in self.heads.items() if len({canonical(value) for _, value in heads}) > 1]

    def row(self, of: str, names: Sequence[str]) -> list[Any]:
        """The record's line in a digest."""
        out = self.erased or ("_void" not in self.disputed() and any(value for _, value in self.heads["_void"]))
        values = [_kept(self.heads[name][0][1]) if name in self.heads else None for name in names]
        return [of, " ".join(self.latest), int(out), len(self.disputed()), *values]


class _History:
    """The changes of one record as a graph by their parents; those in `silent` say nothing in it."""

    def __init__(self, changes: Iterable[Json], silent: Collection[str]) -> None:
        self.known = {each["hash"]: each for each in changes}
        self.silent = silent
        self.before: dict[str, set[str]] = {}
        self.order = sorted(self.known, key=lambda each: (len(self.ancestors(each)), each))
        self.written: dict[str, dict[str, Any]] = defaultdict(dict)
        self.ended: dict[str, dict[str, set[str]]] = defaultdict(dict)
        for each in self.order:
            self._write(each)

    def ancestors(self, of: str) -> set[str]:
        if of not in self.before:
            parents = self.known.keys() & set(self.known[of]["header"]["parents"])
            self.before[of] = parents.union(*map(self.ancestors, parents))
        return self.before[of]

    def seen(self, name: str, by: Collection[str]) -> dict[str, Any]:
        """The answers to one question that somebody had who knew these changes."""
        gone = set[str]().union(*(olds for each, olds in self.ended[name].items() if each in by))
        return {each: value for each, value in self.written[name].items() if each in by and each not in gone}

    def _write(self, of: str) -> None:
        kind, payload = self.known[of]["header"]["kind"], self.known[of]["payload"]
        if payload is None or of in self.silent or kind not in {*STANDING, "resolve"}:
            return
        writes, settles = dict(payload["fields"]), payload.get("settles", {})
        if kind in STANDING and not (kind == "set" and any(self.seen("_void", self.before[of]).values())):
            writes["_void"] = STANDING[kind]
        for name, value in writes.items():
            had = self.seen(name, self.before[of])
            disputed = len({canonical(answer) for answer in had.values()}) > 1 and name != "_void"
            settled = set(settles.get(name, ())) if kind == "resolve" else set() if disputed else set(had)
            self.ended[name][of] = settled & set(had)
            self.written[name][of] = value

    def grants(self) -> list[str]:
        """The townships of the grants that no other grant knew, the one with the smallest hash first."""
        found = [each for each in self.order if self.known[each]["header"]["kind"] == "transfer_grant"]
        found = sorted(each for each in found if each not in self.silent)
        known = set[str]().union(*(self.before[each] for each in found))
        return [self.known[each]["header"]["to"] for each in found if each not in known]


def fold(changes: Iterable[Json], silent: Collection[str] = ()) -> Record:
    """The state of one record from the set of its changes; those in `silent` were refused."""
    history = _History(changes, silent)
    created = [each for each in history.known.values() if each["header"]["kind"] == "create"]
    first, erased = created[0]["header"], all(each["payload"] is None for each in created)
    named = set[str]().union(*(each["header"]["parents"] for each in history.known.values()))
    heads = {name: sorted(history.seen(name, history.known).items()) for name in history.written}
    org = (*history.grants(), first["org"])[0]
    return Record(
        first["record_type"], org, tuple(sorted(history.known.keys() - named)), {} if erased else heads, erased
    )


def state_digest(
    changes: Iterable[Json], refused: Collection[str], org: str, registry: Mapping[str, Sequence[str]]
) -> str:
    """The digest of a township's state; `registry` names the fields of every kind of record, in order."""
    by_record: dict[str, list[Json]] = defaultdict(list)
    for each in changes:
        by_record[each["header"]["record_id"]].append(each)
    records = {
        of: fold(some, refused)
        for of, some in sorted(by_record.items())
        if "create" in {each["header"]["kind"] for each in some}
    }
    mine = {of: record for of, record in records.items() if record.org == org}
    rows: list[Any] = []
    for kind, names in registry.items():
        rows += [kind, *(record.row(of, names) for of, record in mine.items() if record.kind == kind)]
    answers = [
        [of, name, by, canonical(value).decode()]
        for of, record in mine.items()
        for name in record.disputed()
        for by, value in record.heads[name]
    ]
    return sha256(b"".join(canonical(row) + b"\n" for row in [*rows, *sorted(answers)]))


def _kept(value: Any) -> Any:
    """A value as it stands in a digest."""
    if value in ("", []):
        return None
    return canonical(value).decode() if isinstance(value, list) else int(value) if isinstance(value, bool) else value
