"""what a project takes"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hours_a_week", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("price_gbp", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("still_offered", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_column("still_offered")
        batch_op.drop_column("price_gbp")
        batch_op.drop_column("hours_a_week")
