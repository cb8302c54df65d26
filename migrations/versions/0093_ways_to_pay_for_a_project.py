"""ways to pay for a project"""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch_op:
        for name in ("paid_for_by", "could_be_paid_by"):
            batch_op.add_column(
                sa.Column(name, sa.JSON(none_as_null=True), server_default=sa.text("'[]'"), nullable=False)
            )


def downgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch_op:
        for name in ("could_be_paid_by", "paid_for_by"):
            batch_op.drop_column(name)
