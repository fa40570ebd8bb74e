"""Random histories of a city above two counties: at the end it shows what every county shows, whatever got lost.

A history is told by its seed: `python -m tests.sync.upper_histories --histories 200 --first 0 [--kept server]`.
"""

import argparse
import random
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from db.commands.conflicts import Choice, DisputedRecord, resolve_conflicts
from db.errors import Refusal
from db.store.store import Store
from db.sync.county.transferring import grant_transfer
from db.sync.package.limits import Limits
from tests.cluster import memory, running
from tests.conftest import CLOCK
from tests.sync.erasures import ask, decide
from tests.sync.uppers import COUNTIES, ONE, City, found_city, moved_city

STEPS = (
    *("work",) * 8,
    *("travel",) * 6,
    *("report",) * 3,
    *("up",) * 5,
    *("read",) * 8,
    *("again", "damaged", "list", "list", "resolve", "grant", "erase", "back_up", "restore", "twin"),
)
LENGTH = 45
SMALL = Limits(returned=9)
"""Hand-ups of a few entries each, so that nearly every one goes in parts."""

MakeCity = Callable[[], City]


def live(seed: int, make: MakeCity, happened: Counter[str] | None = None) -> None:
    """One history; raises AssertionError where the city shows something else than a county."""
    chance, city = random.Random(seed), make()  # noqa: S311 - told by its seed
    happened = Counter() if happened is None else happened
    try:
        for _ in range(LENGTH):
            step = chance.choice(STEPS)
            said = _step(city, step, chance)
            happened[f"{step} {said}".strip()] += 1
        _settle(city, happened, SMALL if seed % 2 else Limits())
        city.whole()
    finally:
        city.close()


def _step(city: City, step: str, chance: random.Random) -> str:
    laptop, county = chance.choice(city.laptops()), chance.choice(list(COUNTIES))
    simple: dict[str, Callable[[], object]] = {
        "work": partial(city.work, laptop),
        "report": partial(city.report, laptop),
        "travel": partial(city.travel, laptop),
        "up": partial(
            city.up, county, whole=chance.random() < 0.2, limits=SMALL if chance.random() < 0.5 else Limits()
        ),
        "list": partial(_list, city.stores[county], chance),
        "resolve": partial(_resolve, city.stores[county]),
        "back_up": partial(city.back_up, county),
        "restore": partial(city.restore, county),
        "twin": partial(city.copy_laptop, ONE),
        "grant": partial(_grant, city.stores[county], county, chance),
        "erase": partial(_erase, city.stores[county], chance),
    }
    if step in simple:
        try:
            simple[step]()
        except Refusal as refusal:
            return refusal.code
        return ""
    return _read(city, step, chance)


def _read(city: City, step: str, chance: random.Random) -> str:
    """A file that went up arrives: any of them, the newest most of the time, now and then twice or damaged."""
    if not city.ups:
        return "none"
    path = city.ups[-1] if chance.random() < 0.5 else chance.choice(city.ups)
    if step == "damaged":
        raw = bytearray(path.read_bytes())
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        path = path.with_name("damaged.nxb")
        path.write_bytes(bytes(raw))
        before = _log(city.city)
        result = city.read(path)
        assert (result.verdict, _log(city.city)) == ("refused", before)
        return result.code
    result = city.read(path)
    if step == "again":
        again = city.read(path)
        assert again.verdict in {"duplicate", "nothing_new", "stale", "gap", "diverged", "refused"}
    return result.verdict


def _log(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.exec_driver_sql("SELECT entry_hash FROM ledger ORDER BY org, ledger_no").scalars())


def _list(county: Store, chance: random.Random) -> None:
    """The county writes into its own lists."""
    with county.writing() as writing:
        name = f"片区{chance.randrange(10**6)}"
        writing.create("org_unit", {"name": name, "level": "group"})
        writing.finish("片区")


def _resolve(county: Store) -> None:
    with county.reading() as connection:
        asked = "SELECT record_type, record_id, field, value FROM field_head ORDER BY record_id, field LIMIT 1"
        row = connection.exec_driver_sql(asked).first()
    if row is not None:
        value = row[2] == "_void" or "定下"
        with county.writing() as writing:
            resolve_conflicts(writing, [Choice(DisputedRecord(str(row[0]), str(row[1])), str(row[2]), value)], "问过")


def _grant(county: Store, code: str, chance: random.Random) -> None:
    family, org = _family(county, chance)
    others = [each for each in COUNTIES[code][1] if each != org]
    if family:
        grant_transfer(county, family, others[0], "搬家")


def _erase(county: Store, chance: random.Random) -> None:
    family, _ = _family(county, chance)
    if family:
        county.sign_in("officer-1", "county")
        decide(county, ask(county, family))


def _family(county: Store, chance: random.Random) -> tuple[str, str]:
    with county.reading() as connection:
        rows = connection.exec_driver_sql("SELECT id, org FROM family WHERE voided = 0 ORDER BY id").all()
    return tuple(map(str, chance.choice(rows))) if rows else ("", "")  # type: ignore[return-value]


def _settle(city: City, happened: Counter[str], limits: Limits) -> None:
    """Everybody reports, every county hands up whole, and after a telephone call its word counts."""
    for _ in range(2):
        for laptop in city.laptops():
            city.travel(laptop)
    for county in COUNTIES:
        results = []
        for path in city.up(county, whole=True, limits=limits):
            plain = city.read(path)
            happened[f"end {plain.verdict}"] += 1
            result = plain if plain.verdict in {"taken", "nothing_new"} else city.read(path, readopt=True)
            assert result.verdict in {"taken", "readopted", "nothing_new"}, result
            results.append(result)
        assert results[-1].same_state, results[-1]
        assert city.same(county), county
        _every_change_went_up(city, county)


def _every_change_went_up(city: City, county: str) -> None:
    asked = "SELECT hash, payload FROM change WHERE org LIKE ? ORDER BY hash"
    logs = []
    for store in (city.stores[county], city.city):
        with store.reading() as connection:
            logs.append([tuple(row) for row in connection.exec_driver_sql(asked, (f"{county}%",)).all()])
    assert logs[0] == logs[1]


def main() -> int:
    """Lives the histories asked for; the exit code says whether one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kept", choices=("file", "server"), default="file")
    words = parser.parse_args()
    happened, failed = Counter[str](), 0
    with ExitStack() as stack:
        room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nx-upper-", dir=memory())))
        found_city(room / "city", CLOCK)
        make: MakeCity = partial(City, room / "city", CLOCK)
        if words.kept == "server":
            make = moved_city(room / "city", stack.enter_context(running(memory())), room / "server", CLOCK)
        for seed in range(words.first, words.first + words.histories):
            try:
                live(seed, make, happened)
            except Exception:  # noqa: BLE001 - whatever it is, it is what was looked for
                failed += 1
                print(f"seed {seed}\n{traceback.format_exc()}", flush=True)
    for said, times in sorted(happened.items()):
        print(f"{times:6} {said}")
    print(f"{words.kept} {words.histories} histories from {words.first}: {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
