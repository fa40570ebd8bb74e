"""The same record without a screen: one module per group of subcommands.

Words typed on a terminal come in, one JSON document or aligned Chinese text goes out. Each module imports the record
only when its command runs, so that `nuanxin help` needs nothing. No Qt; no rule is decided here.
"""
