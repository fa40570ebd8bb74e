"""Signed JSON documents: certificates, key manifests, enrolment requests - text that can be read, carried and checked.

A document is {"document", "version", "body", "signature"}. Signed is its kind, a line end, and the body in canonical
JSON (keys sorted, no spaces, UTF-8): a signature for one kind is worthless under another, and layout does not matter.
"""

import base64
import binascii
import json

from db.ed25519 import verifies
from db.errors import Refusal
from db.ledger.strict import BadLine, Bounds, JsonObject, strict_json
from db.sync.package.fields import Fields
from db.sync.package.seal import SigningKey

VERSION = 1
_BOUNDS = Bounds(line_bytes=1024 * 1024)


class NotADocument(Refusal):
    """The file is not the kind of document asked for, or not whole.

    Args:
        wanted: the kind asked for, a Chinese noun.
        reason: what is wrong, a short Chinese clause.
    """

    code = "P-ENR-01"

    def __init__(self, wanted: str, reason: str) -> None:
        super().__init__(
            f"这不是可用的{wanted}（{reason}）。", "什么都没有改变。", "请核对文件；需要时请对方重新生成。"
        )
        self.reason = reason


class DocumentTooNew(Refusal):
    """A document of a newer version (B-41)."""

    code = "P-ENR-02"

    def __init__(self) -> None:
        super().__init__("这个文件由较新的版本生成。", "什么都没有改变。", "请先升级本程序，再使用这个文件。")


def sign_document(kind: str, body: JsonObject, key: SigningKey) -> JsonObject:
    """The document of `kind` over `body`, signed."""
    signature = base64.b64encode(key.sign(_signed(kind, body))).decode()
    return {"document": kind, "version": VERSION, "body": body, "signature": signature}


def is_signed_by(document: JsonObject, public: bytes) -> bool:
    """True when the document's signature is that of `public`."""
    kind, body, signature = document.get("document"), document.get("body"), document.get("signature")
    if not isinstance(kind, str) or not isinstance(body, dict) or not isinstance(signature, str):
        return False
    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    return verifies(public, raw, _signed(kind, body))


def document_text(document: JsonObject) -> bytes:
    """The document as text to be carried."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def read_document(raw: bytes, wanted: str) -> JsonObject:
    """Strict JSON out of a document's text.

    Raises:
        NotADocument: it is not.
    """
    try:
        return strict_json(raw, bounds=_BOUNDS)
    except BadLine as bad:
        raise NotADocument(wanted, bad.reason) from None


def body_of(document: JsonObject, kind: str, wanted: str) -> Fields:
    """The body of a document of `kind`, not verified.

    Raises:
        NotADocument: another kind.
        DocumentTooNew: a newer version.
    """

    def refuse(field: str) -> Refusal:
        return NotADocument(wanted, field)

    outer = Fields(document, refuse)
    if outer.text("document") != kind:
        raise refuse("document")
    if outer.number("version") > VERSION:
        raise DocumentTooNew
    return outer.record("body")


def _signed(kind: str, body: JsonObject) -> bytes:
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{kind}\n{canonical}".encode()
