"""Pictures and scans of a record: taken in from a file, made small, kept sealed; shown page by page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

from db.commands.attachments import attach
from db.errors import Refusal
from db.queries.attachments import AttachmentRow, attachment_rows
from db.store.attachments import Attachments
from db.store.audit import write_audit
from db.store.writing import Writing
from db.sync.package.limits import LIMITS
from db.sync.package.sniff import media_type
from db.touched import Touched
from db.vault.keys import Purpose
from desktop.desk.desk import Desk
from desktop.desk.files import get_file
from desktop.forms.preview import PageImage, page_count, page_image

PDF, JPEG = "application/pdf", "image/jpeg"
LONGEST_SIDE = 2000
"""Pixels of a picture's longer side as it is kept: a form of A4 stays readable, and a package stays small."""
_QUALITY = 85
_MOST_PAGES = 40
"""Pages shown of one attachment."""
_DPI = 120


class NotAPicture(Refusal):
    """The file is neither a picture nor a PDF, judged by its content, or cannot be opened as one."""

    code = "P-ATT-03"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} 不是照片也不是 PDF，或者打不开。",
            "什么都没有登记，档案没有变。",
            "请选 JPG、PNG、TIFF、WebP 或 PDF 文件。",
        )


class TooLarge(Refusal):
    """The file is over the limit for one attachment (B-55)."""

    code = "P-ATT-04"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} 超过 {LIMITS.attachment >> 20} MB。",
            "什么都没有登记，档案没有变。",
            "请分成几份，或用较低的清晰度重新扫描。",
        )


@dataclass(frozen=True)
class Shown:
    """Attachments opened to be looked at: the pages of all of them, and what each page belongs to."""

    title: str
    pages: tuple[PageImage, ...]
    captions: tuple[str, ...]


def files_of(desk: Desk) -> Attachments:
    """The sealed files of the desk's record."""
    return Attachments(desk.record.home, desk.record.unlocked.key(Purpose.ATTACHMENT))


def attach_file(
    writing: Writing, desk: Desk, subject: tuple[str, str], path: Path, fields: dict[str, object]
) -> Touched:
    """Takes a file in and writes it down; `fields` are `kind`, `caption`, `tags`, `on`.

    A picture is turned upright, made small and stripped of what the camera wrote into it (place, device); a PDF is kept
    as it is.

    Raises:
        FileNotRead, NotAPicture, TooLarge, AttachmentNotKept: nothing is written.
        InvalidValue, NotFound: as `attach`.
    """
    content = readable(path)
    kind = media_type(content[:16])
    said = {**fields, "media_type": kind, "size": len(content), "sha256": files_of(desk).put(content)}
    return attach(writing, subject, said)


def readable(path: Path) -> bytes:
    """The file as it is kept.

    Raises:
        FileNotRead, NotAPicture, TooLarge: it cannot be.
    """
    try:
        large = path.stat().st_size > LIMITS.attachment
    except OSError:
        large = False
    if large:
        raise TooLarge(path.name)
    content = get_file(path, LIMITS.attachment)
    kind = media_type(content[:16])
    if kind == PDF:
        return _sound_pdf(content, path.name)
    if not kind:
        raise NotAPicture(path.name)
    return _small(content, path.name)


def _sound_pdf(content: bytes, name: str) -> bytes:
    try:
        page_count(content)
    except Exception as fault:  # whatever a broken PDF makes the renderer say
        raise NotAPicture(name) from fault
    return content


def _small(content: bytes, name: str) -> bytes:
    from PIL import Image, ImageOps

    made = BytesIO()
    try:
        with Image.open(BytesIO(content)) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright.save(made, format="JPEG", quality=_QUALITY)
    except Exception as fault:  # whatever a broken picture makes the decoder say, bombs included
        raise NotAPicture(name) from fault
    return made.getvalue()


def looked_at(desk: Desk, ids: Iterable[str] = (), subject: tuple[str, str] | None = None) -> Shown:
    """The pages of some attachments, or of all of one record; that they were looked at stands in the audit trail.

    Raises:
        AttachmentGone: a file is not here.
    """
    with desk.record.store.reading() as connection:
        rows = attachment_rows(connection, ids=tuple(ids), subject=subject)
    store, files = desk.record.store, files_of(desk)
    at = desk.clock.now().isoformat(timespec="seconds")
    with store.keeping() as connection:
        for row in rows:
            write_audit(connection, (at, store.author.author), "look", row.id, "attachment")
    pages: list[PageImage] = []
    captions: list[str] = []
    for row in rows:
        made = _pages(files.get(row.sha256), row.media_type)
        pages += made
        captions += [caption_of(desk, row)] * len(made)
    return Shown(caption_of(desk, rows[0]) if rows else "", tuple(pages), tuple(captions))


def _pages(content: bytes, kind: str) -> list[PageImage]:
    if kind == PDF:
        return [page_image(content, page, _DPI) for page in range(1, min(page_count(content), _MOST_PAGES) + 1)]
    from PIL import Image

    with Image.open(BytesIO(content)) as picture:
        flat = picture.convert("RGB")
        return [PageImage(flat.width, flat.height, flat.tobytes())]


def caption_of(desk: Desk, row: AttachmentRow) -> str:
    """`走访照片，2026-03-01，卫生间扶手`."""
    return "，".join(part for part in (desk.word("attachment_kind", row.kind), row.on, row.caption) if part)


def command_for(desk: Desk, subject: tuple[str, str], path: str, fields: dict[str, object]) -> "partial[Touched]":
    """The command of a panel's answers."""
    return partial(attach_file, desk=desk, subject=subject, path=Path(path), fields=fields)
