"""The one source of chance of the practice township: seeded, so that the same seed tells the same story."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Throws that come out the same for the same seed.

    Args:
        seed: any text; equal texts give equal throws, on every machine.
    """

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 - invented people, not keys

    def chance(self, share: float) -> bool:
        """True in that share of throws, 0 to 1."""
        return self._random.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely."""
        return choices[int(self._random.random() * len(choices))]

    def weigh(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as likely as its weight among all weights."""
        left = self._random.random() * sum(weights.values())
        for choice, weight in weights.items():
            left -= weight
            if left < 0:
                return choice
        return next(reversed(list(weights)))

    def whole(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self._random.random() * (most - least + 1))

    def day(self, first: date, last: date) -> date:
        """A day of the span, both ends included; `first` when the span is empty."""
        return first + timedelta(days=self.whole(0, max(0, (last - first).days)))

    def some(self, choices: Sequence[T], number: int) -> list[T]:
        """Different ones of the choices, in their own order."""
        places = sorted(self._random.sample(range(len(choices)), min(number, len(choices))))
        return [choices[place] for place in places]

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        """The choices in another order."""
        mixed = list(choices)
        self._random.shuffle(mixed)
        return mixed

    def about(self, middle: float, spread: float, least: int, most: int) -> int:
        """A whole number near `middle`, never outside the ends."""
        return min(most, max(least, round(self._random.gauss(middle, spread))))
