"""The tables: built from the entity registry, one row per record, a pure fold of the change log."""
