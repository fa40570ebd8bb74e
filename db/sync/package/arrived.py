"""A package that has arrived as a file: its digest, and the pictures and PDFs it brings."""

import hashlib
from pathlib import Path

from db.store.attachments import Attachments
from db.sync.package.listing import attachment_of
from db.sync.package.reading import OpenedPackage
from db.sync.package.refusals import PackageUnreadable


def sha256_of(path: Path) -> str:
    """Digest of a file as it is carried (B-25).

    Raises:
        PackageUnreadable: a folder, or a stick pulled out.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as fault:  # a folder, a stick pulled out: the other files still come in (D-46)
        raise PackageUnreadable from fault


def keep_attachments(package: OpenedPackage, files: Attachments) -> None:
    """Keeps the files a package carries, before the record speaks of them.

    A file nobody names is only lost room, a name without a file is a loss.

    Raises:
        AttachmentNotKept: no room; what was kept stays.
    """
    for listed in package.attachments():
        digest = attachment_of(listed.path)
        if not files.has(digest):
            with package.open_attachment(digest) as stream:
                files.put(stream.read())
