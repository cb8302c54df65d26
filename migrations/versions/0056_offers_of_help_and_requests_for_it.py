"""offers of help and requests for it"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_helper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_team_helper_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_team_helper_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_helper")),
        sa.UniqueConstraint("person_id", "organisation_id", name=op.f("uq_team_helper_person_id_organisation_id")),
    )
    with op.batch_alter_table("team_helper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_helper_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_helper_person_id"), ["person_id"], unique=False)

    op.create_table(
        "help_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Enum("offer", "request", name="side", native_enum=False, length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "practitioner",
                "academic",
                "commissioner",
                "citizen",
                "other",
                name="commentrole",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kinds", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("outcome_area", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "published", "refused", "ended", "expired", name="noticestate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_help_notice_decided_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_help_notice_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_help_notice_project_id_project"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_notice")),
    )
    with op.batch_alter_table("help_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_notice_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_notice_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_notice_project_id"), ["project_id"], unique=False)
        batch_op.create_index("ix_help_notice_state", ["state", "until"], unique=False)

    op.create_table(
        "help_contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("asked", "agreed", "declined", "lapsed", name="contactstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_help_contact_decided_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["help_notice.id"], name=op.f("fk_help_contact_notice_id_help_notice"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_help_contact_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_help_contact_project_id_project"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_contact")),
        sa.UniqueConstraint("notice_id", "person_id", name=op.f("uq_help_contact_notice_id_person_id")),
    )
    with op.batch_alter_table("help_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_contact_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_contact_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_contact_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_contact_project_id"), ["project_id"], unique=False)

    op.create_table(
        "help_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["help_notice.id"], name=op.f("fk_help_report_notice_id_help_notice"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_help_report_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["person.id"], name=op.f("fk_help_report_settled_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_report")),
        sa.UniqueConstraint("notice_id", "person_id", name=op.f("uq_help_report_notice_id_person_id")),
    )
    with op.batch_alter_table("help_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_report_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_report_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_report_settled_by"), ["settled_by"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("help_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_help_report_settled_by"))
        batch_op.drop_index(batch_op.f("ix_help_report_person_id"))
        batch_op.drop_index(batch_op.f("ix_help_report_notice_id"))

    op.drop_table("help_report")
    with op.batch_alter_table("help_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_help_contact_project_id"))
        batch_op.drop_index(batch_op.f("ix_help_contact_person_id"))
        batch_op.drop_index(batch_op.f("ix_help_contact_notice_id"))
        batch_op.drop_index(batch_op.f("ix_help_contact_decided_by"))

    op.drop_table("help_contact")
    with op.batch_alter_table("help_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_help_notice_state")
        batch_op.drop_index(batch_op.f("ix_help_notice_project_id"))
        batch_op.drop_index(batch_op.f("ix_help_notice_person_id"))
        batch_op.drop_index(batch_op.f("ix_help_notice_decided_by"))

    op.drop_table("help_notice")
    with op.batch_alter_table("team_helper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_helper_person_id"))
        batch_op.drop_index(batch_op.f("ix_team_helper_organisation_id"))

    op.drop_table("team_helper")
