"""One plain line for an index that cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidencehub.search.contract import IndexDamaged, IndexMissing


def damaged(root: Path, how: str = "is damaged") -> IndexDamaged:
    return IndexDamaged(f"The search index in {root} {how}; run: evidencehub index rebuild")


def missing(root: Path) -> IndexMissing:
    return IndexMissing(f"There is no search index in {root}; run: evidencehub index rebuild")


@contextmanager
def damage_named(root: Path) -> Iterator[None]:
    """Turn whatever reading a damaged index raises (Whoosh unpickles: it may be anything) into IndexDamaged."""
    try:
        yield
    except (IndexDamaged, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
            raise  # a disk that fails or is full: the index may be well
        raise damaged(root) from error
