"""Profiles of the place itself, kept in the record: a county's file taken in, and the office's own changes."""

from dataclasses import dataclass

from db.domain.entities.registry import ENTITIES
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched

_LONGEST = ENTITIES["local_profile"].by_name["text"].longest


@dataclass(frozen=True)
class LocalText:
    """A profile as text.

    Attributes:
        base: name of the profile it stands on.
        title: for people.
        text: the TOML, already read strictly by whoever calls.
    """

    base: str
    title: str
    text: str


def keep_local_profile(writing: Writing, wish: LocalText, record_id: str, said: str) -> Touched:
    """Keeps a profile, or a newer edition of it.

    Args:
        writing: the open transaction.
        wish: the profile.
        record_id: of the record that holds the older edition, "" for a new one.
        said: the sentence for the toast.

    Raises:
        InvalidValue: the text is too long to be kept.
    """
    if len(wish.text) > _LONGEST:
        raise InvalidValue(
            "text", f"地方设置有 {len(wish.text)} 个字，最多 {_LONGEST} 个，没有存。", "请删短以后再来。"
        )
    fields = {"base": wish.base, "title": wish.title, "text": wish.text}
    if record_id:
        writing.set("local_profile", record_id, fields)
    else:
        writing.create("local_profile", fields)
    return writing.finish(said)


def drop_local_profile(writing: Writing, record_id: str, reason: str) -> Touched:
    """Takes a profile of the place out of use; what was written under it stays as it is.

    Raises:
        InvalidValue: no reason was given.
    """
    if not reason.strip():
        raise InvalidValue("reason", "没有写为什么不用了。", "请写一句。")
    writing.void("local_profile", record_id, reason.strip())
    return writing.finish("已停用本地的设置")
