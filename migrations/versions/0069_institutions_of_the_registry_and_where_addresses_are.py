"""institutions of the registry and where addresses are"""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "institution",
        sa.Column("ror", sa.String(length=9), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column(
            "listing",
            sa.Enum("active", "inactive", "withdrawn", name="listing", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("domains", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("related", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("ror", name=op.f("pk_institution")),
    )
    op.create_table(
        "institution_domain",
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("ror", sa.String(length=9), nullable=False),
        sa.ForeignKeyConstraint(
            ["ror"], ["institution.ror"], name=op.f("fk_institution_domain_ror_institution"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("domain", "ror", name=op.f("pk_institution_domain")),
    )
    with op.batch_alter_table("institution_domain", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_domain_ror"), ["ror"], unique=False)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("at_institutions", sa.JSON(none_as_null=True), server_default="[]", nullable=False)
        )
        batch_op.add_column(
            sa.Column("near_institutions", sa.JSON(none_as_null=True), server_default="[]", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("near_institutions")
        batch_op.drop_column("at_institutions")

    with op.batch_alter_table("institution_domain", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_institution_domain_ror"))

    op.drop_table("institution_domain")
    op.drop_table("institution")
