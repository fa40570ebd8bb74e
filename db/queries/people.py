"""Finding people: by name, sound, initials, number, village, within a keystroke or two (features.md 5)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from db.domain.alike import OPEN_MARKS, known_tokens, near_sounds, one_off
from db.domain.pinyin import Readings, homophone_key, readings
from db.domain.search import (
    Query,
    Term,
    TermKind,
    fts_phrase,
    letters_match,
    like_literal,
    name_tokens,
    said_otherwise,
    search_terms,
)
from db.store.searching import TAIL, index_of

_FOUND = """
    WITH hit AS (
        SELECT p.no, length(p.name) AS long FROM {source}
         WHERE p.voided = 0 AND {where}
         ORDER BY long, p.no LIMIT {limit})
    SELECT p.id, p.family_id, p.name, p.relation, p.id_no, p.phone, f.case_no, f.case_type, f.status, v.name,
           (SELECT h.name FROM person h WHERE h.family_id = f.id AND h.is_head = 1 AND h.voided = 0 LIMIT 1)
      FROM hit JOIN person p ON p.no = hit.no JOIN family f ON f.id = p.family_id
      LEFT JOIN org_unit v ON v.id = f.village_id
     WHERE f.voided = 0
     ORDER BY hit.long, hit.no
"""
_MATCHING = "p.no IN (SELECT {number} FROM find WHERE {fits} ORDER BY {number} LIMIT {candidates})"
_BY_CASE = "person p JOIN family f ON f.id = p.family_id AND f.voided = 0"
"""Only a case number asks the family before the likeliest are chosen: the index holds nobody of a voided family."""
_CANDIDATES, _CANDIDATES_WRITTEN = 100, 300
"""Of how many people that fit the likeliest are chosen: one letter fits thousands, and nobody reads them. Of two and
more characters written out, more are looked at, so that the exact name is among them."""
_MOST_GUESSED = 3000
"""How many names one fallback look through spelled-out readings may read."""
_MOST_SLIPS = 6
"""With one character of three open, a large township has many names alike; more than a few are no help."""


@dataclass(frozen=True)
class PersonHit:
    """One person found.

    Attributes:
        person_id, family_id: ids.
        name: the person's name; `head_name`: the household's.
        village, case_no, case_type, status: of the family.
        id_no, phone: whole; the desk masks them.
        relation: GB/T 4761 code to the head.
        reason: why it was found: `name`, `child`, `letters`, `sound`, `number`, `place`, `case_no`; when nothing else
            was: `near` (a sound that is mixed up with the one typed) or `slip` (one character differs).
    """

    person_id: str
    family_id: str
    name: str
    head_name: str
    village: str
    case_no: str
    case_type: str
    status: str
    id_no: str
    phone: str
    relation: str
    reason: str


def find_people(connection: Connection, typed: str, limit: int = 20) -> tuple[PersonHit, ...]:
    """The people whom the words typed may mean, likeliest first.

    Args:
        connection: from `store.reading()`.
        typed: anything: 张三, zsf, zhangsan, 0012, 138, 云岭; several words must all fit. Nothing is an operator.
        limit: at most so many.
    """
    # half a character, or one that ends a text for the index, finds nobody
    plain = typed.encode(errors="ignore").decode().replace("\x00", " ")
    hits = _likely(connection, search_terms(plain), limit)
    for way in () if hits else said_otherwise(plain):
        hits = hits or _likely(connection, search_terms(way), limit)
    if not hits:
        hits = _nearly(connection, search_terms(plain), limit)
    return tuple(sorted(hits[:limit], key=lambda hit: _rank(hit, typed.strip())))


@dataclass(frozen=True)
class ContactHit:
    """A contact person found.

    Attributes:
        contact_id, name, unit: who.
        families: how many families he looks after on the day asked about.
        reason: as of `PersonHit`: `name`, `letters` or `sound`.
    """

    contact_id: str
    name: str
    unit: str
    families: int
    reason: str


_CONTACTS = """
    SELECT c.id, c.name, coalesce(c.unit, ''),
           (SELECT count(DISTINCT a.family_id) FROM assignment a
             WHERE a.contact_id = c.id AND a.voided = 0 AND a.since <= ? AND (a.until IS NULL OR a.until >= ?))
      FROM contact_person c WHERE c.voided = 0 AND coalesce(c.active, 1) = 1 ORDER BY c.name, c.no
"""


def find_contacts(connection: Connection, typed: str, on: str, limit: int = 3) -> tuple[ContactHit, ...]:
    """The contact persons in office whom one typed word may mean, by name, letters or sound; an office has some dozens.

    Args:
        connection: from `store.reading()`.
        typed: anything.
        on: ISO day on which their families are counted.
        limit: at most so many.
    """
    terms = search_terms(typed.encode(errors="ignore").decode()).terms
    if len(terms) != 1 or terms[0].kind not in {TermKind.TEXT, TermKind.LETTERS}:
        return ()
    found = []
    for contact_id, name, unit, families in connection.exec_driver_sql(_CONTACTS, (on, on)):
        reason = _contact_reason(str(name), terms[0])
        if reason:
            found.append(ContactHit(str(contact_id), str(name), str(unit), int(families), reason))
    return tuple(sorted(found, key=lambda hit: ("name", "letters", "sound").index(hit.reason))[:limit])


def _contact_reason(name: str, term: Term) -> str:
    if term.kind is TermKind.LETTERS:
        return "letters" if letters_match(term.text, _said(name)) else ""
    if _joined(term.text) in _joined(name):
        return "name"
    return "sound" if len(term.text) > 1 and homophone_key(term.text) == homophone_key(name) else ""


def _likely(connection: Connection, query: Query, limit: int) -> list[PersonHit]:
    """Who fits as written, else by pinyin spelled in parts; and who sounds the same."""
    if query.empty:
        return []
    hits = _by_index(connection, query, limit)
    if not hits and any(term.kind is TermKind.LETTERS for term in query.terms):
        hits = _by_spelling(connection, query, limit)
    if len(hits) < limit and any(term.kind is TermKind.TEXT for term in query.terms):
        seen = {hit.person_id for hit in hits}
        hits += [hit for hit in _by_sound(connection, query, limit) if hit.person_id not in seen]
    return hits


def _nearly(connection: Connection, query: Query, limit: int) -> list[PersonHit]:
    """When nothing fits: sounds that are mixed up, then one character written wrongly or left open."""
    if not any(term.kind is TermKind.TEXT for term in query.terms):
        return []
    heard = all(OPEN_MARKS.isdisjoint(term.text) for term in query.terms)
    near = _matched(connection, query, limit, _near_match, lambda _: "near") if heard else []
    return near or _one_off(connection, query, limit)


def _rank(hit: PersonHit, typed: str) -> tuple[bool, bool, int]:
    order = ("name", "letters", "number", "case_no", "child", "sound", "place", "near", "slip")
    return hit.name != typed, not hit.name.startswith(typed), order.index(hit.reason)


def _by_index(connection: Connection, query: Query, limit: int) -> list[PersonHit]:
    return _matched(connection, query, limit, index_match, _reason(query))


def _matched(
    connection: Connection, query: Query, limit: int, match_of: Callable[[Term], str], reason: Callable[[Any], str]
) -> list[PersonHit]:
    """Who fits every term: the index is asked `match_of` each, case numbers are asked of the family."""
    indexed = [match_of(term) for term in query.terms if term.kind is not TermKind.CASE_NO]
    cases = [term.text for term in query.terms if term.kind is TermKind.CASE_NO]
    where, values = [], []
    if indexed:
        written = any(term.kind is TermKind.TEXT and len(term.text) > 1 for term in query.terms)
        candidates = max(_CANDIDATES_WRITTEN if written else _CANDIDATES, limit)
        # Beside a case number everybody who fits is asked for it: the first hundred may all have another one.
        where.append(_matching(connection, -1 if cases else candidates))
        values.append(index_of(connection).asked(" AND ".join(indexed)))
    for case_no in cases:
        where.append("lower(f.case_no) LIKE ? ESCAPE '\\'")
        values.append(like_literal(case_no))
    asked = _FOUND.format(source=_BY_CASE if cases else "person p", where=" AND ".join(where), limit=int(limit))
    return _hits(connection, asked, tuple(values), reason)


def index_match(term: Term) -> str:
    """What the full-text index is asked for one typed word; nothing of the word is an operator."""
    if term.kind is TermKind.LETTERS:
        return f"letters : {fts_phrase((term.text,), prefix=True)}"
    if term.kind is TermKind.DIGITS:
        forward, backward = (fts_phrase((text,), prefix=True) for text in (term.text, TAIL + term.text[::-1]))
        return f"digits : ({forward} OR {backward})"
    return f"{{name place}} : {fts_phrase(term.tokens)}" if term.tokens else 'name : "qqqqq"'


def _reason(query: Query) -> Callable[[Any], str]:
    """What tells why a row was found; only written words can have been found in several places."""
    kinds = {term.kind for term in query.terms}
    text = [_joined(term.text) for term in query.terms if term.kind is TermKind.TEXT]
    if TermKind.LETTERS in kinds:
        return lambda _: "letters"
    if not text:
        reason = "case_no" if TermKind.CASE_NO in kinds else "number"
        return lambda _: reason

    def of_text(row: Any) -> str:
        if any(part in _joined(row[2]) for part in text):
            return "name"
        return "place" if any(part in _joined(row[9] or "") for part in text) else "child"

    return of_text


def _joined(text: str) -> str:
    """A text as the index sees it: without blanks and middle dots."""
    return "".join(name_tokens(text))


def _by_sound(connection: Connection, query: Query, limit: int) -> list[PersonHit]:
    """周文斌 also finds 周文彬; 上坪 周文斌 and 周文斌 2647 do, too."""
    written = [term for term in query.terms if term.kind is TermKind.TEXT]
    if not all(homophone_key(term.text) and OPEN_MARKS.isdisjoint(term.text) for term in written):
        return []
    alone = len(query.terms) == 1  # what fits as written has been found already
    match = _by_sound_alone if alone else _sound_match
    return _matched(connection, query, limit, match, lambda _: "sound")


def _by_sound_alone(term: Term) -> str:
    return f"sound : {fts_phrase(tuple(homophone_key(term.text).split()))}"


def _sound_match(term: Term) -> str:
    as_written = index_match(term)
    if term.kind is not TermKind.TEXT:
        return as_written
    return f"({as_written} OR {_by_sound_alone(term)})"


def _near_match(term: Term) -> str:
    as_written = index_match(term)
    if term.kind is not TermKind.TEXT:
        return as_written
    return " OR ".join((f"({as_written}", *(f"sound : {fts_phrase(sound)}" for sound in near_sounds(term.text)))) + ")"


def _one_off(connection: Connection, query: Query, limit: int) -> list[PersonHit]:
    """马? finds 马𠅤, 王宠锋 finds 王𬭎锋: one name alone, of as many characters."""
    typed = query.terms[0].text if len(query.terms) == 1 else ""
    known = known_tokens(typed) if typed else None
    if not known:
        return []
    wrong = len(known) == len(name_tokens(typed))
    kept = [known[:place] + known[place + 1 :] for place in range(len(known))] if wrong else [known]
    match = " OR ".join("(" + " AND ".join(f"name : {fts_phrase((token,))}" for token in part) + ")" for part in kept)
    near = _guessed(connection, match, "slip")
    alike = [hit for hit in near if one_off(typed, hit.name)]
    alike.sort(key=lambda hit: hit.name[:1] != typed[:1])  # a surname is seldom the character got wrong
    return alike[: min(limit, _MOST_SLIPS)]


def _by_spelling(connection: Connection, query: Query, limit: int) -> list[PersonHit]:
    """Zhangsf and zsanf: syllables whole, cut short and only their first letter, mixed."""
    letters = [term.text for term in query.terms if term.kind is TermKind.LETTERS]
    match = " AND ".join(f"letters : {fts_phrase((text[0],), prefix=True)}" for text in letters)
    near = _guessed(connection, match, "letters")
    return [hit for hit in near if all(letters_match(text, _said(hit.name)) for text in letters)][:limit]


@lru_cache(maxsize=20_000)
def _said(name: str) -> Readings:
    return readings(name)


def _guessed(connection: Connection, match: str, reason: str) -> list[PersonHit]:
    where = _matching(connection, _MOST_GUESSED)
    asked = _FOUND.format(source="person p", where=where, limit=_MOST_GUESSED)
    return _hits(connection, asked, (index_of(connection).asked(match),), lambda _: reason)


def _matching(connection: Connection, candidates: int) -> str:
    """The condition that the index finds a person, among so many at most; all when negative."""
    index = index_of(connection)
    return _MATCHING.format(number=index.number, fits=index.matching, candidates=candidates)


def _hits(connection: Connection, asked: str, values: tuple[str, ...], reason: Callable[[Any], str]) -> list[PersonHit]:
    rows = connection.exec_driver_sql(asked, values)
    return [
        PersonHit(
            row[0],
            row[1],
            row[2],
            row[10] or row[2],
            row[9] or "",
            row[6] or "",
            row[7],
            row[8],
            row[4] or "",
            row[5] or "",
            row[3],
            reason(row),
        )
        for row in rows
    ]
