"""Names that are no approach: a source filed studies of unlike programmes under them."""

import tomllib
from functools import cache
from pathlib import Path

UNLIKE = "These studies tested different programmes that their source files under one name."


@cache
def _headings() -> dict[str, frozenset[str]]:
    read = tomllib.loads((Path(__file__).parent / "headings.toml").read_text(encoding="utf-8"))
    return {source: frozenset(names) for source, names in read.items()}


def is_heading(source: str | None, name: str) -> bool:
    return name in _headings().get(source or "", frozenset())


def caveat_of(source: str | None, name: str) -> str:
    """What is said wherever studies under such a name are put together; "" of an approach."""
    return UNLIKE if is_heading(source, name) else ""
