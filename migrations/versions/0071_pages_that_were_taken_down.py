"""pages that were taken down"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "take_down",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_take_down_project_id_project"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_take_down_by_id_person"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["person.id"], name=op.f("fk_take_down_ended_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_take_down")),
    )
    with op.batch_alter_table("take_down", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_take_down_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_take_down_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_take_down_ended_by"), ["ended_by"], unique=False)
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_column("taken_down_at")
    op.drop_table("take_down")
