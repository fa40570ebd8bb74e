"""The practice township: invented families, offices and a year of work, the same again for the same seed.

A seed, a number of families and today's date come in; facts for the log, or an untidy office list, go out. Nothing
here comes from a real person: ID numbers are of the area 999999 that does not exist, telephone numbers are of the
0000 series. No Qt, no wall clock.
"""

from desktop.desk.demo.filling import (
    AlreadyAtWork,
    DemoFacts,
    DemoSize,
    NotATownship,
    RecordNotEmpty,
    fill,
    plant,
)
from desktop.desk.demo.untidy import UntidyRoster, write_roster

__all__ = [
    "AlreadyAtWork",
    "DemoFacts",
    "DemoSize",
    "NotATownship",
    "RecordNotEmpty",
    "UntidyRoster",
    "fill",
    "plant",
    "write_roster",
]
