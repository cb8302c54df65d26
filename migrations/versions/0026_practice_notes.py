"""practice notes"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
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
        sa.Column("setting", sa.String(length=60), nullable=False),
        sa.Column("is_concern", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "published", "refused", name="notestate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_practice_note_decided_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_practice_note_project_id_project"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_note")),
    )
    with op.batch_alter_table("practice_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_note_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_practice_note_project_id"), ["project_id"], unique=False)
        batch_op.create_index("ix_practice_note_state", ["state", "sent_at"], unique=False)

    op.create_table(
        "practice_note_words",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("helped", sa.Text(), nullable=False),
        sa.Column("hindered", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["practice_note.id"],
            name=op.f("fk_practice_note_words_note_id_practice_note"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_practice_note_words")),
    )


def downgrade() -> None:
    op.drop_table("practice_note_words")
    with op.batch_alter_table("practice_note", schema=None) as batch_op:
        batch_op.drop_index("ix_practice_note_state")
        batch_op.drop_index(batch_op.f("ix_practice_note_project_id"))
        batch_op.drop_index(batch_op.f("ix_practice_note_decided_by"))

    op.drop_table("practice_note")
