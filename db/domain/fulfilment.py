"""C3a: what a family doctor has given in the running agreement year, and what is still missing."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.agreements import in_force, last_day, until_then
from db.domain.almanac import Almanac
from db.domain.coverage_facts import Agreement
from db.domain.family import Family, Person
from db.domain.periods import Window, add_months, age_on
from db.domain.subjects import subjects

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """One person's running agreement year.

    Attributes:
        person: whose; `agreement`: the one in force.
        year: the agreement year the day lies in.
        exams, services: given so far: examinations, and everything else.
        exams_due, services_due: asked for in the whole year.
        closely: asked for more, being old or chronically ill.
    """

    person: Person
    agreement: Agreement
    year: Window
    exams: int
    services: int
    exams_due: int
    services_due: int
    closely: bool

    @property
    def lacking(self) -> tuple[tuple[str, int], ...]:
        """(体检 or 随访, how many) still to be given."""
        open_ones = (("体检", self.exams_due - self.exams), ("随访", self.services_due - self.services))
        return tuple((word, number) for word, number in open_ones if number > 0)

    @property
    def whole(self) -> bool:
        """Whether the year's services have all been given."""
        return not self.lacking

    @property
    def words(self) -> str:
        """`还差体检 1 次、随访 2 次`, or that everything was given."""
        if self.whole:
            return "本协议年已履约"
        return "还差" + "、".join(f"{word} {number} 次" for word, number in self.lacking)


def fulfilments(family: Family, page: Almanac) -> tuple[Fulfilled, ...]:
    """Everybody with an agreement in force on the page's day; nobody where the place does not ask for C3a."""
    if not page.rules.c3a.on or not family.agreements or not family.active(page.day):
        return ()
    found = (_of_person(family, person, page) for person in subjects(family, page.day, page.rules.c3.holders))
    return tuple(each for each in found if each is not None)


def _of_person(family: Family, person: Person, page: Almanac) -> Fulfilled | None:
    agreement = current_agreement(family, person, page.day)
    if agreement is None or agreement.since is None:
        return None
    year = running_year(agreement, agreement.since, page.day)
    given = [s.kind for s in family.services if s.person_id == person.id and year.start <= s.on <= page.day]
    rule = page.rules.c3a
    old = person.birth_date is not None and age_on(person.birth_date, page.day) >= rule.elder_age
    closely = old or bool(person.chronic)
    exams = given.count("exam")
    return Fulfilled(
        person,
        agreement,
        year,
        exams,
        len(given) - exams,
        rule.elder_exams if closely else rule.exams,
        rule.elder_services if closely else rule.services,
        closely,
    )


def current_agreement(family: Family, person: Person, day: date) -> Agreement | None:
    """The agreement of a person in force on a day; the one that runs longest, should there be two."""
    running = [a for a in family.agreements if a.person_id == person.id and in_force(a, day)]
    return max(running, key=until_then, default=None)


def running_year(agreement: Agreement, since: date, day: date) -> Window:
    """The year of an agreement, counted from its first day, in which `day` lies; never past its last day."""
    years = day.year - since.year
    if add_months(since, 12 * years) > day:
        years -= 1
    start, following = add_months(since, 12 * years), add_months(since, 12 * years + 12)
    return Window(start, min(following - ONE_DAY, last_day(agreement) or date.max))
