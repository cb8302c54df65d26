"""roles in a team"""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "role",
                sa.Enum("owner", "contributor", "reader", name="teamrole", native_enum=False, length=40),
                server_default="contributor",
                nullable=False,
            )
        )

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "role",
                sa.Enum("owner", "contributor", "reader", name="teamrole", native_enum=False, length=40),
                server_default="owner",
                nullable=False,
            )
        )

    # Whoever was in a team could do everything. From now on a row that names no role is refused.
    for table in ("invitation", "membership"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("role", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("role")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("role")
