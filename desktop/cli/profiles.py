"""`nuanxin profile`: which locality's words and rules are used, what they say, another one, a county's file."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import Commands, command, filled, group
from desktop.cli.files import read_file
from desktop.cli.seat import Seat, asked_yes, on_terminal
from desktop.cli.terminal import Answer, pairs, sections, table, write_line
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.desk.profile_choice import ProfilePlan
    from desktop.desk.rulebook import RuleGroup, RuleLine

LONGEST = 1 << 18
"""Bytes of the longest profile that is read."""


def add(commands: Commands) -> None:
    """Adds `profile list`, `show`, `use`, `check` and `import`."""
    words = group(commands, "profile", tr("地方设置：叫法和规则"))
    command(words, "list", tr("可以用的地方设置，和现在用的是哪一套"), listed)
    parser = command(words, "show", tr("一套地方设置的叫法和规则，每一条从哪天起、依据什么"), shown)
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help=tr("名字；不写就是现在用的"))
    parser = command(words, "use", tr("换用另一套，记录不变"), use)
    parser.add_argument("name", type=filled, metavar="NAME", help=tr("名字，见 nuanxin profile list"))
    parser = command(words, "check", tr("看一个地方设置文件写得对不对，不用打开档案"), check)
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("地方设置文件（TOML）"))
    parser = command(words, "import", tr("导入[县]里发来的地方设置并换用"), bring_in)
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("地方设置文件（TOML）"))
    parser.add_argument("--yes", action="store_true", help=tr("不再问，直接换用；不写则只看有什么不同"))


def listed(_words: argparse.Namespace, seat: Seat) -> Answer:
    """All profiles, and the one in force."""
    from desktop.desk.rulebook import rulebook

    with seat.desk() as desk:
        titles, place = desk.locality.shelf.titles(), desk.locality
        own = sum(line.own for each in rulebook(desk) for line in each.lines)
    trouble = place.trouble.sentence if place.trouble else ""
    document = {
        "chosen": place.chosen,
        "in_force": place.base.name,
        "own_changes": own,
        "trouble": trouble or None,
        "profiles": [{"name": t.name, "title": t.title, "source": t.source, "kept": t.kept} for t in titles],
    }
    rows = [(tr("✓") if t.name == place.base.name else "", t.name, t.title, t.source) for t in titles]
    last = tr("本单位改过 {n} 处。").format(n=own) if own else ""
    heads = ("", tr("名字"), tr("名称"), tr("依据"))
    return Answer(document, sections(trouble, table(heads, rows), last))


def shown(words: argparse.Namespace, seat: Seat) -> Answer:
    """Everything one profile says today."""
    from desktop.desk.rulebook import Reader, rulebook

    with seat.desk() as desk:
        place = desk.locality
        profile = place.shelf.load(words.name) if words.name else place.profile
        groups = Reader(profile, place.plain, desk.today).groups() if words.name else rulebook(desk)
    document = {
        "name": profile.name,
        "title": profile.title,
        "source": profile.source,
        "region": profile.region,
        "groups": [_group(each) for each in groups],
    }
    head = pairs(((tr("名称"), profile.title), (tr("依据"), profile.source), (tr("地区"), profile.region)))
    return Answer(document, sections(head, *(_group_text(each) for each in groups if each.lines)))


def _group(each: "RuleGroup") -> dict[str, Any]:
    return {"key": each.key, "title": each.title, "lines": [_line(line) for line in each.lines]}


def _line(line: "RuleLine") -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "value": line.value,
        "since": line.since.isoformat() if line.since else None,
        "source": line.source,
        "own": line.own,
        "later": [{"since": on.isoformat(), "value": value} for on, value in line.later],
    }


def _group_text(each: "RuleGroup") -> str:
    rows = [
        (line.title, _value(line), line.since.isoformat() if line.since else "", line.source) for line in each.lines
    ]
    return table((f"[{each.title}]", tr("现在"), tr("起"), tr("依据")), rows)


def _value(line: "RuleLine") -> str:
    later = "".join(tr("，{day} 起 {value}").format(day=on.isoformat(), value=value) for on, value in line.later)
    return line.value + later


def use(words: argparse.Namespace, seat: Seat) -> Answer:
    """Uses another profile from now on."""
    from desktop.desk.profile_choice import apply, plan_choice

    with seat.desk() as desk:
        plan = plan_choice(desk, words.name)
        done = apply(desk, plan)
    return Answer(_plan(plan, applied=True), sections(_plan_text(plan), tr("{said}。").format(said=done.said)))


def check(words: argparse.Namespace, _seat: Seat) -> Answer:
    """Reads a file strictly, its parents among the profiles that ship."""
    from desktop.desk.profile_choice import name_in, profile_text
    from desktop.profiles import Shelf

    text = profile_text(read_file(words.file, tr("地方设置文件"), LONGEST))
    profile = Shelf().read(text, name_in(text))
    own = list(profile.layers[-1]) if profile.layers else []
    document = {
        "name": profile.name,
        "title": profile.title,
        "source": profile.source,
        "extends": profile.extends or None,
        "rules": len(own),
    }
    facts = (
        (tr("名字"), profile.name),
        (tr("名称"), profile.title),
        (tr("依据"), profile.source),
        (tr("底本"), profile.extends),
        (tr("自己的规则"), tr("{n} 条").format(n=len(own))),
    )
    return Answer(document, sections(tr("写得对，可以用。"), pairs(facts)))


def bring_in(words: argparse.Namespace, seat: Seat) -> Answer:
    """Lays out what a county's file would change, and takes it in once that is agreed to."""
    from desktop.desk.profile_choice import apply, plan_file, profile_text

    content = read_file(words.file, tr("地方设置文件"), LONGEST)
    with seat.desk() as desk:
        plan = plan_file(desk, profile_text(content))
        agreed = words.yes or _agreed(plan)
        if agreed:
            apply(desk, plan)
    last = tr("已导入并换用。") if agreed else tr("这是预览，什么都没有写入；要换用请加 --yes。")
    return Answer(_plan(plan, applied=agreed), sections(_plan_text(plan), last))


def _agreed(plan: "ProfilePlan") -> bool:
    if not on_terminal():
        return False
    write_line(_plan_text(plan))
    return asked_yes(tr("换用“{title}”？（是/否）").format(title=plan.title))


def _plan(plan: "ProfilePlan", *, applied: bool) -> dict[str, Any]:
    return {
        "name": plan.name,
        "title": plan.title,
        "source": plan.source,
        "changes": plan.changes,
        "differences": list(plan.review.sentences),
        "applied": applied,
    }


def _plan_text(plan: "ProfilePlan") -> str:
    return sections(plan.review.title, "\n".join(plan.review.sentences))
