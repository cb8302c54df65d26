"""what was looked at before it is public"""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

_DUE = sa.table(
    "due_row",
    sa.column("id", sa.Uuid()), sa.column("kind", sa.String()), sa.column("key", sa.String()),
    sa.column("payload", sa.JSON(none_as_null=True)), sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("due_at", sa.DateTime(timezone=True)), sa.column("attempts", sa.Integer()),
    sa.column("owner", sa.String()),
)  # fmt: skip
_SUBMISSION = sa.table(
    "submission",
    sa.column("id", sa.Uuid()), sa.column("project_id", sa.Uuid()), sa.column("state", sa.String()),
    sa.column("unlisted", sa.Boolean()), sa.column("submitted_at", sa.DateTime(timezone=True)),
    sa.column("cleared_at", sa.DateTime(timezone=True)),
)  # fmt: skip
_PROJECT = sa.table(
    "project", sa.column("id", sa.Uuid()), sa.column("source", sa.String()),
    sa.column("published_at", sa.DateTime(timezone=True)),
)  # fmt: skip
_ANSWER = sa.table(
    "screening_answer", sa.column("submission_id", sa.Uuid()), sa.column("check", sa.String()),
    sa.column("answer", sa.String()),
)  # fmt: skip
_AUDIT = sa.table(
    "audit_entry", sa.column("action", sa.String()), sa.column("subject_type", sa.String()),
    sa.column("subject_id", sa.String()),
)  # fmt: skip
_GRADED = ("in-review", "reconciling", "decided", "accredited", "not-accredited")
_LOOKED_AT = ("returned", "rejected")  # an editor ended it, having read it


def upgrade() -> None:
    """What an editor had looked through stays public: reviewers were chosen, or it was returned or not taken on.

    Where the list of the first look says that it holds data about single people it does not.
    """
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True))
    bind, sent = op.get_bind(), _SUBMISSION.c
    began = sa.select(_AUDIT.c.subject_id).where(_AUDIT.c.action == "submission.start-review")
    reviewed = {each.replace("-", "") for each in bind.execute(began).scalars()}
    named = sa.select(_ANSWER.c.submission_id).where(_ANSWER.c.check == "no-single-people", _ANSWER.c.answer == "no")
    names = set(bind.execute(named).scalars())
    every = bind.execute(sa.select(sent.id, sent.state).where(sent.submitted_at.is_not(None))).all()
    cleared = [
        key for key, state in every
        if state in _GRADED or key.hex in reviewed or (state in _LOOKED_AT and key not in names)
    ]  # fmt: skip
    for key in cleared:
        bind.execute(sa.update(_SUBMISSION).where(sent.id == key).values(cleared_at=sent.submitted_at))
    _hide(bind)


def _hide(bind: sa.Connection) -> None:
    """Projects of which nothing is left to see; the worker takes their copies away."""
    seen = sa.select(_SUBMISSION.c.project_id).where(
        _SUBMISSION.c.cleared_at.is_not(None), _SUBMISSION.c.unlisted.is_(False)
    )
    hidden = sa.select(_PROJECT.c.id).where(
        _PROJECT.c.source.is_(None), _PROJECT.c.published_at.is_not(None), _PROJECT.c.id.not_in(seen)
    )
    now = datetime.now(UTC)
    for key in bind.execute(hidden).scalars().all():
        bind.execute(sa.update(_PROJECT).where(_PROJECT.c.id == key).values(published_at=None))
        for kind in ("index", "synthesis"):
            row = {"id": uuid4(), "kind": kind, "key": str(key), "payload": {"project_id": str(key)}}
            op.bulk_insert(_DUE, [row | {"created_at": now, "due_at": now, "attempts": 0, "owner": ""}])
    bind.execute(sa.text("UPDATE public_version SET number = number + 1"))


def downgrade() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("cleared_at")
