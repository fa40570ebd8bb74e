import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.ledger.change import canonical
from db.ledger.line import NotWhatItSays, from_line, from_proved, from_stored, to_line
from db.ledger.strict import BadLine
from tests.ledger.changes import Laptop

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
VALUES = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT | st.lists(TEXT, max_size=3)


@given(st.dictionaries(st.text("abc_", min_size=1, max_size=8), VALUES, max_size=5))
def test_a_change_comes_back_from_its_line_as_it_was(fields: dict[str, object]) -> None:
    change = Laptop("a").write("create", fields)
    assert from_line(to_line(change), 1) == change
    assert from_proved(to_line(change), 1) == change
    assert from_stored(change.hash, change.header, change.payload, change.payload_digest) == change


def test_the_hash_covers_every_part_of_the_header_and_the_payload() -> None:
    line = to_line(Laptop("a").write("create", {"case_no": "1"}))
    outer = json.loads(line)
    for name, value in outer["header"].items():
        other = {
            **outer["header"],
            name: [*value, "x"] if isinstance(value, list) else f"{value}x" if isinstance(value, str) else value + 1,
        }
        with pytest.raises((NotWhatItSays, BadLine)):
            from_line(canonical({**outer, "header": other}).encode(), 1)
    with pytest.raises(NotWhatItSays):
        from_line(canonical({**outer, "payload": {"fields": {"case_no": "2"}}}).encode(), 1)


@given(
    st.integers(0, 10**6),
    st.sampled_from([" ", "\t", "\\", "0", "1", "x", '"', ",", "{", "-", ".", "e", "\x00", "\ud800"]),
)
def test_a_line_with_one_character_put_in_is_refused_or_says_the_same(place: int, strange: str) -> None:
    """However a line is laid out, what is accepted is what its hash covers."""
    change = Laptop("a").write("create", {"case_no": "1", "members": ["a", "b"], "active": True, "amount": 12})
    line = to_line(change).decode()
    place %= len(line) + 1
    try:
        read = from_line((line[:place] + strange + line[place:]).encode("utf-8", "surrogatepass"), 1)
    except (NotWhatItSays, BadLine):
        return
    assert read == change
    assert (read.header, read.payload) == (change.header, change.payload)


def test_what_a_newer_version_added_to_the_header_is_kept_word_for_word() -> None:
    from db.ledger.change import digest, hash_of, payload_text

    first = json.loads(to_line(Laptop("a").write("create", {"case_no": "1"})))
    header = canonical({**first["header"], "mood": "quiet"})
    payload = payload_text({"case_no": "1"}, {}, "")
    line = f'{{"hash":"{hash_of(header, digest(payload))}","header":{header},"payload":{payload}}}'.encode()
    assert from_line(line, 1).extra == {"mood": "quiet"}
    assert to_line(from_line(line, 1)) == line


def test_a_purged_change_keeps_its_hash_without_its_payload() -> None:
    outer = json.loads(to_line(Laptop("a").write("create", {"case_no": "1"})))
    whole = from_line(canonical(outer).encode(), 1)
    purged = canonical({"hash": outer["hash"], "header": outer["header"], "payload_digest": whole.payload_digest})
    change = from_line(purged.encode(), 1)
    assert change.purged
    assert change.hash == whole.hash
    assert change.fields == {}


@pytest.mark.parametrize("said", ["", "x" * 64, "AB" * 32, '","x":"'])
def test_a_purged_change_names_a_digest_or_is_refused(said: str) -> None:
    outer = json.loads(to_line(Laptop("a").write("create", {"case_no": "1"})))
    from db.ledger.change import hash_of

    line = canonical(
        {"hash": hash_of(canonical(outer["header"]), said), "header": outer["header"], "payload_digest": said}
    )
    with pytest.raises(BadLine):
        from_line(line.encode(), 1)
