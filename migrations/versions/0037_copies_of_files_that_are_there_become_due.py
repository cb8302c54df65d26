"""copies of files that are there become due"""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_DUE = sa.table(
    "due_row",
    sa.column("id", sa.Uuid()), sa.column("kind", sa.String()), sa.column("key", sa.String()),
    sa.column("payload", sa.JSON(none_as_null=True)), sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("due_at", sa.DateTime(timezone=True)), sa.column("attempts", sa.Integer()),
    sa.column("owner", sa.String()),
)  # fmt: skip


def upgrade() -> None:
    """The worker makes the copies of what was uploaded before there were any."""
    now = datetime.now(UTC)
    query = sa.text("SELECT DISTINCT sha256 FROM document WHERE state <> 'redacted'")
    rows = [
        {
            "id": uuid4(), "kind": "copy", "key": sha256, "payload": {"sha256": sha256}, "created_at": now,
            "due_at": now, "attempts": 0, "owner": "",
        }
        for sha256 in op.get_bind().execute(query).scalars()
    ]  # fmt: skip
    if rows:
        op.bulk_insert(_DUE, rows)


def downgrade() -> None:
    op.execute("DELETE FROM due_row WHERE kind = 'copy'")
