"""who runs a case"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


_SUBMISSION = sa.table("submission", sa.column("id", sa.Uuid()), sa.column("owner_id", sa.Uuid()))
_PERSON = sa.table("person", sa.column("id", sa.Uuid()))
_ENTRY = sa.table(
    "audit_entry", sa.column("number", sa.Integer()), sa.column("action", sa.String()),
    sa.column("subject_id", sa.String()), sa.column("actor_id", sa.Uuid()),
)  # fmt: skip


def upgrade() -> None:
    """Whoever began to look a case through runs it, if that person is still known."""
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_submission_owner_id"), ["owner_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_submission_owner_id_person"), "person", ["owner_id"], ["id"], ondelete="SET NULL"
        )
    bind = op.get_bind()
    known = set(bind.scalars(sa.select(_PERSON.c.id)))
    query = sa.select(_ENTRY.c.subject_id, _ENTRY.c.actor_id).where(_ENTRY.c.action == "submission.screen")
    for subject, actor in bind.execute(query.order_by(_ENTRY.c.number)).all():
        if actor in known:
            bind.execute(sa.update(_SUBMISSION).where(_SUBMISSION.c.id == UUID(subject)).values(owner_id=actor))


def downgrade() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_submission_owner_id_person"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_submission_owner_id"))
        batch_op.drop_column("owner_id")
