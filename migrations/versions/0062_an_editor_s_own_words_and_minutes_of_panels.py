"""an editor's own words, and minutes of panels"""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "editors_words",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_editors_words_author_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_editors_words_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editors_words")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_editors_words_submission_id")),
    )
    with op.batch_alter_table("editors_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_editors_words_author_id"), ["author_id"], unique=False)

    op.create_table(
        "panel_minutes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("academics", sa.Integer(), nullable=False),
        sa.Column("practitioners", sa.Integer(), nullable=False),
        sa.Column("editors", sa.Integer(), nullable=False),
        sa.Column("others", sa.Text(), nullable=False),
        sa.Column("conflicts", sa.Text(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_panel_minutes_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_panel_minutes_written_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_minutes")),
    )
    with op.batch_alter_table("panel_minutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_minutes_submission_id"), ["submission_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_panel_minutes_written_by"), ["written_by"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("panel_minutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_minutes_written_by"))
        batch_op.drop_index(batch_op.f("ix_panel_minutes_submission_id"))

    op.drop_table("panel_minutes")
    with op.batch_alter_table("editors_words", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_editors_words_author_id"))

    op.drop_table("editors_words")
