"""Travelling: packages, trust, merge, and the two sides of the way. The format is specified in FORMAT.md.

`package` the file · `trust` keys and who is believed · `merging` what becomes of what arrives · `township` and `county`
the two sides · `upper` who is above counties. Each may use those named before it; township and county do not know each
other.
"""
