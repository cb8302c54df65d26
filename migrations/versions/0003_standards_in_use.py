"""standards in use"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offered_standard",
        sa.Column("standard_id", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("standard_id", name=op.f("pk_offered_standard")),
    )
    op.create_table(
        "default_standard",
        sa.Column("outcome_area", sa.String(length=60), nullable=False),
        sa.Column("standard_id", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["standard_id"],
            ["offered_standard.standard_id"],
            name=op.f("fk_default_standard_standard_id_offered_standard"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("outcome_area", name=op.f("pk_default_standard")),
    )
    with op.batch_alter_table("default_standard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_default_standard_standard_id"), ["standard_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("default_standard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_default_standard_standard_id"))

    op.drop_table("default_standard")
    op.drop_table("offered_standard")
