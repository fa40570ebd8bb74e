import random
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from db.ledger import fold
from db.ledger.change import Change
from db.ledger.fold import VOIDED, Head, fold_record
from tests.ledger.changes import Laptop


def two_laptops() -> tuple[Laptop, Laptop]:
    a, b = Laptop("a"), Laptop("b")
    b.learn(a.write("create", {"phone": "0", "econ": "x"}))
    return a, b


def test_different_fields_edited_in_parallel_merge_without_a_conflict() -> None:
    a, b = two_laptops()
    a.write("set", {"phone": "1"})
    b.write("set", {"econ": "y"})
    state = fold_record([*a.known.values(), *b.known.values()])
    assert dict(state.values) == {"phone": "1", "econ": "y"}
    assert not state.conflicts
    assert state.parallel


def test_the_same_field_with_two_answers_is_a_conflict_that_keeps_both() -> None:
    a, b = two_laptops()
    one, two = a.write("set", {"phone": "1"}), b.write("set", {"phone": "2"})
    state = fold_record([*a.known.values(), *b.known.values()])
    assert set(state.conflicts["phone"]) == {Head(one.hash, "1"), Head(two.hash, "2")}


def test_the_same_answer_given_twice_is_no_conflict() -> None:
    a, b = two_laptops()
    a.write("set", {"phone": "1"})
    b.write("set", {"phone": "1"})
    assert not fold_record([*a.known.values(), *b.known.values()]).conflicts


def test_an_edit_after_having_seen_the_other_replaces_it() -> None:
    a, b = two_laptops()
    a.learn(b.write("set", {"phone": "2"}))
    a.write("set", {"phone": "3"})
    state = fold_record(a.known.values())
    assert state.values["phone"] == "3"
    assert not state.conflicts


def test_a_conflict_is_closed_only_by_a_resolve_that_names_every_head() -> None:
    a, b = two_laptops()
    c = Laptop("c", dict(a.known))
    one, two, three = a.write("set", {"phone": "1"}), b.write("set", {"phone": "2"}), c.write("set", {"phone": "3"})
    a.learn(two)
    a.resolve("phone", "1")
    later = fold_record([*a.known.values(), three])
    assert {head.value for head in later.conflicts["phone"]} == {"1", "3"}
    a.learn(three)
    a.resolve("phone", "9")
    closed = fold_record([one, *a.known.values()])
    assert not closed.conflicts
    assert closed.values["phone"] == "9"


def test_a_resolve_settles_what_it_names_and_nothing_else() -> None:
    a, b = two_laptops()
    one, two = a.write("set", {"phone": "1"}), b.write("set", {"phone": "2"})
    a.learn(two)
    decided = a.write("resolve", {"phone": "9"}, {"phone": [one.hash]})
    state = fold_record(a.known.values())
    assert set(state.conflicts.get("phone", ())) == {Head(two.hash, "2"), Head(decided.hash, "9")}


def test_a_resolve_that_names_nothing_replaces_nothing_even_where_nobody_disagreed() -> None:
    a, _ = two_laptops()
    a.write("resolve", {"phone": "9"})
    assert {head.value for head in fold_record(a.known.values()).conflicts["phone"]} == {"0", "9"}


def test_an_ordinary_edit_does_not_swallow_a_conflict() -> None:
    a, b = two_laptops()
    a.write("set", {"phone": "1"})
    a.learn(b.write("set", {"phone": "2"}))
    a.write("set", {"phone": "3"})
    assert {head.value for head in fold_record(a.known.values()).conflicts["phone"]} == {"1", "2", "3"}


def test_void_against_edit_is_a_conflict_in_both_orders() -> None:
    a, b = two_laptops()
    a.write("void")
    b.write("set", {"phone": "2"})
    everything = [*a.known.values(), *b.known.values()]
    for order in (everything, everything[::-1]):
        state = fold_record(order)
        assert VOIDED in state.conflicts
        assert not state.voided
        assert state.values["phone"] == "2"
    a.learn(*b.known.values())
    a.write("void")
    assert fold_record(a.known.values()).voided


def test_an_edit_of_a_voided_record_does_not_bring_it_back() -> None:
    a, _ = two_laptops()
    a.write("void")
    a.write("set", {"phone": "5"})
    assert fold_record(a.known.values()).voided
    a.write("restore")
    assert not fold_record(a.known.values()).voided


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Up to four laptops edit one record, hear of each other now and then, and settle some conflicts."""
    names = ["phone", "econ"]
    laptops = [Laptop(str(number)) for number in range(draw(st.integers(1, 4)))]
    first = laptops[0].write("create", {"phone": "0"})
    for laptop in laptops:
        laptop.learn(first)
    for _ in range(draw(st.integers(0, 12))):
        laptop = draw(st.sampled_from(laptops))
        match draw(st.sampled_from(["set", "set", "hear", "resolve", "void", "restore"])):
            case "set":
                laptop.write("set", {draw(st.sampled_from(names)): draw(st.sampled_from("1234"))})
            case "hear":
                laptop.learn(*draw(st.sampled_from(laptops)).known.values())
            case "resolve":
                disputed = [name for name in fold_record(laptop.known.values()).conflicts if name != VOIDED]
                if disputed:
                    laptop.resolve(disputed[0], draw(st.sampled_from("56")))
            case "void":
                laptop.write("void")
            case _:
                laptop.write("restore")
    return list({change.hash: change for laptop in laptops for change in laptop.known.values()}.values())


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_the_state_depends_on_the_changes_never_on_their_order(changes: list[Change], shuffle: random.Random) -> None:
    shuffled = [*changes, *changes[:2]]
    shuffle.shuffle(shuffled)
    assert fold_record(shuffled).digest() == fold_record(changes).digest()


@given(histories())
@settings(max_examples=300, deadline=None)
def test_every_answer_nobody_has_replaced_is_still_there(changes: list[Change]) -> None:
    """An independent oracle: a write is gone only if some later writer of that field had it among his ancestors."""
    known = {change.hash: change for change in changes}

    def ancestors(change: Change) -> set[str]:
        found: set[str] = set()
        waiting = list(change.parents)
        while waiting:
            parent = waiting.pop()
            if parent in known and parent not in found:
                found.add(parent)
                waiting += known[parent].parents
        return found

    state = fold_record(changes)
    for name in ("phone", "econ"):
        writers = [change for change in changes if name in change.fields]
        unseen = [w for w in writers if not any(w.hash in ancestors(other) for other in writers)]
        shown = {head.value for head in state.conflicts.get(name, ())} or {state.values.get(name)}
        assert {w.fields[name] for w in unseen} <= shown


@given(histories())
@settings(max_examples=200, deadline=None)
def test_the_short_way_for_single_lines_says_what_the_long_way_says(changes: list[Change]) -> None:
    short = fold_record(changes)
    with patch.object(fold, "_single_line", return_value=[]):
        assert fold_record(changes).digest() == short.digest()
