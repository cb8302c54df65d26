"""projects that go to another organisation, and whose they were before"""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None
_STATES = ("offered", "accepted", "declined", "withdrawn", "lapsed")


def _organisation(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_organisation")
    return sa.ForeignKeyConstraint([column], ["organisation.id"], name=name, ondelete="CASCADE")


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_person")
    return sa.ForeignKeyConstraint([column], ["person.id"], name=name, ondelete="SET NULL")


def _project(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_project_id_project")
    return sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("project_name", sa.String(length=200), nullable=False),
        sa.Column("from_name", sa.String(length=200), nullable=False),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("state", sa.Enum(*_STATES, name="transferstate", native_enum=False, length=40), nullable=False),
        sa.Column("offered_by", sa.Uuid(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _project("transfer"),
        _organisation("transfer", "from_id"),
        _organisation("transfer", "to_id"),
        _person("transfer", "offered_by"),
        _person("transfer", "decided_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.create_index("ix_transfer_project_id", ["project_id", "state"], unique=False)
        is_open = sa.text("state = 'offered'")
        batch_op.create_index(
            "uq_transfer_open", ["project_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
        )
        for column in ("from_id", "to_id", "offered_by", "decided_by"):
            batch_op.create_index(batch_op.f(f"ix_transfer_{column}"), [column], unique=False)
    op.create_table(
        "past_team",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        _project("past_team"),
        _organisation("past_team", "organisation_id"),
        _person("past_team", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_team")),
    )
    with op.batch_alter_table("past_team", schema=None) as batch_op:
        for column in ("project_id", "organisation_id", "person_id"):
            batch_op.create_index(batch_op.f(f"ix_past_team_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("past_team")
    op.drop_table("transfer")
