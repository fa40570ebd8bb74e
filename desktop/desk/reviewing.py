"""What a far-reaching step would do, in words, to be read by a person before it is done (law 7)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReviewPart:
    """One part of a review: `停止`, and a line for each record concerned; `state` colours what needs a look."""

    title: str
    lines: tuple[str, ...]
    state: str = ""


@dataclass(frozen=True)
class Review:
    """A step laid out before it is taken.

    Attributes:
        title: what would be done.
        parts: what closes, what opens, what stays.
        save: the verb of the button, "" when there is nothing to agree to.
    """

    title: str
    parts: tuple[ReviewPart, ...]
    save: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything as plain lines, for a terminal."""
        return tuple(f"{part.title}：{line}" for part in self.parts for line in part.lines)
