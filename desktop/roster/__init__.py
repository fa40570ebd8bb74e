"""Excel in: an office's real list, as kept, becomes a plan a person can read row by row before anything is written.

A file and frozen snapshots of the record come in, frozen values of `db.domain.roster` go out. No Qt, no session, no
clock: nothing here changes the record.
"""
