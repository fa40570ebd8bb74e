"""Keys: the data key, the slots that wrap it, unlocking, and the high-water mark. Knows no table and no record.

A passphrase, a recovery code, a keyring entry or the county's key comes in; the data key goes out to the composition
root, which hands sub-keys to `db.store`. No plaintext, no personal data of a family and no database path comes in here.
"""
