"""How a field becomes a column: strict types and CHECKs that PostgreSQL would ask for as well (B-08)."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text

from db.domain.entities.entity import Entity, Field

METADATA = MetaData()
"""All tables of the record."""

NUMBER = BigInteger().with_variant(Integer(), "sqlite")
"""64-bit integer on both engines; STRICT tables of SQLite know it as INTEGER."""

_DATE_SHAPE = {"day": (10, 10), "part_day": (4, 10)}


def entity_table(entity: Entity) -> Table:
    """The table of an entity: its fields, and what the fold keeps beside them.

    Beside the fields stand `no` (row number, also of the search index), `id`, `org` (township stream), `head` (the
    record's latest changes, which the next one names as parents), `voided`, `disputed` (number of fields in conflict),
    `parallel`, and the log numbers of the first and the latest change.
    """
    columns = [_column(spec) for spec in entity.fields]
    checks = [check for spec in entity.fields for check in _checks(entity, spec)]
    return Table(
        entity.name,
        METADATA,
        Column("no", NUMBER, primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        Column("org", Text, nullable=False),
        *columns,
        Column("head", Text, nullable=False),
        Column("voided", NUMBER, nullable=False),
        Column("disputed", NUMBER, nullable=False),
        Column("parallel", NUMBER, nullable=False),
        Column("first_no", NUMBER, nullable=False),
        Column("last_no", NUMBER, nullable=False),
        *checks,
        CheckConstraint("voided IN (0, 1)", name=f"ck_{entity.name}_voided"),
        Index(f"ix_{entity.name}_org", "org", "id"),  # a digest reads one township of sixty
        sqlite_strict=True,
    )


def _column(spec: Field) -> Column[object]:
    kind = NUMBER if spec.kind in {"whole", "money", "flag"} else Text()
    if spec.kind == "ref":
        return Column(spec.name, kind, ForeignKey(f"{spec.entity}.id"), index=True)
    return Column(spec.name, kind)


def _checks(entity: Entity, spec: Field) -> list[CheckConstraint]:
    name = f"ck_{entity.name}_{spec.name}"
    if spec.codes:
        listed = ", ".join(f"'{code}'" for code in spec.codes)
        return [CheckConstraint(f'"{spec.name}" IN ({listed})', name=name)]
    if spec.kind == "flag":
        return [CheckConstraint(f'"{spec.name}" IN (0, 1)', name=name)]
    if spec.kind in {"whole", "money"}:
        return [CheckConstraint(f'"{spec.name}" BETWEEN {spec.least} AND {spec.most}', name=name)]
    if spec.kind in _DATE_SHAPE:
        least, most = _DATE_SHAPE[spec.kind]
        return [CheckConstraint(f'length("{spec.name}") BETWEEN {least} AND {most}', name=name)]
    return [CheckConstraint(f'length("{spec.name}") <= {spec.longest}', name=name)]
