"""finds set aside"""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "find_set_aside",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "name",
                "birth-date",
                "postcode",
                "nhs-number",
                "pupil-number",
                "insurance-number",
                "people",
                "phone",
                "email",
                "small-count",
                name="kind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_find_set_aside_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_find_set_aside_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_find_set_aside")),
    )
    with op.batch_alter_table("find_set_aside", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_find_set_aside_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_find_set_aside_document_id"), ["document_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("find_set_aside", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_find_set_aside_document_id"))
        batch_op.drop_index(batch_op.f("ix_find_set_aside_by_id"))

    op.drop_table("find_set_aside")
