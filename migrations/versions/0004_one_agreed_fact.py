"""one agreed fact

NULLs differ from one another in a unique constraint, so an agreed fact (no assignment) could stand twice, as an agreed
finding could not. Of two, what was settled last stays: settling again replaces what stood before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAMED = ("submission_id", "name", "result_key")
ONLY_AGREED = sa.text("assignment_id IS NULL")


def upgrade() -> None:
    columns = [sa.column(name) for name in ("id", "assignment_id", "at", *NAMED)]
    fact = sa.table("fact_entry", *columns)
    later = fact.alias("later")
    settled_again = sa.exists().where(
        later.c.assignment_id.is_(None),
        *(later.c[name] == fact.c[name] for name in NAMED),
        sa.or_(later.c.at > fact.c.at, sa.and_(later.c.at == fact.c.at, later.c.id > fact.c.id)),
    )
    op.execute(sa.delete(fact).where(fact.c.assignment_id.is_(None), settled_again))
    op.create_index(
        "uq_fact_entry_agreed",
        "fact_entry",
        NAMED,
        unique=True,
        sqlite_where=ONLY_AGREED,
        postgresql_where=ONLY_AGREED,
    )


def downgrade() -> None:
    op.drop_index("uq_fact_entry_agreed", table_name="fact_entry")
