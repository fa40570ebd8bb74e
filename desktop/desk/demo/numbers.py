"""Invented numbers that no person has: ID numbers of the area 999999, telephones of the 0000 series."""

from datetime import date

from db.domain.check_digits import iso_11_2, luhn_holds
from db.domain.identity import MALE, PRACTICE_AREA
from desktop.desk.demo.dice import Dice

_HEADS = (
    "138 139 137 136 135 134 150 151 158 159 187 188 131 132 186 130 133 152 153 155 156 157 166 172 173 175 176 177"
    " 178 180 181 182 183 184 185 189 190 191 193 195 196 197 198 199"
)
_EXCHANGES = tuple(f"{head}0000" for head in _HEADS.split())
_SERIES = 10_000
_ZEROS = "000"


class Numbers:
    """Hands out numbers, each once.

    Args:
        dice: chooses them.
        used: numbers handed out already, by these or other dice.
    """

    def __init__(self, dice: Dice, used: set[str] | None = None) -> None:
        self._dice = dice
        self._used: set[str] = set() if used is None else used

    def by(self, dice: Dice) -> "Numbers":
        """The same numbers, chosen by other dice; none is handed out twice by either."""
        return Numbers(dice, self._used)

    def id_number(self, birth: date, sex: str) -> str:
        """A resident ID number with a right check digit for an area that does not exist (GB 11643-1999).

        Args:
            birth: the date in it.
            sex: `1` male or `2` female, shown by the parity of the seventeenth digit.
        """
        while True:
            place = self._dice.whole(0, 498) * 2 + (1 if sex == MALE else 2)
            body = f"{PRACTICE_AREA}{birth:%Y%m%d}{place:03d}"
            number = body + iso_11_2(body)
            if number not in self._used and not number.endswith(_ZEROS):
                self._used.add(number)
                return number

    def account(self) -> str:
        """A benefit card of 19 digits that passes the Luhn check, of a series of zeros: 6217990000……."""
        while True:
            body = f"6217990000{self._dice.whole(0, 99_999_999):08d}"
            number = body + next(digit for digit in "0123456789" if luhn_holds(body + digit))
            if number not in self._used:
                self._used.add(number)
                return number

    def phone(self) -> str:
        """A mobile number of a 0000 series: 13800001234."""
        while True:
            near = len(self._used) // (_SERIES // 2) + 1  # the well-known 1380000 first, others as it fills up
            number = f"{self._dice.pick(_EXCHANGES[:near])}{self._dice.whole(0, _SERIES - 1):04d}"
            if number not in self._used:
                self._used.add(number)
                return number
