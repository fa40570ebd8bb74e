"""The end of this station's own chain of changes."""

from sqlalchemy import Connection

from db.store.settings import read_setting, write_setting


def go_on_from(connection: Connection, station_id: str) -> None:
    """Put back from a backup, a station gets its own lost changes back: it goes on after the last of them (D-30, D-33).

    Args:
        connection: inside the writing transaction.
        station_id: this one.
    """
    tip = read_setting(connection, "tip", {"hash": "", "seq": 0})
    asked = "SELECT hash FROM change WHERE station_id = ? AND prev_hash = ? ORDER BY no LIMIT 1"
    moved = False
    while following := connection.exec_driver_sql(asked, (station_id, tip["hash"])).scalar():
        tip, moved = {"hash": str(following), "seq": tip["seq"] + 1}, True
    if moved:
        write_setting(connection, "tip", tip)
