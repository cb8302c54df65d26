"""cards are kept"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_card",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_kept_card_project_id_project"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_kept_card")),
    )
    with op.batch_alter_table("due_row", schema=None) as batch_op:
        batch_op.create_index("ix_due_row_key", ["kind", "key"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("due_row", schema=None) as batch_op:
        batch_op.drop_index("ix_due_row_key")

    op.drop_table("kept_card")
