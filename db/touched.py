"""What a write touched, so that each page can decide whether to refresh."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Touched:
    """The kinds and ids a write changed.

    Args:
        kinds: entity names (`family`, `visit`).
        ids: record ids; empty with kinds given means "many: refresh all of these kinds".
        said: the Chinese sentence for the toast ("已保存走访").
        undo: the id of the undo group (B-58 of the sync protocol), or "" when it cannot be taken back.
    """

    kinds: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    said: str = ""
    undo: str = ""

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], said: str = "", undo: str = "") -> "Touched":
        """Collects (kind, id) pairs into one `Touched`."""
        pairs = list(pairs)
        return cls(frozenset(k for k, _ in pairs), frozenset(i for _, i in pairs), said, undo)

    def touches(self, *kinds: str) -> bool:
        """True when any of these kinds was changed."""
        return not self.kinds.isdisjoint(kinds)


NOTHING = Touched()
