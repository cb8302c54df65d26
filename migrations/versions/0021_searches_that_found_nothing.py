"""searches that found nothing"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unanswered_search",
        sa.Column("words", sa.String(length=60), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column(
            "shown", sa.Enum("waiting", "public", "hidden", name="shown", native_enum=False, length=40), nullable=False
        ),
        sa.PrimaryKeyConstraint("words", name=op.f("pk_unanswered_search")),
    )


def downgrade() -> None:
    op.drop_table("unanswered_search")
