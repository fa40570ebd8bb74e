"""附件: a picture or scan put to a family, an activity, a centre or a claim; corrected, looked at, taken out."""

from dataclasses import replace
from typing import Any

from db.commands.attachments import SUBJECTS, correct_attachment
from desktop.desk.attachments import command_for, looked_at
from desktop.desk.desk import Desk
from desktop.desk.registers.reading import stored_values
from desktop.ui.asks.case import Answers, Command, Plan, asking
from desktop.ui.asks.office import Choices, Office, OfficeVerb, Told, as_fields, void_verb
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

_KINDS_OF_FILE = "照片和 PDF (*.jpg *.jpeg *.png *.tif *.tiff *.webp *.pdf)"
_EVIDENCE = {
    "family": ("visit",),
    "visit": ("visit",),
    "activity": ("activity", "volunteer"),
    "centre": ("centre",),
    "claim": (),
}
"""Which of the place's signs (红马甲, 队旗) a photograph of what may show."""
_FIRST = {"family": "photo", "visit": "photo", "activity": "photo", "centre": "photo", "claim": "insurance"}


def _subject(text: str) -> tuple[str, str]:
    """(entity, id) of `activity:<id>`; a bare id is a family's."""
    entity, _, record_id = text.rpartition(":")
    return (entity, record_id) if entity in SUBJECTS else ("family", text)


def _signs(desk: Desk, entity: str) -> Choices:
    wanted = _EVIDENCE.get(entity, ())
    return tuple((sign.code, sign.name) for sign in desk.profile.evidence_on(desk.today) if sign.of in wanted)


def _tell_new(desk: Desk, subject: str) -> Told:
    entity, _ = _subject(subject)
    return Told({"kind": _FIRST[entity], "on": desk.today}, {"tags": _signs(desk, entity)})


def _tell(desk: Desk, subject: str) -> Told:
    held = stored_values(desk, "attachment", subject)
    return Told(held, {"tags": _signs(desk, str(held.get("subject_type") or "family"))})


def _about(office: Office) -> tuple[Ask, ...]:
    held, signs = office.told.held, office.told.choices["tags"]
    known = {code for code, _ in signs}
    signs = (*signs, *((code, code) for code in held.get("tags") or () if code not in known))
    return (
        Ask("kind", tr("是什么"), "choice", held.get("kind"), office.choices("attachment_kind"), required=True),
        Ask("on", tr("哪天的"), "day", held.get("on")),
        *((Ask("tags", tr("照片里有"), "ticks", tuple(held.get("tags") or ()), signs),) if signs else ()),
        Ask("caption", tr("说明"), value=held.get("caption"), hint=tr("如 卫生间扶手装好后")),
    )


def _add(office: Office) -> Plan:
    subject = _subject(office.subject)
    file = Ask("path", tr("照片或扫描件"), "file", hint=tr(_KINDS_OF_FILE), required=True)
    note = tr("加密存在本机，随下次上报交[县]里。照片会缩小，并去掉拍摄地点；原来的文件请自己妥善处理。")
    questions = asking(office, tr("添附件"), tr("添上"), file, *_about(office), note=note)

    def command(a: Answers) -> Command:
        return command_for(office.desk, subject, str(a["path"] or ""), as_fields(a, "path"))

    return Plan(questions, command)


def _edit(office: Office) -> Plan:
    questions = asking(office, tr("改附件说明"), tr("保存修改"), *_about(office), note=tr("文件不变，只改说明。"))

    def command(a: Answers) -> Command:
        fields = as_fields(a)
        return lambda writing: correct_attachment(writing, office.subject, fields)

    return Plan(questions, command)


def _tell_look(desk: Desk, subject: str) -> Told:
    """One attachment by its id, or all of an activity, a centre, a claim or a family by `family:<id>`."""
    entity, record_id = _subject(subject)
    return Told(more=looked_at(desk, subject=(entity, record_id)) if ":" in subject else looked_at(desk, (subject,)))


def _look(office: Office) -> Plan:
    shown: Any = office.told.more
    note = tr("这次查看已留记录。") if shown.pages else tr("还没有附件。")
    questions = asking(office, shown.title or tr("附件"), "", note=note)
    return Plan(replace(questions, pages=shown.pages, captions=shown.captions), _nothing)


def _nothing(_answers: Answers) -> Command:
    raise RuntimeError("a panel that only shows has nothing to save")


VERBS = {
    "add_attachment": OfficeVerb(_add, _tell_new),
    "edit_attachment": OfficeVerb(_edit, _tell),
    "look_attachment": OfficeVerb(_look, _tell_look),
    "void_attachment": void_verb("attachment"),
}
