"""Small lists that stand beside the code as TOML: a table of rows, each with a slug that stays for ever."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

Row = TypeVar("Row")


def by_slug(path: Path, table: str, kind: type[Row]) -> Mapping[str, Row]:
    """A ``kind`` for each row of a table, by slug, in the order of the file."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))[table]
    return {row["slug"]: kind(**row) for row in rows}
