"""Somebody erased by law stays erased, whatever arrives later and whatever is put back: B-19, D-38."""

import hashlib
import json
import shutil

import pytest

from db.commands.attachments import attach
from db.commands.families import edit_record, void_record
from db.commands.purge_list import PURGE_LIST, apply_purges, keep_purges
from db.commands.purges import PurgeWish, VoidIsEnough, request_purge
from db.errors import InvalidValue
from db.ledger.change import GRANT, Author, Draft, Moment, Tip, erased, seal_change
from db.ledger.purge import CONFIRM, step_of
from db.queries.purges import purge_rows
from db.store.attachments import Attachments
from db.store.checking import check_record
from db.store.decisions import decisions_here
from db.store.gone import decided_purges, gone_ids
from db.store.permitting import ErasedForGood
from db.store.store import DATABASE, Store
from db.sync.county import purging
from db.sync.county.archive import not_in_journal
from db.sync.county.inbox import import_package
from db.sync.county.purging import OtherThanTyped, SameHand, confirm_purge, decline_purge, plan_asked
from db.sync.county.returning import waiting_stations
from db.sync.county.stations import revoke_station
from db.sync.county.transferring import grant_transfer
from db.sync.merging.intake import REVIEW
from db.sync.merging.judging import BLANK
from db.sync.package.differing import DIFFERING
from db.sync.package.reading import open_package
from db.sync.township.outbox import export_package
from db.sync.township.receiving import take_return
from db.sync.trust.identity import county_desk
from tests.sync.crafting import own_changes, package_of
from tests.sync.erasures import ID_NO, NAME, ask, decide, everything_said, nobody_is_found, open_case, travel, visit
from tests.sync.offices import COUNTY, KEY, TOWNSHIPS, World

ONE, OTHER = (code for code, _ in TOWNSHIPS)
TWIN = f"{ONE}+"


@pytest.fixture
def case(world: World) -> str:
    """A family the county knows, beside two others."""
    return known_case(world)


def known_case(world: World) -> str:
    """The same, for whoever has a world of their own."""
    world.work(ONE)
    family_id = open_case(world.stores[ONE])
    world.edits = 4 * world.edits + 3
    world.work(ONE)
    travel(world, ONE)
    return family_id


def test_a_family_asked_for_by_its_township_and_confirmed_by_the_county_is_found_nowhere(
    world: World, case: str
) -> None:
    request = ask(world.stores[ONE], case)
    with world.stores[ONE].keeping() as connection:
        draft = ("visit:x", json.dumps({"note": f"{NAME}说"}), "2026-11-01")
        connection.exec_driver_sql("INSERT INTO draft (key, content, saved_at) VALUES (?, ?, ?)", draft)
    travel(world, ONE)
    with pytest.raises(AssertionError):
        nobody_is_found(world, ONE)
    done = decide(world.county, request)
    assert (done.records, done.to_destroy) == (5, ())
    assert done.resealed == len(world.packages)
    assert world.take(ONE, world.answer(ONE)).purged > done.records
    nobody_is_found(world, ONE)
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)
    travel(world, ONE)
    nobody_is_found(world, ONE)
    with world.stores[ONE].reading() as connection:
        assert [row.state for row in purge_rows(connection, "")] == ["done"]


def test_a_decision_of_several_changes_is_shown_once_with_all_that_went(
    world: World, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of what went names its first change."""
    monkeypatch.setattr(purging, "FEW", 2)
    request = ask(world.stores[ONE], case)
    travel(world, ONE)
    done = decide(world.county, request)
    travel(world, ONE)
    for where in (COUNTY[0], ONE):
        with world.stores[where].reading() as connection:
            assert [(row.state, row.records) for row in purge_rows(connection, "")] == [("done", done.records)]


def test_one_alone_erases_nothing_and_neither_does_a_click(world: World, case: str) -> None:
    county = world.county
    request = ask(county, case)
    with county.reading() as connection:
        typed = plan_asked(connection, request).typed
    with pytest.raises(SameHand):
        confirm_purge(county, request, typed, "核实过")
    county.sign_in("officer-2", "county")
    for words in ("", "清除", typed.replace("5", "6", 1)):
        with pytest.raises(OtherThanTyped):
            confirm_purge(county, request, words, "核实过")
    with pytest.raises(InvalidValue):
        confirm_purge(county, request, typed, f"{NAME}不是本镇的")
    with county.reading() as connection:
        assert NAME in everything_said(connection)
    assert confirm_purge(county, request, typed, "核实过").records == 5


@pytest.mark.long
def test_where_voiding_is_enough_nobody_is_erased(world: World, case: str) -> None:
    with world.stores[ONE].writing() as writing, pytest.raises(VoidIsEnough, match="作废"):
        request_purge(writing, PurgeWish("family", case, "mistake", "写错了"))
    with world.stores[ONE].writing() as writing, pytest.raises(InvalidValue, match="姓名"):
        request_purge(writing, PurgeWish("family", case, "wrong_person", f"{ID_NO} 不是本镇的"))


def test_a_request_declined_is_answered_and_nothing_is_gone(world: World, case: str) -> None:
    request = ask(world.stores[ONE], case)
    travel(world, ONE)
    decline_purge(world.county, request, "登记退出就可以")
    travel(world, ONE)
    with world.stores[ONE].reading() as connection:
        (row,) = purge_rows(connection, "")
        assert (row.state, row.answer) == ("declined", "登记退出就可以")
        assert NAME in everything_said(connection)
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)


def erase(world: World, case: str) -> None:
    """Asked for at the township, confirmed by the county, not yet told to anybody."""
    request = ask(world.stores[ONE], case)
    travel(world, ONE)
    decide(world.county, request)


def test_an_old_package_delivered_late_brings_nobody_back(world: World, case: str) -> None:
    """D-38: it was written before the erasure and lay in a drawer."""
    others = standing(world, ONE) - 1
    with world.stores[ONE].writing() as writing:
        edit_record(writing, "family", case, {"remark": f"{NAME}家"})
    world.hand_over(ONE)
    old = len(world.packages) - 1
    decide_at_county(world, case)
    late = world.deliver(old)
    assert (late.verdict, late.erased > 0) == ("imported", True)
    world.take(ONE, world.answer(ONE))
    travel(world, ONE)
    nobody_is_found(world, ONE)
    assert standing(world, ONE) == standing(world, COUNTY[0]) == others
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)


def standing(world: World, where: str) -> int:
    with world.stores[where].reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM family WHERE voided = 0").scalar_one())


def decide_at_county(world: World, case: str) -> None:
    """Two of the county's workers, without the township."""
    world.county.sign_in("officer-1", "county")
    request = ask(world.county, case)
    decide(world.county, request)


def test_a_second_laptop_that_has_written_on_loses_that_too_and_is_told(world: World, case: str) -> None:
    """D-38: edits and a new visit the county has never had, written before the laptop heard of it."""
    world.copy_laptop(ONE)
    decide_at_county(world, case)
    twin = world.stores[TWIN]
    visit(twin, case)
    with twin.writing() as writing:
        edit_record(writing, "family", case, {"remark": f"{NAME}家"})
    result = world.take(TWIN, world.answer(TWIN))
    assert result.purged_unsent == 2
    assert "还没有上报" in result.sentence
    nobody_is_found(world, TWIN)
    with twin.reading() as connection:
        assert next(row for row in purge_rows(connection, "") if row.state == "done").unsent == 2
    for laptop in (TWIN, ONE, TWIN):
        world.hand_over(laptop)
        assert world.deliver(-1).rejected == 0
        world.take(laptop, world.answer(laptop))
    nobody_is_found(world, ONE, TWIN)
    assert world.digest(ONE, ONE) == world.digest(TWIN, ONE) == world.digest(COUNTY[0], ONE)


@pytest.mark.long
def test_a_second_laptop_that_hands_over_before_it_has_heard_brings_nobody_back(world: World, case: str) -> None:
    """D-38: the other order: the county gets the visit first, and keeps it without a word."""
    world.copy_laptop(ONE)
    decide_at_county(world, case)
    visit(world.stores[TWIN], case)
    for laptop in (TWIN, TWIN, ONE):
        world.hand_over(laptop)
        assert world.deliver(-1).rejected == 0
        world.take(laptop, world.answer(laptop))
    nobody_is_found(world, ONE, TWIN)
    assert world.digest(ONE, ONE) == world.digest(TWIN, ONE) == world.digest(COUNTY[0], ONE)


@pytest.mark.parametrize("whose", [ONE, pytest.param(COUNTY[0], marks=pytest.mark.long)])
def test_a_record_put_back_from_a_copy_is_erased_again_when_it_is_opened(world: World, case: str, whose: str) -> None:
    """D-38: the list beside the record outlives the database (B-19)."""
    store = world.stores[whose]
    store.close()
    shutil.copy(store.home / DATABASE, world.folder / "kept.db")
    world.stores[whose] = world._opened(whose)
    erase(world, case)
    world.take(ONE, world.answer(ONE))
    put_back(world, whose)
    for _ in range(3):
        travel(world, ONE)
    nobody_is_found(world, ONE)
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)


def put_back(world: World, whose: str) -> None:
    store = world.stores[whose]
    keep_purges(store, KEY)
    store.close()
    shutil.copy(world.folder / "kept.db", store.home / DATABASE)
    store = world.stores[whose] = world._opened(whose)
    with store.reading() as connection:
        assert NAME in everything_said(connection)
    assert apply_purges(store, KEY) > 0
    with store.reading() as connection:
        assert NAME not in everything_said(connection)


@pytest.mark.long
def test_a_laptop_on_a_bare_machine_is_told_by_the_next_return(world: World, case: str) -> None:
    """D-38: neither list nor ledger; the return speaks of every erasure every time."""
    world.back_up(ONE)
    erase(world, case)
    world.take(ONE, world.answer(ONE))
    world.restore(ONE)
    with world.stores[ONE].reading() as connection:
        assert NAME in everything_said(connection)
    for _ in range(2):
        travel(world, ONE)
    nobody_is_found(world, ONE)
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)


@pytest.mark.long
def test_a_list_somebody_has_shortened_is_not_believed_and_noted(world: World, case: str) -> None:
    erase(world, case)
    store = world.stores[ONE]
    world.take(ONE, world.answer(ONE))
    keep_purges(store, KEY)
    (store.home / PURGE_LIST).write_text('{"format": "nuanxin-purges/1", "purges": [], "mac": ""}')
    assert apply_purges(store, KEY) == 0
    with store.reading() as connection:
        alarm = "SELECT count(*) FROM audit WHERE action = 'alarm' AND subject = 'purge-list'"
        assert connection.exec_driver_sql(alarm).scalar() == 1
    keep_purges(store, KEY)
    assert case in (store.home / PURGE_LIST).read_text()


def test_nothing_is_written_to_an_erased_record_or_hung_on_it(world: World, case: str) -> None:
    erase(world, case)
    world.take(ONE, world.answer(ONE))
    store = world.stores[ONE]
    with pytest.raises(ErasedForGood), store.writing() as writing:
        void_record(writing, "family", case, "录错")
    with pytest.raises(ErasedForGood), store.writing() as writing:
        writing.create("contact_card", {"family_id": case, "issued_on": "2026-11-01"})


def test_a_township_cannot_leave_out_what_the_county_has_not_erased(world: World, case: str) -> None:
    """Neither by a blank line nor by a decision of its own."""
    store = world.stores[ONE]
    with store.writing() as writing:
        edit_record(writing, "family", case, {"remark": "换了说法"})
    with store.keeping() as connection:
        asked = "UPDATE change SET payload = '' WHERE no = (SELECT max(no) FROM change)"
        kept = connection.exec_driver_sql("SELECT payload FROM change ORDER BY no DESC LIMIT 1").scalar()
        connection.exec_driver_sql(asked)
    world.hand_over(ONE)
    result = world.deliver(-1)
    assert result.reasons == ((1, "没有内容，县里也没有清除过这条记录"),)
    with store.keeping() as connection:
        connection.exec_driver_sql("UPDATE change SET payload = ? WHERE no = (SELECT max(no) FROM change)", (kept,))


@pytest.mark.long
def test_the_ledger_can_be_made_again_from_what_is_left_of_the_archive(world: World) -> None:
    """B-23, D-38: a county put back to its first day replays its archive; the list of erasures lies in it as well."""
    world.back_up(COUNTY[0])
    world.work(ONE)
    case = open_case(world.stores[ONE])
    travel(world, ONE)
    erase(world, case)
    keep_purges(world.county, KEY)
    shutil.copytree(world.county.home / "archive", world.folder / "archive")
    world.restore(COUNTY[0])
    shutil.copytree(world.folder / "archive", world.county.home / "archive")
    apply_purges(world.county, KEY)
    files = not_in_journal(world.county)
    assert [path.name.endswith(".purged.nxb") for path in files] == [True, True]
    results = [import_package(world.county, path) for path in files]
    assert [(result.verdict, result.rejected) for result in results] == [("imported", 0)] * 2
    assert not_in_journal(world.county) == ()
    for _ in range(3):
        travel(world, ONE)
    nobody_is_found(world, ONE)
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)


@pytest.mark.long
def test_one_member_goes_with_everything_about_him_and_the_household_stays(world: World, case: str) -> None:
    store = world.stores[ONE]
    with store.reading() as connection:
        asked = "SELECT id FROM person WHERE name = '何平安'"
        other = str(connection.exec_driver_sql(asked).scalar_one())
        head = str(connection.exec_driver_sql("SELECT id FROM person WHERE name = ?", (NAME,)).scalar_one())
    with store.writing() as writing:
        event = {"family_id": case, "person_id": other, "kind": "illness", "on": "2026-11-02", "summary": "住院"}
        writing.create("event", event)
        writing.create("psych_session", {"person_ids": [other, head], "on": "2026-11-02", "kind": "group"})
        writing.finish()
    with store.writing() as writing, pytest.raises(InvalidValue, match="户主"):
        request_purge(writing, PurgeWish("person", head, "wrong_person", "不是本镇的"))
    request = ask(store, other, "person")
    travel(world, ONE)
    done = decide(world.county, request)
    assert done.records == 2
    world.take(ONE, world.answer(ONE))
    for where in (ONE, COUNTY[0]):
        with world.stores[where].reading() as connection:
            said = everything_said(connection)
            assert ("何平安" in said, "住院" in said, NAME in said) == (False, False, True)
            living = "SELECT count(*) FROM person WHERE family_id = ? AND voided = 0"
            assert connection.exec_driver_sql(living, (case,)).scalar() == 1
            assert connection.exec_driver_sql("SELECT count(*) FROM child WHERE voided = 0").scalar_one() > 0
            assert connection.exec_driver_sql("SELECT count(*) FROM psych_session WHERE voided = 0").scalar() == 1
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)


def test_an_attachment_goes_with_its_file_and_an_old_package_does_not_bring_it_back(world: World, case: str) -> None:
    """D-38."""
    store, county = world.stores[ONE], world.county
    paper, other = (files_of(store).put(b"%PDF-1.4 " + each * 500) for each in (b"a", b"b"))
    about = {"kind": "hukou", "media_type": "application/pdf", "size": 509}
    for each in (paper, other):
        with store.writing() as writing:
            attach(writing, ("family", case), {**about, "sha256": each})
    asked = "SELECT id FROM attachment WHERE sha256 = ?"
    with store.reading() as connection:
        record = str(connection.exec_driver_sql(asked, (paper,)).scalar_one())
    packages = [export_package(store, world.folder / f"out{n}", "test", files=files_of(store)).written for n in (1, 2)]
    import_package(county, packages[0].path, files=files_of(county))
    assert files_of(county).has(paper)
    county.sign_in("officer-1", "county")
    assert decide(county, ask(county, record, "attachment")).attachments == 1
    world.take(ONE, world.answer(ONE))
    assert import_package(county, packages[1].path, files=files_of(county)).verdict == "imported"
    for where in (store, county):
        assert (files_of(where).has(paper), files_of(where).has(other)) == (False, True)
    desk = county_desk(county)
    anew = sorted((county.home / "archive").glob("*/*.purged.nxb"))
    assert len(anew) == len(packages)
    for path in anew:
        with open_package(path, desk.keys.identities, desk.trust) as package:
            assert [item.path.rpartition("/")[2] for item in package.attachments()] == [other]


@pytest.mark.long
def test_a_picture_of_somebody_erased_that_a_laptop_sends_late_is_not_kept(world: World, case: str) -> None:
    """D-38: the laptop had not heard yet; neither its change nor its file stays at the county."""
    kept = {name: Attachments(store.home, b"k" * 32) for name, store in world.stores.items()}
    world.copy_laptop(ONE)
    twin = world.stores[TWIN]
    mine = Attachments(twin.home, b"k" * 32)
    digest = mine.put(b"%PDF-1.4 of somebody")
    with twin.writing() as writing:
        about = {"kind": "hukou", "media_type": "application/pdf", "sha256": digest, "size": 20}
        attach(writing, ("family", case), about)
    decide_at_county(world, case)
    package = export_package(twin, world.folder / "out" / TWIN, "test", files=mine).written
    assert package.sealed.counted.attachments == 1
    assert import_package(world.county, package.path, files=kept[COUNTY[0]]).verdict == "imported"
    assert not kept[COUNTY[0]].has(digest)
    take_return(twin, world.answer(TWIN), files=mine)
    assert not mine.has(digest)


def files_of(store: Store) -> Attachments:
    return Attachments(store.home, hashlib.sha256(str(store.home).encode()).digest())


@pytest.mark.long
def test_a_member_who_had_left_the_household_before_stays(world: World, case: str) -> None:
    """Nor is he taken later: his creation says that he belongs there, the list says that he does not (B-35)."""
    store = world.stores[ONE]
    world.back_up(COUNTY[0])
    with store.writing() as writing:
        person = {"family_id": case, "name": "何独立", "relation": "20", "sex": "1", "alive": True}
        left = writing.create("person", person)
        writing.finish()
    world.edits = 4 * world.edits + 3
    world.work(ONE)
    with store.writing() as writing:
        to = writing.connection.exec_driver_sql("SELECT id FROM family ORDER BY no DESC LIMIT 1").scalar_one()
        edit_record(writing, "person", left, {"family_id": str(to)})
    travel(world, ONE)
    erase(world, case)
    world.take(ONE, world.answer(ONE))
    keep_purges(world.county, KEY)
    kept = world.folder / "kept-list"
    shutil.copy(world.county.home / PURGE_LIST, kept)
    world.restore(COUNTY[0])
    shutil.copy(kept, world.county.home / PURGE_LIST)
    apply_purges(world.county, KEY)
    for _ in range(3):
        travel(world, ONE)
    for where in (ONE, COUNTY[0]):
        with world.stores[where].reading() as connection:
            assert connection.exec_driver_sql("SELECT name FROM person WHERE id = ?", (left,)).scalar() == "何独立"
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)


def test_a_county_that_has_lost_record_and_list_is_told_of_its_own_decision_by_the_township(
    world: World, case: str
) -> None:
    """B-35, D-38: the decision bears the county's seal; nobody else's does."""
    world.back_up(COUNTY[0])
    erase(world, case)
    world.take(ONE, world.answer(ONE))
    world.restore(COUNTY[0])
    with world.county.reading() as connection:
        assert NAME in everything_said(connection)
    for _ in range(3):
        travel(world, ONE)
    nobody_is_found(world, ONE)
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)


def test_a_county_put_back_with_its_list_has_its_decision_again_and_can_then_lose_both(world: World, case: str) -> None:
    """B-19, B-35: whoever was told by the list holds the decision, and brings it."""
    world.back_up(COUNTY[0])
    decide_at_county(world, case)
    keep_purges(world.county, KEY)
    kept = (world.folder / COUNTY[0] / PURGE_LIST).read_bytes()
    world.restore(COUNTY[0])
    (world.folder / COUNTY[0] / PURGE_LIST).write_bytes(kept)
    assert apply_purges(world.county, KEY) > 0
    with world.county.reading() as connection:
        assert [step_of(change) for change in decisions_here(connection)] == [CONFIRM]
    travel(world, ONE)
    world.restore(COUNTY[0])
    for _ in range(3):
        travel(world, ONE)
        require_whole(world, ONE)
    nobody_is_found(world, ONE)
    assert not world.open_changes(ONE)
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)


def require_whole(world: World, laptop: str) -> None:
    """History 9010856: the request before the decision was lost with the county; that is no hole of this laptop's."""
    with world.stores[laptop].reading() as connection:
        assert [check.first for check in check_record(connection) if not check.ok] == []


def test_what_a_county_takes_in_while_it_has_forgotten_the_erasure_goes_when_the_decision_comes_back(
    world: World, case: str
) -> None:
    """B-35: one laptop has erased, the other has not heard and brings a visit; both orders end the same."""
    world.back_up(COUNTY[0])
    world.copy_laptop(ONE)
    erase(world, case)
    world.take(ONE, world.answer(ONE))
    visit(world.stores[TWIN], case)
    world.restore(COUNTY[0])
    travel(world, TWIN)
    for _ in range(2):
        for laptop in (ONE, TWIN):
            travel(world, laptop)
            assert world.stores[laptop].setting(DIFFERING) is None
    nobody_is_found(world, ONE, TWIN)
    assert world.digest(ONE, ONE) == world.digest(TWIN, ONE) == world.digest(COUNTY[0], ONE)


def test_a_line_that_comes_blank_before_its_decision_is_refused_and_then_accepted(world: World, case: str) -> None:
    """B-35: written before the laptop heard, erased unsent; the county has lost the decision and is not told yet."""
    world.back_up(COUNTY[0])
    decide_at_county(world, case)
    with world.stores[ONE].writing() as writing:
        edit_record(writing, "family", case, {"remark": f"{NAME}家"})
    world.take(ONE, world.answer(ONE))
    world.restore(COUNTY[0])
    world.hand_over(ONE)
    assert world.deliver(-1).reasons == ((1, BLANK),)
    world.take(ONE, world.answer(ONE))
    world.hand_over(ONE)
    result = world.deliver(-1)
    assert (result.reasons, result.released) == ((), 1)
    world.take(ONE, world.answer(ONE))
    nobody_is_found(world, ONE)
    assert not world.open_changes(ONE)
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)


@pytest.mark.parametrize("afterwards", ["the decision comes back", "it is lost with the laptop"])
def test_a_line_refused_blank_stands_when_an_old_stick_brings_what_it_says(
    world: World, case: str, afterwards: str
) -> None:
    """History 7213133: county and list are put back, the blank line came first, the package with its words last."""
    world.back_up(COUNTY[0])
    world.back_up(ONE)
    decide_at_county(world, case)
    with world.stores[ONE].writing() as writing:
        edit_record(writing, "family", case, {"remark": f"{NAME}家"})
    world.hand_over(ONE)
    drawer = len(world.packages) - 1
    world.take(ONE, world.answer(ONE))
    world.restore(COUNTY[0])
    world.hand_over(ONE)
    assert world.deliver(-1).reasons == ((1, BLANK),)
    result = world.deliver(drawer)
    assert (result.verdict, result.fresh, result.reasons) == ("imported", 1, ())
    assert remark_of(world, case) == f"{NAME}家"
    with world.county.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM refused").scalar() == 0
    assert world.deliver(drawer).verdict == "duplicate"
    if afterwards == "it is lost with the laptop":
        world.restore(ONE)
    for _ in range(3):
        travel(world, ONE)
    assert not world.open_changes(ONE)
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)
    if afterwards == "it is lost with the laptop":
        assert remark_of(world, case) == f"{NAME}家"
    else:
        nobody_is_found(world, ONE)


def remark_of(world: World, case: str) -> str:
    with world.county.reading() as connection:
        return str(connection.exec_driver_sql("SELECT remark FROM family WHERE id = ?", (case,)).scalar())


def test_a_laptop_stood_down_brings_a_county_put_back_its_decision_and_nobody_has_to_review_it(
    world: World, case: str
) -> None:
    """B-35 with B-49: what the county itself has sealed is no late work."""
    world.back_up(COUNTY[0])
    erase(world, case)
    world.take(ONE, world.answer(ONE))
    world.restore(COUNTY[0])
    travel(world, ONE)  # and is told that the county has lost it
    revoke_station(world.county, world.stores[ONE].office.station_id, "电脑遗失")
    world.hand_over(ONE)
    assert world.deliver(-1).reasons == ((1, REVIEW),), "its request, which nobody has sealed"
    nobody_is_found(world)


def test_a_decision_forged_at_a_township_erases_nothing(world: World, case: str) -> None:
    store = world.stores[ONE]
    with store.writing() as writing:
        fields = {"step": "confirm", "grounds": "ordered", "request": "x", "records": [case], "_seal": "00:00"}
        writing.append([Draft("purge", "family", case, fields)])
        writing.finish()
    world.hand_over(ONE)
    assert world.deliver(-1).reasons == ((1, "清除要由县里决定，县里没有这条决定"),)
    with world.county.reading() as connection:
        assert NAME in everything_said(connection)


@pytest.mark.long
def test_a_question_still_open_goes_as_well(world: World, case: str) -> None:
    """Two laptops said different things of somebody who was never to be on file."""
    world.copy_laptop(ONE)
    for laptop, word in ((ONE, f"{NAME}家"), (TWIN, f"{NAME}户")):
        with world.stores[laptop].writing() as writing:
            edit_record(writing, "family", case, {"remark": word})
        travel(world, laptop)
    decide_at_county(world, case)
    for laptop in (ONE, TWIN, ONE, TWIN):
        travel(world, laptop)
    nobody_is_found(world, ONE, TWIN)
    for where in (ONE, TWIN, COUNTY[0]):
        with world.stores[where].reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM field_head").scalar() == 0
    assert world.digest(ONE, ONE) == world.digest(TWIN, ONE) == world.digest(COUNTY[0], ONE)


def test_whoever_had_the_case_before_is_told_as_well(world: World, case: str) -> None:
    """B-38: it went from one township to the other; both hold it, both lose it."""
    grant_transfer(world.county, case, OTHER, "迁走了")
    for code in (ONE, OTHER):
        travel(world, code)
    with world.stores[OTHER].reading() as connection:
        assert NAME in everything_said(connection)
    decide_at_county(world, case)
    for code in (OTHER, ONE, OTHER, ONE):
        travel(world, code)
    nobody_is_found(world, ONE, OTHER)
    for code in (ONE, OTHER):
        assert world.digest(code, code) == world.digest(COUNTY[0], code)


@pytest.mark.parametrize("first", [ONE, OTHER])
def test_a_case_erased_after_the_county_has_forgotten_that_it_went_away_is_erased_everywhere(
    world: World, case: str, first: str
) -> None:
    """B-19 with B-35 and B-37: the grant comes back after the decision, and is judged as it was sealed."""
    world.back_up(COUNTY[0])
    grant_transfer(world.county, case, OTHER, "迁走了")
    travel(world, OTHER)
    world.restore(COUNTY[0])
    decide_at_county(world, case)
    erased_where_it_went(world, case, first)
    world.restore(COUNTY[0])  # once more, when nobody has its seal any more
    erased_where_it_went(world, case, first)


@pytest.mark.parametrize("first", [ONE, OTHER])
def test_a_case_that_went_and_came_back_is_erased_with_what_the_county_wrote_of_it_and_has_forgotten(
    world: World, case: str, first: str
) -> None:
    """B-35: of the county's own lines in the other township's stream only the owner knows, and has them blank."""
    world.back_up(COUNTY[0])
    grant_transfer(world.county, case, OTHER, "迁走了")
    grant_transfer(world.county, case, ONE, "迁回来了")
    travel(world, ONE)
    world.restore(COUNTY[0])
    decide_at_county(world, case)
    erased_where_it_went(world, case, first, owner=ONE)


FORGOTTEN = [
    pytest.param(OTHER, "record and list", "the grant"),
    pytest.param(ONE, "record and list", "the grant"),
    pytest.param(ONE, "record and list", "the case"),
    pytest.param(ONE, "record and list", "the decision"),
    pytest.param(OTHER, "record and list", "the decision", marks=pytest.mark.long),
    pytest.param(OTHER, "record", "the grant", marks=pytest.mark.long),
    pytest.param(ONE, "record", "the grant", marks=pytest.mark.long),
    pytest.param(OTHER, "record and list", "the case", marks=pytest.mark.long),
    pytest.param(OTHER, "record", "the case", marks=pytest.mark.long),
    pytest.param(ONE, "record", "the case", marks=pytest.mark.long),
]
"""Who hands over first, what the county has lost, and from when on."""


@pytest.mark.parametrize(("first", "lost", "since"), FORGOTTEN)
def test_a_county_that_has_forgotten_a_grant_and_the_erasure_after_it_is_told_of_both(
    world: World, first: str, lost: str, since: str
) -> None:
    """B-35: the grant's seal went with what was erased; the decision stands for it."""
    if since == "the case":
        world.back_up(COUNTY[0])
    case = known_case(world)
    if since == "the grant":
        world.back_up(COUNTY[0])
    grant_transfer(world.county, case, OTHER, "迁走了")
    for code in (OTHER, ONE):
        travel(world, code)
    if since == "the decision":
        world.back_up(COUNTY[0])
    decide_at_county(world, case)
    for code in (OTHER, ONE):
        travel(world, code)
    keep_purges(world.county, KEY)
    kept = (world.county.home / PURGE_LIST).read_bytes()
    world.restore(COUNTY[0])
    if lost == "record":
        (world.county.home / PURGE_LIST).write_bytes(kept)
        apply_purges(world.county, KEY)
    erased_where_it_went(world, case, first)


def test_what_a_former_owner_wrote_late_and_never_handed_over_goes_with_the_case(world: World, case: str) -> None:
    """B-19 with B-38: its blank line is the county's erasure, though the case was another township's by then."""
    grant_transfer(world.county, case, OTHER, "迁走了")
    travel(world, OTHER)
    visit(world.stores[ONE], case)
    erase_at_county_only(world, case)
    erased_where_it_went(world, case, ONE)


@pytest.mark.parametrize("first", [ONE, OTHER])
def test_a_record_of_another_household_erased_by_name_is_explained_where_that_household_went(
    world: World, case: str, first: str
) -> None:
    """B-35: the new township was never told of whoever was erased, and brings the county its decision all the same."""
    world.back_up(COUNTY[0])
    with world.stores[ONE].reading() as connection:
        asked = "SELECT id FROM family WHERE id <> ? ORDER BY no LIMIT 1"
        neighbours = str(connection.exec_driver_sql(asked, (case,)).scalar_one())
    visit(world.stores[ONE], neighbours)  # names them
    with world.stores[ONE].writing() as writing:
        request_purge(writing, PurgeWish("family", case, "wrong_person", "不是本镇的服务对象", named=True))
    travel(world, ONE)
    grant_transfer(world.county, neighbours, OTHER, "迁走了")
    with world.county.reading() as connection:
        (row,) = purge_rows(connection, "")
    decide(world.county, row.request)
    for code in (OTHER, ONE):
        travel(world, code)
    world.restore(COUNTY[0])
    for code in (first, *({ONE, OTHER} - {first})) * 3:
        world.hand_over(code)
        assert world.deliver(-1).reasons == ()
        world.take(code, world.answer(code))
    nobody_is_found(world, ONE, OTHER)
    for code in (ONE, OTHER):
        assert not world.open_changes(code)
        assert world.digest(code, code) == world.digest(COUNTY[0], code)


def test_a_decision_that_comes_back_is_news_for_the_other_township_too(world: World, case: str) -> None:
    """B-35: the county says that a return waits for it, though it has handed nothing in."""
    grant_transfer(world.county, case, OTHER, "迁走了")
    for code in (ONE, OTHER):
        travel(world, code)
    world.back_up(COUNTY[0])
    decide_at_county(world, case)
    travel(world, OTHER)
    world.restore(COUNTY[0])
    assert waiting_stations(world.county) == ()
    for _ in range(2):
        travel(world, OTHER)
    assert [each.org_code for each in waiting_stations(world.county)] == [ONE]
    world.take(ONE, world.answer(ONE))
    nobody_is_found(world, ONE, OTHER)


def erased_where_it_went(world: World, case: str, first: str, owner: str = OTHER) -> None:
    for code in (first, *({ONE, OTHER} - {first})) * 3:
        world.hand_over(code)
        assert world.deliver(-1).reasons == ()
        world.take(code, world.answer(code))
    nobody_is_found(world, ONE, OTHER)
    with world.county.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM held").scalar() == 0
        assert "" not in decided_purges(connection)
    for code in (ONE, OTHER):
        assert not world.open_changes(code)
        assert world.digest(code, code) == world.digest(COUNTY[0], code)
        with world.stores[code].reading() as connection:
            asked = "SELECT org, voided FROM family WHERE id = ?"
            shown = connection.exec_driver_sql(asked, (case,)).all()
        assert shown == [(owner, 1)] or (code != owner == ONE and not shown)  # the other one never heard of the case


def test_a_grant_without_a_seal_moves_nothing_that_was_not_erased(world: World, case: str) -> None:
    """Whoever holds a grant blank holds the decision: it is refused and told, and waits for nothing."""
    by = Author("another-program", "session", OTHER, "worker", "operator")
    draft = Draft(GRANT, "family", case, {"_seal": "00:00"}, extra={"from": ONE, "to": OTHER})
    moment = Moment("g", "", 0, "", "2026-11-22T04:00:00+00:00", 1)
    forged = erased(seal_change(draft, (), by, moment, Tip()))
    result = import_package(world.county, package_of(world, OTHER, [forged]))
    assert (result.waiting, result.reasons) == (0, ((1, BLANK),))
    world.work(OTHER)
    travel(world, OTHER)
    decide_at_county(world, case)
    travel(world, ONE)
    with world.county.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM held").scalar() == 0
        assert connection.exec_driver_sql("SELECT org FROM family WHERE id = ?", (case,)).scalar() == ONE


@pytest.mark.parametrize("since", ["the case", "the grant"])
@pytest.mark.parametrize("holder", [ONE, OTHER])
def test_what_was_refused_because_it_came_blank_is_taken_in_when_the_decision_comes(
    world: World, since: str, holder: str
) -> None:
    """B-35: a township that has lost the decision hands over first; the other one brings it."""
    without = ({ONE, OTHER} - {holder}).pop()
    if since == "the case":
        world.back_up(COUNTY[0])
    case = known_case(world)
    if since == "the grant":
        world.back_up(COUNTY[0])
    grant_transfer(world.county, case, OTHER, "迁走了")
    visit(world.stores[ONE], case)
    travel(world, OTHER)
    erase_at_county_only(world, case)  # what ONE had not handed over nobody else will ever name
    travel(world, OTHER)
    world.restore(COUNTY[0])
    for code in (ONE, OTHER):  # and are told that the county has lost it
        travel(world, code)
    blank = [change for change in own_changes(world, without) if step_of(change) != CONFIRM]
    result = import_package(world.county, package_of(world, without, blank))
    assert BLANK in {reason for _, reason in result.reasons}
    assert result.waiting == 0
    travel(world, holder)
    with world.county.reading() as connection:
        asked = "SELECT count(*) FROM refused r JOIN ledger l ON l.change_hash = r.hash WHERE l.rejected = ?"
        assert connection.exec_driver_sql(asked, (BLANK,)).scalar() == 0
    erased_where_it_went(world, case, holder)


@pytest.mark.long
def test_what_a_laptop_erased_unsent_is_on_the_list_of_a_county_that_had_lost_its_decision(
    world: World, case: str
) -> None:
    """B-35: the blank creation comes before the decision in one package; both are the county's again."""
    world.back_up(COUNTY[0])
    visit(world.stores[ONE], case)
    erase_at_county_only(world, case)
    travel(world, ONE)
    world.restore(COUNTY[0])
    for _ in range(3):
        travel(world, ONE)
    nobody_is_found(world, ONE)
    with world.county.reading() as county, world.stores[ONE].reading() as laptop:
        assert gone_ids(county) == gone_ids(laptop)
        assert "" not in decided_purges(county)
    assert world.digest(ONE, ONE) == world.digest(COUNTY[0], ONE)


def erase_at_county_only(world: World, case: str) -> None:
    decide_at_county(world, case)
    assert world.take(ONE, world.answer(ONE)).purged_unsent == 1
