"""from when everybody sees what was found"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


_SUBMISSION = sa.table(
    "submission", sa.column("id", sa.Uuid()), sa.column("state", sa.String()),
    sa.column("state_since", sa.DateTime(timezone=True)), sa.column("decided_at", sa.DateTime(timezone=True)),
    sa.column("public_from", sa.DateTime(timezone=True)),
)  # fmt: skip
_AWARD = sa.table(
    "accreditation", sa.column("submission_id", sa.Uuid()), sa.column("accredited_at", sa.DateTime(timezone=True))
)


def upgrade() -> None:
    """What was decided until now was public with its letter.

    Where this was undone meanwhile, it was public with its award, or with the step by which it earned none.
    """
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("public_from", sa.DateTime(timezone=True), nullable=True))
    one = _SUBMISSION.c
    awarded = sa.select(_AWARD.c.accredited_at).where(_AWARD.c.submission_id == one.id).scalar_subquery()
    refused = sa.case((one.state == "not-accredited", one.state_since))
    told = sa.update(_SUBMISSION).where(one.decided_at.is_not(None))
    op.execute(told.values(public_from=sa.func.coalesce(awarded, refused, one.decided_at)))


def downgrade() -> None:
    """:raises CommandError: something is its team's alone; the release before knows no such time, and would show it."""
    waiting = sa.select(sa.func.count()).select_from(_SUBMISSION).where(_SUBMISSION.c.state == "decided")
    if many := op.get_bind().scalar(waiting):
        raise CommandError(
            f"The findings of {many} decided {'case are' if many == 1 else 'cases are'} still their team's alone. The "
            "release before knows no such time and would show them to everybody. Wait until they are public, or go "
            "back to a backup from before. The database stays at 0055."
        )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("public_from")
