"""Whether a package tells of somebody erased: in its changes, in its tables, or by an attachment (B-19)."""

from collections.abc import Set as AbstractSet

from db.ledger.line import from_line
from db.ledger.purge import without
from db.sync.package.listing import attachment_of
from db.sync.package.reading import OpenedPackage


def shows(package: OpenedPackage, gone: AbstractSet[str], files: AbstractSet[str]) -> bool:
    """Whether its tables list any of these records, or it holds any of these files; its changes are not looked at.

    Args:
        package: opened.
        gone: ids of records.
        files: digests of attachments.
    """
    held = any(attachment_of(item.path) in files for item in package.attachments())
    return held or any(each in gone for each in package.table_ids())


def tells(package: OpenedPackage, gone: AbstractSet[str], files: AbstractSet[str]) -> bool:
    """The same, its changes included."""
    changes = (from_line(line, line_no) for line_no, line in package.lines())
    said = any(without(change, gone) is not change and not change.purged for change in changes)
    return said or shows(package, gone, files)
