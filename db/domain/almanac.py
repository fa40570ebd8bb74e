"""What one profile says about one day, worked out once and shared by every family asked about."""

from datetime import date, timedelta
from functools import cache, cached_property, lru_cache

from db.domain.lunar import solar_near
from db.domain.periods import FEBRUARY, Window, festival_day, festival_window, parse_lunar_birthday
from db.domain.profile import Profile
from db.domain.profile_entries import Festival, Post, Product, QuietDay
from db.domain.standing import ITEMS, day_words

_A_YEAR = 366


class Almanac:
    """The page of one day.

    Attributes:
        profile: the locality.
        day: the day asked about.
        rules: the rules in force on it.
    """

    def __init__(self, profile: Profile, day: date) -> None:
        self.profile = profile
        self.day = day
        self.rules = profile.on(day)
        self._said: dict[date, str] = {}
        self._later: dict[int, date] = {}

    def say(self, day: date) -> str:
        """A date in words, its year left out when it is this page's year."""
        said = self._said.get(day)
        if said is None:
            said = self._said[day] = day_words(day, self.day.year)
        return said

    def after(self, days: int) -> date:
        """The day so many days later."""
        later = self._later.get(days)
        if later is None:
            later = self._later[days] = self.day + timedelta(days=days)
        return later

    @cached_property
    def green_card(self) -> str:
        """What the card of the green channel is called here."""
        return self.profile.word("green_card")

    @cached_property
    def horizon(self) -> date:
        """The last day the lists look ahead to."""
        return self.after(self.rules.horizon.ahead_days)

    @cached_property
    def posts(self) -> dict[str, Post]:
        """The posts by kind."""
        return self.profile.posts_on(self.day)

    @cached_property
    def products(self) -> dict[str, Product]:
        """The required insurance products, by code and by every name: imported rosters carry names."""
        required = [p for p in self.profile.products_on(self.day) if p.required]
        return {name: p for p in required for name in (*p.also, p.name, p.code)}

    @cached_property
    def every_product(self) -> dict[str, Product]:
        """All insurance products, required or not, by code and by every name."""
        return {name: p for p in self.profile.products_on(self.day) for name in (*p.also, p.name, p.code)}

    @cached_property
    def soon(self) -> date:
        """The last day that counts as soon."""
        return self.after(self.rules.horizon.soon_days)

    @cached_property
    def labels(self) -> dict[str, tuple[str, str]]:
        """Full and short name of each of the seven items."""
        word = self.profile.word
        return {item: (word(f"item.{item}"), word(f"item.{item}.short")) for item in ITEMS}

    @cached_property
    def birthday_span(self) -> Window:
        """The birthdays that matter today: just missed, now, or coming within the horizon."""
        rule = self.rules.s2_birthday
        first = self.after(-self.rules.horizon.overdue_days - rule.after)
        return Window(first, self.horizon + timedelta(days=rule.before))

    def near_birthday(self, month: int, day: int) -> bool:
        """Whether a day of the year may be one of those birthdays; 29 February is kept on the 28th in common years."""
        first, last = self._birthday_ends
        return _between(first, (month, day), last) or (month == FEBRUARY and _between(first, (month, day - 1), last))

    @cached_property
    def _birthday_ends(self) -> tuple[tuple[int, int], tuple[int, int]]:
        span = self.birthday_span
        if span.days >= _A_YEAR:
            return (1, 1), (12, 31)
        return (span.start.month, span.start.day), (span.end.month, span.end.day)

    @cached_property
    def festivals(self) -> tuple[tuple[Festival, Window], ...]:
        """Festivals to be visited on whose window touches the days looked at, in order of their end."""
        first = self.after(-self.rules.horizon.overdue_days)
        found = [
            (festival, window)
            for festival in self.profile.festivals_on(self.day)
            for year in range(self.day.year - 1, self.day.year + 2)
            if (window := festival_span(festival.code, year, festival.before, festival.after)).end >= first
            and window.start <= self.horizon
        ]
        return tuple(sorted(found, key=lambda pair: pair[1].end))

    @cached_property
    def remembrance(self) -> tuple[tuple[QuietDay, date], ...]:
        """Days of remembrance near this day, in order."""
        rule = self.rules.quiet
        span = Window(self.after(-rule.after), self.after(rule.ahead_days))
        found = [
            (quiet, on)
            for quiet in self.profile.quiet_days_on(self.day)
            for year in range(self.day.year - 1, self.day.year + 2)
            if (on := _remembered(quiet.festival, quiet.lunar, year)) in span
        ]
        return tuple(sorted(found, key=lambda pair: pair[1]))


def _between(first: tuple[int, int], day: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether a day of the year lies in a span of less than a year, which may run over New Year."""
    return first <= day <= last if first <= last else day >= first or day <= last


@lru_cache(maxsize=1024)
def almanac(profile: Profile, day: date) -> Almanac:
    """The page of a day, kept for the next family."""
    return Almanac(profile, day)


@cache
def festival_span(code: str, year: int, before: int | None, after: int | None) -> Window:
    """`festival_window`, worked out once."""
    return festival_window(code, year, before, after)


@cache
def _remembered(festival: str, lunar: str, year: int) -> date:
    if festival:
        return festival_day(festival, year)
    kept = parse_lunar_birthday(lunar)
    return solar_near(year, kept.month, kept.day, leap=kept.leap)
