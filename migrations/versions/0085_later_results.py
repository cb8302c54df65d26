"""later results"""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "later_results",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "public", "refused", name="laterstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("frozen_sha256", sa.String(length=64), nullable=False),
        sa.Column("read_where", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("public_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("refused_because", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_later_results_decided_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_later_results_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["frozen_sha256"], ["frozen_text.sha256"], name=op.f("fk_later_results_frozen_sha256_frozen_text")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by"], ["person.id"], name=op.f("fk_later_results_sent_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_later_results_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_later_results")),
    )
    with op.batch_alter_table("later_results", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_later_results_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_later_results_evaluation_id"), ["evaluation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_later_results_frozen_sha256"), ["frozen_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_later_results_sent_by"), ["sent_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_later_results_submission_id"), ["submission_id"], unique=False)
        batch_op.create_index(
            "uq_later_results_waiting",
            ["evaluation_id"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("later_results", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_later_results_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(batch_op.f("ix_later_results_submission_id"))
        batch_op.drop_index(batch_op.f("ix_later_results_sent_by"))
        batch_op.drop_index(batch_op.f("ix_later_results_frozen_sha256"))
        batch_op.drop_index(batch_op.f("ix_later_results_evaluation_id"))
        batch_op.drop_index(batch_op.f("ix_later_results_decided_by"))

    op.drop_table("later_results")
