"""mails by address"""

from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_mail_to", "mail", ["to", "about", "created_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_mail_to", table_name="mail")
