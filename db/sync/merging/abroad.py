"""What a township's package may bring of other townships' streams: the cases granted to it, and no more (B-31).

Ordinarily that is nothing: such changes are in the ledger already. Only a county put back from a backup gets them
again.
"""

from collections.abc import Set as AbstractSet

from db.domain.entities.registry import targets_of
from db.ledger.change import GRANT, Change
from db.ledger.purge import named
from db.sync.merging.granting import NOBODY, CountyWord, townships


class Abroad:
    """Looks at every change of a package before any is judged: history comes before the grant that explains it.

    Args:
        org: the township that hands the package over.
        word: knows the county's seals.

    Attributes:
        granted: ids of the records that sealed grants in the package give to the township or take from it.
        records: of other townships' changes in it, the record (kind by id).
        erased: ids of the records that sealed decisions in the package erase (B-19); decided: these decisions' hashes.
        sealed: hashes of the grants in it that bear the county's seal.
        blank: of the grants in it that have lost their seal with an erasure, the record by hash.
        born_blank: ids of the records that other townships' changes in it create without a word of what they say.
    """

    def __init__(self, org: str, word: CountyWord = NOBODY) -> None:
        self.org = org
        self.word = word
        self.granted: set[str] = set()
        self.records: dict[str, str] = {}
        self.erased: set[str] = set()
        self.decided: set[str] = set()
        self.sealed: set[str] = set()
        self.blank: dict[str, str] = {}
        self.born_blank: set[str] = set()
        self._targets: dict[str, set[str]] = {}

    def look(self, change: Change) -> None:
        """One change of the package."""
        if change.kind == GRANT and change.purged:
            self.blank[change.hash] = change.record_id
        elif self.word.vouches(change):
            self.sealed.add(change.hash)
            if self.org in townships(change):
                self.granted.add(change.record_id)
        if self.word.vouches_erasure(change):
            self.erased.update(named(change, "records"))
            self.decided.add(change.hash)
        if change.by.org != self.org:
            self.records[change.record_id] = change.record_type
            if change.kind == "create" and change.purged:
                self.born_blank.add(change.record_id)
            found = self._targets.setdefault(change.record_id, set())
            found.update(target for _, target in targets_of(change.record_type, change.fields))

    def given_blank(self, gone: AbstractSet[str]) -> set[str]:
        """Ids of the records that grants without a seal concern, whose erasure the county knows or hears of here."""
        return {each for each in self.blank.values() if each in gone or each in self.erased}

    def born_and_given_blank(self) -> set[str]:
        """Ids of other townships' records of which it brings creation and grant, of both nothing but the header."""
        return self.born_blank.intersection(self.blank.values())

    def brought(self, owned: AbstractSet[str]) -> frozenset[str]:
        """Ids of the township's cases in it, and of what other townships' changes of them point at, all the way.

        Args:
            owned: ids of records that are the township's by now.
        """
        found = self.granted | owned
        waiting = set(found)
        while waiting:
            waiting = {each for one in waiting for each in self._targets.get(one, ())} - found
            found |= waiting
        return frozenset(found)
