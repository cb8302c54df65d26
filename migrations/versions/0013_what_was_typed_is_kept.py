"""what was typed is kept"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "typed_form",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typed_form")),
    )
    with op.batch_alter_table("typed_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_typed_form_created_at"), ["created_at"], unique=False)
        batch_op.create_index("ix_typed_form_holder", ["holder", "account"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("typed_form", schema=None) as batch_op:
        batch_op.drop_index("ix_typed_form_holder")
        batch_op.drop_index(batch_op.f("ix_typed_form_created_at"))

    op.drop_table("typed_form")
