from db.commands.families import NewFamily, next_case_nos, open_family
from db.store.store import Store

HEAD = ({"name": "甲", "relation": "02", "sex": "1"},)


def open_one(store: Store, **fields: str) -> str:
    with store.writing() as writing:
        open_family(writing, NewFamily("云岭村", fields, HEAD))
    with store.reading() as connection:
        return str(connection.exec_driver_sql("SELECT case_no FROM family ORDER BY no DESC LIMIT 1").scalar_one())


def test_a_family_without_a_number_gets_the_next_of_the_year(store: Store) -> None:
    """B-01: code-year-serial, provisional."""
    assert open_one(store) == "999999101-2026-0001"
    assert open_one(store) == "999999101-2026-0002"
    assert open_one(store, case_no="旧-7") == "旧-7"
    assert open_one(store, case_no="999999101-2026-0040") == "999999101-2026-0040"
    with store.writing() as writing:
        assert next_case_nos(writing, 2) == ["999999101-2026-0041", "999999101-2026-0042"]
