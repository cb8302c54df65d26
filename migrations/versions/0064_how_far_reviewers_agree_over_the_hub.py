"""how far reviewers agree over the hub"""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hub_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("standard_id", sa.String(length=60), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("worked_out_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_agreement")),
        sa.UniqueConstraint("standard_id", name=op.f("uq_hub_agreement_standard_id")),
    )


def downgrade() -> None:
    op.drop_table("hub_agreement")
