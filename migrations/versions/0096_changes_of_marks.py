"""changes of marks"""

import sqlalchemy as sa
from alembic import op

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("public_change") as batch:
        batch.add_column(sa.Column("of_marks", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("public_change") as batch:
        batch.drop_column("of_marks")
