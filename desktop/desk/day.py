"""The page of the day beside its duties: days to be quiet on, typing not finished, what waits to be handed over."""

from dataclasses import dataclass
from datetime import date

from db.domain.owed import Duty
from desktop.desk.board import board_of
from desktop.desk.desk import Desk
from desktop.desk.drafts import KeptDraft, list_drafts
from desktop.desk.frame import waiting_changes
from desktop.desk.today import Today, today_now
from desktop.words import tr


@dataclass(frozen=True)
class OpenDraft:
    """Typing that was left unfinished.

    Attributes:
        key: of the draft (`visit:<family id>`, `new_family`).
        family_id: the family it is about, "" for a new one.
        title: what it is (`记录走访·周文彬户`).
        saved: when it was last kept, in words.
    """

    key: str
    family_id: str
    title: str
    saved: str


@dataclass(frozen=True)
class HandOverState:
    """How far the county is.

    Attributes:
        waiting: changes in no package yet.
        last: the last package in words, "" when there was none.
        practice: a practice record, never handed over.
    """

    waiting: int
    last: str
    practice: bool = False


@dataclass(frozen=True)
class DayPage:
    """All the page of the day shows.

    Attributes:
        today: what is owed.
        notices: (day, first line, second line) of days to think of, the nearest first; None for the whole month.
        ahead: how many days the notices look ahead.
        drafts, hand_over: beside it.
        households: families on file; 0 shows the empty page.
        office: the office's name; `township`: whether it hands over.
    """

    today: Today
    notices: tuple[tuple[date | None, str, str], ...]
    ahead: int
    drafts: tuple[OpenDraft, ...]
    hand_over: HandOverState
    households: int
    office: str
    township: bool


def day_step(desk: Desk) -> tuple[int, int]:
    """Judges some more families; answers (judged, all). Ask `day_page` when both are equal."""
    return board_of(desk).advance(desk)


def day_page(desk: Desk) -> DayPage:
    """The page of the day; fast once every family has been judged."""
    found = today_now(desk)
    with desk.record.store.reading() as connection:
        households = int(
            connection.exec_driver_sql(
                "SELECT count(*) FROM family WHERE voided = 0 AND status = 'active'"
            ).scalar_one()
        )
    ahead = desk.profile.on(found.on).quiet.ahead_days
    office = desk.record.office
    drafts, township = open_drafts(desk), office.role == "township"
    return DayPage(found, _notices(found), ahead, drafts, _hand_over(desk), households, office.org_name, township)


def _notices(found: Today) -> tuple[tuple[date | None, str, str], ...]:
    """Days of remembrance, many families in one line."""
    quiet: dict[tuple[date, str], list[str]] = {}
    months: list[tuple[str, str]] = []
    for near in found.quiet:
        if near.quiet.whole_month:
            months.append((tr("{name}户这个月可能想安静").format(name=near.family_name), near.village))
        else:
            quiet.setdefault((near.quiet.on, near.quiet.name), []).append(near.family_name)
    lines = [(on, *_quiet_words(name, families)) for (on, name), families in quiet.items()]
    return (*sorted(lines), *((None, *month) for month in months))


def _quiet_words(name: str, families: list[str]) -> tuple[str, str]:
    who = tr("{n} 户").format(n=len(families)) if len(families) > 1 else tr("{name}户").format(name=families[0])
    said = tr("{who}这几天可能想安静，不主动提起").format(who=who)
    return (name, said) if name else (said, "")


def open_drafts(desk: Desk) -> tuple[OpenDraft, ...]:
    """Typing left unfinished, the newest first."""
    kept = [draft for draft in list_drafts(desk) if draft.key.partition(":")[0] in {"visit", "new_family"}]
    with desk.record.store.reading() as connection:
        names = {str(row[0]): str(row[1]) for row in connection.exec_driver_sql(_HEADS)} if kept else {}
    return tuple(_draft(draft, names) for draft in kept)


_HEADS = "SELECT family_id, name FROM person WHERE is_head = 1 AND voided = 0"


def _draft(kept: KeptDraft, names: dict[str, str]) -> OpenDraft:
    kind, _, family_id = kept.key.partition(":")
    at = kept.saved_at
    saved = tr("{month}月{day}日 {time} 自动存下").format(month=at.month, day=at.day, time=at.strftime("%H:%M"))
    if kind == "visit":
        name = names.get(family_id, "")
        return OpenDraft(kept.key, family_id, tr("记录走访·{name}户").format(name=name), saved)
    named = str(kept.content.get("head_name") or "")
    title = tr("新增家庭·{name}户").format(name=named) if named else tr("新增家庭")
    return OpenDraft(kept.key, "", title, saved)


def _hand_over(desk: Desk) -> HandOverState:
    with desk.record.store.reading() as connection:
        waiting = waiting_changes(desk, connection)
        last = connection.exec_driver_sql(
            "SELECT package_no, made_at FROM outgoing_package ORDER BY package_no DESC LIMIT 1"
        ).first()
    if last is None:
        return HandOverState(waiting, "", practice=desk.record.office.practice)
    on = date.fromisoformat(str(last[1])[:10])
    words = tr("上次 {month}月{day}日 第 {no} 号").format(month=on.month, day=on.day, no=last[0])
    return HandOverState(waiting, words)


def visit_preset(duty: Duty) -> dict[str, object]:
    """What a duty already says about the visit that closes it: category, festival, person.

    Args:
        duty: one whose action is `record_visit`.
    """
    category = duty.rule.removeprefix("S2-") if duty.rule.startswith("S2-") else "daily"
    preset: dict[str, object] = {"category": category}
    if category == "festival":
        preset["festival"] = duty.subject_id
    elif category == "birthday":
        preset["person_id"] = duty.subject_id
    return preset
