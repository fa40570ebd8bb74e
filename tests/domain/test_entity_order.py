"""References point backwards in the registry: whoever writes many records at once writes them in its order."""

from db.domain.entities.registry import ENTITIES


def test_every_reference_points_at_an_entity_named_before_it() -> None:
    seen: set[str] = set()
    for name, entity in ENTITIES.items():
        ahead = [spec.name for spec in entity.fields if spec.kind == "ref" and spec.entity not in {name, *seen}]
        assert ahead == [], name
        seen.add(name)
