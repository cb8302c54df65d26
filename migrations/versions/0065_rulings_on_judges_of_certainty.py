"""rulings on judges of certainty"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conflict_ruling", schema=None) as batch_op:
        batch_op.add_column(sa.Column("project_id", sa.Uuid(), nullable=True))
        batch_op.alter_column("submission_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_index(batch_op.f("ix_conflict_ruling_project_id"), ["project_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_conflict_ruling_project_id_project"), "project", ["project_id"], ["id"], ondelete="CASCADE"
        )


def downgrade() -> None:
    op.execute("DELETE FROM conflict_ruling WHERE submission_id IS NULL")
    with op.batch_alter_table("conflict_ruling", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_conflict_ruling_project_id_project"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_conflict_ruling_project_id"))
        batch_op.alter_column("submission_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("project_id")
