"""studies are asked what fits their design"""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("study", sa.JSON(none_as_null=True), server_default=sa.text("'{}'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("reporting", sa.JSON(none_as_null=True), server_default=sa.text("'{}'"), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_column("reporting")
        batch_op.drop_column("study")
