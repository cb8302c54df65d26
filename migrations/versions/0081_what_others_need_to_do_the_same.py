"""what others need to do the same"""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

ASKED = (
    "materials", "provided_by", "mode", "dose", "tailoring", "modifications", "fidelity_planned", "fidelity_found",
    "licence", "contact", "funding_routes",
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch_op:
        for name in ASKED:
            batch_op.add_column(sa.Column(name, sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch_op:
        for name in reversed(ASKED):
            batch_op.drop_column(name)
