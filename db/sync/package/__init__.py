"""The `.nxb` file: how it is built, sealed, read and carried, and what lies in it (../FORMAT.md).

What a stranger wrote comes in here and nowhere else. No township, no county: both sides use the same room.
"""
