"""From what a person typed after `--family` or `--person` to the record meant."""

from sqlalchemy import Connection

from db.errors import NotFound


def family_meant(connection: Connection, typed: str) -> str:
    """The id of the family: its record id or its case number.

    Raises:
        NotFound: none, or more than one.
    """
    asked = "SELECT id FROM family WHERE (id = ? OR case_no = ?) AND voided = 0"
    found = connection.exec_driver_sql(asked, (typed, typed)).scalars().all()
    if len(found) != 1:
        said = "没有找到这一户。" if not found else f"有 {len(found)} 户都是这个编号。"
        raise NotFound(said, next_step="请用 nuanxin families 查出这一户的记录号再写。")
    return str(found[0])


def person_meant(connection: Connection, typed: str) -> str:
    """The id of the person: the record id, or the whole ID number.

    Raises:
        NotFound: none, or more than one.
    """
    asked = "SELECT id FROM person WHERE (id = ? OR id_no = ?) AND voided = 0"
    found = connection.exec_driver_sql(asked, (typed, typed)).scalars().all()
    if len(found) != 1:
        said = "没有找到这个人。" if not found else f"有 {len(found)} 个人都是这个证件号码。"
        raise NotFound(said, next_step="请用 nuanxin family 查出这个人的记录号再写。")
    return str(found[0])
