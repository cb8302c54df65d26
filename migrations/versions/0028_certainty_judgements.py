"""certainty judgements"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certainty_judgement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("standard_version", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "judging",
                "settling",
                "settled",
                "published",
                "stopped",
                name="judgementstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_certainty_judgement_asked_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_certainty_judgement_decided_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["synthesis_version.id"],
            name=op.f("fk_certainty_judgement_version_id_synthesis_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certainty_judgement")),
    )
    with op.batch_alter_table("certainty_judgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certainty_judgement_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_certainty_judgement_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_certainty_judgement_version_id"), ["version_id"], unique=False)

    op.create_table(
        "certainty_agreed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("judgement_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_certainty_agreed_author_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["judgement_id"],
            ["certainty_judgement.id"],
            name=op.f("fk_certainty_agreed_judgement_id_certainty_judgement"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certainty_agreed")),
        sa.UniqueConstraint("judgement_id", "criterion", name=op.f("uq_certainty_agreed_judgement_id_criterion")),
    )
    with op.batch_alter_table("certainty_agreed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certainty_agreed_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certainty_agreed_judgement_id"), ["judgement_id"], unique=False)

    op.create_table(
        "certainty_confirmation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("judgement_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["judgement_id"],
            ["certainty_judgement.id"],
            name=op.f("fk_certainty_confirmation_judgement_id_certainty_judgement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certainty_confirmation_person_id_person")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["synthesis_version.id"],
            name=op.f("fk_certainty_confirmation_version_id_synthesis_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certainty_confirmation")),
        sa.UniqueConstraint(
            "judgement_id",
            "version_id",
            "person_id",
            name=op.f("uq_certainty_confirmation_judgement_id_version_id_person_id"),
        ),
    )
    with op.batch_alter_table("certainty_confirmation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certainty_confirmation_judgement_id"), ["judgement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certainty_confirmation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certainty_confirmation_version_id"), ["version_id"], unique=False)

    op.create_table(
        "certainty_seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("judgement_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "grading",
                "in",
                "frozen",
                "declined",
                "conflict",
                name="assignmentstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("only", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("machine_check", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("declaration", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["judgement_id"],
            ["certainty_judgement.id"],
            name=op.f("fk_certainty_seat_judgement_id_certainty_judgement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certainty_seat_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certainty_seat")),
        sa.UniqueConstraint("judgement_id", "person_id", name=op.f("uq_certainty_seat_judgement_id_person_id")),
    )
    with op.batch_alter_table("certainty_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certainty_seat_judgement_id"), ["judgement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certainty_seat_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("certainty_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certainty_seat_person_id"))
        batch_op.drop_index(batch_op.f("ix_certainty_seat_judgement_id"))

    op.drop_table("certainty_seat")
    with op.batch_alter_table("certainty_confirmation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certainty_confirmation_version_id"))
        batch_op.drop_index(batch_op.f("ix_certainty_confirmation_person_id"))
        batch_op.drop_index(batch_op.f("ix_certainty_confirmation_judgement_id"))

    op.drop_table("certainty_confirmation")
    with op.batch_alter_table("certainty_agreed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certainty_agreed_judgement_id"))
        batch_op.drop_index(batch_op.f("ix_certainty_agreed_author_id"))

    op.drop_table("certainty_agreed")
    with op.batch_alter_table("certainty_judgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certainty_judgement_version_id"))
        batch_op.drop_index(batch_op.f("ix_certainty_judgement_decided_by"))
        batch_op.drop_index(batch_op.f("ix_certainty_judgement_asked_by"))

    op.drop_table("certainty_judgement")
