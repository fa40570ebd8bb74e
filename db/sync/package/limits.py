"""How much a package may be, in figures (B-55)."""

from dataclasses import dataclass

from db.ledger.strict import BOUNDS, Bounds

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True)
class Limits:
    """What is allowed; sizes in bytes. The county can raise the first block; nobody needs to raise the second.

    Attributes:
        package: the file as it is carried.
        total: everything inside, unpacked.
        ratio: unpacked size over packed size; judged once `ratio_from` bytes are reached, below that no bomb hides.
        changes: lines of `changes.jsonl`.
        returned: ledger entries in one return: a laptop takes them in together, in memory.
        attachment: one attachment.
        entries: files inside; the central directory is read only below this.
        bounds: one line of JSON.

        envelope: the age header.
        descriptor: `datapackage.json`.
        document: the certificate, the key manifest.
        seal: `datapackage.json.minisig`.
    """

    package: int = 512 * MIB
    total: int = 1024 * MIB
    ratio: int = 200
    ratio_from: int = 16 * MIB
    changes: int = 500_000
    returned: int = 50_000
    attachment: int = 20 * MIB
    entries: int = 10_000
    bounds: Bounds = BOUNDS

    envelope: int = 64 * KIB
    descriptor: int = 8 * MIB
    document: int = MIB
    seal: int = 4 * KIB

    @property
    def part_changes(self) -> int:
        """Changes in one part of a hand-over that is too large for one package: a tenth of room to spare."""
        return max(1, self.changes * 9 // 10)

    @property
    def part_bytes(self) -> int:
        """Bytes of lines in one part: even where nothing can be compressed there is room for the tables beside."""
        return min(self.package, self.total // 2) * 9 // 10

    @property
    def descriptor_bounds(self) -> Bounds:
        """The bounds of `datapackage.json` as one JSON document."""
        return Bounds(self.descriptor, self.bounds.text, self.bounds.name, self.bounds.depth)

    @property
    def document_bounds(self) -> Bounds:
        """The bounds of a signed key document."""
        return Bounds(self.document, self.bounds.text, self.bounds.name, self.bounds.depth)


LIMITS = Limits()
