"""how often anything public changed

Pages kept for readers are dropped when the number rises.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_version")),
    )
    op.execute("INSERT INTO public_version (id, number) VALUES (1, 0)")


def downgrade() -> None:
    op.drop_table("public_version")
