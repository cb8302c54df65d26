"""versions of standards that were seen"""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seen_standard",
        sa.Column("standard_id", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("standard_id", "version", "status", name=op.f("pk_seen_standard")),
    )


def downgrade() -> None:
    op.drop_table("seen_standard")
