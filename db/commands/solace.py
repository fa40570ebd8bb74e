"""Solace: psychological files, sessions of one or of many, scores of scales, and how a person is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from db.commands.consents import may_now, require_consent
from db.commands.days import as_day, not_before, past_day
from db.commands.persons import require_members
from db.domain.profile_entries import Instrument
from db.errors import InvalidValue
from db.store.writing import Writing
from db.touched import Touched

BY_CONSENT = frozenset({"individual", "group"})
"""Kinds of session that are a service to be agreed to; a talk or a call for help may be noted as such, no more."""
CONTENT = ("topics", "summary", "next_step")
"""What a session says about a person: kept only with consent."""
CRISIS = "crisis"


@dataclass(frozen=True)
class NewAssessment:
    """A score of a scale; what the items said is never kept.

    Attributes:
        person_id: whose.
        on: ISO day.
        instrument: `PHQ-9`, `GAD-7`, or the name of another scale.
        score: whole points.
        fields: `level`, `assessor`.
    """

    person_id: str
    on: str
    instrument: str
    score: int
    fields: Mapping[str, Any]


def open_psych_file(writing: Writing, person_id: str, fields: Mapping[str, Any]) -> Touched:
    """Opens a psychological file.

    Args:
        writing: the open transaction.
        person_id: whose.
        fields: `opened_on` (ISO day), `provider`.

    Raises:
        InvalidValue: without consent, a day after today, or one is open already.
    """
    opened = past_day("opened_on", fields.get("opened_on"), writing.clock.today(), "建档日期")
    require_consent(writing, person_id, "psych", opened.isoformat(), "opened_on")
    asked = "SELECT opened_on FROM psych_file WHERE person_id = ? AND voided = 0 AND closed_on IS NULL"
    standing = writing.connection.exec_driver_sql(asked, (person_id,)).scalar()
    if standing:
        raise InvalidValue("opened_on", f"{standing} 建的心理档案还没有结案。", "请接着用那一份，或先结案。")
    writing.create("psych_file", {**fields, "person_id": person_id})
    return writing.finish("已建心理档案")


def close_psych_file(writing: Writing, file_id: str, closed_on: str) -> Touched:
    """Closes a psychological file; what it holds stays.

    Raises:
        InvalidValue: closed already, a day after today or before it was opened.
    """
    row = writing.row("psych_file", file_id)
    if row["closed_on"]:
        raise InvalidValue("closed_on", f"这份心理档案 {row['closed_on']} 已经结案。")
    day = past_day("closed_on", closed_on, writing.clock.today(), "结案日期")
    not_before("closed_on", day, row["opened_on"], f"结案日期早于建档日期 {row['opened_on']}。")
    writing.set("psych_file", file_id, {"closed_on": closed_on})
    return writing.finish("心理档案已结案")


def record_session(writing: Writing, family_id: str, fields: Mapping[str, Any]) -> Touched:
    """Writes down a session or talk with members of one family.

    Args:
        writing: the open transaction.
        family_id: the family.
        fields: of the entity `psych_session` without the family.

    Raises:
        InvalidValue: nobody, a day after today, the next one before this one, somebody of another family, or
            something that needs a consent that is not there.
        NotFound: the family is not here.
    """
    writing.row("family", family_id)
    require_members(writing, family_id, fields.get("person_ids") or (), "person_ids")
    _require_sound_session(writing, fields)
    writing.create("psych_session", {**fields, "family_id": family_id})
    return writing.finish("已登记精神慰藉")


def record_group_session(writing: Writing, fields: Mapping[str, Any]) -> Touched:
    """Writes down one session for persons of several families; it belongs to no single one of them.

    Raises:
        InvalidValue: fewer than two persons, a day after today, or somebody has not agreed; nothing is written.
    """
    persons = tuple(dict.fromkeys(fields.get("person_ids") or ()))
    if len(persons) < 2:  # noqa: PLR2004 - a group
        raise InvalidValue("person_ids", "团体服务要有两个人以上。", "只有一个人的，请在家庭页记个案。")
    told = {**fields, "kind": "group", "person_ids": list(persons)}
    _require_sound_session(writing, told)
    writing.create("psych_session", told)
    return writing.finish(f"已登记团体服务，{len(persons)} 人")


def _require_sound_session(writing: Writing, fields: Mapping[str, Any]) -> None:
    on = past_day("on", fields.get("on"), writing.clock.today(), "日期")
    if fields.get("next_on"):
        following = as_day("next_on", str(fields["next_on"]))
        not_before("next_on", following, on.isoformat(), "下次日期早于这一次。")
    persons = tuple(fields.get("person_ids") or ())
    if not persons:
        raise InvalidValue("person_ids", "没有勾和谁谈的。", "请勾上参加的人。")
    told = {name for name in CONTENT if fields.get(name)}
    if told == {"topics"} and list(fields["topics"]) == [CRISIS]:
        return  # help comes first (PIPL Art. 13(4)): that it was given is noted, what was said is not
    if fields.get("kind") in BY_CONSENT:
        for person_id in persons:
            require_consent(writing, person_id, "psych", on.isoformat(), "person_ids")
    elif told:
        _require_consent_for_content(writing, persons, on.isoformat())


def _require_consent_for_content(writing: Writing, persons: Iterable[str], on: str) -> None:
    for person_id in persons:
        answer = may_now(writing, person_id, "psych", on)
        if not answer.allowed:
            name = writing.row("person", person_id)["name"]
            said = f"{name}：{answer.reason}，只能记谈过，不能记内容。"
            raise InvalidValue("summary", said, "请把主题、摘要和下一步空着，或先登记告知同意。")


def record_assessment(writing: Writing, wish: NewAssessment, scale: Instrument | None = None) -> Touched:
    """Writes down a score.

    Args:
        writing: the open transaction.
        wish: the score.
        scale: the scale as the place knows it; None for another one.

    Raises:
        InvalidValue: without consent, a day after today, or a score the scale does not have.
    """
    on = past_day("on", wish.on, writing.clock.today(), "测评日期")
    if not wish.instrument.strip():
        raise InvalidValue("instrument", "没有写用的哪个量表。")
    if scale is not None and not scale.least <= wish.score <= scale.most:
        reach = f"{wish.instrument} 的得分在 {scale.least} 到 {scale.most} 之间"
        raise InvalidValue("score", f"{reach}，写的是 {wish.score}。")
    require_consent(writing, wish.person_id, "psych", on.isoformat(), "instrument")
    told = {"person_id": wish.person_id, "on": wish.on, "instrument": wish.instrument, "score": wish.score}
    writing.create("psych_assess", {**wish.fields, **told})
    return writing.finish("已登记测评")


def change_mental_state(writing: Writing, person_id: str, state: str, since: str) -> Touched:
    """Writes down how a person is, and since when that is known.

    Raises:
        InvalidValue: a day after today, or before the present state was known.
        NotFound: the person is not here.
    """
    row = writing.row("person", person_id)
    day = past_day("mental_since", since, writing.clock.today(), "日期")
    if row["mental_state"] and row["mental_state"] != state:
        before = row["mental_since"]
        not_before("mental_since", day, before, f"现在的状态从 {before} 起，新的要在这天之后。")
    writing.set("person", person_id, {"mental_state": state, "mental_since": since})
    return writing.finish("已改精神状态")
