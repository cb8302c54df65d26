"""which outcome of the tree a result is about

What is there keeps "": its words say the outcome as they did before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outcome_result", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome_slug", sa.String(length=60), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("outcome_result", schema=None) as batch_op:
        batch_op.drop_column("outcome_slug")
