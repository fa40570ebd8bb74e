"""Keeping: the encrypted database, its tables, the change log that fills them, backups and migrations."""
