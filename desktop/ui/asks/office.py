"""What a register's verb asks: a panel with no family in it, made from what the record says first.

Most registers keep one entity whose fields are asked in paper order: `record_verbs` makes adding, correcting and taking
out of such an entity. What is asked differently is an `OfficeVerb` of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from db.commands.office import correct_record, end_record, keep_record, take_out
from db.domain.entities.entity import SENTENCE, Field
from db.domain.entities.registry import ENTITIES
from db.touched import Touched
from desktop.desk.desk import Desk
from desktop.desk.registers.reading import stored_values
from desktop.ui.asks.case import Answers, Asked, Command, Plan, asking
from desktop.ui.dialogs.ask_panel import Ask
from desktop.words import tr

Choices = tuple[tuple[Any, str], ...]


@dataclass(frozen=True)
class Told:
    """What the record says before a panel opens.

    Attributes:
        held: the fields of the record as they stand; empty for a new one.
        choices: what may be chosen for a field that points at other records.
        more: anything else a plan needs.
    """

    held: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)
    more: Any = None


@dataclass(frozen=True)
class Office(Asked):
    """What a register's plans are made from.

    Attributes:
        desk: words and the day.
        register: name of the register (or of the household), above the panel's title.
        subject: the record the verb is about, or "".
        told: what the record says.
    """

    desk: Desk
    register: str
    subject: str
    told: Told

    @property
    def over(self) -> str:
        """The register."""
        return self.register


@dataclass(frozen=True)
class OfficeVerb:
    """One verb of a register.

    Attributes:
        plan: its panel and command.
        tell: asks the record on its own thread what the panel needs: takes the desk and the verb's subject.
    """

    plan: Callable[[Office], Plan]
    tell: Callable[[Desk, str], Told] | None = None

    def told(self, desk: Desk, subject: str) -> Told:
        """What the record says; runs on its thread."""
        return self.tell(desk, subject) if self.tell else Told()


def record_verbs(
    entity: str,
    fields: tuple[str, ...],
    *,
    noun: Callable[[Desk], str] | None = None,
    first: Callable[[Office], Mapping[str, Any]] | None = None,
    choices: Callable[[Desk], Mapping[str, Choices]] | None = None,
) -> dict[str, OfficeVerb]:
    """Adding, correcting and taking out of one entity: `add_<entity>`, `edit_<entity>`, `void_<entity>`.

    Args:
        entity: a name of the registry.
        fields: what is asked, in reading order.
        noun: what one record is called at this place; the entity's title when None.
        first: what stands in a new record's fields at first.
        choices: what may be chosen for fields that are no code of a list, asked from the record.
    """

    def tell(desk: Desk, subject: str) -> Told:
        held = stored_values(desk, entity, subject) if subject else {}
        return Told(held, choices(desk) if choices else {})

    def add(office: Office) -> Plan:
        held, word = first(office) if first else {}, named(office, entity, noun)
        said = tr("已登记{noun}").format(noun=word)
        asks = asks_of(office, entity, fields, held)
        questions = asking(office, tr("新增{noun}").format(noun=word), tr("保存"), *asks)
        return Plan(questions, lambda a: partial(keep_record, entity=entity, fields=as_fields(a), said=said))

    def edit(office: Office) -> Plan:
        held, word = office.told.held, named(office, entity, noun)
        title, said = tr("改{noun}").format(noun=word), tr("已改{noun}").format(noun=word)
        asks = asks_of(office, entity, fields, held)
        questions = asking(office, title, tr("保存修改"), *asks, note=tr("原来的值留在历史里。"))

        def command(a: Answers) -> Command:
            whole = {**held, **as_fields(a)} if ENTITIES[entity].append_only else as_fields(a)
            return partial(correct_record, entity=entity, record_id=office.subject, fields=whole, said=said)

        return Plan(questions, command)

    return {
        f"add_{entity}": OfficeVerb(add, tell),
        f"edit_{entity}": OfficeVerb(edit, tell),
        f"void_{entity}": void_verb(entity, noun),
    }


def named(office: Office, entity: str, noun: Callable[[Desk], str] | None) -> str:
    """What one record of an entity is called at this place."""
    return noun(office.desk) if noun else tr(ENTITIES[entity].title)


def void_verb(
    entity: str,
    noun: Callable[[Desk], str] | None = None,
    take: Callable[..., Touched] | None = None,
) -> OfficeVerb:
    """Taking a record out, with a reason.

    Args:
        entity: a name of the registry.
        noun: what one record is called; the entity's title when None.
        take: a command of its own (writing, record id, reason) where more goes with it.
    """

    def plan(office: Office) -> Plan:
        questions = asking(
            office,
            _void_title(named(office, entity, noun)),
            tr("作废"),
            Ask("reason", tr("理由"), "notes", required=True),
            note=tr("作废后不再计入，历史里查得到，也可以撤销。"),
        )

        def command(a: Answers) -> Command:
            reason = str(a["reason"] or "")
            if take is not None:
                return lambda writing: take(writing, office.subject, reason)
            word = named(office, entity, noun)
            return partial(take_out, entity=entity, record_id=office.subject, reason=reason, noun=word)

        return Plan(questions, command)

    return OfficeVerb(plan)


_DONE = ("记录", "登记", "服务", "活动", "报送", "自查", "结对", "联系", "使用", "协议", "资格", "调查")
"""How words end for something that was done or agreed; of persons, places and papers nobody says 这条."""


def _void_title(noun: str) -> str:
    """`作废这条服务活动`, but `作废联系人的登记`."""
    return tr("作废这条{noun}").format(noun=noun) if noun.endswith(_DONE) else tr("作废{noun}的登记").format(noun=noun)


def end_verb(entity: str, title: str, said: str) -> OfficeVerb:
    """Writing the last day of something that has one."""

    def plan(office: Office) -> Plan:
        last = Ask("until", tr("最后一天"), "day", office.today, required=True)
        questions = asking(office, tr(title), tr("结束"), last)
        return Plan(
            questions,
            lambda a: partial(
                end_record, entity=entity, record_id=office.subject, until=str(a["until"] or ""), said=tr(said)
            ),
        )

    return OfficeVerb(plan)


def asks_of(office: Office, entity: str, names: tuple[str, ...], held: Mapping[str, Any]) -> tuple[Ask, ...]:
    """The questions for fields of an entity, as they stand in `held`."""
    by_name = ENTITIES[entity].by_name
    return tuple(_ask(office, entity, by_name[name], held.get(name)) for name in names)


def as_fields(answers: Answers, *left_out: str) -> dict[str, Any]:
    """Answers as fields of a record: ticks become lists, what is empty becomes nothing; `left_out` are no fields."""
    return {name: _plain(value) for name, value in answers.items() if name not in left_out}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return None if value == "" else value


def _ask(office: Office, entity: str, spec: Field, value: Any) -> Ask:
    offered = office.told.choices.get(spec.name)
    if offered is None:
        offered = _choices(office, entity, spec)
    kind = _kind(spec, bool(offered))
    if kind == "ticks":
        value = tuple(value or ())
    if kind == "choice" and value is not None and value not in {each for each, _ in offered}:
        offered = (*offered, (value, str(value)))
    return Ask(spec.name, tr(spec.title), kind, value, offered, required=spec.required)


def _choices(office: Office, entity: str, spec: Field) -> Choices:
    name = spec.code_list or (f"{entity}_{spec.name}" if spec.codes else "")
    return office.choices(name) if name else ()


def _kind(spec: Field, offered: bool) -> str:  # noqa: FBT001 - read at one place only
    if spec.kind == "listing":
        return "ticks"
    if offered:
        return "choice"
    if spec.kind == "text":
        return "notes" if spec.longest >= SENTENCE else "phone" if spec.name == "phone" else "text"
    return spec.kind if spec.kind in {"day", "part_day", "whole", "money", "flag"} else "text"
