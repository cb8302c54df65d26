"""what harvesters are told"""

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "harvest_record",
        sa.Column("identifier", sa.String(length=120), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("areas", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("identifier", name=op.f("pk_harvest_record")),
    )
    op.create_index("ix_harvest_record_at", "harvest_record", ["at", "identifier"])
    op.create_index(op.f("ix_harvest_record_project_id"), "harvest_record", ["project_id"])


def downgrade() -> None:
    op.drop_table("harvest_record")
