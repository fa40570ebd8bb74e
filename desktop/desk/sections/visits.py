"""The latest visits and attempts, each of which can be put right: voided, or written anew in its place."""

from db.domain.standing import NO, SOON
from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, item_words, say_day
from desktop.words import tr

_MOST = 5


def visits_section(desk: Desk, view: FamilyView) -> Section:
    """Visits and attempts, the latest first."""
    made = sorted(view.of("visit"), key=lambda r: (str(r.values["on"]), r.first_no), reverse=True)
    word, state = item_words(view, "S2")
    last = made[0].values["on"] if made else None
    done = tr("上次 {day}").format(day=say_day(view, as_day(last))) if last else tr("还没有记录")
    lines = tuple(_line(desk, view, record) for record in made[:_MOST])
    verbs = (Verb("record_visit", tr("记录走访")), Verb("quick_note", tr("随手记")))
    return Section("visits", "footprints", tr("走访慰问"), word or done, state, lines, verbs)


def _line(desk: Desk, view: FamilyView, record: StoredRecord) -> SectionLine:
    v = record.values
    parts = [desk.word("visit_mode", str(v["mode"]))]
    if v["category"] != "daily":
        parts.append(desk.word("visit_category", str(v["category"])))
    if v.get("festival"):
        parts.append(desk.word("festival", str(v["festival"])))
    met = v["outcome"] == "met"
    names = [p.name for p in view.facts.persons if p.id in (v.get("persons_met") or ())]
    if not met:
        parts.append(desk.word("visit_outcome", str(v["outcome"])))
    said = [say_day(view, as_day(v["on"])), tr("见到{names}").format(names="、".join(names)) if names else ""]
    retry = next((d.retry_on for d in view.duties if d.attempted_on == as_day(v["on"]) and d.retry_on), None)
    if not met and retry:
        said.append(tr("{day} 再联系").format(day=say_day(view, retry)))
    pictures = sum(each.values.get("subject_id") == record.id for each in view.of("attachment"))
    look = (Verb("look_attachment", tr("看照片（{n}）").format(n=pictures), f"visit:{record.id}"),) if pictures else ()
    verbs = (
        Verb("redo_visit", tr("照此重记"), record.id),
        Verb("add_attachment", tr("添照片"), f"visit:{record.id}"),
        *look,
        Verb("void_visit", tr("记错了"), record.id),
    )
    state = "" if met else SOON if retry and retry <= view.on else NO
    return SectionLine("，".join(parts), "，".join(part for part in said if part), state, verbs)
