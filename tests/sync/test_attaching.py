"""How a return fits the ledger held here: by hashes, never by numbers alone."""

from hypothesis import given
from hypothesis import strategies as st

from db.sync.merging.attaching import Entry, Fit, attach
from db.sync.package.header import Answer, LedgerPoint


def ledger(*names: str) -> tuple[Entry, ...]:
    """Entries whose hash commits to everything before, as the real ones' do."""
    return tuple(Entry(n, name, "", "/".join(names[:n])) for n, name in enumerate(names, start=1))


def hashes(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    return tuple(entry.hash for entry in entries)


def point(entries: tuple[Entry, ...], no: int) -> LedgerPoint:
    return LedgerPoint(no, entries[no - 1].hash) if no else LedgerPoint()


def answer(entries: tuple[Entry, ...], base: int, *, true: bool = True) -> Answer:
    return Answer("p", true, point(entries, base), point(entries, len(entries)))


def test_what_follows_is_taken() -> None:
    there = ledger("a", "b", "c", "d")
    found = attach(hashes(there[:2]), answer(there, 1), there[1:], claim=None)
    assert (found.fit, found.keep, found.append) == (Fit.EXTENDS, 2, there[2:])


def test_the_same_again_is_nothing_new_and_less_is_stale() -> None:
    there = ledger("a", "b", "c")
    assert attach(hashes(there), answer(there, 0), there, claim=None).fit is Fit.NOTHING_NEW
    assert attach(hashes(there), answer(there[:2], 0), there[:2], claim=None).fit is Fit.STALE


def test_a_base_with_the_right_number_and_another_hash_does_not_fit() -> None:
    """B-11: a number alone silently overwrote data after a county's restore."""
    ours, theirs = ledger("a", "b"), ledger("a", "x", "y")
    assert attach(hashes(ours), answer(theirs, 2), theirs[2:], claim=None).fit is Fit.DOES_NOT_FIT


def test_a_shorter_ledger_that_disowns_our_claim_is_no_stale_one() -> None:
    """B-35: the county was restored; what it lost is to be handed over again."""
    ours = ledger("a", "b", "c")
    found = attach(hashes(ours), answer(ours[:1], 0, true=False), ours[:1], claim=point(ours, 3))
    assert (found.fit, found.keep, found.dropped) == (Fit.READOPT, 1, 2)


def test_a_disowned_claim_we_no_longer_make_is_an_old_story() -> None:
    ours, former = ledger("a", "x", "y"), ledger("a", "b", "c")
    found = attach(hashes(ours), answer(former[:1], 0, true=False), former[:1], claim=point(former, 3))
    assert found.fit is Fit.STALE


def test_another_history_that_answers_none_of_our_claims_is_asked_for_in_full() -> None:
    ours, theirs = ledger("a", "b"), ledger("a", "x", "y")
    assert attach(hashes(ours), answer(theirs, 0), theirs, claim=None).fit is Fit.DOES_NOT_FIT
    assert attach(hashes(ours), answer(theirs, 0), theirs, claim=point(ours, 1)).fit is Fit.DOES_NOT_FIT


NAMES = st.lists(st.sampled_from("abc"), max_size=6)


@given(NAMES, NAMES, st.integers(0, 6), st.integers(0, 6), st.sampled_from(["true", "false"]))
def test_the_ledger_held_afterwards_is_always_one_of_the_two(
    ours: list[str], theirs: list[str], base: int, claimed: int, said: str
) -> None:
    held, there = ledger(*ours), ledger(*theirs)
    true = said == "true"
    base, claimed = min(base, len(there)), min(claimed, len(held))
    found = attach(hashes(held), answer(there, base, true=true), there[base:], claim=point(held, claimed))
    after = hashes(held)[: found.keep] + hashes(found.append)
    assert after in {hashes(held), hashes(there)}
    if after != hashes(held):
        assert hashes(there)[: found.keep] == hashes(held)[: found.keep]
        assert found.fit is Fit.EXTENDS or (found.fit is Fit.READOPT and not true)
    if found.fit is Fit.EXTENDS:
        assert hashes(there)[: len(held)] == hashes(held)
