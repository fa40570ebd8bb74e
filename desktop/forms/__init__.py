"""Paper out: a frozen Sheet in, PDF bytes out.

What lives here: the printed sheets (F2 F3 F5 RC SB of paper.md), their fonts, marks and tick templates.
What may come in: frozen dataclasses of `sheets.py`, already masked. What may not: Qt, the database, the wall clock,
files other than fonts.
"""
