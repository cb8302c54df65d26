"""who has reviewed needs no example"""

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whoever has sent findings here before there was an example is let off it."""
    op.execute(
        "UPDATE person SET trained_at = (SELECT MIN(assignment.sent_at) FROM assignment "
        "WHERE assignment.reviewer_id = person.id AND assignment.sent_at IS NOT NULL)"
    )


def downgrade() -> None:
    op.execute("UPDATE person SET trained_at = NULL")
