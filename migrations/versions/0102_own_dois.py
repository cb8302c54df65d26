"""DOIs of records of this hub"""

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_doi",
        sa.Column("identifier", sa.String(length=120), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("doi", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("refused_digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("identifier", name=op.f("pk_own_doi")),
        sa.UniqueConstraint("doi", name=op.f("uq_own_doi_doi")),
    )
    op.create_index(op.f("ix_own_doi_project_id"), "own_doi", ["project_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_own_doi_project_id"), table_name="own_doi")
    op.drop_table("own_doi")
