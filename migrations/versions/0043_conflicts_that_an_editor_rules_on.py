"""conflicts that an editor rules on"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conflict_ruling",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("findings", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ruled_by", sa.Uuid(), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conflict_ruling_person_id_person")),
        sa.ForeignKeyConstraint(["ruled_by"], ["person.id"], name=op.f("fk_conflict_ruling_ruled_by_person")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_conflict_ruling_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_ruling")),
    )
    with op.batch_alter_table("conflict_ruling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_ruling_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflict_ruling_ruled_by"), ["ruled_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflict_ruling_submission_id"), ["submission_id"], unique=False)

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("declared_kind", sa.String(length=20), server_default="", nullable=False))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("orcid", sa.String(length=19), server_default="", nullable=False))
        batch_op.add_column(sa.Column("away_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("away_until", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("away_until")
        batch_op.drop_column("away_from")
        batch_op.drop_column("orcid")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_column("declared_kind")

    with op.batch_alter_table("conflict_ruling", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_ruling_submission_id"))
        batch_op.drop_index(batch_op.f("ix_conflict_ruling_ruled_by"))
        batch_op.drop_index(batch_op.f("ix_conflict_ruling_person_id"))

    op.drop_table("conflict_ruling")
