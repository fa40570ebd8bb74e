"""Keeping: the encrypted database, its tables, the change log that fills them, backups and migrations.

A county's record may lie on a PostgreSQL server instead. Decisions taken there:

- One SQL. Statements are written once; `dialect` spells a few words otherwise at the driver. Two sets of statements
  would drift apart, and a query builder would hide the SQL people are meant to read.
- One writer at a time (`postgres.take_turn`), as a file has it: the ledger's numbers and the audit trail have no gaps.
- Keys stay in the vault of the home folder; secret settings are sealed under it before they reach the server.
- `change` and `ledger` are partitioned by the hash of the township; the folded tables are indexed by it but not
  partitioned, because their references would need the township in them and the county's own lists belong to none.
- Texts are compared byte by byte (COLLATE "C"), so that a digest never depends on a server's language.
- Search: words with their places in one `tsvector` a person, asked with the same phrases as SQLite's full-text index.
"""
