"""copies know how they were cleaned"""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("clean_copy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cleaning", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("clean_copy", schema=None) as batch_op:
        batch_op.drop_column("cleaning")
