#!/usr/bin/env bash
# Alembic sees no difference between two partial indexes that apply to different rows.
#
# Expected: the documentation says that autogenerate finds basic changes of indexes. SQLAlchemy 2.1 reads the
#     condition of a partial index from SQLite (sqlalchemy/sqlalchemy#8804), so a changed condition is a changed
#     index.
# Seen: a unique index "where agreed" in the database and "where not agreed" in the models: no difference, no warning.
#     The two mean opposite rules. Another column in the same index is found.
# Version: Alembic 1.20.1, SQLAlchemy 2.1.9.
# For an evidence hub: "one agreed finding for each criterion" is such an index. If the migration is forgotten the old
#     rule stays in force, and a test that compares the database with the models passes.
# Known: sqlalchemy/alembic#750 mentions it for postgresql_where.
set -euo pipefail

packages=(
    Mako==1.4.3
    MarkupSafe==3.0.4
    SQLAlchemy==2.1.9
    alembic==1.20.1
    typing_extensions==4.16.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext


def models(column, condition):
    metadata = sa.MetaData()
    sa.Table(
        "finding",
        metadata,
        sa.Column("criterion", sa.Integer, nullable=False),
        sa.Column("project", sa.Integer, nullable=False),
        sa.Column("is_agreed", sa.Boolean, nullable=False),
        sa.Index("one_agreed", column, unique=True, sqlite_where=sa.text(condition)),
    )
    return metadata


with sa.create_engine("sqlite://").connect() as connection:
    models("criterion", "is_agreed = 1").create_all(connection)
    (index,) = sa.inspect(connection).get_indexes("finding")
    context = MigrationContext.configure(connection)
    seen = (
        str(index["dialect_options"]["sqlite_where"]),
        compare_metadata(context, models("criterion", "is_agreed = 0")),
        [change[0] for change in compare_metadata(context, models("project", "is_agreed = 1"))],
    )
recorded = "is_agreed = 1", [], ["remove_index", "add_index"]

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
