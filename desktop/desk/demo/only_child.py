"""The only child of a family, and the couple whose child it is."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.domain.identity import FEMALE, MALE
from db.domain.periods import add_months, age_on
from desktop.desk.demo.dice import Dice
from desktop.desk.demo.names import Named, child_name, surname_of
from desktop.desk.demo.office import Township

_ONE_CHILD_ERA = date(1973, 1, 1)


@dataclass(frozen=True)
class Couple:
    """Father and mother before they are written down: name, people, birth."""

    father: Named
    mother: Named
    father_birth: date
    mother_birth: date

    def of(self, sex: str) -> tuple[Named, date]:
        """Name and birth of the parent of that sex."""
        return (self.father, self.father_birth) if sex == MALE else (self.mother, self.mother_birth)


@dataclass(frozen=True)
class OnlyChild:
    """The only child before it is written down: what it was born as, what befell it when, how it is now."""

    sex: str
    birth: date
    event: date
    state: str

    @classmethod
    def thrown(cls, town: Township, couple: Couple, case_type: str) -> "OnlyChild":
        """A child of this couple, such that the family is of this type."""
        dice = town.dice
        mother_age = dice.about(25, 3, 20, 34)
        birth = add_months(couple.mother_birth, mother_age * 12) + timedelta(days=dice.whole(0, 364))
        birth = max(birth, _ONE_CHILD_ERA + timedelta(days=dice.whole(0, 2500)))
        state = {"death": "dead", "disability": "disabled", "complication": "alive"}[case_type]
        if state == "disabled" and dice.chance(0.4):
            return cls(dice.pick((MALE, FEMALE)), birth, birth, state)
        oldest = max(2, min(45, age_on(birth, town.today) - 1))
        event = add_months(birth, dice.about(23, 9, 1, oldest) * 12) + timedelta(days=dice.whole(0, 364))
        return cls(dice.weigh({MALE: 62, FEMALE: 38}), birth, min(event, town.ago(45)), state)

    def write(self, town: Township, parents: dict[str, str], couple: Couple) -> None:
        """Writes the child down with those parents who are in a file, by sex."""
        dice = town.dice
        certified = self.birth + timedelta(days=dice.whole(30, 900))
        number = town.numbers.id_number(self.birth, self.sex) if dice.chance(0.8) else None
        surname = surname_of(couple.father)
        town.sheaf.add(
            "child",
            father_id=parents.get(MALE),
            mother_id=parents.get(FEMALE),
            name=child_name(dice, self.birth, self.sex, surname) if surname else None,
            sex=self.sex,
            birth_date=self.birth,
            id_no=number,
            origin=dice.weigh({"born": 96, "adopted": 4}),
            state=self.state,
            only_child_cert_no=f"光{self.birth.year}{dice.whole(1, 999):03d}" if dice.chance(0.85) else None,
            only_child_cert_on=certified if certified < town.today else None,
            **self._fate(dice, number),
        )

    def _fate(self, dice: Dice, number: str | None) -> dict[str, Any]:
        if self.state == "alive":
            return {}
        shown: object = self.event if dice.chance(0.7) else f"{self.event:%Y-%m}"
        if self.state == "dead":
            causes = {"illness": 46, "traffic": 24, "accident": 16, "drowning": 8, "other": 3, "unknown": 3}
            proof = dice.weigh({"hospital": 60, "police": 28, "village": 12})
            return {"event_date": shown, "cause": dice.weigh(causes), "proof_by": proof}
        kind = dice.weigh({"4": 34, "5": 27, "6": 22, "1": 6, "2": 6, "7": 5})
        grade = dice.weigh({"1": 26, "2": 44, "3": 30})
        return {
            "event_date": self.event if self.event != self.birth else None,
            "cause": "birth"
            if self.event == self.birth
            else dice.weigh({"illness": 55, "accident": 30, "traffic": 15}),
            "proof_by": "disability",
            "disability_class": kind,
            "disability_grade": grade,
            "disability_cert_no": f"{number}{kind}{grade}" if number else None,
        }
