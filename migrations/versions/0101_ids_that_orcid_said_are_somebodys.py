"""iDs that ORCID said are somebodys"""

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "orcid_link",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("orcid", sa.String(length=19), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_orcid_link_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_orcid_link")),
        sa.UniqueConstraint("orcid", name=op.f("uq_orcid_link_orcid")),
    )


def downgrade() -> None:
    op.drop_table("orcid_link")
