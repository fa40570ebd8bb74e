"""${message}.

A migration is a fossil: it imports nothing of ours, and it is never edited once a version with it was released.
Batch mode needs PRAGMA foreign_keys=OFF before BEGIN, and a foreign_key_check after it.
"""

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """${message}."""
    ${upgrades if upgrades else "op.execute('')"}
