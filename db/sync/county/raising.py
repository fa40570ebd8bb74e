"""A county takes in larger packages than usual, for as long as it says so (B-55)."""

from dataclasses import dataclass, replace

from db.errors import InvalidValue
from db.store.audit import write_audit
from db.store.settings import write_setting
from db.store.store import Store
from db.sync.package.limits import LIMITS, MIB, Limits
from db.sync.trust.identity import county_desk

RAISED = "limits_raised"
_MOST = {"package": 3072 * MIB, "total": 3072 * MIB, "changes": 5_000_000}
"""Beyond that a zip without ZIP64 records ends."""


@dataclass(frozen=True)
class Raising:
    """What a county allows; None leaves a figure as it is, 0 takes it back to the usual one.

    Attributes:
        package: MiB of the file as it is carried.
        total: MiB of everything inside, unpacked.
        changes: lines of changes.
    """

    package: int | None = None
    total: int | None = None
    changes: int | None = None


def county_limits(store: Store) -> Limits:
    """What this county takes in: the usual limits, or those it has raised.

    Raises:
        NotACounty: this is a township's record.
    """
    county_desk(store)
    return replace(LIMITS, **store.setting(RAISED, {}))


def raise_limits(store: Store, wish: Raising) -> Limits:
    """Raises what a package may be.

    Args:
        store: the county's open record.
        wish: the figures.

    Returns:
        What is allowed from now on.

    Raises:
        InvalidValue: below what every reader takes in, or above what the format can hold; nothing changes.
        NotACounty: this is a township's record.
    """
    county_limits(store)
    kept = dict(store.setting(RAISED, {}))
    for name, unit in (("package", MIB), ("total", MIB), ("changes", 1)):
        given = getattr(wish, name)
        if given is None:
            continue
        kept.pop(name, None)
        usual, figure = getattr(LIMITS, name), given * unit
        if given and not usual <= figure <= _MOST[name]:
            said = f"上限只能在 {usual // unit} 到 {_MOST[name] // unit} 之间，现在写的是 {given}。"
            raise InvalidValue(name, said, "请改一个数；写 0 就回到平常的上限。")
        if figure > usual:
            kept[name] = figure
    with store.keeping() as connection:
        write_setting(connection, RAISED, kept)
        at = store.clock.now().isoformat(timespec="seconds")
        write_audit(connection, (at, store.author.author), "limits", "package", str(sorted(kept.items())))
    return county_limits(store)
