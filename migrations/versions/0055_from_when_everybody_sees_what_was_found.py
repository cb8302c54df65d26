"""from when everybody sees what was found"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


_SUBMISSION = sa.table(
    "submission", sa.column("decided_at", sa.DateTime(timezone=True)),
    sa.column("public_from", sa.DateTime(timezone=True)),
)  # fmt: skip


def upgrade() -> None:
    """What was decided until now was public with its letter."""
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("public_from", sa.DateTime(timezone=True), nullable=True))
    op.execute(sa.update(_SUBMISSION).values(public_from=_SUBMISSION.c.decided_at))


def downgrade() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("public_from")
