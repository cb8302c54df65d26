"""what kind of document a file is, and documents of a plan

What is there was added as a report, and stays one until its team says otherwise.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("project_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("report", "instrument", "protocol", "annex", name="documentkind", native_enum=False, length=40),
                nullable=False,
                server_default="report",
            )
        )
        batch_op.add_column(sa.Column("caption", sa.String(length=200), nullable=False, server_default=""))
        batch_op.alter_column("evaluation_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_check_constraint(
            batch_op.f("ck_document_of_an_evaluation_or_of_a_plan"), "(evaluation_id IS NULL) <> (project_id IS NULL)"
        )
        batch_op.create_index(batch_op.f("ix_document_project_id"), ["project_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_document_project_id_project"), "project", ["project_id"], ["id"], ondelete="CASCADE"
        )


def downgrade() -> None:
    # An older release knows no document without an evaluation.
    op.execute("DELETE FROM document_page WHERE document_id IN (SELECT id FROM document WHERE evaluation_id IS NULL)")
    op.execute("DELETE FROM document WHERE evaluation_id IS NULL")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_document_of_an_evaluation_or_of_a_plan"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_document_project_id_project"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_document_project_id"))
        batch_op.alter_column("evaluation_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("caption")
        batch_op.drop_column("kind")
        batch_op.drop_column("project_id")
