"""appeals against decisions"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "taken",
                "grading",
                "settling",
                "concluded",
                "closed",
                "refused",
                "withdrawn",
                name="appealstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("contested", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("editor_id", sa.Uuid(), nullable=True),
        sa.Column("panel_because", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("letter", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("earlier", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["person.id"], name=op.f("fk_appeal_editor_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_appeal_sent_by_person"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_appeal_submission_id_submission"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_appeal_submission_id")),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_editor_id"), ["editor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_sent_by"), ["sent_by"], unique=False)

    with op.batch_alter_table("accreditation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("appeal_id", sa.Uuid(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_accreditation_submission_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_accreditation_appeal_id"), ["appeal_id"])
        batch_op.create_index(
            "uq_accreditation_by_decision",
            ["submission_id"],
            unique=True,
            sqlite_where=sa.text("appeal_id IS NULL"),
            postgresql_where=sa.text("appeal_id IS NULL"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_accreditation_appeal_id_appeal"), "appeal", ["appeal_id"], ["id"])

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("appeal_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_assignment_appeal_id"), ["appeal_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_assignment_appeal_id_appeal"), "appeal", ["appeal_id"], ["id"], ondelete="CASCADE"
        )

    with op.batch_alter_table("fact_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("appeal_id", sa.Uuid(), nullable=True))
        batch_op.drop_index("uq_fact_entry_agreed")
        batch_op.create_index(
            "uq_fact_entry_agreed",
            ["submission_id", "name", "result_key"],
            unique=True,
            sqlite_where=sa.text("assignment_id IS NULL AND appeal_id IS NULL"),
            postgresql_where=sa.text("assignment_id IS NULL AND appeal_id IS NULL"),
        )
        batch_op.create_index(
            "uq_fact_entry_on_appeal",
            ["appeal_id", "name", "result_key"],
            unique=True,
            sqlite_where=sa.text("assignment_id IS NULL AND appeal_id IS NOT NULL"),
            postgresql_where=sa.text("assignment_id IS NULL AND appeal_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_fact_entry_appeal_id_appeal"), "appeal", ["appeal_id"], ["id"], ondelete="CASCADE"
        )

    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("appeal_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("on_appeal", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.drop_index("uq_finding_agreed")
        batch_op.create_index(
            "uq_finding_agreed",
            ["submission_id", "criterion_id", "result_key"],
            unique=True,
            sqlite_where=sa.text("assignment_id IS NULL AND appeal_id IS NULL"),
            postgresql_where=sa.text("assignment_id IS NULL AND appeal_id IS NULL"),
        )
        batch_op.create_index(
            "uq_finding_on_appeal",
            ["appeal_id", "criterion_id", "result_key"],
            unique=True,
            sqlite_where=sa.text("assignment_id IS NULL AND appeal_id IS NOT NULL"),
            postgresql_where=sa.text("assignment_id IS NULL AND appeal_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_finding_appeal_id_appeal"), "appeal", ["appeal_id"], ["id"], ondelete="CASCADE"
        )


def _delete(table: str, where: str) -> None:
    """With all that hangs on it: SQLite follows no foreign keys while it migrates, and would leave that behind."""
    known = sa.inspect(op.get_bind())
    for other in known.get_table_names():
        for key in known.get_foreign_keys(other):
            if key["referred_table"] == table and key["options"].get("ondelete") == "CASCADE" and other != table:
                (column,) = key["constrained_columns"]
                _delete(other, f"{column} IN (SELECT id FROM {table} WHERE {where})")
    op.execute(sa.text(f"DELETE FROM {table} WHERE {where}"))


_APPEAL = sa.table("appeal", sa.column("state", sa.String()))


def downgrade() -> None:
    """What was refused or taken back changed nothing, and goes with its table.

    :raises CommandError: an appeal waits for its answer, or gave one: a decision was written anew, and an award was
        replaced by one that the release before cannot hold.
    """
    kept = sa.select(sa.func.count()).select_from(_APPEAL).where(_APPEAL.c.state.not_in(["refused", "withdrawn"]))
    if many := op.get_bind().scalar(kept):
        raise CommandError(
            f"{many} {'appeal is' if many == 1 else 'appeals are'} open or decided. The release before has no place "
            "for what a team was promised or told, and an award that an appeal replaced would stand again nowhere. Go "
            "back to a backup from before. The database stays at 0057."
        )
    # Without these columns, what was agreed on appeal would stand beside what it is about, or be taken for it.
    for table in ("finding", "fact_entry", "accreditation", "assignment"):
        _delete(table, "appeal_id IS NOT NULL")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_finding_appeal_id_appeal"), type_="foreignkey")
        batch_op.drop_index("uq_finding_agreed")
        batch_op.create_index(
            "uq_finding_agreed",
            ["submission_id", "criterion_id", "result_key"],
            unique=True,
            sqlite_where=sa.text("assignment_id IS NULL"),
            postgresql_where=sa.text("assignment_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_finding_on_appeal",
            sqlite_where=sa.text("assignment_id IS NULL AND appeal_id IS NOT NULL"),
            postgresql_where=sa.text("assignment_id IS NULL AND appeal_id IS NOT NULL"),
        )
        batch_op.drop_column("on_appeal")
        batch_op.drop_column("appeal_id")

    with op.batch_alter_table("fact_entry", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_fact_entry_appeal_id_appeal"), type_="foreignkey")
        batch_op.drop_index("uq_fact_entry_agreed")
        batch_op.create_index(
            "uq_fact_entry_agreed",
            ["submission_id", "name", "result_key"],
            unique=True,
            sqlite_where=sa.text("assignment_id IS NULL"),
            postgresql_where=sa.text("assignment_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_fact_entry_on_appeal",
            sqlite_where=sa.text("assignment_id IS NULL AND appeal_id IS NOT NULL"),
            postgresql_where=sa.text("assignment_id IS NULL AND appeal_id IS NOT NULL"),
        )
        batch_op.drop_column("appeal_id")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_assignment_appeal_id_appeal"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_assignment_appeal_id"))
        batch_op.drop_column("appeal_id")

    with op.batch_alter_table("accreditation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_accreditation_appeal_id_appeal"), type_="foreignkey")
        batch_op.drop_index(
            "uq_accreditation_by_decision",
            sqlite_where=sa.text("appeal_id IS NULL"),
            postgresql_where=sa.text("appeal_id IS NULL"),
        )
        batch_op.drop_constraint(batch_op.f("uq_accreditation_appeal_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_accreditation_submission_id"), ["submission_id"])
        batch_op.drop_column("appeal_id")

    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_sent_by"))
        batch_op.drop_index(batch_op.f("ix_appeal_editor_id"))

    op.drop_table("appeal")
