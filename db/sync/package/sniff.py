"""Tells pictures and PDFs by their content, whatever they are called; everything else is not an attachment (B-55)."""

_STARTS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_RIFF, _WEBP = b"RIFF", b"WEBP"


def media_type(start: bytes) -> str:
    """The media type of a file that begins with `start` (16 bytes suffice), "" when it is none of the allowed."""
    if start[:4] == _RIFF and start[8:12] == _WEBP:
        return "image/webp"
    return next((kind for mark, kind in _STARTS if start.startswith(mark)), "")
