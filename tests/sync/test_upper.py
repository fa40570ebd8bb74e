"""A city above its counties: what a county hands up is there whole, whoever lost, doubled, damaged or restored what."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.commands.conflicts import Choice, DisputedRecord, resolve_conflicts
from db.commands.families import NewFamily, edit_record, open_family
from db.commands.purges import PurgeWish, request_purge
from db.store.permitting import OnlyReads
from db.store.store import Office, Store
from db.sync.county.inbox import import_package
from db.sync.county.returning import waiting_stations
from db.sync.county.stations import revoke_station, rotate_keys, station_rows
from db.sync.county.transferring import grant_transfer
from db.sync.merging import adopting
from db.sync.merging.attaching import Attachment, Fit, attach
from db.sync.package.header import LedgerPoint
from db.sync.package.limits import Limits
from db.sync.township.outbox import export_package
from db.sync.township.receiving import take_return
from db.sync.trust.enrolment import AnswerForAnother, WrongFingerprint
from db.sync.trust.identity import (
    NoSuchStation,
    NotACounty,
    NotEnrolled,
    ask_enrolment,
    county_desk,
    found_keys,
    grant_enrolment,
    root_digits,
)
from db.sync.upper import scope, streams, taking_up
from db.sync.upper.counties import CodeTaken, NotAnUpper, enrolled_counties, take_county
from db.sync.upper.handing_up import hand_up, upper_offices
from db.sync.upper.taking_up import take_hand_up, take_hand_ups
from tests.cluster import Cluster
from tests.conftest import CLOCK
from tests.sync.erasures import NAME, ask, decide, open_case
from tests.sync.offices import KEY, World
from tests.sync.upper_histories import live
from tests.sync.uppers import (
    ABROAD,
    CITY,
    COUNTIES,
    FIRST,
    ONE,
    OTHER,
    SECOND,
    TOWNS,
    City,
    found_city,
    moved_city,
)

MakeCity = Callable[[], City]
Patch = pytest.MonkeyPatch


@pytest.fixture(scope="session")
def above(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seven offices, once for all."""
    folder = tmp_path_factory.mktemp("above")
    found_city(folder, CLOCK)
    return folder


@pytest.fixture(scope="session")
def above_on_server(above: Path, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> MakeCity:
    return moved_city(above, cluster, tmp_path_factory.mktemp("above-server"), CLOCK)


@pytest.fixture
def city(above: Path, clock: FrozenClock) -> Iterator[City]:
    yield from City(above, clock).lent_out()


def work(city: City, org: str, times: int = 3) -> None:
    for _ in range(times):
        city.work(org)


def year(city: City) -> None:
    """Everybody has worked and reported, every county has handed up."""
    for org in TOWNS:
        work(city, org)
        city.travel(org)
    for county in COUNTIES:
        (path,) = city.up(county)
        assert city.read(path).verdict == "taken"


def log(city: City) -> list[str]:
    with city.city.reading() as connection:
        return list(connection.exec_driver_sql("SELECT entry_hash FROM ledger ORDER BY org, ledger_no").scalars())


def families(city: City, where: str) -> list[str]:
    with city.stores[where].reading() as connection:
        asked = "SELECT id FROM family WHERE voided = 0 AND org <> ? ORDER BY id"
        return list(connection.exec_driver_sql(asked, (CITY[0],)).scalars())


@pytest.mark.parametrize("kept", ["file", "server"])
def test_the_city_shows_every_stream_as_its_county_does_in_whatever_order_they_hand_up(
    kept: str, city: City, request: pytest.FixtureRequest
) -> None:
    """Also on a server: digest by digest, and whole by its own checks."""
    if kept == "server":
        city = request.getfixturevalue("above_on_server")()
    for org in TOWNS:
        work(city, org, 6)
        city.travel(org)
    paths = [path for county in (SECOND, FIRST) for path in city.up(county)]
    results = [city.read(path) for path in paths]
    assert [(each.verdict, each.same_state, each.streams) for each in results] == [("taken", True, 3)] * 2
    assert city.same(FIRST)
    assert city.same(SECOND)
    assert len(families(city, CITY[0])) == sum(len(families(city, county)) for county in COUNTIES)
    city.whole()
    if kept == "server":
        city.close()


def test_the_same_file_twice_changes_nothing_and_says_so(city: City) -> None:
    year(city)
    before = log(city)
    again = city.read(city.ups[0])
    assert (again.verdict, "未作任何改动" in again.sentence, log(city)) == ("duplicate", True, before)


def test_a_second_hand_up_brings_what_is_new_and_nothing_else(city: City) -> None:
    year(city)
    work(city, ONE, 2)
    city.travel(ONE)
    (path,) = city.up(FIRST)
    result = city.read(path)
    assert (result.verdict, result.streams, result.same_state) == ("taken", 1, True)
    (path,) = city.up(FIRST)
    assert city.read(path).verdict == "nothing_new"


def test_a_lost_hand_up_is_told_from_which_number_and_one_from_the_beginning_mends_it(city: City) -> None:
    year(city)
    work(city, ONE)
    city.travel(ONE)
    (lost,) = city.up(FIRST)
    work(city, ONE)
    city.travel(ONE)
    (late,) = city.up(FIRST)
    before = log(city)
    gap = city.read(late)
    assert (gap.verdict, gap.code, log(city)) == ("gap", "P-UPP-03", before)
    with city.city.reading() as connection:
        held = connection.exec_driver_sql("SELECT count(*) FROM ledger WHERE org = ?", (ONE,)).scalar_one()
    assert f"“青溪镇”的账从第 {held + 1} 号起这里没有" in gap.sentence
    (whole,) = city.up(FIRST, whole=True)
    assert (city.read(whole).verdict, city.same(FIRST)) == ("taken", True)
    assert city.read(lost).verdict == "stale"
    assert city.read(late).verdict == "nothing_new"


def test_a_city_put_back_itself_lacks_what_it_had_since_and_one_from_the_beginning_brings_it(city: City) -> None:
    year(city)
    city.back_up(CITY[0])
    for _ in range(2):
        work(city, ONE)
        city.travel(ONE)
        (path,) = city.up(FIRST)
        city.read(path)
    city.restore(CITY[0])
    assert city.read(path).verdict == "gap"
    (whole,) = city.up(FIRST, whole=True)
    assert (city.read(whole).verdict, city.same(FIRST)) == ("taken", True)


def test_what_came_before_its_predecessor_is_read_again_in_one_go(city: City) -> None:
    year(city)
    for _ in range(2):
        work(city, ONE)
        city.travel(ONE)
        city.up(FIRST)
    results = take_hand_ups(city.city, [city.ups[-1], city.ups[-2]])
    assert [each.verdict for each in results] == ["taken", "taken"]
    assert city.same(FIRST)


def test_a_hand_up_in_parts_is_the_same_hand_up(city: City) -> None:
    for org in (ONE, OTHER):
        work(city, org, 8)
        city.travel(org)
    paths = city.up(FIRST, limits=Limits(returned=7))
    assert len(paths) > 3
    early = city.read(paths[2])
    assert (early.verdict, "请先读入第 2 份" in early.sentence) == ("gap", True)
    results = take_hand_ups(city.city, reversed(paths))
    assert {each.verdict for each in results} == {"taken"}
    assert [each.same_state for each in reversed(results)] == [None] * (len(paths) - 1) + [True]
    assert city.same(FIRST)


def test_a_damaged_file_changes_nothing(city: City) -> None:
    work(city, ONE)
    city.travel(ONE)
    (path,) = city.up(FIRST)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    bad = path.with_name("bad.nxb")
    bad.write_bytes(bytes(raw))
    assert (city.read(bad).verdict, log(city)) == ("refused", [])
    assert city.read(path).verdict == "taken"


def put_back(city: City) -> list[str]:
    """The first county is put back to before its last hand-up and goes on otherwise; what it then shows."""
    year(city)
    city.back_up(FIRST)
    work(city, ONE)
    city.report(ONE)
    (path,) = city.up(FIRST)
    assert city.read(path).verdict == "taken"
    lost = families(city, FIRST)
    city.restore(FIRST)
    work(city, OTHER)
    city.travel(OTHER)
    return lost


def test_a_county_put_back_is_not_taken_for_an_old_file_and_its_word_counts_after_a_telephone_call(city: City) -> None:
    """B-35: what the city then no longer shows is kept beside the log, and comes back when the township sends again."""
    lost = put_back(city)
    (path,) = city.up(FIRST)
    before, shown = log(city), families(city, CITY[0])
    said = city.read(path)
    assert (said.verdict, said.code, log(city)) == ("diverged", "P-UPP-04", before)
    assert "县里可能恢复过备份" in said.sentence
    result = city.read(path, readopt=True)
    assert (result.verdict, result.same_state, city.same(FIRST)) == ("readopted", True, True)
    assert result.fell_out > 0
    assert set(families(city, CITY[0])) < {*shown, *families(city, FIRST)}
    with city.city.reading() as connection:
        assert adopting.fallen_out(connection, [ONE]) == result.fell_out
    city.whole()
    for _ in range(2):
        city.travel(ONE)
    (path,) = city.up(FIRST)
    assert (city.read(path).verdict, city.same(FIRST)) == ("taken", True)
    assert set(lost) <= set(families(city, CITY[0]))
    with city.city.reading() as connection:
        assert adopting.fallen_out(connection, [ONE]) == 0


def test_a_shorter_ledger_is_stale_until_somebody_says_that_the_county_was_put_back(city: City) -> None:
    year(city)
    city.back_up(FIRST)
    work(city, ONE)
    city.report(ONE)
    (path,) = city.up(FIRST)
    city.read(path)
    city.restore(FIRST)
    (path,) = city.up(FIRST)
    assert (city.read(path).verdict, city.same(FIRST)) == ("stale", False)
    assert (city.read(path, readopt=True).verdict, city.same(FIRST)) == ("readopted", True)


def test_a_county_put_back_to_before_a_stream_began_says_nothing_of_it_and_that_is_noticed(city: City) -> None:
    city.back_up(FIRST)
    year(city)
    city.restore(FIRST)
    for _ in range(2):
        work(city, OTHER)
        city.travel(OTHER)
    (path,) = city.up(FIRST)
    assert city.read(path).verdict == "diverged"
    assert (city.read(path, readopt=True).verdict, city.same(FIRST)) == ("readopted", True)
    assert city.digest(CITY[0], ONE) == city.digest(FIRST, ONE)


def test_who_was_erased_at_the_county_is_erased_above_and_no_old_file_brings_anybody_back(city: City) -> None:
    """B-19, D-38."""
    case = open_case(city.stores[ONE])
    city.travel(ONE)
    (old,) = city.up(FIRST)
    (whole,) = city.up(FIRST, whole=True)
    assert city.read(old).verdict == "taken"
    city.back_up(CITY[0])
    county = city.stores[FIRST]
    county.sign_in("officer-1", "county")
    decide(county, ask(county, case))
    (path,) = city.up(FIRST)
    result = city.read(path)
    assert (result.verdict, result.purged > 0, city.same(FIRST)) == ("taken", True, True)
    city.read(whole)
    assert nobody(city)
    assert city.same(FIRST)
    city.restore(CITY[0])
    assert nobody(city)
    city.read(whole)
    assert nobody(city)


def test_a_county_that_has_forgotten_an_erasure_does_not_undo_it_above_and_is_told_where(
    city: City,
) -> None:
    """It was put back to before, and its list of what was erased is lost as well."""
    case = open_case(city.stores[ONE])
    city.travel(ONE)
    city.back_up(FIRST)
    county = city.stores[FIRST]
    county.sign_in("officer-1", "county")
    decide(county, ask(county, case))
    (path,) = city.up(FIRST)
    assert city.read(path).same_state
    World.restore(city, FIRST)
    (path,) = city.up(FIRST, whole=True)
    result = city.read(path, readopt=True)
    assert (result.verdict, result.same_state, result.differing) == ("readopted", False, ("青溪镇",))
    assert "请告诉县里" in result.sentence
    assert nobody(city)


def nobody(city: City) -> bool:
    with city.city.reading() as connection:
        texts = [connection.exec_driver_sql(f"SELECT payload FROM {name}").scalars() for name in ("change", "refused")]
        names = connection.exec_driver_sql("SELECT name FROM person WHERE name = ?", (NAME,)).all()
        return not names and not any(NAME in text for some in texts for text in some)


def test_a_case_that_moved_between_townships_is_the_new_ones_above_as_well(city: City) -> None:
    year(city)
    with city.stores[FIRST].reading() as connection:
        asked = "SELECT id FROM family WHERE org = ? AND voided = 0 LIMIT 1"
        case = str(connection.exec_driver_sql(asked, (ONE,)).scalar_one())
    grant_transfer(city.stores[FIRST], case, OTHER, "搬家")
    (path,) = city.up(FIRST)
    assert (city.read(path).verdict, city.same(FIRST)) == ("taken", True)
    with city.city.reading() as connection:
        assert connection.exec_driver_sql("SELECT org FROM family WHERE id = ?", (case,)).scalar() == OTHER


def test_a_conflict_is_shown_above_and_is_gone_when_the_county_has_settled_it(city: City) -> None:
    year(city)
    city.copy_laptop(ONE)
    case = families(city, ONE)[0]
    for laptop, said in ((ONE, "低保"), (f"{ONE}+", "低收入")):
        with city.stores[laptop].writing() as writing:
            edit_record(writing, "family", case, {"econ": said})
        city.report(laptop)
    (path,) = city.up(FIRST)
    assert (city.read(path).conflicts, city.same(FIRST)) == (1, True)
    with city.stores[FIRST].writing() as writing:
        resolve_conflicts(writing, [Choice(DisputedRecord("family", case), "econ", "低保")], "问过")
    (path,) = city.up(FIRST)
    assert (city.read(path).settled, city.same(FIRST)) == (1, True)


def test_nothing_is_written_above(city: City) -> None:
    year(city)
    case = families(city, CITY[0])[0]
    with city.city.writing() as writing:
        with pytest.raises(OnlyReads, match="上级档案只看"):
            open_family(writing, NewFamily("村", {}, ({"name": "张", "relation": "02", "sex": "1"},), ()))
        with pytest.raises(OnlyReads):
            edit_record(writing, "family", case, {"econ": "低保"})
        with pytest.raises(OnlyReads):
            request_purge(writing, PurgeWish("family", case, "wrong_person", "不是本镇的服务对象"))
    with pytest.raises(NotEnrolled, match="上级档案"):
        export_package(city.city, city.folder / "out", "test")
    with pytest.raises(NotACounty):
        county_desk(city.city)


# Enrolment


def office(folder: Path, role: str, code: str, name: str) -> Store:
    folder.mkdir()
    store = Store.create(folder, KEY, CLOCK, Office(role, code, name, "national", f"station-{code}-{role}"))
    store.sign_in("w", "operator")
    found_keys(store, CLOCK.now())
    return store


def test_one_request_goes_to_every_county_and_each_answers_with_its_own_root(city: City) -> None:
    _, first = ask_enrolment(city.city, CLOCK.now())
    _, second = ask_enrolment(city.city, CLOCK.now())
    assert first == second
    assert [each.manifest.county_name for each in enrolled_counties(city.city)] == ["甲县", "乙县"]
    request, answer = grant_enrolment(city.stores[FIRST], first, "", CLOCK.now())
    assert request.org_code == CITY[0]
    with pytest.raises(WrongFingerprint):
        take_county(city.city, answer, "000000000000")
    take_county(city.city, answer, root_digits(answer))
    with pytest.raises(NotAnUpper):
        take_county(city.stores[ONE], answer, "")


def test_two_counties_of_one_code_are_not_both_believed(city: City, tmp_path: Path) -> None:
    false = office(tmp_path / "false", "county", FIRST, "假县")
    _, request = ask_enrolment(city.city, CLOCK.now())
    with pytest.raises(CodeTaken, match="甲县"):
        take_county(city.city, grant_enrolment(false, request, "", CLOCK.now())[1], "")
    false.close()


def test_an_upper_office_is_no_township_of_the_county_and_cannot_report_to_it(city: City, tmp_path: Path) -> None:
    county = city.stores[FIRST]
    assert CITY[0] not in county.setting("townships")
    rows = {row.certificate.org_code: row.certificate.role for row in station_rows(county)}
    assert (rows[CITY[0]], rows[ONE]) == ("upper", "township")
    rotate_keys(county)
    assert {one.org_code for one in waiting_stations(county)} <= {ONE, OTHER}
    town = office(tmp_path / "town", "township", "999901103", "新镇")
    _, request = ask_enrolment(town, CLOCK.now())
    _, answer = grant_enrolment(county, request, "", CLOCK.now())
    with pytest.raises(AnswerForAnother):
        take_county(city.city, answer, "")
    town.close()


def test_an_upper_office_stood_down_gets_nothing_any_more(city: City) -> None:
    year(city)
    (row,) = upper_offices(city.stores[FIRST])
    assert (row.package_no > 0, row.waiting) == (True, 0)
    revoke_station(city.stores[FIRST], row.certificate.station_id, "换了单位")
    assert upper_offices(city.stores[FIRST]) == ()
    with pytest.raises(NoSuchStation):
        city.up(FIRST)


def test_a_county_hands_up_to_its_city_and_its_province_each_from_where_that_one_stood(
    city: City, tmp_path: Path
) -> None:
    year(city)
    province = office(tmp_path / "province", "upper", "990000", "某省")
    _, request = ask_enrolment(province, CLOCK.now())
    take_county(province, grant_enrolment(city.stores[FIRST], request, "", CLOCK.now())[1], "")
    work(city, ONE)
    city.travel(ONE)
    waiting = {one.certificate.org_code: one.waiting for one in upper_offices(city.stores[FIRST])}
    assert 0 < waiting[CITY[0]] < waiting["990000"]
    (made,) = hand_up(city.stores[FIRST], province.office.station_id, tmp_path / "up", "test")
    assert (take_hand_up(province, made.written.path).same_state, city.read(made.written.path).code) == (
        True,
        "P-PKG-04",
    )
    (path,) = city.up(FIRST)
    assert (city.read(path).verdict, city.same(FIRST)) == ("taken", True)
    province.close()


def test_new_keys_of_a_county_travel_with_its_hand_up(city: City) -> None:
    year(city)
    rotate_keys(city.stores[FIRST])
    (path,) = city.up(FIRST)
    assert (city.read(path).new_keys, enrolled_counties(city.city)[0].manifest.version) == (True, 2)


def test_a_hand_up_is_for_one_office_and_for_nothing_else(city: City, tmp_path: Path) -> None:
    """D-49, D-51."""
    work(city, ONE)
    city.travel(ONE)
    (path,) = city.up(FIRST)
    assert import_package(city.stores[SECOND], path).code == "P-PKG-04"
    assert take_return(city.stores[ONE], path).code == "P-PKG-04"
    assert city.read(city.packages[0]).code == "P-PKG-04"
    stranger = office(tmp_path / "x", "upper", "999800", "别市")
    assert take_hand_up(stranger, path).code == "P-PKG-04"
    stranger.close()


def test_a_county_this_office_is_not_enrolled_at_is_a_stranger(city: City) -> None:
    work(city, ONE)
    city.travel(ONE)
    (path,) = city.up(FIRST)
    kept = city.city.setting("counties")
    only = {key: value for key, value in kept.items() if key != city.stores[FIRST].office.station_id}
    city.city.set_setting("counties", only)
    assert city.read(path).code == "P-SIG-03"


# What a county may speak of


def forged(city: City, patch: Patch, make: Callable[[list[streams.Stream]], list[streams.Stream]]) -> Path:
    """A hand-up of the second county whose list of streams was made up, under its own good seal."""
    from db.sync.upper import handing_up

    kept = streams.lists_of
    patch.setattr(handing_up, "lists_of", lambda connection, told: kept(connection, make(list(told))))
    (path,) = city.up(SECOND)
    patch.undo()
    return path


def test_a_county_cannot_bring_a_stream_of_another(city: City, monkeypatch: Patch) -> None:
    year(city)
    for code in (ONE, FIRST, CITY[0], f"{FIRST}109"):
        blank = LedgerPoint()
        made_up = streams.Stream(code, "假镇", blank, blank, blank, "")
        path = forged(city, monkeypatch, lambda told, one=made_up: [*told, one])  # type: ignore[misc]
        result = city.read(path)
        assert (result.verdict, result.code) == ("refused", "P-UPP-01"), code
        assert "没有读入" in result.sentence


def test_a_county_cannot_write_into_a_record_of_another(city: City) -> None:
    """Its own township wrote it, in its own stream, under its own seal: still it is another county's family."""
    year(city)
    case = families(city, FIRST)[0]
    with city.stores[FIRST].reading() as connection:
        told = [
            tuple(row) for row in connection.exec_driver_sql("SELECT * FROM change WHERE record_id = ?", (case,)).all()
        ]
    assert told
    intrude(city, case)
    (path,) = city.up(SECOND)
    before = log(city)
    result = city.read(path)
    assert (result.verdict, result.code, log(city)) == ("refused", "P-UPP-02", before)


def intrude(city: City, case: str) -> None:
    """The second county's record comes to hold a change about a family of the first."""
    from db.ledger.change import Author, Draft, Moment, Tip, seal_change
    from db.store.county_ledger import enter_ledger
    from db.store.log import keep_changes

    by = Author("station-x", "s", ABROAD, "w", "operator")
    moment = Moment("g", "", 0, "", CLOCK.now().isoformat(timespec="seconds"), 1)
    change = seal_change(Draft("set", "family", case, {"econ": "改"}), (), by, moment, Tip("", 0))
    with city.stores[SECOND].keeping() as connection:
        last = connection.exec_driver_sql("SELECT max(no) FROM change").scalar_one()
        keep_changes(connection, [(int(last) + 1, change)])
        enter_ledger(connection, ABROAD, "", [change], ())


def test_a_stream_whose_chain_is_broken_is_refused(city: City, monkeypatch: Patch) -> None:
    work(city, ONE)
    city.travel(ONE)
    kept = streams._entry_lines

    def swapped(connection: object, stream: streams.Stream) -> Iterator[bytes]:
        lines = list(kept(connection, stream))  # type: ignore[arg-type]
        yield from [*lines[1::-1], *lines[2:]]

    monkeypatch.setattr(streams, "_entry_lines", swapped)
    (path,) = city.up(FIRST)
    assert (city.read(path).code, log(city)) == ("P-PKG-13", [])


# Random histories, and that they are worth something


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_the_city_shows_at_the_end_what_every_county_shows(seed: int, above: Path) -> None:
    live(seed, lambda: City(above, CLOCK))


@pytest.mark.parametrize("seed", range(2))
def test_the_same_with_the_citys_record_on_a_server(seed: int, above_on_server: MakeCity) -> None:
    live(seed, above_on_server)


def stale_is_taken(patch: Patch) -> None:
    kept = attach

    def whatever_comes(held: object, answer: object, entries: object, *, claim: object) -> object:
        found = kept(held, answer, entries, claim=claim)  # type: ignore[arg-type]
        if found.fit is Fit.STALE:
            return Attachment(Fit.READOPT, found.keep - 1, (), 1)
        return found

    patch.setattr(taking_up, "attach", whatever_comes)


def chain_is_not_checked(patch: Patch) -> None:
    patch.setattr(streams, "_follows", lambda *_: True)


def records_of_others_are_accepted(patch: Patch) -> None:
    patch.setattr(taking_up, "require_own", lambda *_: None)


def streams_of_others_are_accepted(patch: Patch) -> None:
    patch.setattr(scope.County, "of", classmethod(lambda cls, *_: cls("", "", "", frozenset())))
    patch.setattr(taking_up, "require_own", lambda *_: None)


def what_fell_out_goes_on_being_shown(patch: Patch) -> None:
    patch.setattr(adopting, "unvouched", lambda *_: [])


def test_each_way_of_believing_too_much_is_caught(above: Path, clock: FrozenClock, monkeypatch: Patch) -> None:
    caught: list[tuple[Callable[[Patch], None], Callable[[City], object]]] = [
        (
            stale_is_taken,
            test_a_lost_hand_up_is_told_from_which_number_and_one_from_the_beginning_mends_it,
        ),
        (records_of_others_are_accepted, test_a_county_cannot_write_into_a_record_of_another),
        (
            what_fell_out_goes_on_being_shown,
            test_a_county_put_back_is_not_taken_for_an_old_file_and_its_word_counts_after_a_telephone_call,
        ),
    ]
    with_patch: list[tuple[Callable[[Patch], None], Callable[[City, Patch], object]]] = [
        (chain_is_not_checked, test_a_stream_whose_chain_is_broken_is_refused),
        (streams_of_others_are_accepted, test_a_county_cannot_bring_a_stream_of_another),
    ]
    for mutant, test in caught:
        _dies(mutant, test, above, clock)
    for mutant, other in with_patch:
        _dies(mutant, lambda city, test=other: test(city, monkeypatch), above, clock)  # type: ignore[misc]


def _dies(mutant: Callable[[Patch], None], test: Callable[[City], object], above: Path, clock: FrozenClock) -> None:
    city = City(above, clock)
    with pytest.MonkeyPatch.context() as patch:
        mutant(patch)
        with pytest.raises((AssertionError, KeyError, TypeError)):
            test(city)
    city.close()
