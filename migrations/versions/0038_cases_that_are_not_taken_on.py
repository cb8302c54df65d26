"""cases that are not taken on"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rejected_for", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("unlisted", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("unlisted")
        batch_op.drop_column("rejected_for")
