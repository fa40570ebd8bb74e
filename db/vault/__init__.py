"""Keys: the data key, the slots that wrap it, and unlocking. Knows no table and no record.

A passphrase or a recovery code comes in, the raw data key goes out to `db.store` and nowhere else.
"""
