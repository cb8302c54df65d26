"""words by which a plan is found"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

_PLAN = sa.table(
    "plan_version", sa.column("id", sa.Uuid()), sa.column("title", sa.String()),
    sa.column("project_name", sa.String()), sa.column("outcomes", sa.JSON(none_as_null=True)),
    sa.column("topics", sa.JSON(none_as_null=True)), sa.column("terms", sa.Text()),
)  # fmt: skip


def upgrade() -> None:
    """What was sent before is found by its words as they were written, until its team sends it again."""
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topics", sa.JSON(none_as_null=True), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("terms", sa.Text(), server_default="", nullable=False))
    bind, plan = op.get_bind(), _PLAN.c
    for each in bind.execute(sa.select(plan.id, plan.title, plan.project_name, plan.outcomes)).all():
        written = [each.title, each.project_name]
        topics: set[str] = set()
        for one in each.outcomes:
            written += [one["outcome"], one["measure"], one["when"]]
            topics |= {one["outcome_area"], one["outcome_slug"]} - {""}
        values = {"terms": _folded(" ".join(written)), "topics": sorted(topics)}
        bind.execute(sa.update(_PLAN).where(plan.id == each.id).values(**values))


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign if sign.isalnum() else " " for sign in parts if not unicodedata.combining(sign))
    return f" {' '.join(dict.fromkeys(plain.split()))} "


def downgrade() -> None:
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.drop_column("terms")
        batch_op.drop_column("topics")
