"""Whether a county's return fits the ledger a laptop holds, and what becomes of that ledger: pure (B-28, B-35)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from db.sync.package.header import Answer, LedgerPoint


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a township's ledger.

    Attributes:
        no: counted from 1.
        change: hash of the change it speaks of.
        rejected: "" when the county took it in, else why not.
        hash: of the entry; it commits to everything before it.
    """

    no: int
    change: str
    rejected: str
    hash: str


class Fit(Enum):
    """How a return fits."""

    EXTENDS = "extends"
    NOTHING_NEW = "nothing_new"
    STALE = "stale"
    READOPT = "readopt"
    DOES_NOT_FIT = "does_not_fit"


@dataclass(frozen=True)
class Attachment:
    """What becomes of the ledger held here.

    Attributes:
        fit: how the return fits.
        keep: how many of the entries held stay.
        append: the entries that follow them.
        dropped: how many entries held the county no longer has; only when it is readopted.
    """

    fit: Fit
    keep: int
    append: tuple[Entry, ...] = ()
    dropped: int = 0


def attach(held: Sequence[str], answer: Answer, entries: Sequence[Entry], *, claim: LedgerPoint | None) -> Attachment:
    """Lays a return beside the ledger held.

    A number alone proves nothing: every comparison is of hashes (B-11). A shorter ledger is stale, unless it answers a
    claim that this laptop still makes and says that the claim was not true: then the county was restored from a backup,
    its word counts, and whatever it lost is handed over again (B-35).

    Args:
        held: hashes of the entries held here, in order.
        answer: what the return says it answers, from where and up to where.
        entries: the entries it brings, already known to be a chain from `answer.base` to `answer.head`.
        claim: the ledger point claimed in the package answered, None when that package was not made here.
    """
    base = answer.base
    if not _stands(held, base):
        return Attachment(Fit.DOES_NOT_FIT, len(held))
    there = held[base.no :]
    common = next(
        (n for n, (ours, theirs) in enumerate(zip(there, entries, strict=False)) if ours != theirs.hash),
        min(len(there), len(entries)),
    )
    keep = base.no + common
    if common == len(there):
        fit = Fit.EXTENDS if len(entries) > common else Fit.NOTHING_NEW
        return Attachment(fit, keep, tuple(entries[common:]))
    disowned = claim is not None and not answer.seen_claim_ok and _stands(held, claim) and claim.no > keep
    if disowned:
        return Attachment(Fit.READOPT, keep, tuple(entries[common:]), len(held) - keep)
    return Attachment(Fit.STALE if common == len(entries) else Fit.DOES_NOT_FIT, len(held))


def _stands(held: Sequence[str], point: LedgerPoint) -> bool:
    return point.no == 0 or (point.no <= len(held) and held[point.no - 1] == point.hash)
