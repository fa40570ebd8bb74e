"""What belongs to this laptop alone and never travels as changes: settings, station, drafts, journals, audit."""

from sqlalchemy import Column, Table, Text

from db.store.tables.columns import METADATA, NUMBER

SETTING = Table(
    "setting",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
)
"""Name and JSON value; among them the station's identity and its secret keys."""

DRAFT = Table(
    "draft",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("content", Text, nullable=False),
    Column("saved_at", Text, nullable=False),
    sqlite_strict=True,
)
"""Unfinished typing as JSON, kept encrypted with everything else (D-24)."""

COMMAND = Table(
    "command",
    METADATA,
    Column("no", NUMBER, primary_key=True),
    Column("group_id", Text, nullable=False, unique=True),
    Column("said", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("undoes", Text, nullable=False),
    Column("undone_by", Text, nullable=False),
    sqlite_strict=True,
)
"""One row per command, for the undo button and the history list."""

OUTGOING = Table(
    "outgoing_package",
    METADATA,
    Column("package_no", NUMBER, primary_key=True),
    Column("package_id", Text, nullable=False, unique=True),
    Column("made_at", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", NUMBER, nullable=False),
    Column("last_no", NUMBER, nullable=False),
    Column("changes", NUMBER, nullable=False),
    Column("head_hash", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("counts", Text, nullable=False),
    Column("seen_no", NUMBER, nullable=False),
    Column("seen_hash", Text, nullable=False),
    Column("attachments", Text, nullable=False, server_default="[]"),
    sqlite_strict=True,
)
"""Packages made here; `last_no` is the log's last number they hold, `seen_...` the ledger point they claim (B-35).

`attachments` names the digests of the pictures and PDFs inside: once the county has confirmed the package it has them.
"""

RETURNED = Table(
    "return_package",
    METADATA,
    Column("package_no", NUMBER, primary_key=True),
    Column("package_id", Text, nullable=False, unique=True),
    Column("made_at", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", NUMBER, nullable=False),
    Column("org", Text, nullable=False),
    Column("station_id", Text, nullable=False),
    Column("in_reply_to", Text, nullable=False),
    Column("base_no", NUMBER, nullable=False),
    Column("head_no", NUMBER, nullable=False),
    sqlite_strict=True,
)
"""Returns a county has made, each for one laptop: which package it answers and which ledger entries it holds (B-26)."""

INCOMING = Table(
    "incoming_package",
    METADATA,
    Column("no", NUMBER, primary_key=True),
    Column("package_id", Text, nullable=False, unique=True),
    Column("sha256", Text, nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    Column("org", Text, nullable=False),
    Column("station_id", Text, nullable=False),
    Column("package_no", NUMBER, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("imported_at", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("seen_no", NUMBER, nullable=False),
    Column("seen_hash", Text, nullable=False),
    Column("need_full", NUMBER, nullable=False),
    sqlite_strict=True,
)
"""Packages imported here, with the result page as JSON (B-25) and the ledger point their sender claimed (B-26)."""

COUNTY_STREAM = Table(
    "county_stream",
    METADATA,
    Column("org", Text, primary_key=True),
    Column("county_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    sqlite_strict=True,
)
"""At an upper office: every stream its counties have handed up, whose it is, and what the county calls it."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("no", NUMBER, primary_key=True),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    sqlite_strict=True,
)
"""Who did what, chained by hash so that a removed row shows (D-73)."""
