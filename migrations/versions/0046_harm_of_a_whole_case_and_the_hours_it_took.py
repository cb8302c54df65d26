"""harm of a whole case and the hours it took"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("harm_seen", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("harm_looked_for", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("harm_what", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("half_hours", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("study_kind", sa.String(length=80), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_column("study_kind")
        batch_op.drop_column("half_hours")
        batch_op.drop_column("harm_what")
        batch_op.drop_column("harm_looked_for")
        batch_op.drop_column("harm_seen")
