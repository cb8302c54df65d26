"""what a report gives of a result

A result compares groups or tells of a change within one. What is there already says by its numbers what its report
gave; only teams are asked that, so evidence from elsewhere gives nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_NEW = (
    sa.Column("contrast", sa.String(length=10), nullable=False, server_default="between"),
    sa.Column("is_primary", sa.Boolean(), nullable=True),
    sa.Column("is_adjusted", sa.Boolean(), nullable=True),
    sa.Column("analysis", sa.String(length=20), nullable=False, server_default=""),
    sa.Column("gives", sa.String(length=20), nullable=False, server_default=""),
    sa.Column("events_t", sa.Integer(), nullable=True),
    sa.Column("events_c", sa.Integer(), nullable=True),
    sa.Column("pre_post_r", sa.Double(), nullable=True),
    sa.Column("outcome_sd", sa.Double(), nullable=True),
    sa.Column("test", sa.String(length=10), nullable=False, server_default=""),
    sa.Column("test_value", sa.Double(), nullable=True),
    sa.Column("test_higher", sa.String(length=10), nullable=False, server_default=""),
    sa.Column("se", sa.Double(), nullable=True),
    sa.Column("p_relation", sa.String(length=2), nullable=False, server_default=""),
    sa.Column("worked_out", sa.JSON(none_as_null=True), nullable=False, server_default="[]"),
    sa.Column("effect_note", sa.Text(), nullable=False, server_default=""),
    sa.Column("confirmed", sa.JSON(none_as_null=True), nullable=False, server_default="[]"),
)
_RESULT = sa.table(
    "outcome_result",
    *(sa.column(name) for name in ("source", "contrast", "gives", "mean_t", "mean_c", "effect")),
    sa.column("comparison", sa.Boolean()),
)


def upgrade() -> None:
    with op.batch_alter_table("outcome_result", schema=None) as batch_op:
        for column in _NEW:
            batch_op.add_column(column)
    op.execute(sa.update(_RESULT).where(_RESULT.c.comparison.is_(sa.false())).values(contrast="within"))
    has_average = _RESULT.c.mean_t.is_not(None) | _RESULT.c.mean_c.is_not(None)
    kind = sa.case((has_average, "means"), (_RESULT.c.effect.is_not(None), "difference"), else_="words")
    op.execute(sa.update(_RESULT).where(_RESULT.c.source.is_(None)).values(gives=kind))
    with op.batch_alter_table("outcome_result", schema=None) as batch_op:
        batch_op.create_check_constraint("contrast_between_or_within", "contrast IN ('between', 'within')")
        batch_op.drop_column("comparison")


def downgrade() -> None:
    with op.batch_alter_table("outcome_result", schema=None) as batch_op:
        batch_op.add_column(sa.Column("comparison", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute(sa.update(_RESULT).where(_RESULT.c.contrast == "within").values(comparison=sa.false()))
    with op.batch_alter_table("outcome_result", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_outcome_result_contrast_between_or_within"), type_="check")
        for column in reversed(_NEW):
            batch_op.drop_column(column.name)
