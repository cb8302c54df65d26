"""versions of the lists of words"""

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "word_list_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=12), nullable=False),
        sa.Column("words", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_list_version")),
        sa.UniqueConstraint("list_id", "version", name=op.f("uq_word_list_version_list_id_version")),
    )


def downgrade() -> None:
    op.drop_table("word_list_version")
