"""notices, what a mail server refused, findings entered for a reviewer"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "notice",
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.Enum("at-once", "daily", "inbox", name="way", native_enum=False, length=40), nullable=True),
        sa.Column("digest_id", sa.Uuid(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["digest_id"], ["mail.id"], name=op.f("fk_notice_digest_id_mail"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_notice_mail_id_mail"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_digest_id"), ["digest_id"], unique=False)
        batch_op.create_index("ix_notice_person", ["person_id", "at"], unique=False)

    op.create_table(
        "notice_choice",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column(
            "way", sa.Enum("at-once", "daily", "inbox", name="way", native_enum=False, length=40), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_notice_choice")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("entered_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("entered_because", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("asked_to_confirm_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_assignment_entered_by"), ["entered_by"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_assignment_entered_by_person"), "person", ["entered_by"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("refused_because", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_column("refused_because")
        batch_op.drop_column("refused_at")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_assignment_entered_by_person"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_assignment_entered_by"))
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("asked_to_confirm_at")
        batch_op.drop_column("entered_because")
        batch_op.drop_column("entered_by")
        batch_op.drop_column("reminded_at")

    op.drop_table("notice_choice")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_person")
        batch_op.drop_index(batch_op.f("ix_notice_digest_id"))

    op.drop_table("notice")
    op.drop_table("heartbeat")
