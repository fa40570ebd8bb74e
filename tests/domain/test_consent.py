from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from db.domain.consent import SEPARATE, declined, may
from db.domain.family import Consent
from tests.domain.made_families import DAY, a_family

YES = Consent("c1", "p1", ("service", "psych"), date(2026, 5, 1))
NO = Consent("c2", "p1", (), date(2026, 8, 1), granted=False)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
scopes = st.sampled_from(["service", *SEPARATE])
consents = st.lists(
    st.builds(
        Consent,
        id=st.uuids().map(str),
        person_id=st.sampled_from(["p1", "p2"]),
        scope=st.lists(scopes, unique=True, max_size=3).map(tuple),
        on=days,
        granted=st.booleans(),
        withdrawn_on=st.none() | days,
    ),
    max_size=5,
).map(tuple)


def test_silence_allows_the_daily_service_and_nothing_that_needs_its_own_consent() -> None:
    family = a_family()

    assert may(family, "p1", "service", DAY).allowed
    assert may(family, "p1", "psych", DAY).reason == "还没有告知本人并取得同意：心理服务和测评"
    assert not declined(family.consents, "p1", "psych", DAY)


def test_a_consent_holds_for_its_scopes_and_its_person_from_its_day_until_it_is_withdrawn() -> None:
    family = a_family(consents=(YES,))
    withdrawn = a_family(consents=(replace(YES, withdrawn_on=date(2026, 10, 1)),))

    assert may(family, "p1", "psych", DAY).allowed
    assert not may(family, "p1", "photo", DAY).allowed
    assert not may(family, "p2", "psych", DAY).allowed
    assert not may(family, "p1", "psych", date(2026, 4, 30)).allowed
    assert may(withdrawn, "p1", "psych", date(2026, 9, 30)).allowed
    assert may(withdrawn, "p1", "psych", date(2026, 10, 1)).reason == "本人 10月1日 撤回了同意：心理服务和测评"


def test_the_last_word_counts_and_a_bare_no_refuses_everything() -> None:
    family = a_family(consents=(NO, YES))

    assert may(family, "p1", "psych", date(2026, 7, 1)).allowed
    assert may(family, "p1", "psych", DAY).reason == "本人 8月1日 不同意：心理服务和测评"
    assert declined(family.consents, "p1", "volunteer", DAY)
    again = replace(YES, on=NO.on)
    assert may(a_family(consents=(NO, again)), "p1", "psych", DAY).allowed
    assert not may(a_family(consents=(again, NO)), "p1", "psych", DAY).allowed


@given(consents, scopes, days, days)
def test_what_is_said_later_changes_no_earlier_answer(
    said: tuple[Consent, ...], scope: str, day: date, later: date
) -> None:
    known = tuple(c for c in said if c.on <= day)
    asked = min(day, later)

    assert may(a_family(consents=said), "p1", scope, asked) == may(a_family(consents=known), "p1", scope, asked)
    refused = declined(said, "p1", scope, day)
    assert not (refused and may(a_family(consents=said), "p1", scope, day).allowed)
