"""steps that a reviewer is asked to grade as well"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_steps", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("asked_steps", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_column("asked_steps")
        batch_op.drop_column("held_steps")
