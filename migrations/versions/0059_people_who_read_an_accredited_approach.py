"""people who read an accredited approach"""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people_reader",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("accreditation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("young-person", "practitioner", name="readerkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["accreditation_id"],
            ["accreditation.id"],
            name=op.f("fk_people_reader_accreditation_id_accreditation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_people_reader_asked_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_reader")),
    )
    with op.batch_alter_table("people_reader", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_reader_accreditation_id"), ["accreditation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_reader_asked_by"), ["asked_by"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("people_reader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_reader_asked_by"))
        batch_op.drop_index(batch_op.f("ix_people_reader_accreditation_id"))

    op.drop_table("people_reader")
