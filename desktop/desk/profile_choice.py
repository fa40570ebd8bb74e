"""Choosing another locality, and taking in one that a county hands out as a file: read, compared, agreed to, applied.

Nothing is applied before a person has read what would be said or counted otherwise (law 7). No record is changed: words
and rules are, and what was written under the old ones keeps its names.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from db.commands.local_profiles import LocalText, keep_local_profile
from db.domain.profile import Profile
from db.errors import Refusal
from db.store.audit import write_audit
from db.store.settings import read_setting, write_setting
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.locality import is_own, profile_name
from desktop.desk.reviewing import Review, ReviewPart
from desktop.desk.rulebook import Reader, RuleGroup, RuleLine
from desktop.profiles import DEFAULT, ProfileTitle, profile_names
from desktop.words import tr

CHOSEN = "profile"
"""The kind that a choice touches: no record, but every page that speaks."""


class NotAProfile(Refusal):
    """The file says nothing about what it is called, or is called like one that ships."""

    code = "P-PRF-03"

    def __init__(self, why: str) -> None:
        super().__init__(
            tr("这个文件不能作地方设置用：{why}。").format(why=why),
            tr("原来的设置还在用，数据没有变。"),
            tr("请县里改好再发。"),
        )


@dataclass(frozen=True)
class ProfilePlan:
    """A profile that would be used, and what would change.

    Attributes:
        name, title, source: of the profile.
        text: its TOML when it comes as a file, "" when it is here already.
        review: what would be otherwise, in words.
        changes: how many lines would.
    """

    name: str
    title: str
    source: str
    text: str
    review: Review
    changes: int


def plan_choice(desk: Desk, name: str) -> ProfilePlan:
    """What would change if another profile were chosen.

    Raises:
        UnknownProfile, ProfileInvalid: nothing is changed.
    """
    return _plan(desk, desk.locality.shelf.load(name), "")


def plan_file(desk: Desk, text: str) -> ProfilePlan:
    """What would change if a county's file were taken in and used.

    Raises:
        NotAProfile, ProfileInvalid, UnknownProfile, ProfilesInCircle: nothing is changed.
    """
    return _plan(desk, read_file(desk, text), text)


def read_file(desk: Desk, text: str) -> Profile:
    """Reads a profile handed out as a file, strictly.

    Raises:
        Those of `plan_file`.
    """
    return desk.locality.shelf.read(text, name_in(text))


def profile_text(content: bytes) -> str:
    """A file's bytes as text.

    Raises:
        NotAProfile: they are no UTF-8.
    """
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        raise NotAProfile(tr("它不是 UTF-8 编码的文字")) from fault


def name_in(text: str) -> str:
    """The name a file gives itself.

    Raises:
        NotAProfile: none, or one that may not be used.
    """
    name = profile_name(text)
    if not name:
        raise NotAProfile(tr("里面没有写 name"))
    if name in profile_names() or is_own(name):
        raise NotAProfile(tr("“{name}”这个名字程序自己在用").format(name=name[:40]))
    return name


def apply(desk: Desk, plan: ProfilePlan) -> Touched:
    """Keeps the file, if it came as one, and uses the profile from now on.

    Raises:
        InvalidValue: the text is too long to be kept.
    """
    kept = Touched()
    if plan.text:
        row = desk.locality.rows.get(plan.name)
        record_id = row.record_id if row and not row.voided else ""
        base = desk.locality.shelf.read(plan.text, plan.name).extends or DEFAULT
        with desk.record.store.writing() as writing:
            wish = LocalText(base, plan.title, plan.text)
            kept = keep_local_profile(writing, wish, record_id, tr("已导入地方设置"))
        desk.locality.renew()
    chosen = choose(desk, plan.name)
    return Touched(kept.kinds | chosen.kinds, kept.ids, chosen.said, kept.undo)


def choose(desk: Desk, name: str) -> Touched:
    """Uses a profile from now on; words and rules change, no record does.

    Raises:
        UnknownProfile, ProfileInvalid: nothing is changed.
    """
    profile = desk.locality.shelf.load(name)
    store = desk.record.store
    with store.keeping() as connection:
        office = read_setting(connection, "office")
        write_setting(connection, "office", {**office, "profile": name})
        who = (desk.clock.now().isoformat(timespec="seconds"), store.author.author)
        write_audit(connection, who, "write", "profile", f"{office['profile']}>{name}")
    desk.locality.renew()
    said = tr("已换成“{title}”").format(title=profile.title)
    return Touched(frozenset({CHOSEN}), frozenset(), said)


def choices(desk: Desk) -> tuple[ProfileTitle, ...]:
    """Every profile that can be chosen."""
    return desk.locality.shelf.titles()


def _plan(desk: Desk, profile: Profile, text: str) -> ProfilePlan:
    place, day = desk.locality, desk.today
    before = Reader(place.profile, place.plain, day).groups()
    after = Reader(profile, place.plain, day).groups()
    parts = [part for old, new in zip(before, after, strict=True) if (part := _part(old, new)) is not None]
    count = sum(len(part.lines) for part in parts)
    title = tr("换成“{title}”，有 {n} 处不同").format(title=profile.title, n=count)
    if not parts:
        parts = [ReviewPart(tr("没有不同"), (tr("叫法和规则都和现在一样。"),))]
    parts.append(ReviewPart(tr("不变的"), (tr("记录一条不少、一字不改；以前登记的险种、项目仍用原来的名称。"),)))
    return ProfilePlan(
        profile.name, profile.title, profile.source, text, Review(title, tuple(parts), tr("换成这一套")), count
    )


def _part(before: RuleGroup, after: RuleGroup) -> ReviewPart | None:
    """What one rule or list would say otherwise; None when it says the same."""
    lines = tuple(_differences(before.lines, after.lines))
    return ReviewPart(after.title, lines) if lines else None


def _differences(before: Iterable[RuleLine], after: Iterable[RuleLine]) -> Iterable[str]:
    """A sentence for each line that differs, what is new and what goes last."""
    old = {line.id: line for line in before}
    for line in after:
        was = old.pop(line.id, None)
        if was is None:
            yield tr("{title}：增加，{value}").format(title=line.title, value=line.value)
        elif (was.title, was.value, was.later) != (line.title, line.value, line.later):
            yield _difference(was, line)
    for line in old.values():
        yield tr("{title}：没有了（{value}）").format(title=line.title, value=line.value)


def _difference(was: RuleLine, line: RuleLine) -> str:
    """What becomes of one line now, and what is fixed for later days."""
    named = line.title if was.title == line.title else f"{was.title} → {line.title}"
    parts = []
    if was.value != line.value:
        parts.append(tr("{before} 改为 {after}").format(before=was.value, after=line.value))
    if was.later != line.later:
        parts += [tr("{day} 起 {value}").format(day=on.isoformat(), value=value) for on, value in line.later]
        parts += [] if line.later else [tr("以后不再改")]
    return tr("{title}：{words}").format(title=named, words="，".join(parts) or line.value)
