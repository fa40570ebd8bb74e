"""The change log, what the county's ledger says of it, and what was erased from it for good."""

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint, text

from db.store.tables.columns import METADATA, NUMBER

PURGES = """header LIKE '%"kind":"purge"%'"""
"""Changes that ask for an erasure or decide about one: a handful among hundreds of thousands, found by an index."""

ATTESTED = """header LIKE '%"attest":{%'"""
"""Changes that bear the statement of who unlocked (B-50): one of a session and stream, found by two indexes."""
INDEXED = 80
"""So many characters of what a header says are indexed: a server takes no more than some 2,700 bytes of an entry."""
SESSION = f"substr(json_extract(header, '$.session_id'), 1, {INDEXED})"
AUTHOR = f"substr(json_extract(header, '$.author'), 1, {INDEXED})"
KEY = f"substr(json_extract(header, '$.attest.key'), 1, {INDEXED})"

CHANGE = Table(
    "change",
    METADATA,
    Column("no", NUMBER, primary_key=True),
    Column("hash", Text, nullable=False, unique=True),
    Column("prev_hash", Text, nullable=False),
    Column("org", Text, nullable=False),
    Column("station_id", Text, nullable=False),
    Column("record_type", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("group_id", Text, nullable=False),
    Column("header", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("payload_digest", Text, nullable=False),
    Index("ix_change_record", "record_id"),
    Index("ix_change_group", "group_id"),
    Index("ix_change_purge", "no", sqlite_where=text(PURGES)),
    Index("ix_change_session", text(SESSION), sqlite_where=text(ATTESTED)),
    Index("ix_change_person", text(AUTHOR), text(KEY), sqlite_where=text(ATTESTED)),
    sqlite_strict=True,
)
"""Every change known here, own and received, in order of arrival (B-29: never deleted)."""

FIELD_HEAD = Table(
    "field_head",
    METADATA,
    Column("record_id", Text, nullable=False),
    Column("record_type", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("change_hash", Text, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("record_id", "field", "change_hash"),
    sqlite_strict=True,
)
"""The answers to a field in conflict, as JSON; nothing is kept here for fields with one answer."""

_REJECTED = text("rejected <> ''")

LEDGER = Table(
    "ledger",
    METADATA,
    Column("org", Text, nullable=False),
    Column("ledger_no", NUMBER, nullable=False),
    Column("change_hash", Text, nullable=False),
    Column("rejected", Text, nullable=False),
    Column("entry_hash", Text, nullable=False),
    Column("package_id", Text, nullable=False),
    PrimaryKeyConstraint("org", "ledger_no"),
    UniqueConstraint("change_hash", "org", "rejected"),
    Index("ix_ledger_rejected", "change_hash", sqlite_where=_REJECTED),
    sqlite_strict=True,
)
"""The county's order of acceptance, one stream per township, hash-chained (B-23, B-31); `rejected` holds the reason.

A change turned away may be accepted later in an entry of its own, which takes the place of the refusal.
"""

HELD = Table(
    "held",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("org", Text, nullable=False),
    Column("station_id", Text, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("package_id", Text, nullable=False),
    Index("ix_held_before", "org", "prev_hash"),
    sqlite_strict=True,
)
"""Changes whose predecessor has not arrived: waiting, never dropped (B-23).

`package_id`: of the package that brought it first.
"""

REFUSED = Table(
    "refused",
    METADATA,
    Column("hash", Text, nullable=False),
    Column("org", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("header", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("payload_digest", Text, nullable=False),
    Column("package_id", Text, nullable=False),
    PrimaryKeyConstraint("hash", "org"),
    Index("ix_refused_record", "record_id"),
    Index("ix_refused_session", text(SESSION), sqlite_where=text(ATTESTED)),
    sqlite_strict=True,
)
"""Changes the ledger of a township's stream calls rejected, word for word: refused is not lost (B-24)."""

TRANSFER = Table(
    "transfer",
    METADATA,
    Column("change_hash", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("record_type", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("org_from", Text, nullable=False),
    Column("org_to", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("group_id", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("ix_transfer_record", "record_id"),
    sqlite_strict=True,
)
"""The changes of the log that move records between townships or ask for it, by what their headers say (B-37).

`answers`: hash of the request that a grant, a refusal (`note`) or a withdrawal (`note`) answers, "" for none.
"""

PURGED = Table(
    "purged",
    METADATA,
    Column("record_id", Text, primary_key=True),
    Column("record_type", Text, nullable=False),
    Column("org", Text, nullable=False),
    Column("purge", Text, nullable=False),
    Column("spared", NUMBER, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("changes", NUMBER, nullable=False),
    Column("unsent", NUMBER, nullable=False),
    CheckConstraint("spared IN (0, 1)", name="ck_purged_spared"),
    sqlite_strict=True,
)
"""Records erased for good, and by which change (B-19); kept outside the database as well: no copy brings them back.

`spared`: not erased although its creation says it belongs there (a member who had left the household before). `sha256`:
of an attachment, its file. `changes`, `unsent`: how many payloads went here, and how many of them the county never had.
"""
