"""附件: photographs, signed sheets and papers of the family, the latest first."""

from db.queries.casefile import StoredRecord
from desktop.desk.desk import Desk
from desktop.desk.families import FamilyView
from desktop.desk.sections.section import Section, SectionLine, Verb, as_day, say_day
from desktop.words import tr

_MOST = 8
_KIB, _MIB = 1 << 10, 1 << 20


def attachments_section(desk: Desk, view: FamilyView) -> Section:
    """What was put to the file and to its claims."""
    found = sorted(view.of("attachment"), key=lambda record: record.first_no, reverse=True)
    lines = [_line(desk, view, record) for record in found[:_MOST]]
    if (left := len(found) - _MOST) > 0:
        lines.append(SectionLine(tr("更早的 {n} 份").format(n=left), tr("在台账“附件”里")))
    note = tr("{n} 份").format(n=len(found)) if found else tr("没有")
    return Section(
        "attachments", "paperclip", tr("附件"), note, "", tuple(lines), (Verb("add_attachment", tr("添附件")),)
    )


def _line(desk: Desk, view: FamilyView, record: StoredRecord) -> SectionLine:
    v = record.values
    words = desk.word("attachment_kind", str(v["kind"]))
    signs = {sign.code: sign.name for sign in desk.profile.evidence_on(view.on)}
    said = [say_day(view, as_day(v.get("on"))), str(v.get("caption") or "")]
    said += [signs.get(str(tag), str(tag)) for tag in v.get("tags") or ()]
    said += [_of(view, str(v.get("subject_type") or ""), str(v.get("subject_id") or ""))]
    said.append(size_words(int(v["size"])))
    verbs = (
        Verb("look_attachment", tr("看"), record.id),
        Verb("edit_attachment", tr("改说明"), record.id),
        Verb("void_attachment", tr("添错了"), record.id),
        Verb("purge_attachment", tr("申请清除"), record.id),
    )
    return SectionLine(words, "，".join(part for part in said if part), "", verbs)


def _of(view: FamilyView, entity: str, record_id: str) -> str:
    """What it belongs to inside the file, "" for the file itself."""
    if entity == "claim":
        return tr("理赔材料")
    visit = next((each for each in view.of("visit") if each.id == record_id), None) if entity == "visit" else None
    return tr("{day} 走访").format(day=say_day(view, as_day(visit.values["on"]))) if visit else ""


def size_words(size: int) -> str:
    """Bytes in words: 340 KB, 1.2 MB."""
    if size < _MIB:
        return tr("{n} KB").format(n=max(1, round(size / _KIB)))
    return tr("{n} MB").format(n=f"{size / _MIB:.1f}")
