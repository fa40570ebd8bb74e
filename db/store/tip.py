"""The end of this station's own chain of changes."""

from sqlalchemy import Connection

from db.store.settings import read_setting, write_setting


def go_on_from(connection: Connection, station_id: str, since: int) -> None:
    """Put back from a backup, a station gets its own lost changes back: it goes on after the last of them (D-30, D-33).

    Args:
        connection: inside the writing transaction.
        station_id: this one.
        since: log number from which on the log is new; what is older this station has gone on from already.
    """
    tip = read_setting(connection, "tip", {"hash": "", "seq": 0})
    asked = "SELECT prev_hash, hash FROM change WHERE no >= ? AND station_id = ? ORDER BY no"
    moved = False
    for before, following in connection.exec_driver_sql(asked, (since, station_id)):
        if before == tip["hash"]:  # a chain enters the log from its beginning to its end
            tip, moved = {"hash": str(following), "seq": tip["seq"] + 1}, True
    if moved:
        write_setting(connection, "tip", tip)
