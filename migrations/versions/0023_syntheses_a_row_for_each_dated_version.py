"""syntheses, a row for each dated version"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "synthesis_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("designs", sa.String(length=20), nullable=False),
        sa.Column("comparator", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("inputs", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("inputs_sha256", sa.String(length=64), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("studies", sa.Integer(), nullable=False),
        sa.Column("results", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=20), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_synthesis_version_project_id_project"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["person.id"], name=op.f("fk_synthesis_version_published_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synthesis_version")),
        sa.UniqueConstraint(
            "project_id",
            "outcome",
            "designs",
            "comparator",
            "number",
            name="uq_synthesis_version_unit",
        ),
    )
    with op.batch_alter_table("synthesis_version", schema=None) as batch_op:
        batch_op.create_index("ix_synthesis_version_outcome", ["outcome", "is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_synthesis_version_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_synthesis_version_published_by"), ["published_by"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("synthesis_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_synthesis_version_published_by"))
        batch_op.drop_index(batch_op.f("ix_synthesis_version_project_id"))
        batch_op.drop_index("ix_synthesis_version_outcome")

    op.drop_table("synthesis_version")
