"""questions to teams and notes to editors"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "editor_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_editor_note_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editor_note")),
    )
    with op.batch_alter_table("editor_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_editor_note_assignment_id"), ["assignment_id"], unique=False)

    op.create_table(
        "team_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "not-needed",
                "sent",
                "answered",
                "unanswered",
                "taken-back",
                name="questionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_team_question_answered_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_team_question_document_id_document"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["sent_by"], ["person.id"], name=op.f("fk_team_question_sent_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_team_question_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_question")),
    )
    with op.batch_alter_table("team_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_question_answered_by"), ["answered_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_question_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_question_sent_by"), ["sent_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_question_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "question_origin",
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_question_origin_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["team_question.id"],
            name=op.f("fk_question_origin_question_id_team_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_origin")),
    )
    with op.batch_alter_table("question_origin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_origin_assignment_id"), ["assignment_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("question_origin", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_origin_assignment_id"))

    op.drop_table("question_origin")
    with op.batch_alter_table("team_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_question_submission_id"))
        batch_op.drop_index(batch_op.f("ix_team_question_sent_by"))
        batch_op.drop_index(batch_op.f("ix_team_question_document_id"))
        batch_op.drop_index(batch_op.f("ix_team_question_answered_by"))

    op.drop_table("team_question")
    with op.batch_alter_table("editor_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_editor_note_assignment_id"))

    op.drop_table("editor_note")
