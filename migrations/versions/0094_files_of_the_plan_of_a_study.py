"""files of the plan of a study"""

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None

_OWNERS = ("evaluation_id", "plan_study_id", "project_id")
_OF_ONE = " + ".join(f"(CASE WHEN {each} IS NULL THEN 0 ELSE 1 END)" for each in _OWNERS) + " = 1"
_TABLES = ("document", "upload")


def upgrade() -> None:
    for table in _TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("plan_study_id", sa.Uuid(), nullable=True))
            batch_op.add_column(
                sa.Column("public_with_plan", sa.Boolean(), server_default=sa.text("false"), nullable=False)
            )
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_of_an_evaluation_or_of_a_plan"), type_="check")
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_of_one_owner"), _OF_ONE)
            batch_op.create_index(batch_op.f(f"ix_{table}_plan_study_id"), ["plan_study_id"], unique=False)
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{table}_plan_study_id_evaluation"), "evaluation", ["plan_study_id"], ["id"],
                ondelete="CASCADE",
            )  # fmt: skip
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("files", sa.JSON(none_as_null=True), server_default=sa.text("'[]'"), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.drop_column("files")
    for table in _TABLES:
        op.execute(sa.text(f"DELETE FROM {table} WHERE plan_study_id IS NOT NULL"))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"fk_{table}_plan_study_id_evaluation"), type_="foreignkey")
            batch_op.drop_index(batch_op.f(f"ix_{table}_plan_study_id"))
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_of_one_owner"), type_="check")
            batch_op.create_check_constraint(
                batch_op.f(f"ck_{table}_of_an_evaluation_or_of_a_plan"),
                "(evaluation_id IS NULL) <> (project_id IS NULL)",
            )
            batch_op.drop_column("public_with_plan")
            batch_op.drop_column("plan_study_id")
