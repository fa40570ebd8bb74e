"""After an erasure: attachment files, dead words of the index, old pages of the log, a server's dead rows (B-19).

And after a secret has left the record: the old pages and rows it stood in.
"""

from pathlib import Path

from db.store.cipher import fold_log_in
from db.store.dialect import on_server
from db.store.store import Store

ATTACHMENTS = "attachments"
_HOLDS_TEXT = ("change", "refused", "held", "field_head", "find", "draft")


def settle_erasure(store: Store) -> tuple[str, ...]:
    """Takes away what a committed erasure left lying.

    What somebody else's reading holds up now is done at the next erasure or opening.

    Returns:
        Digests of the attachment files that were deleted.
    """
    files = delete_erased_files(store)
    with store.engine.connect() as connection:
        server = on_server(connection)
    if server:
        _vacuum(store)
        return files
    with store.engine.begin() as connection:  # a deleted line's words stay in the index until its parts are merged
        connection.exec_driver_sql("INSERT INTO find (find) VALUES ('optimize')")
    with store.engine.connect() as connection:  # no statement before: outside of any transaction
        fold_log_in(connection.connection.driver_connection)
    return files


def settle_secret(store: Store) -> None:
    """Takes away the old pages and rows in which a secret setting stood that was just taken out of the record."""
    with store.engine.connect() as connection:
        if not on_server(connection):
            fold_log_in(connection.connection.driver_connection)
            return
    _vacuum(store, ("setting",))


def _vacuum(store: Store, tables: tuple[str, ...] = _HOLDS_TEXT) -> None:
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.exec_driver_sql(f'VACUUM "{table}"')


def delete_erased_files(store: Store) -> tuple[str, ...]:
    """Deletes the files of erased attachments that no other record shows, whoever brought them back; their digests."""
    folder = store.home / ATTACHMENTS
    if not folder.is_dir():
        return ()
    asked = """
        SELECT DISTINCT sha256 FROM purged WHERE spared = 0 AND sha256 <> ''
           AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.sha256 = purged.sha256)
    """
    with store.reading() as connection:
        wanted = [str(each) for each in connection.exec_driver_sql(asked).scalars()]
    return tuple(each for each in wanted if _deleted(folder / each))


def _deleted(file: Path) -> bool:
    if not file.is_file():
        return False
    file.unlink()
    return True
