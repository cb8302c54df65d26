"""papers with notices"""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retracted_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("doi", sa.String(length=500), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("journal", sa.Text(), nullable=False),
        sa.Column("notices", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retracted_paper")),
        sa.UniqueConstraint("doi", name=op.f("uq_retracted_paper_doi")),
    )
    op.create_table(
        "retraction_file",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("dois", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retraction_file")),
    )
    op.create_table(
        "retraction_hit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("studies", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("decided_digest", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_retraction_hit_decided_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["retracted_paper.id"],
            name=op.f("fk_retraction_hit_paper_id_retracted_paper"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_retraction_hit_project_id_project"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retraction_hit")),
        sa.UniqueConstraint("paper_id", "project_id", name=op.f("uq_retraction_hit_paper_id_project_id")),
    )
    with op.batch_alter_table("retraction_hit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retraction_hit_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_retraction_hit_project_id"), ["project_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("retraction_hit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retraction_hit_project_id"))
        batch_op.drop_index(batch_op.f("ix_retraction_hit_decided_by"))

    op.drop_table("retraction_hit")
    op.drop_table("retraction_file")
    op.drop_table("retracted_paper")
