"""Fingerprints of what a figure rests on beside the facts: the code that judges, and the place's profile."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from types import CodeType

from db.domain.profile import Profile

JUDGING = (
    "db.clock", "db.domain.agreements", "db.domain.almanac", "db.domain.assistance_facts", "db.domain.cards",
    "db.domain.consent", "db.domain.coverage_facts", "db.domain.family", "db.domain.figures",
    "db.domain.judged", "db.domain.lunar", "db.domain.periods", "db.domain.posts", "db.domain.profile",
    "db.domain.profile_entries", "db.domain.quiet", "db.domain.rules", "db.domain.standing",
    "db.domain.subjects", "db.domain.support_facts", "db.domain.supports", "db.domain.tally",
    "db.domain.timeline", "db.domain.turning", "db.domain.turning_visits", "db.domain.visits",
    "db.queries.fact_parts", "db.queries.fact_reader", "db.queries.facts", "db.queries.fields",
    "db.queries.membership",
)  # fmt: skip
"""Every module of ours that has a say in what a family adds to the figures."""


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """SHA-256 over the compiled code of `JUDGING`: another one as soon as a rule is written otherwise."""
    whole = hashlib.sha256()
    for name in JUDGING:
        spec = find_spec(name)
        get_code = getattr(spec.loader, "get_code", None) if spec else None
        code = get_code(name) if get_code else None
        for said in _told(code) if isinstance(code, CodeType) else (name.encode(),):
            whole.update(said)
    return whole.hexdigest()


def _told(code: CodeType) -> Iterator[bytes]:
    """What makes a function what it is, in the same words in every run."""
    yield code.co_code
    yield repr((code.co_name, code.co_names, code.co_varnames)).encode()
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield from _told(value)
        else:
            yield repr(sorted(map(repr, value)) if isinstance(value, frozenset) else value).encode()


@lru_cache(maxsize=4)
def profile_fingerprint(profile: Profile) -> str:
    """SHA-256 over everything a profile says."""
    return hashlib.sha256(repr(profile).encode()).hexdigest()
