"""Check digits of ID numbers and bank cards: the one module that knows python-stdnum.

Its own resident-ID check also refuses areas it does not list (practice numbers, abolished counties), so only the two
algorithms are taken from it. It is imported on first use: 0.08 s.
"""


def iso_11_2(body: str) -> str:
    """The check character, 0-9 or X, that follows `body` (digits): ISO 7064 MOD 11-2, as GB 11643-1999 asks."""
    from stdnum.iso7064 import mod_11_2

    return str(mod_11_2.calc_check_digit(body))


def luhn_holds(number: str) -> bool:
    """Whether a card number of digits only passes the Luhn check (ISO/IEC 7812-1)."""
    from stdnum import luhn

    return bool(luhn.is_valid(number))
