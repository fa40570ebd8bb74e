"""Is the file, or the server, fit to keep a record: cipher, pages, references."""

from pathlib import Path

from sqlalchemy import Connection

from db.domain.entities.registry import ENTITIES
from db.store.checks.answer import Check, Count
from db.store.cipher import require_cipher, self_check
from db.store.damage import CipherInactive, looks_plain
from db.store.dialect import on_server
from db.store.digest import filled_tables
from db.store.server_checks import broken_references, has_page_sums, rows_read, unsafe_settings, unsealed
from db.store.settings import SECRET
from db.store.store import DATABASE


def check_cipher(connection: Connection) -> Check:
    """The cipher answers its version, and the file on disk is no plain one (D-01)."""
    if on_server(connection):
        return _check_seals(connection)
    count = Count(looked_at=2)
    try:
        require_cipher()
    except CipherInactive:
        count.fault("加密组件没有生效")
    path = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
    answered = connection.exec_driver_sql("PRAGMA cipher_version").scalar()
    if not answered:
        count.fault("打开的文件没有经过加密组件")
    if path and looks_plain(Path(path)):
        count.fault(f"{DATABASE} 没有加密")
    return count.check("cipher", "加密")


def _check_seals(connection: Connection) -> Check:
    """On a server: the secret keys open under the vault's key and under no other, so nobody there can read them."""
    count = Count(looked_at=len(SECRET))
    for name in unsealed(connection):
        count.fault(f"{name} 没有封好")
    return count.check("cipher", "加密")


def check_integrity(connection: Connection) -> Check:
    """Every page of the file, both by the cipher and by the database (finding 5)."""
    if on_server(connection):
        return _check_reading(connection)
    pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    driver = connection.connection.driver_connection
    found = [finding for finding in self_check(driver) if not _of_references(finding.detail)]
    first = f"第 {found[0].page} 页" if found and found[0].page else "文件" if found else ""
    return Check("integrity", "文件完整", pages, len(found), f"{first}有损坏" if first else "")


def _check_reading(connection: Connection) -> Check:
    """On a server: every row can be read, and what is committed stays when the power goes."""
    count = Count(looked_at=rows_read(connection))
    for name in unsafe_settings(connection):
        count.fault(f"服务器的 {name} 关着，断电可能丢失已保存的内容")
    notes = () if has_page_sums(connection) else ("服务器没有打开页校验（data_checksums），磁盘出错时不容易发现",)
    return count.check("integrity", "文件完整", notes)


def _of_references(text: str) -> bool:
    """`self_check` also tells broken references, as a row in brackets; these have their own check."""
    return text.startswith("(")


def check_references(connection: Connection) -> Check:
    """Every reference points at a record that is here."""
    count = Count()
    for name in sorted(filled_tables(connection)):
        refs = [f'count("{spec.name}")' for spec in ENTITIES[name].fields if spec.kind == "ref"]
        if refs:
            asked = f'SELECT {" + ".join(refs)} FROM "{name}"'
            count.looked_at += int(connection.exec_driver_sql(asked).scalar_one())
    for table, row, parent in broken_references(connection):
        count.fault(f"{table} 第 {row} 行指向的 {parent} 不存在")
    return count.check("references", "引用")
