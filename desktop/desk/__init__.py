"""The worker's jobs, joined from the other rooms: what the window and the command line both do.

A `Desk` comes in with an open record, its profile and code lists; frozen values come out. No Qt, no printing on a
terminal; nothing here decides a rule.
"""
