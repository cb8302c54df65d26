"""what another body says of a study"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "old_evaluation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_old_evaluation_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_evaluation")),
    )
    with op.batch_alter_table("old_evaluation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_old_evaluation_evaluation_id"), ["evaluation_id"], unique=False)

    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reported", sa.JSON(none_as_null=True), nullable=False, server_default="{}"))

    with op.batch_alter_table("outcome_result", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_superseded", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source_as_of", sa.String(length=10), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_column("source_as_of")

    with op.batch_alter_table("outcome_result", schema=None) as batch_op:
        batch_op.drop_column("is_superseded")

    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_column("reported")

    with op.batch_alter_table("old_evaluation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_old_evaluation_evaluation_id"))

    op.drop_table("old_evaluation")
