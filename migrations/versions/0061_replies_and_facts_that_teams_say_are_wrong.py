"""replies and facts that teams say are wrong"""

from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


_SUBMISSION = sa.table(
    "submission", sa.column("id", sa.Uuid()), sa.column("team_reply", sa.String()),
    sa.column("decided_at", sa.DateTime(timezone=True)), sa.column("replied_at", sa.DateTime(timezone=True)),
)  # fmt: skip
_REPLY = sa.table(
    "team_reply", sa.column("id", sa.Uuid()), sa.column("submission_id", sa.Uuid()), sa.column("state", sa.String()),
    sa.column("text", sa.Text()), sa.column("sent_at", sa.DateTime(timezone=True)), sa.column("sent_by", sa.Uuid()),
    sa.column("held_because", sa.Text()), sa.column("version", sa.Integer()),
)  # fmt: skip
_PERSON = sa.table("person", sa.column("id", sa.Uuid()))
_ENTRY = sa.table(
    "audit_entry", sa.column("number", sa.Integer()), sa.column("action", sa.String()),
    sa.column("subject_id", sa.String()), sa.column("actor_id", sa.Uuid()),
    sa.column("at", sa.DateTime(timezone=True)),
)  # fmt: skip


def upgrade() -> None:
    """Replies that are there stand as they were written, by whoever wrote them last as the audit log has it."""
    op.create_table(
        "fact_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.String(length=60), nullable=False),
        sa.Column("result_key", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "corrected",
                "unchanged",
                "for-appeal",
                "taken-back",
                name="correctionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_fact_correction_answered_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["said_by"], ["person.id"], name=op.f("fk_fact_correction_said_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_fact_correction_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_correction")),
    )
    with op.batch_alter_table("fact_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_correction_answered_by"), ["answered_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_fact_correction_said_by"), ["said_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_fact_correction_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "team_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("stands", "held", "replaced", name="replystate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["held_by"], ["person.id"], name=op.f("fk_team_reply_held_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["sent_by"], ["person.id"], name=op.f("fk_team_reply_sent_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_team_reply_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_reply")),
    )
    with op.batch_alter_table("team_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_reply_held_by"), ["held_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_reply_sent_by"), ["sent_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_reply_submission_id"), ["submission_id"], unique=False)

    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True))
    _keep_what_is_there()


def _keep_what_is_there() -> None:
    bind = op.get_bind()
    known = set(bind.scalars(sa.select(_PERSON.c.id)))
    query = sa.select(_ENTRY.c.subject_id, _ENTRY.c.actor_id, _ENTRY.c.at).where(
        _ENTRY.c.action == "submission.replied"
    )
    written = {UUID(subject): (actor, at) for subject, actor, at in bind.execute(query.order_by(_ENTRY.c.number))}
    replied = sa.select(_SUBMISSION.c.id, _SUBMISSION.c.team_reply, _SUBMISSION.c.decided_at)
    for key, text, decided_at in bind.execute(replied.where(_SUBMISSION.c.team_reply != "")).all():
        actor, at = written.get(key, (None, decided_at))
        values = {
            "id": uuid4(), "submission_id": key, "state": "stands", "text": text, "sent_at": at, "held_because": "",
            "sent_by": actor if actor in known else None, "version": 1,
        }  # fmt: skip
        bind.execute(sa.insert(_REPLY).values(**values))
        bind.execute(sa.update(_SUBMISSION).where(_SUBMISSION.c.id == key).values(replied_at=at))


def downgrade() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("replied_at")

    with op.batch_alter_table("team_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_reply_submission_id"))
        batch_op.drop_index(batch_op.f("ix_team_reply_sent_by"))
        batch_op.drop_index(batch_op.f("ix_team_reply_held_by"))

    op.drop_table("team_reply")
    with op.batch_alter_table("fact_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fact_correction_submission_id"))
        batch_op.drop_index(batch_op.f("ix_fact_correction_said_by"))
        batch_op.drop_index(batch_op.f("ix_fact_correction_answered_by"))

    op.drop_table("fact_correction")
