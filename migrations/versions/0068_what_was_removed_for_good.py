"""what was removed for good"""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "redaction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum("file", "words", name="redactionkind", native_enum=False, length=40), nullable=False),
        sa.Column("hashes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_id <> second_id", name=op.f("ck_redaction_two_people")),
        sa.ForeignKeyConstraint(["first_id"], ["person.id"], name=op.f("fk_redaction_first_id_person")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_redaction_second_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_redaction_first_id"), ["first_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_redaction_second_id"), ["second_id"], unique=False)
    with op.batch_alter_table("frozen_text", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_sha256", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("frozen_text", schema=None) as batch_op:
        batch_op.drop_column("left_sha256")
    op.drop_table("redaction")
