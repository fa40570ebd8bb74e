"""Paper out: a frozen Sheet in, PDF bytes out.

What lives here: the printed sheets (F3 走访慰问登记表, RC 恢复码, SB 数据上报单), their fonts, marks and templates.
What may come in: frozen dataclasses of `sheets.py`, already masked. What may not: Qt, the database, the wall clock,
files other than fonts.
"""
