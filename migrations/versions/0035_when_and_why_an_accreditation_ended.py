"""when and why an accreditation ended"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accreditation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_because", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("accreditation", schema=None) as batch_op:
        batch_op.drop_column("ended_because")
        batch_op.drop_column("ended_at")
