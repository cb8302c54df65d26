"""Migrations meet databases with rows in them, which the tests of the schema do not have."""

import ast

from alembic.script import ScriptDirectory

from evidencehub.cli.schema import config_of
from evidencehub.shared.paths import migrations_dir


def calls_of(name: str, tree: ast.AST) -> list[ast.Call]:
    called = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    return [node for node in called if node.func.attr == name]


def without_a_value(source: str) -> list[int]:
    """The lines that add a column which may not be empty, and give the rows that are there no value."""
    tree = ast.parse(source)
    up = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade")
    added = [column for call in calls_of("add_column", up) for column in calls_of("Column", call)]
    options = [(column.lineno, {each.arg: ast.unparse(each.value) for each in column.keywords}) for column in added]
    return [line for line, given in options if given.get("nullable") == "False" and "server_default" not in given]


def test_a_column_that_may_not_be_empty_comes_with_a_value_for_the_rows_that_are_there():
    files = sorted((migrations_dir() / "versions").glob("*.py"))
    assert len(files) > 3
    assert {path.name: lines for path in files if (lines := without_a_value(path.read_text()))} == {}


def test_each_migration_has_a_number_of_its_own_and_follows_the_one_before():
    """Two that took one number at once are two ends, and no hub could be upgraded."""
    steps = ScriptDirectory.from_config(config_of("sqlite://"))
    numbers = [path.name[:4] for path in sorted((migrations_dir() / "versions").glob("*.py"))]
    assert len(steps.get_heads()) == 1 and len(numbers) == len(set(numbers))
    assert [step.revision for step in reversed(list(steps.walk_revisions()))] == numbers


def test_such_a_column_is_noticed():
    added = 'def upgrade() -> None:\n    op.add_column("study", sa.Column("board", sa.String(9), nullable=False{}))\n'
    assert without_a_value(added.format("")) == [2]
    assert without_a_value(added.format(', server_default=""')) == []
