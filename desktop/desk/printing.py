"""Visit forms from the record: whom to print for, what stands on each, its number, and that it was printed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from db.domain.duties import UPCOMING, Duty, duties
from db.domain.family import Family
from db.domain.masking import mask_phone
from db.domain.posts import holders_on
from db.domain.standing import day_words
from db.errors import NotFound
from db.ids import new_id
from db.ledger.change import Draft
from db.queries.facts import families_on_file
from db.queries.forms import FormFacts, PrintedForm, form_facts, last_serial, unreturned_forms
from db.store.audit import write_audit
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.forms.batch import BatchOptions, VisitBatch, visit_batch
from desktop.forms.sheets import OpenItem, VisitCategory, VisitSheet, blank_visit_sheet
from desktop.forms.visit_layout import FORM, VERSION

Which = Literal["due", "village", "family", "all"]
_CATEGORIES: Mapping[str, VisitCategory] = {
    "S2-emergency": "emergency",
    "S2-hospital": "hospital",
    "S2-festival": "festival",
    "S2-birthday": "birthday",
    "C1b": "daily",
    "C1a": "daily",
}
"""Rule of a duty -> the kind of visit ticked beforehand, the more pressing first."""
_LAST_ROUTE = 1_000_000


@dataclass(frozen=True)
class Wanted:
    """Whose forms.

    Attributes:
        which: everyone due on the day, one village, one family, or all on the register.
        name: the village's name or the family's id; "" otherwise.
    """

    which: Which
    name: str = ""


@dataclass(frozen=True)
class Round:
    """Forms ready to be drawn.

    Attributes:
        sheets: one per form, in the order of the families on file.
        families: by form id, the family's id; blank forms have "".
        reprints: form ids that were printed before and keep their number.
        on: the day of printing.
    """

    sheets: tuple[VisitSheet, ...]
    families: Mapping[str, str]
    reprints: Mapping[str, PrintedForm]
    on: date


def prepare_forms(desk: Desk, wanted: Wanted, on: date | None = None) -> Round:
    """The forms of the families wanted, filled in from the record, numbered; nothing is written yet.

    A form printed this year that has not come back, and that no visit has answered, keeps its id and number.

    Args:
        desk: the desk.
        wanted: whose.
        on: the day whose duties decide; today when None.

    Raises:
        NotFound: no such village or family.
    """
    day = on or desk.today
    with desk.record.store.reading() as connection:
        families = _families(desk, families_on_file(connection, _ids(wanted)), wanted, day)
        ids = [family.id for family, _ in families]
        heads = form_facts(connection, ids)
        printed = unreturned_forms(connection, FORM, desk.today.year, ids)
        number = last_serial(connection, _prefix(desk))
    office = desk.record.office
    sheets, owners, reprints = [], {}, {}
    for family, due in families:
        again = printed.get(family.id)
        number += again is None
        form_id = again.id if again else new_id(desk.clock)
        serial = again.serial if again else f"{_prefix(desk)}{number:06d}"
        sheet = VisitSheet(UUID(form_id), serial=serial, unit=office.org_name, practice=office.practice)
        sheets.append(_filled(desk, sheet, family, heads[family.id], due))
        owners[form_id] = family.id
        if again:
            reprints[form_id] = again
    return Round(tuple(sheets), owners, reprints, desk.today)


def prepare_blank(desk: Desk, count: int) -> Round:
    """Forms to be written by hand altogether, each with its own id and number."""
    office = desk.record.office
    with desk.record.store.reading() as connection:
        number = last_serial(connection, _prefix(desk))
    ids = sorted(new_id(desk.clock) for _ in range(count))  # a round is laid out by id where nothing else differs
    blanks = [
        replace(
            blank_visit_sheet(UUID(form_id), unit=office.org_name, practice=office.practice),
            serial=f"{_prefix(desk)}{place:06d}",
        )
        for place, form_id in enumerate(ids, start=number + 1)
    ]
    return Round(tuple(blanks), {str(sheet.form_id): "" for sheet in blanks}, {}, desk.today)


def draw(forms: Round, options: BatchOptions | None = None) -> VisitBatch:
    """The PDF.

    Raises:
        NothingToPrint, GlyphsMissing, UnfitWording, TextTooLong: before anything is handed out.
    """
    return visit_batch(forms.sheets, options)


def note_printed(desk: Desk, forms: Round) -> Touched:
    """Keeps that these forms were made: new ones with their number, reprints with one print more."""
    drafts = [_noted(forms, sheet) for sheet in forms.sheets]
    store = desk.record.store
    with store.writing() as writing:
        writing.append(drafts)
        touched = writing.finish(f"已生成走访表 {len(drafts)} 张")
        who = (desk.clock.now().isoformat(timespec="seconds"), store.author.author)
        write_audit(writing.connection, who, "print", FORM, str(len(drafts)))
    return touched


def _noted(forms: Round, sheet: VisitSheet) -> Draft:
    form_id, on = str(sheet.form_id), forms.on.isoformat()
    again = forms.reprints.get(form_id)
    if again:
        return Draft("set", "printed_form", form_id, {"prints": again.prints + 1})
    fields = {
        "form": FORM,
        "serial": sheet.serial,
        "template": VERSION,
        "printed_on": on,
        "prints": 1,
        "state": "made",
    }
    family = forms.families.get(form_id)
    return Draft("create", "printed_form", form_id, {**fields, "family_id": family} if family else fields)


def _prefix(desk: Desk) -> str:
    return f"{FORM}-{desk.today.year}-"


def _ids(wanted: Wanted) -> list[str] | None:
    return [wanted.name] if wanted.which == "family" else None


def _families(desk: Desk, found: Iterable[Family], wanted: Wanted, day: date) -> list[tuple[Family, Duty | None]]:
    """The families meant, each with the visit that is most pressing."""
    on_file = [family for family in found if family.active(day) and family.members(day)]
    keep: Callable[[Family, Duty | None], bool] = {
        "due": lambda _, due: due is not None,
        "village": lambda family, _: family.village == wanted.name,
        "family": lambda _, __: True,
        "all": lambda _, __: True,
    }[wanted.which]
    pairs = [(family, _visit_due(desk, family, day)) for family in on_file]
    kept = [pair for pair in pairs if keep(*pair)]
    if not kept and wanted.which == "village" and all(family.village != wanted.name for family in on_file):
        names = "、".join(dict.fromkeys(family.village for family in on_file if family.village))
        raise NotFound(f"没有“{wanted.name[:40]}”这个村的家庭。", next_step=f"有的是：{names or '还没有'}。")
    if not kept and wanted.which == "family":
        raise NotFound("没有找到这一户，或已不在册。", next_step="请用 nuanxin families 再查一次。")
    return kept


def _visit_due(desk: Desk, family: Family, day: date) -> Duty | None:
    """The visit that can be made now, by the most pressing rule; None when none is owed."""
    owed = [d for d in duties(family, desk.profile, day) if d.action == "record_visit" and d.state != UPCOMING]
    order = list(_CATEGORIES)
    return min(owed, key=lambda d: (order.index(d.rule) if d.rule in order else len(order), d.due_by), default=None)


def _filled(desk: Desk, sheet: VisitSheet, family: Family, head: FormFacts, due: Duty | None) -> VisitSheet:
    day = desk.today
    posts = holders_on(family, day)
    category = _CATEGORIES.get(due.rule) if due else None
    return replace(
        sheet,
        revision=max(head.revision, 1),
        village=head.village,
        head=family.name,
        case_no=head.case_no,
        phone=mask_phone(head.phone),
        address=head.address,
        year=day.year,
        category=category,
        festival=_festival(desk, due) if due and category == "festival" else "",
        township_contact=posts["township"].contact_name if "township" in posts else "",
        village_contact=posts["village"].contact_name if "village" in posts else "",
        persons=tuple(person.name for person in family.members(day)),
        open_items=tuple(_item(need, day) for need in head.open_needs[-2:]),
        route=head.route or _LAST_ROUTE,
        group=head.group_name,
    )


def _item(need: tuple[str, str, str], day: date) -> OpenItem:
    request, raised, responsible = need
    return OpenItem(request, day_words(date.fromisoformat(raised), day.year), responsible)


def _festival(desk: Desk, due: Duty) -> str:
    return desk.word("festival", due.subject_id)
