"""Invented families for the rules' tests: everything in order unless a test says otherwise."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from db.domain.assistance_facts import Entitlement, YearCheck
from db.domain.coverage_facts import Agreement, Assignment, DoctorService, GreenCard
from db.domain.family import Child, Family, Person
from db.domain.profile import Profile
from db.domain.profile_parsing import parse_profile
from db.domain.support_facts import Insured, PsychSession, Visit
from desktop.profiles import load_profile

DAY = date(2026, 11, 4)
OPENED = date(2020, 3, 1)
FATHER = Person("p1", "周文彬", "1", date(1964, 7, 20), relation="02")
MOTHER = Person("p2", "何秀兰", "2", date(1967, 8, 9), relation="10")
TOWNSHIP = Assignment("a1", "township", "c1", "何卫国", "13800000001", OPENED, None, OPENED)
VILLAGE = Assignment("a2", "village", "c2", "冯月明", "13800000002", OPENED, None, OPENED)
CHILD = Child("k1", ("p1", "p2"), "dead", date(2016, 6, 3), birth_date=date(1990, 2, 11))


def a_family(**changes: Any) -> Family:
    """A couple in order on `DAY`: contacts, cards, agreements, insurance, a recent visit by both."""
    family = Family(
        "f1",
        "03-0017",
        "death",
        OPENED,
        name="周文彬",
        village_code="v03",
        village="上坪村",
        persons=(FATHER, MOTHER),
        children=(CHILD,),
        assignments=(TOWNSHIP, VILLAGE),
        cards=tuple(GreenCard(f"g-{p}", p, since=OPENED) for p in ("p1", "p2")),
        agreements=tuple(Agreement(f"d-{p}", p, since=date(2026, 3, 1), until=date(2027, 2, 28)) for p in ("p1", "p2")),
        services=tuple(
            DoctorService(f"s-{p}-{kind}-{n}", p, date(2026, 4, n), kind)
            for p in ("p1", "p2")
            for n, kind in enumerate(("exam", "follow_up", "follow_up", "follow_up", "follow_up"), 1)
        ),
        visits=(
            a_visit(date(2026, 9, 23), category="festival", festival="mid_autumn"),
            a_visit(date(2026, 10, 21)),
        ),
        sessions=(PsychSession("t1", date(2026, 6, 2), "individual"),),
        insured=tuple(
            Insured(f"i-{p}", p, "hospital_care", date(2026, 1, 1), date(2027, 12, 31)) for p in ("p1", "p2")
        ),
        entitlements=tuple(confirmed(p) for p in ("p1", "p2")),
        reviewed_on=(date(2026, 7, 1),),
    )
    return replace(family, **changes)


def confirmed(person_id: str) -> Entitlement:
    """The special assistance, confirmed in 2020 and checked in every year since."""
    checks = tuple(YearCheck(year, on=date(year, 2, 10)) for year in range(2021, 2028))
    return Entitlement(f"e-{person_id}", person_id, "death", "confirmed", 2020, date(2020, 4, 1), checks=checks)


def a_visit(on: date, **changes: Any) -> Visit:
    """A home visit by both contact persons that met the couple."""
    return replace(
        Visit(f"v-{on}", on, contact_ids=("c1", "c2"), persons_met=("p1", "p2")),
        **changes,
    )


def leaving(on: date, assignment: Assignment) -> Assignment:
    """The assignment of a contact person who leaves on a day: the day before is the last in the post."""
    return replace(assignment, until=on - timedelta(days=1))


def national() -> Profile:
    """The profile that ships for places without one of their own."""
    return load_profile("national")


@cache
def local(rules: str, name: str = "local") -> Profile:
    """The national profile with some TOML of its own."""
    head = f'name = "{name}"\ntitle = "试点县"\nsource = "测试"\nextends = "national"\n'
    text = rules if rules.startswith("region") else f"\n{rules}"
    return parse_profile(head + text, name, load_profile)
