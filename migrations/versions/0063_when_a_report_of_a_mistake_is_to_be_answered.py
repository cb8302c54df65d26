"""when a report of a mistake is to be answered"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


_REPORT = sa.table(
    "mistake_report",
    sa.column("id", sa.Uuid()),
    sa.column("sent_at", sa.DateTime(timezone=True)),
    sa.column("due_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    with op.batch_alter_table("mistake_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_REPORT.c.id, _REPORT.c.sent_at)).all():
        four_weeks = row.sent_at + timedelta(days=28)  # 20 working days without a holiday
        connection.execute(sa.update(_REPORT).where(_REPORT.c.id == row.id).values(due_at=four_weeks))
    with op.batch_alter_table("mistake_report", schema=None) as batch_op:
        batch_op.alter_column("due_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("mistake_report", schema=None) as batch_op:
        batch_op.drop_column("due_at")
