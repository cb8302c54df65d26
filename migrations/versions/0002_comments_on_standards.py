"""comments on standards"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standard_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "subject_kind",
            sa.Enum("standard", "vocabulary", name="subjectkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("subject_id", sa.String(length=60), nullable=False),
        sa.Column("subject_version", sa.String(length=60), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "practitioner",
                "academic",
                "commissioner",
                "citizen",
                "other",
                name="commentrole",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "published", "refused", name="commentstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_standard_comment_answered_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_standard_comment_author_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_standard_comment_decided_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_comment")),
    )
    with op.batch_alter_table("standard_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standard_comment_answered_by"), ["answered_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_standard_comment_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_standard_comment_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index("ix_standard_comment_state", ["state", "sent_at"], unique=False)
        batch_op.create_index(
            "ix_standard_comment_subject", ["subject_kind", "subject_id", "subject_version", "state"], unique=False
        )

    op.create_table(
        "standard_comment_words",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("name_shown", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("earlier_answers", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["standard_comment.id"],
            name=op.f("fk_standard_comment_words_comment_id_standard_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_standard_comment_words")),
    )


def downgrade() -> None:
    op.drop_table("standard_comment_words")
    with op.batch_alter_table("standard_comment", schema=None) as batch_op:
        batch_op.drop_index("ix_standard_comment_subject")
        batch_op.drop_index("ix_standard_comment_state")
        batch_op.drop_index(batch_op.f("ix_standard_comment_decided_by"))
        batch_op.drop_index(batch_op.f("ix_standard_comment_author_id"))
        batch_op.drop_index(batch_op.f("ix_standard_comment_answered_by"))

    op.drop_table("standard_comment")
