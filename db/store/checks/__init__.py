"""The questions of `db.store.checking`, by what they look at."""
