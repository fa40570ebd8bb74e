from dataclasses import replace
from datetime import date

from db.domain.coverage_facts import Agreement
from db.domain.periods import month_of
from db.domain.statistics import (
    Head,
    by_type,
    by_village,
    by_village_and_type,
    count,
    coverage_table,
    uncovered,
    visits_made,
)
from tests.domain.made_families import CHILD, DAY, FATHER, MOTHER, a_family, a_visit, local, national

HIS = a_family(persons=(replace(FATHER, marital="40"),))
HERS = a_family(id="f2", village_code="v09", village="柳湾村", persons=(replace(MOTHER, marital="40"),))


def test_example_4_one_child_of_two_households_is_counted_once() -> None:
    assert count((HIS, HERS), DAY) == Head(households=2, persons=2, children=1)
    assert by_type((HIS, HERS), DAY)["death"] == Head(2, 2, 1)
    assert by_village((HIS, HERS), DAY) == {"v03": Head(1, 1, 1), "v09": Head(1, 1, 1)}


def test_every_type_is_there_even_without_a_family() -> None:
    disabled = a_family(id="f3", case_type="disability", children=(replace(CHILD, id="k9", state="disabled"),))

    assert by_type((HIS, disabled), DAY) == {
        "death": Head(1, 1, 1),
        "disability": Head(1, 2, 1),
        "complication": Head(0, 0, 0),
    }
    assert by_village_and_type((HIS, disabled, HERS), DAY) == {
        ("v03", "death"): Head(1, 1, 1),
        ("v03", "disability"): Head(1, 2, 1),
        ("v09", "death"): Head(1, 1, 1),
    }


def test_the_dead_the_closed_the_others_at_home_and_healthy_children_are_not_counted() -> None:
    gone = replace(FATHER, alive=False, death_date=date(2026, 10, 1))
    grandmother = replace(MOTHER, id="p9", role="other", is_target=False)
    healthy = replace(CHILD, id="k2", state="alive", event_date=None)
    family = a_family(persons=(gone, MOTHER, grandmother), children=(CHILD, healthy))
    closed = a_family(id="f5", closed_on=DAY, status="exited")

    assert count((family, closed), DAY) == Head(1, 1, 1)
    assert count((family,), date(2026, 9, 30)) == Head(1, 2, 1)
    assert Head(1, 2, 3) + Head(1, 0, 0) == Head(2, 2, 3)


def test_the_coverage_table_counts_each_village_and_all_together() -> None:
    refused = Agreement("d", "p2", "declined", declined_on=date(2026, 1, 5))
    hers = replace(HERS, agreements=(refused,))

    rows, total = coverage_table((HIS, hers), national(), DAY)

    assert [(row.village, row.figures[2].rate_all, row.figures[2].rate_countable) for row in rows] == [
        ("上坪村", (1, 1), (1, 1)),
        ("柳湾村", (0, 1), (0, 0)),
    ]
    assert (total.head, total.figures[2].rate_all, total.figures[2].rate_countable) == (Head(2, 2, 1), (1, 2), (1, 1))
    assert total.figures[5].total == 0


def test_every_figure_can_be_followed_to_names_with_the_longest_missing_first() -> None:
    refused = Agreement("d", "p2", "declined", declined_on=date(2015, 1, 5))
    lapsed = Agreement("e", "p1", since=date(2025, 9, 1), until=date(2026, 8, 31))
    families = (
        replace(HERS, agreements=(refused,)),
        replace(HIS, agreements=(lapsed,)),
        a_family(id="f7", agreements=()),
    )

    found = [
        (family.id, state.subject_name, state.state) for family, state in uncovered(families, national(), DAY, "C3")
    ]

    assert found == [
        ("f7", "周文彬", "miss"),
        ("f7", "何秀兰", "miss"),
        ("f1", "周文彬", "miss"),
        ("f2", "何秀兰", "no"),
    ]


def test_example_13_a_greeting_by_telephone_counts_in_the_report_only_if_the_county_says_so() -> None:
    september = month_of(date(2026, 9, 1)).window
    greeted = a_visit(date(2026, 9, 24), mode="phone", category="festival", festival="mid_autumn")
    called = a_visit(date(2026, 9, 2), mode="phone")
    family = a_family(contact_preference="phone", visits=(greeted, called))
    counting = local('[[rule]]\nid = "S2-festival"\nsource = "县里口径"\nphone_counts_household = true\n')

    assert visits_made((family,), national(), september)["festival"] == Head(0, 0)
    assert visits_made((family,), counting, september)["festival"] == Head(1, 2)
    assert visits_made((family,), counting, september)["daily"] == Head(0, 0)


def test_visits_of_a_month_count_households_and_persons_once_and_attempts_never() -> None:
    visits = (
        a_visit(date(2026, 10, 1)),
        a_visit(date(2026, 10, 31), persons_met=("p1",)),
        a_visit(date(2026, 11, 1), category="hospital"),
        a_visit(date(2026, 10, 5), category="birthday", outcome="absent"),
    )

    made = visits_made((a_family(visits=visits),), national(), month_of(date(2026, 10, 1)).window)

    assert made == {
        "daily": Head(1, 2),
        "festival": Head(),
        "birthday": Head(),
        "hospital": Head(),
        "emergency": Head(),
    }
