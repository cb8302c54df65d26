"""a third reviewer looks up numbers"""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("fact_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("because", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("by_majority", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("fact_entry", schema=None) as batch_op:
        batch_op.drop_column("by_majority")
        batch_op.drop_column("because")
