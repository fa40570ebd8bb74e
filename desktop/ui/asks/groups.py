"""A long record asked part by part: which fields stand together, under which words, and how they check each other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from db.domain.entities.entity import SENTENCE, Field
from db.domain.entities.registry import ENTITIES
from db.domain.people_checks import HARD, REASON, SOFT, Doubt
from desktop.desk.parts import Part
from desktop.ui.asks.case import Answers, Case, Command, Plan, asking
from desktop.ui.dialogs.ask_panel import Ask, Judge
from desktop.ui.widgets.fields import Verdict, hard, soft
from desktop.words import tr

Doubts = Callable[[Mapping[str, Any]], Iterable[Doubt]]


@dataclass(frozen=True)
class Grouped:
    """A record in parts.

    Attributes:
        entity: its kind.
        title: of the panel; note: under it.
        groups: the parts, the first the one most often asked for.
        asks: replaces the generic question of some fields.
        doubts: what the fields say about each other, from all of them as they would stand.
        save: the command made of the fields that were asked.
    """

    entity: str
    title: str
    groups: tuple[Part, ...]
    save: Callable[[Case, Mapping[str, Any]], Command]
    asks: Mapping[str, Callable[[Case, Ask], Ask]]
    doubts: Callable[[Case], Doubts] | None = None
    note: str = ""

    @property
    def plans(self) -> dict[str, Callable[[Case], Plan]]:
        """The plan of each part."""
        return {group.verb: self._planner(group) for group in self.groups}

    @property
    def edited(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Each part with all fields of the record: parts are judged by the whole."""
        every = tuple(spec.name for spec in ENTITIES[self.entity].fields)
        return {group.verb: (self.entity, every) for group in self.groups}

    def _planner(self, group: Part) -> Callable[[Case], Plan]:
        def plan(case: Case) -> Plan:
            asks = tuple(self._ask(case, name) for name in group.fields)
            questions = asking(case, tr(self.title), tr("保存修改"), *asks, note=tr(self.note) if self.note else "")
            parts = tuple((each.verb, tr(each.words)) for each in self.groups)
            judge = self.judge(case) if self.doubts else None
            shown = replace(questions, groups=parts if len(parts) > 1 else (), group=group.verb, judge=judge)
            return Plan(shown, lambda answers: self.save(case, plain(answers)))

        return plan

    def _ask(self, case: Case, name: str) -> Ask:
        made = generic_ask(case, self.entity, ENTITIES[self.entity].by_name[name])
        return self.asks[name](case, made) if name in self.asks else made

    def judge(self, case: Case) -> Judge:
        """The doubts of the whole record as verdicts of the fields shown."""
        made = self.doubts
        if made is None:
            return lambda _answers: {}
        doubts = made(case)
        return lambda answers: verdicts(doubts({**case.held, **plain(answers)}), answers)


_GRAVEST = (HARD, REASON, SOFT)


def verdicts(doubts: Iterable[Doubt], answers: Answers) -> dict[str, Verdict]:
    """Doubts about fields that are shown, the gravest of each; one that asks for a reason says where to write it."""
    found: dict[str, Verdict] = {}
    reasoned = bool(str(answers.get("id_reason") or "").strip())
    for doubt in sorted(doubts, key=lambda doubt: _GRAVEST.index(doubt.weight)):
        if doubt.field not in answers or doubt.field in found:
            continue
        asked = tr("照证件核对；确实如此，请写“证件号说明”。") if doubt.weight == REASON and not reasoned else ""
        made = hard if doubt.weight == HARD else soft
        found[doubt.field] = made(f"{doubt.sentence}{asked}")
    return found


def plain(answers: Answers) -> dict[str, Any]:
    """Answers as fields of a record: ticks become lists."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in answers.items()}


def generic_ask(case: Case, entity: str, spec: Field) -> Ask:
    """The question for a field as the registry describes it, with what stands in it."""
    held = case.held.get(spec.name)
    title = tr(spec.title)
    offered = _choices(case, entity, spec)
    if spec.kind == "listing":
        return Ask(spec.name, title, "ticks", tuple(held or ()), offered)
    if offered:
        known = held is None or held in {code for code, _ in offered}
        return Ask(
            spec.name,
            title,
            "choice",
            held,
            offered if known else (*offered, (held, str(held))),
            required=spec.required,
        )
    return Ask(spec.name, title, _kind(spec), held, required=spec.required)


def _choices(case: Case, entity: str, spec: Field) -> tuple[tuple[Any, str], ...]:
    """The codes of a field; closed ones have their list under `<entity>_<field>` or under the field's own name."""
    names = (spec.code_list, f"{entity}_{spec.name}", spec.name) if spec.code_list or spec.codes else ()
    listed = next((name for name in names if name in case.desk.codes), "")
    return case.choices(listed) if listed else ()


def _kind(spec: Field) -> str:
    if spec.kind == "text":
        if spec.name.endswith("phone"):
            return "phone"
        return "notes" if spec.longest >= SENTENCE else "text"
    return spec.kind if spec.kind in {"day", "part_day", "whole", "money", "flag"} else "text"
