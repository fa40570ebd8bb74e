"""A place's own changes to a profile: a number, switch or word that holds from a day on, history keeping the older one.

The changes are a profile of their own that extends the one they change (`own-taicang` extends `taicang`), so that the
same strict reader reads them and a newer edition of the shipped one still comes through wherever nothing was changed.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.domain.profile_entries import BEGINNING
from db.domain.toml_text import toml_text

OWN = "own-"
"""What the name of a place's own changes begins with; no other profile may."""
_FRAME = ("id", "source", "since", "until")
_ONE_DAY = timedelta(days=1)
Table = dict[str, Any]


def own_name(base: str) -> str:
    """The name of a place's own changes to the profile `base`."""
    return OWN + base


@dataclass(frozen=True)
class LocalChange:
    """One thing that is to be otherwise from a day on.

    Attributes:
        table: `rule`, or the table of a coded entry: `word`, `level`, `post`, `festival`, `product` ...
        code: the rule's id, or the entry's code.
        values: for a rule the keys changed; for an entry all its keys but code, source and dates.
        since: the first day on which it holds.
        source: the document or reason it rests on.
    """

    table: str
    code: str
    values: Mapping[str, Any]
    since: date
    source: str


def with_change(text: str, head: Mapping[str, str], change: LocalChange) -> str:
    """The text of a place's own changes with one more.

    What the place had changed before keeps holding until the day before; what it has already fixed for a later day
    still begins on that day.

    Args:
        text: the changes so far, "" for none.
        head: `name`, `title`, `source` and `extends` of the place's own profile.
        change: what is to be otherwise.
    """
    document: Table = {key: value for key, value in tomllib.loads(text).items() if isinstance(value, list)}
    entries = document.get(change.table, [])
    if change.table == "rule":
        for key, value in change.values.items():
            entries = _placed(_apart(entries), _rule_entry(change, key, value), ("id", key))
    else:
        entries = _placed(entries, _coded_entry(change), ("code",))
    return toml_text({**head, **document, change.table: entries})


def _rule_entry(change: LocalChange, key: str, value: Any) -> Table:
    return {"id": change.code, key: value, "since": change.since, "source": change.source}


def _coded_entry(change: LocalChange) -> Table:
    return {"code": change.code, **change.values, "since": change.since, "source": change.source}


def _apart(entries: Iterable[Table]) -> list[Table]:
    """Rule entries with one key each: every number has its own days and its own source."""
    found = []
    for entry in entries:
        frame = {key: entry[key] for key in _FRAME if key in entry}
        found += [{**frame, key: value} for key, value in entry.items() if key not in _FRAME]
    return found


def _placed(entries: Iterable[Table], new: Table, about: tuple[str, ...]) -> list[Table]:
    """The entries with a new one, those about the same thing cut where it begins."""
    since = new["since"]
    kept, later = [], []
    for entry in entries:
        if not _same(entry, new, about):
            kept.append(entry)
        elif _since(entry) > since:
            kept.append(entry)
            later.append(_since(entry))
        elif _since(entry) < since:
            kept.append({**entry, "until": min(entry.get("until", date.max), since - _ONE_DAY)})
    until = {"until": min(later) - _ONE_DAY} if later else {}
    return [*kept, new | until]


def _same(entry: Table, new: Table, about: tuple[str, ...]) -> bool:
    first, *keys = about
    return bool(entry[first] == new[first]) and all(key in entry for key in keys)


def _since(entry: Table) -> date:
    found = entry.get("since", BEGINNING)
    return found if isinstance(found, date) else BEGINNING
