"""reports on request"""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "given",
                "refused",
                "lapsed",
                "ended",
                name="reportrequeststate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_report_request_decided_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_report_request_document_id_document"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_report_request_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_request")),
    )
    with op.batch_alter_table("report_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_request_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index("ix_report_request_document", ["document_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_request_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("on_request", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    # A report that is for those who ask was never public: without that choice it is for reviewers only again.
    op.execute("UPDATE disclosure SET state = 'sealed' WHERE state = 'on-request'")
    op.execute("UPDATE disclosure SET state = 'sealed' WHERE state = 'agreed' AND on_request")
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.drop_column("on_request")

    with op.batch_alter_table("report_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_request_person_id"))
        batch_op.drop_index("ix_report_request_document")
        batch_op.drop_index(batch_op.f("ix_report_request_decided_by"))

    op.drop_table("report_request")
