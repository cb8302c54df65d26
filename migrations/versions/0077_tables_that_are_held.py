"""tables that are held"""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("let_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("let_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("let_because", sa.Text(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_document_let_by"), ["let_by"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_document_let_by_person"), "person", ["let_by"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_document_let_by_person"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_document_let_by"))
        batch_op.drop_column("let_because")
        batch_op.drop_column("let_by")
        batch_op.drop_column("let_at")
        batch_op.drop_column("held_at")
