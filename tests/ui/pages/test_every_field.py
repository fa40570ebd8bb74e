"""Every field of the registry is typed in and can be put right somewhere on screen, or it is said why not."""

from functools import partial
from typing import Any

from db.domain.entities.registry import ENTITIES
from desktop.desk.case_file import read_case
from desktop.desk.desk import Desk
from desktop.desk.looking import for_editing
from desktop.desk.registers.listing import REGISTERS
from desktop.desk.sections.section import Verb
from desktop.ui.asks.case import Case
from desktop.ui.asks.office import Office
from desktop.ui.asks.plans import EDITED, OFFICE, knows, plan_for
from desktop.ui.pages.visit import VisitPage
from desktop.ui.workplace import Workplace
from tests.ui.pages.conftest import Ask
from tests.ui.pages.every_field import NOT_CORRECTED, NOT_TYPED, RENAMED, WAYS, WITHOUT_WAY

Asked = dict[str, set[str]]
FIELDS = tuple(f"{name}.{spec.name}" for name, entity in ENTITIES.items() for spec in entity.fields)


def _asked_in_files(desk: Desk) -> Asked:
    """By verb, the fields its panel asks for on any file of the practice township."""
    with desk.record.store.reading() as connection:
        ids = [str(row[0]) for row in connection.exec_driver_sql("SELECT id FROM family ORDER BY no")]
    found: Asked = {}
    for family_id in ids:
        file = read_case(desk, family_id)
        verbs = [verb for section in file.sections for verb in section.verbs]
        verbs += [verb for section in file.sections for line in section.lines for verb in line.verbs]
        for verb in verbs:
            if verb.key in OFFICE:
                _office(desk, found, verb)
            elif verb.key not in found or verb.key.startswith("edit_"):
                entity, fields = EDITED.get(verb.key, ("", ()))
                held = for_editing(desk, entity, verb.subject, fields) if entity and verb.subject else {}
                case = Case(desk, file, verb.subject, held)
                plan = plan_for(verb.key, case)
                for part in (verb.key, *(part for part, _ in plan.asking.groups)) if plan else ():
                    if asked := plan_for(part, case):
                        found.setdefault(part, set()).update(ask.name for ask in asked.asking.asks)
    return found


def _asked_in_registers(desk: Desk) -> Asked:
    found: Asked = {}
    for register in REGISTERS:
        table = register.read(desk)
        verbs = {verb.key: verb for row in table.rows for verb in row.verbs} | {verb.key: verb for verb in table.verbs}
        for verb in verbs.values():
            if verb.key in OFFICE:
                _office(desk, found, verb)
    return found


def _office(desk: Desk, found: Asked, verb: Verb) -> None:
    plan = OFFICE[verb.key].plan(Office(desk, "", verb.subject, OFFICE[verb.key].told(desk, verb.subject)))
    found.setdefault(verb.key, set()).update(ask.name for ask in plan.asking.asks)


def _all_asked(demo_place: Workplace, ask_demo: Ask, show_page: Any) -> Asked:
    files, registers = ask_demo(_asked_in_files), ask_demo(_asked_in_registers)
    asked = {key: files.get(key, set()) | registers.get(key, set()) for key in files | registers}
    family_id = ask_demo(partial(_first, entity="family"))
    page = show_page(VisitPage(demo_place), family_id=family_id)
    return {**asked, "VisitPage": set(page.form.fields)}


def _first(desk: Desk, entity: str) -> str:
    with desk.record.store.reading() as connection:
        asked = f"SELECT id FROM \"{entity}\" WHERE voided = 0 AND status = 'active' ORDER BY no LIMIT 1"
        return str(connection.exec_driver_sql(asked).scalar_one())


def test_every_field_is_typed_in_and_put_right_or_it_is_said_why_not(
    demo_place: Workplace, ask_demo: Ask, show_page: Any
) -> None:
    asked = _all_asked(demo_place, ask_demo, show_page)

    def by(verbs: tuple[str, ...], field: str) -> bool:
        name = field.partition(".")[2]
        return any(asked.get(verb, set()) & {name, RENAMED.get(field, name)} for verb in verbs)

    assert set(ENTITIES) == set(WAYS) | set(WITHOUT_WAY)
    assert not set(WAYS) & set(WITHOUT_WAY)
    ours = [field for field in FIELDS if field.partition(".")[0] in WAYS]
    typed = {field for field in ours if by(WAYS[field.partition(".")[0]].typed, field)}
    nowhere = sorted(set(ours) - typed - set(NOT_TYPED))
    assert not nowhere, f"typed in nowhere, and no reason is given: {nowhere}"
    stale = sorted(typed & set(NOT_TYPED))
    assert not stale, f"typed in after all: {stale}"
    corrected = {field for field in typed if by(WAYS[field.partition(".")[0]].corrected, field)}
    anew = {field for field in typed if WAYS[field.partition(".")[0]].anew}
    never = sorted(typed - corrected - anew - set(NOT_CORRECTED))
    assert not never, f"never put right: {never}"


def test_the_list_of_exceptions_names_nothing_that_is_gone() -> None:
    assert set(NOT_TYPED) | set(NOT_CORRECTED) | set(RENAMED) <= set(FIELDS)
    named = {verb for way in WAYS.values() for verb in (*way.typed, *way.corrected, way.anew) if verb}
    assert [verb for verb in sorted(named) if verb != "VisitPage" and not knows(verb)] == []
