"""The lines a locality profile is made of: words, posts, festivals, programmes, products, standards, rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from db.domain.rules import one_of, some_of

BEGINNING = date(2000, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of a profile: where it comes from, and the days on which it holds (both ends included)."""

    source: str
    since: date = BEGINNING
    until: date | None = None

    @property
    def key(self) -> str:
        """What this entry is about; two entries with one key may not hold on the same day."""
        raise NotImplementedError

    def holds(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class Coded(Entry):
    """An entry known by its code."""

    code: str
    name: str

    @property
    def key(self) -> str:
        """Its code."""
        return self.code


@dataclass(frozen=True, kw_only=True)
class Word(Coded):
    """An official word of the place: `code` such as `coverage.title`, `name` the word itself.

    Words are said as they are now: of several the one with the latest day is used for everything, old records too.
    """


@dataclass(frozen=True, kw_only=True)
class Level(Coded):
    """What an administrative level is called here; `code` is `county`, `township` or `village`."""


@dataclass(frozen=True, kw_only=True)
class Post(Coded):
    """A post of the two-post contacts; `holder` says who fills it here."""

    holder: str = ""


@dataclass(frozen=True, kw_only=True)
class Festival(Coded):
    """A festival on which families are visited; days around it, none for the built-in span."""

    on: bool = True
    before: int | None = None
    after: int | None = None
    gift_yuan: int = 0


@dataclass(frozen=True, kw_only=True)
class QuietDay(Coded):
    """A day of remembrance: a `festival` code or a `lunar` month-day such as 10-01."""

    festival: str = ""
    lunar: str = ""


@dataclass(frozen=True, kw_only=True)
class Programme(Coded):
    """An aid or care programme; `donor` is who pays or gives.

    `min_age`: who it is for must be so old in full years (0: no rule here yet); `numbered`: what is given has a number.
    """

    kind: str = one_of("aid", "solace", "care", "elder", "hospital", "study", "centre", "partner", "legal")
    donor: str = ""
    min_age: int = 0
    numbered: bool = False


@dataclass(frozen=True, kw_only=True)
class Product(Coded):
    """An insurance product; `required` ones make up S4. Amounts in yuan, limits in days.

    `also` are other names under which rosters bring it; `icu_per_day_yuan` 0 pays intensive care like any other day.
    """

    required: bool = False
    also: tuple[str, ...] = ()
    insurer: str = ""
    stages: tuple[str, ...] = some_of(
        "publicity", "enrolled", "handed", "closed", default=("publicity", "enrolled", "handed", "closed")
    )
    premium_yuan: int = 0
    per_day_yuan: int = 0
    icu_per_day_yuan: int = 0
    day_limit: int = 0
    stay_limit: int = 0
    waiting_days: int = 0
    hospital_rule: str = ""


@dataclass(frozen=True, kw_only=True)
class Target(Coded):
    """What the place is measured by: `percent` of all, or at `least` so many; both 0: a direction without a number."""

    item: str = ""
    percent: int = 0
    least: int = 0


@dataclass(frozen=True, kw_only=True)
class ReportDuty(Coded):
    """Something handed up regularly; `least` is how many, `day` the day of the following month (0: within it)."""

    period: str = one_of("month", "quarter", "year")
    day: int = 0
    least: int = 1


@dataclass(frozen=True, kw_only=True)
class CalendarDay(Coded):
    """A day of the year the seeds name; `day` 0 means the whole month."""

    month: int
    day: int = 0


@dataclass(frozen=True, kw_only=True)
class Instrument(Coded):
    """A scale of the psychological assessment: the scores it can give, and from which it asks for attention.

    From `urgent` on it asks for intervention; 0: none. The text of its questions is never kept.
    """

    least: int = 0
    most: int
    threshold: int = 0
    urgent: int = 0


@dataclass(frozen=True, kw_only=True)
class ContactKind(Coded):
    """Who is won as a contact person here beyond the two posts; `code` is one of the code list `contact_kind`."""


@dataclass(frozen=True, kw_only=True)
class CentreKind(Coded):
    """A kind of centre (连心家园, 会员之家); `grades` are the titles it can be given, `modes` how it is built."""

    grades: tuple[str, ...] = ()
    modes: tuple[str, ...] = some_of("joint", "own", default=())


@dataclass(frozen=True, kw_only=True)
class TrainingDuty(Coded):
    """Training the place asks for: by whom, of whom, how often a year.

    `times` 0 is a direction without a number; `one_in` 3 asks for at least a third of those meant, 0 for nobody in
    particular. `audience` are codes of the list `training_audience`.
    """

    by: str = one_of("county", "city", "province", "township")
    audience: tuple[str, ...] = ()
    times: int = 0
    one_in: int = 0


@dataclass(frozen=True, kw_only=True)
class Evidence(Coded):
    """A sign that something was done as asked (红马甲, 队旗): a tag of the photograph or record that shows it."""

    of: str = one_of("visit", "activity", "volunteer", "centre")


@dataclass(frozen=True, kw_only=True)
class Standard(Entry):
    """A monthly amount per person in yuan; `grade` is empty, a complication grade, or 城/乡.

    `verified` False marks a row resting on general knowledge (〔GK〕) until the county's file replaces it.
    """

    region: str
    kind: str = one_of("death", "disability", "complication")
    grade: str = ""
    yuan: int
    verified: bool = True

    @property
    def key(self) -> str:
        """Region, kind and grade."""
        return f"{self.region} {self.kind} {self.grade}"

    @property
    def amount(self) -> int:
        """The amount in 分, as records keep money."""
        return self.yuan * 100


@dataclass(frozen=True, kw_only=True)
class RuleEntry(Entry):
    """One `[[rule]]` of one file: the keys it sets, from a day on."""

    id: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The rule's id."""
        return self.id
