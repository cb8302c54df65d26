"""frozen texts hold no marks of redaction

Nothing wrote or read them. A command that redacts will keep its reasons where it keeps its approvers.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("frozen_text", schema=None) as batch_op:
        batch_op.drop_column("redaction_reason")
        batch_op.drop_column("redacted_at")


def downgrade() -> None:
    with op.batch_alter_table("frozen_text", schema=None) as batch_op:
        batch_op.add_column(sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("redaction_reason", sa.Text(), nullable=False, server_default=""))
