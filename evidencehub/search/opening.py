"""Which engine a hub's settings ask for."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from evidencehub.search.contract import Engine
from evidencehub.search.reporting import EngineWithPages


def open_engine(url: str, home: Path) -> Engine:
    """Return the engine for ``EVIDENCEHUB_SEARCH_URL``, without touching the disk; "" means ``home/index``.

    ``whoosh:///absolute/path`` is a folder anywhere, ``whoosh://`` alone the folder in ``home``.

    :raises ValueError: the scheme is not known, or the place is no folder.
    """
    return EngineWithPages(folder_of(url, home))


def folder_of(url: str, home: Path) -> Path:
    """Where the index lies. :raises ValueError: as for :func:`open_engine`."""
    parts = urlsplit(url or "whoosh://")
    if parts.scheme != "whoosh" or parts.netloc:
        raise ValueError(f"EVIDENCEHUB_SEARCH_URL is {url!r}: it must look like whoosh:///path/to/a/folder")
    root = Path(unquote(parts.path)) if parts.path.strip("/") else home / "index"
    if root.exists() and not root.is_dir():
        raise ValueError(f"EVIDENCEHUB_SEARCH_URL points to {root}, which is a file and not a folder")
    return root
