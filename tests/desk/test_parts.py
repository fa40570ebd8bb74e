"""Every field of a family, a member, a child and a certificate can be entered and corrected on screen."""

from db.domain.entities.registry import ENTITIES
from desktop.desk.parts import PARTS, verb_for
from desktop.ui.asks.plans import EDITED, knows

LINKS = {"family_id", "father_id", "mother_id", "person_id", "is_head", "roster_row"}
"""Set by adding, splitting and changing the head, or by the import itself."""
BY_A_STEP = {"family": {"status", "status_on", "status_reason", "reviewed_on"}}
"""Written by leaving, coming back and 今天核对过, never typed in."""


def test_every_field_has_a_verb_that_asks_for_it() -> None:
    for entity in ("family", "person", "child", "complication"):
        for spec in ENTITIES[entity].fields:
            if spec.name in LINKS | BY_A_STEP.get(entity, set()):
                continue
            verb = verb_for(entity, spec.name)
            assert knows(verb), (entity, spec.name)
            asked = {*EDITED[verb][1], "risk_since"}  # from which day on is asked anew each time
            assert spec.name in asked, (entity, spec.name, verb)
        shown = [name for part in PARTS.get(entity, ()) for name in part.fields]
        assert set(shown) <= set(ENTITIES[entity].by_name)
