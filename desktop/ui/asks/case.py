"""What a panel is made from, and the small words all panels share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from db.commands.families import correct
from db.touched import Touched
from desktop.desk.case_file import CaseFile
from desktop.desk.desk import Desk
from desktop.desk.reviewing import Review
from desktop.ui.dialogs.ask_panel import Ask, Asking
from desktop.words import tr

if TYPE_CHECKING:
    from db.store.writing import Writing

_LONGEST_NAME = 14
"""Characters of a name that fit beside a tick in a panel."""
Answers = Mapping[str, Any]
Command = Callable[["Writing"], Touched]


@dataclass(frozen=True)
class Plan:
    """A panel's questions and what becomes of the answers.

    Attributes:
        asking: the questions.
        command: the command made of the answers.
        review: for a far-reaching step: what reads from the record what the answers would do. It is shown first, and
            the command runs only when a person has agreed (law 7).
    """

    asking: Asking
    command: Callable[[Answers], Command]
    review: Callable[[Answers], Callable[[Desk], Review]] | None = None


class Asked:
    """What every panel is made from, whether it is about a family or about the office."""

    desk: Desk

    @property
    def over(self) -> str:
        """The small line above a panel's title."""
        raise NotImplementedError

    @property
    def today(self) -> date:
        """The day in China."""
        return self.desk.today

    def choices(self, code_list: str, *wanted: str) -> tuple[tuple[Any, str], ...]:
        """A code list as choices; only `wanted` ones when given."""
        entries = self.desk.codes[code_list].entries
        return tuple((entry.code, entry.name) for entry in entries if not wanted or entry.code in wanted)


@dataclass(frozen=True)
class Case(Asked):
    """What the plans are made from.

    Attributes:
        desk: words and the day.
        file: the family.
        subject: the person, post or record the verb is about.
        held: for corrections, the fields as they stand.
    """

    desk: Desk
    file: CaseFile
    subject: str
    held: Mapping[str, Any]

    @property
    def person(self) -> str:
        """Name of the member the verb is about."""
        return next((m.name for m in self.file.members if m.person_id == self.subject), "")

    @property
    def over(self) -> str:
        """The household, and the member it is about."""
        household = tr("{name}户").format(name=self.file.name)
        return f"{household}  {self.person}".strip()

    @property
    def people(self) -> tuple[tuple[Any, str], ...]:
        """The living members as choices."""
        return tuple((member.person_id, brief(member.name)) for member in self.file.members)


def brief(name: str) -> str:
    """A name that fits beside a tick: of a very long one the beginning."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def asking(case: Asked, title: str, save: str, *asks: Ask, note: str = "") -> Asking:
    """The questions of a panel, with the small line above its title."""
    return Asking(title, case.over, asks, save, note)


def given(answers: Answers, *names: str) -> dict[str, Any]:
    """Of the answers, those of `names` that say something."""
    return {name: answers[name] for name in names if answers.get(name) not in (None, "", ())}


def who(case: Case) -> tuple[Ask, ...]:
    """Asks whom it is about where the verb does not say."""
    if case.person:
        return ()
    first = case.people[0][0] if case.people else None
    return (Ask("person_id", tr("是谁"), "choice", first, case.people, required=True),)


def whose(case: Case, answers: Answers) -> str:
    """The person the answers are about: the one asked for, else the verb's own."""
    return str(answers.get("person_id") or case.subject)


def corrected(entity: str, record_id: str, fields: Answers, said: str) -> Command:
    """A correction of fields of one record, with its own words for the toast."""
    return partial(correct, entity=entity, record_id=record_id, fields=fields, said=said)
