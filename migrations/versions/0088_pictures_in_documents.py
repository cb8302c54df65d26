"""pictures in documents"""

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seen_in_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_seen_in_document_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen_in_document")),
    )
    with op.batch_alter_table("seen_in_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seen_in_document_document_id"), ["document_id"], unique=False)
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pictures_unseen", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_column("pictures_unseen")
    with op.batch_alter_table("seen_in_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seen_in_document_document_id"))

    op.drop_table("seen_in_document")
