"""村（社区）: entered, renamed, given a code, its name for the level, its place on the route."""

from functools import partial

from db.commands.villages import keep_village
from desktop.desk.desk import Desk
from desktop.desk.registers.reading import stored_values
from desktop.ui.asks.case import Plan, asking
from desktop.ui.asks.office import Office, OfficeVerb, Told, as_fields, asks_of, void_verb
from desktop.words import tr

_FIELDS = ("name", "level_label", "code", "legacy_code", "route_order")


def _tell(desk: Desk, subject: str) -> Told:
    return Told(stored_values(desk, "org_unit", subject) if subject else {})


def _keep(office: Office) -> Plan:
    held = office.told.held
    title = tr("改[村（社区）]") if held else tr("新增[村（社区）]")
    note = tr("改名后，名下的户一起显示新名；路线顺序小的排在前面。") if held else tr("路线顺序小的排在前面。")
    questions = asking(office, title, tr("保存"), *asks_of(office, "org_unit", _FIELDS, held), note=note)
    village_id = office.subject if held else ""
    return Plan(questions, lambda a: partial(keep_village, fields=as_fields(a), village_id=village_id))


VERBS = {
    "add_village": OfficeVerb(_keep, lambda desk, _subject: _tell(desk, "")),
    "edit_village": OfficeVerb(_keep, _tell),
    "void_village": void_verb("org_unit", lambda desk: desk.profile.level("village")),
}
