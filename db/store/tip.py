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
    arrived = "SELECT 1 FROM change WHERE no >= ? AND station_id = ? LIMIT 1"
    if connection.exec_driver_sql(arrived, (since, station_id)).first() is None:
        return
    tip = read_setting(connection, "tip", {"hash": "", "seq": 0})
    # a county's own words come back in what several townships hand over, not from their beginning to their end
    asked = "SELECT prev_hash, hash FROM change WHERE station_id = ? ORDER BY no DESC"
    following = {str(before): str(each) for before, each in connection.exec_driver_sql(asked, (station_id,))}
    moved = False
    while tip["hash"] in following:
        tip, moved = {"hash": following[tip["hash"]], "seq": tip["seq"] + 1}, True
    if moved:
        write_setting(connection, "tip", tip)
