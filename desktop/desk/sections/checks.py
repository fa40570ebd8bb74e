"""What the checks say of this family: quiet while nothing must be put right, absent while there is nothing at all."""

from db.domain.checks.check import HARD, Finding
from db.domain.standing import MISS, OK, SOON
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.findings import family_findings
from desktop.desk.jumps import explain_of, jump_of
from desktop.desk.sections.section import Section, SectionLine
from desktop.words import tr


def checks_section(desk: Desk, view: FamilyView) -> Section | None:
    """To be put right, worth a look, and explained, kept apart."""
    found = family_findings(desk, view.facts.id)
    if not found:
        return None
    hard = sum(each.open and each.level == HARD for each in found)
    soft = sum(each.open and each.level != HARD for each in found)
    words = [
        tr("{n} 处要改").format(n=hard) if hard else "",
        tr("{n} 处请看").format(n=soft) if soft else "",
        "" if hard or soft else tr("{n} 处已说明").format(n=len(found)),
    ]
    note = "，".join(word for word in words if word)
    return Section(
        "checks", "list-checks", tr("核对"), note, MISS if hard else "", tuple(_line(each) for each in found)
    )


def _line(finding: Finding) -> SectionLine:
    jump = jump_of(finding)
    verbs = (jump,) if jump else ()
    if finding.level == HARD:
        return SectionLine(finding.sentence, tr("要改正"), MISS, verbs)
    if finding.explained:
        note = tr("已说明：{words}").format(words=finding.explained)
        return SectionLine(finding.sentence, note, OK, (*verbs, explain_of(finding)))
    return SectionLine(finding.sentence, "", SOON, (*verbs, explain_of(finding)))
