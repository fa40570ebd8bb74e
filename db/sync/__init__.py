"""Travelling: packages, seals, enrolment, merge and the county's books. The format is specified in FORMAT.md."""
