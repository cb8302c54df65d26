"""seats that are left, replaced or given more time"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_because", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("suggestion", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("wants_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("wants_because", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_column("wants_because")
        batch_op.drop_column("wants_until")
        batch_op.drop_column("suggestion")
        batch_op.drop_column("left_because")
