"""A township of any size, quickly: families, couples and a child each, with plain invented names."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from db.clock import WallClock
from db.commands.families import FAMILY_DEFAULTS, PERSON_DEFAULTS, ensure_village
from db.ids import new_id
from db.ledger.change import Draft
from db.store.store import Office, Store

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "文秀国华建平玉兰志强桂英德明春梅永年世安守田长庚金凤光荣"
CLOCK = WallClock()


@contextmanager
def record(role: str = "township", code: str = "999999101", name: str = "青溪镇") -> Iterator[Store]:
    """An empty record in a temporary folder, somebody signed in."""
    with TemporaryDirectory() as folder:
        store = Store.create(Path(folder), os.urandom(32), CLOCK, Office(role, code, name, "national", new_id(CLOCK)))
        store.sign_in("worker", "operator")
        try:
            yield store
        finally:
            store.close()


def drafts(families: int, village_id: str, seed: int = 1) -> Iterator[Draft]:
    """Four records a family: the family, a couple, a child."""
    dice = random.Random(seed)  # noqa: S311 - invented names, no secret
    for number in range(families):
        family, husband, wife = (new_id(CLOCK) for _ in range(3))
        place = {"village_id": village_id, "case_no": f"99999910100{number:06d}", "live_addr": f"{number % 9 + 1}组"}
        yield Draft("create", "family", family, {**FAMILY_DEFAULTS, **place, "opened_on": "2020-01-01"})
        for person, relation, sex in ((husband, "02", "1"), (wife, "10", "2")):
            name = dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN)
            told = {
                "name": name,
                "relation": relation,
                "sex": sex,
                "family_id": family,
                "is_head": relation == "02",
                "id_no": f"9999991960{number:07d}{sex}",
                "phone": f"1380{number:07d}",
                "birth_date": "1960-01-01",
            }
            yield Draft("create", "person", person, {**PERSON_DEFAULTS, **told})
        child = {"father_id": husband, "mother_id": wife, "state": "dead", "event_date": "2016-06"}
        yield Draft("create", "child", new_id(CLOCK), child)


def fill(store: Store, families: int) -> int:
    """Writes that many families in one command and returns the number of changes."""
    with store.writing() as writing:
        village = ensure_village(writing, "云岭村")
        made = writing.append(list(drafts(families, village)))
        writing.finish("基准")
    return len(made) + 1
