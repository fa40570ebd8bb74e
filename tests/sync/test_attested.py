"""Who sat there travels with what they wrote: to county and other laptop, onto a server, past an erasure (B-50)."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.ledger.attest import Verdict
from db.ledger.change import Author
from db.store.attesting import Proof, keys_of, proofs, statement_in, tally
from db.store.checking import check_record
from db.store.store import Store
from db.sync.county.transferring import grant_transfer
from db.vault.person import PersonKey
from tests.conftest import CLOCK
from tests.store.test_attesting import Copied
from tests.sync.erasures import ask, decide, open_case, travel
from tests.sync.offices import COUNTY, SECOND, TOWNSHIPS, World, found, key_of
from tests.sync.servers import ServerWorld

ONE, OTHER = (code for code, _ in TOWNSHIPS)
PROVED, UNPROVED, MISFIT, UNTOLD = (Proof(verdict) for verdict in Verdict)
HOLDER = f"worker-{ONE}"


@pytest.fixture(scope="module")
def three_laptops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second laptop of the first township takes part."""
    folder = tmp_path_factory.mktemp("offices")
    found(folder, CLOCK, (ONE, SECOND, OTHER))
    return folder


@pytest.fixture
def world(three_laptops: Path, clock: FrozenClock) -> Iterator[World]:
    yield from World(three_laptops, clock, (ONE, SECOND, OTHER)).lent_out()


def sessions(store: Store, author: str = HOLDER) -> list[Proof]:
    """Who proved each session of this worker, in the order in which they came; asked about its latest change."""
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT no, header FROM change ORDER BY no").all()
        latest: dict[Author, int] = {}
        for no, header in rows:
            by = statement_in(json.loads(header)).by
            if by.author == author:
                latest[by] = no
        answers = proofs(connection, latest)
        return [answers[by] for by in latest]


def forge(world: World, laptop: str = ONE) -> None:
    """A colleague who has unlocked the laptop writes as its holder; nothing but the passphrase is out of reach."""
    world.stores[laptop].sign_in(f"worker-{laptop}", "operator")
    world.work(laptop)


def remark(store: Store, case: str) -> None:
    """One change, of this household."""
    with store.writing() as writing:
        writing.set("family", case, {"econ": "入户后改"})
        writing.finish("已保存")


def sit_down_again(world: World, laptop: str = ONE, key: PersonKey | None = None) -> None:
    """Whoever works there locks and unlocks, and writes."""
    world.stores[laptop].sign_in(f"worker-{laptop}", "operator", key or key_of(laptop))
    world.work(laptop)


def test_county_and_the_townships_other_laptop_are_told_what_the_laptop_itself_is_told(world: World) -> None:
    world.work(ONE)
    forge(world)
    sit_down_again(world)
    sit_down_again(world, key=PersonKey(b"n" * 32))
    expected = [PROVED, UNPROVED, PROVED, Proof(Verdict.PROVED, new_key=True)]
    assert sessions(world.stores[ONE]) == expected
    travel(world, ONE)
    assert sessions(world.county) == expected
    travel(world, SECOND)
    assert sessions(world.stores[SECOND]) == expected
    for store in (world.stores[ONE], world.county, world.stores[SECOND]):
        with store.reading() as connection:
            assert tally(connection).rekeyed == {HOLDER: 2}


def test_a_forged_session_is_taken_in_like_any_other_and_told(world: World) -> None:
    """Nothing is refused and nothing waits because of a signature: a person looks at it."""
    world.work(ONE)
    forge(world)
    world.hand_over(ONE)
    result = world.deliver(-1)
    assert (result.verdict, result.rejected, result.waiting) == ("imported", 0, 0)
    assert result.fresh == result.changes
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)


def test_the_countys_import_says_a_signature_does_not_fit_and_nothing_while_all_do(world: World) -> None:
    world.work(ONE)
    world.hand_over(ONE)
    quiet = world.deliver(-1)
    assert quiet.misfits == 0
    assert "签名" not in quiet.sentence
    copied = Copied(world.stores[ONE].author, key_of(ONE))
    world.stores[ONE].sign_in(HOLDER, "operator", copied)
    world.work(ONE)
    world.hand_over(ONE)
    result = world.deliver(-1)
    assert (result.verdict, result.misfits, result.rejected) == ("imported", 1, 0)
    assert "1 次登录的本人签名不符" in result.sentence
    assert sessions(world.county)[-1] == MISFIT
    assert world.deliver(-1).misfits == 1, "the old page again"


def test_an_erased_household_still_says_whose_session_it_was(world: World) -> None:
    """The statement stands in the header of a change whose payload has gone."""
    case = open_case(world.stores[ONE])
    world.stores[ONE].sign_in(HOLDER, "operator", key_of(ONE))
    remark(world.stores[ONE], case)
    request = ask(world.stores[ONE], case)
    travel(world, ONE)
    before = sessions(world.county)
    decide(world.county, request)
    travel(world, ONE)
    with world.county.reading() as connection:
        asked = "SELECT count(*) FROM change WHERE payload = '' AND header LIKE '%\"attest\"%'"
        assert connection.exec_driver_sql(asked).scalar() == 1
    assert sessions(world.county) == sessions(world.stores[ONE]) == before
    assert set(before) == {PROVED}


def test_where_a_case_went_nobody_is_suspected_for_the_part_that_stayed_behind(world: World) -> None:
    """The new township has some of a session's changes and not its first: it cannot tell, and does not."""
    case = open_case(world.stores[ONE])
    world.stores[ONE].sign_in(HOLDER, "operator", key_of(ONE))
    with world.stores[ONE].writing() as writing:
        writing.create("doctor_team", {"name": "留在原处的"})
        writing.finish("已保存")
    remark(world.stores[ONE], case)
    travel(world, ONE)
    assert sessions(world.county) == [PROVED, PROVED]
    world.county.sign_in("officer-1", "county", key_of("officer"))
    grant_transfer(world.county, case, OTHER, "搬家")
    travel(world, OTHER)
    assert sessions(world.stores[OTHER]) == [PROVED, UNTOLD]


def test_a_county_officers_session_is_proved_at_every_township_it_wrote_to(world: World) -> None:
    cases = {laptop: open_case(world.stores[laptop]) for laptop in (ONE, OTHER)}
    for laptop in cases:
        travel(world, laptop)
    world.county.sign_in("officer-1", "county", key_of("officer"))
    for case in cases.values():
        remark(world.county, case)
    for laptop in cases:
        travel(world, laptop)
        assert sessions(world.stores[laptop], "officer-1") == [PROVED]
    assert sessions(world.county, "officer-1") == [PROVED, PROVED]


def test_a_county_on_a_server_answers_the_same_by_the_same_indexes(
    on_server: Callable[[], ServerWorld], clock: FrozenClock
) -> None:
    world = on_server()
    world.work(ONE)
    forge(world)
    sit_down_again(world, key=PersonKey(b"n" * 32))
    travel(world, ONE)
    expected = [PROVED, UNPROVED, Proof(Verdict.PROVED, new_key=True)]
    assert sessions(world.stores[ONE]) == sessions(world.county) == expected
    with world.stores[ONE].reading() as here, world.county.reading() as there:
        assert [each.key for each in keys_of(there, HOLDER)] == [each.key for each in keys_of(here, HOLDER)]
        assert tally(there).unproved == 1
        assert [check.first for check in check_record(there) if not check.ok] == []
        there.exec_driver_sql("SET enable_seqscan = off")
        plans = list[str]()
        ask_, by = there.exec_driver_sql, Author("s", "x", ONE, HOLDER, "operator")

        def explaining(statement: str, *values: object) -> object:
            plans.extend(str(row[0]) for row in ask_(f"EXPLAIN {statement}", *values))  # type: ignore[arg-type] # passed on as it came
            return ask_(statement, *values)  # type: ignore[arg-type]

        there.exec_driver_sql = explaining  # type: ignore[method-assign,assignment]
        proofs(there, {by: 1})
    read = "\n".join(plans)
    assert all(name in read for name in ("_substr_idx", "_substr_substr1_idx", "ix_refused_session")), read
    world.close()
