"""The record's shapes through the years, one fossil a step; run by `db.store.migrate` alone."""
