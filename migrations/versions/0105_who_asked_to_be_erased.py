"""who asked to be erased"""

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0104"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_erasure_asked_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_erasure_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_erasure_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_erasure_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL AND done_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL AND done_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_erasure_open",
            sqlite_where=sa.text("taken_back_at IS NULL AND done_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL AND done_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_erasure_person_id"))
        batch_op.drop_index(batch_op.f("ix_erasure_asked_by"))

    op.drop_table("erasure")
