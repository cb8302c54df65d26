"""calls with a key"""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0099"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keyed_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("sent_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("headers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_keyed_call_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyed_call")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_keyed_call_person_id_key")),
    )
    op.create_index(op.f("ix_keyed_call_created_at"), "keyed_call", ["created_at"])
    op.create_index(op.f("ix_keyed_call_person_id"), "keyed_call", ["person_id"])


def downgrade() -> None:
    op.drop_table("keyed_call")
