"""what was published about a study, and what it builds on"""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None

LISTS = ("publications", "literature")


def upgrade() -> None:
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        for name in LISTS:
            batch_op.add_column(sa.Column(name, sa.JSON(none_as_null=True), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        for name in reversed(LISTS):
            batch_op.drop_column(name)
