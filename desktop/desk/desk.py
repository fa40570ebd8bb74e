"""The desk: an open record with its profile and code lists, handed to every job."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db.clock import Clock
from db.commands.opening import OpenRecord
from db.domain.codes import CodeList
from db.domain.profile import Profile
from desktop.desk.locality import Locality


@dataclass(frozen=True)
class Desk:
    """What a job needs.

    Attributes:
        record: the unlocked record.
        locality: which profile is in force; renewed when another is chosen or one is changed.
        clock: tells the time.
    """

    record: OpenRecord
    locality: Locality
    clock: Clock

    @property
    def profile(self) -> Profile:
        """Words and rules of the locality as they are now."""
        return self.locality.profile

    @property
    def codes(self) -> Mapping[str, CodeList]:
        """Code lists by name, in the words of the place."""
        return self.locality.codes

    @property
    def today(self) -> date:
        """The calendar day in China."""
        return self.clock.today()

    def word(self, code_list: str, code: str) -> str:
        """The Chinese name of a code; the code itself when the list does not know it.

        Args:
            code_list: name of a list, `<entity>_<field>` for closed codes (`visit_mode`).
            code: the code.
        """
        entries = self.codes.get(code_list)
        return code if entries is None else entries.name_of(code)
