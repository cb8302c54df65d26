"""awards that are renewed on the team's word"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "renewal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("accreditation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "accepted", "whole-needed", "lapsed", name="renewalstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("delivered", sa.String(length=20), nullable=False),
        sa.Column("results", sa.String(length=20), nullable=False),
        sa.Column("results_what", sa.Text(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accreditation_id"],
            ["accreditation.id"],
            name=op.f("fk_renewal_accreditation_id_accreditation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_renewal_answered_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["sent_by"], ["person.id"], name=op.f("fk_renewal_sent_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal")),
    )
    with op.batch_alter_table("renewal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_renewal_accreditation_id"), ["accreditation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_renewal_answered_by"), ["answered_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_renewal_sent_by"), ["sent_by"], unique=False)
        batch_op.create_index(
            "uq_renewal_waiting",
            ["accreditation_id"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    with op.batch_alter_table("accreditation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("accreditation", schema=None) as batch_op:
        batch_op.drop_column("renewed_at")

    with op.batch_alter_table("renewal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_renewal_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(batch_op.f("ix_renewal_sent_by"))
        batch_op.drop_index(batch_op.f("ix_renewal_answered_by"))
        batch_op.drop_index(batch_op.f("ix_renewal_accreditation_id"))

    op.drop_table("renewal")
