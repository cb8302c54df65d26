"""awards come due"""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

KIND = "accreditation-time"


def upgrade() -> None:
    """The worker writes down what time does to each award that is there; without a moment a row asks it to."""
    bind, rows = op.get_bind(), _due_row()
    award = sa.table("accreditation", sa.column("id", sa.Uuid), sa.column("state", sa.String))
    in_date = sa.select(award.c.id).where(award.c.state.in_(["active", "expiring"]))
    known = set(bind.scalars(sa.select(rows.c.key).where(rows.c.kind == KIND)))
    now = datetime.now(UTC)
    for (key,) in bind.execute(in_date).all():
        if str(key) not in known:
            values = {
                "id": uuid4(), "kind": KIND, "key": str(key), "payload": {"accreditation": str(key)},
                "created_at": now, "due_at": now, "attempts": 0, "owner": "",
            }  # fmt: skip
            bind.execute(rows.insert().values(values))


def downgrade() -> None:
    """The rows stay: a worker leaves kinds alone that it does not know."""


def _due_row() -> sa.TableClause:
    return sa.table(
        "due_row", sa.column("id", sa.Uuid), sa.column("kind", sa.String), sa.column("key", sa.String),
        sa.column("payload", sa.JSON), sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("due_at", sa.DateTime(timezone=True)), sa.column("attempts", sa.Integer),
        sa.column("owner", sa.String),
    )  # fmt: skip
