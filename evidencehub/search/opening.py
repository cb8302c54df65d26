"""Which engine a hub's settings ask for."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from evidencehub.search.contract import Engine
from evidencehub.search.engine import WhooshEngine
from evidencehub.search.opensearch.address import is_cluster, parse
from evidencehub.search.reporting import EngineWithPages

if TYPE_CHECKING:
    from evidencehub.search.opensearch.engine import OpenSearchEngine

FOLDER = "pages"  # of an index in a folder, that of reports
MEGABYTES = 32  # kept by a process of what it reads of reports


def open_engine(url: str, home: Path) -> Engine:
    """Return the engine for ``EVIDENCEHUB_SEARCH_URL``, without touching disk or network; "" means ``home/index``.

    ``whoosh:///absolute/path`` is a folder anywhere, ``whoosh://`` alone the folder in ``home``;
    ``opensearch://host:9200/prefix`` is a cluster, of which more in its own ``address``.

    :raises ValueError: the scheme is not known, or the place is no folder.
    """
    if is_cluster(url):
        return EngineWithPages(*_in_cluster(url))
    root = folder_of(url, home)
    return EngineWithPages(WhooshEngine(root), WhooshEngine(root / FOLDER, memory_mb=MEGABYTES))


def _in_cluster(url: str) -> "tuple[OpenSearchEngine, OpenSearchEngine]":
    """Of records, and of pages of reports."""
    from evidencehub.search.opensearch.client import Client
    from evidencehub.search.opensearch.engine import OpenSearchEngine

    client = Client(parse(url))
    return OpenSearchEngine(client, "records"), OpenSearchEngine(client, "pages")


def place_of(url: str, home: Path) -> str:
    """In words for people who run the hub, without a password. :raises ValueError: as for :func:`open_engine`."""
    return f"the cluster at {parse(url).shown}" if is_cluster(url) else f"the folder {folder_of(url, home)}"


def take_away(url: str, home: Path) -> None:
    """Remove the index, whichever hub filled it, so that there is none until one is made anew.

    :raises ValueError: as for :func:`open_engine`. :raises IndexAway: a cluster does not answer.
    """
    if is_cluster(url):
        for engine in _in_cluster(url):
            engine.take_away()
    else:
        shutil.rmtree(folder_of(url, home), ignore_errors=True)


def folder_of(url: str, home: Path) -> Path:
    """Where the index lies. :raises ValueError: as for :func:`open_engine`."""
    parts = urlsplit(url or "whoosh://")
    if parts.scheme != "whoosh" or parts.netloc:
        raise ValueError(
            f"EVIDENCEHUB_SEARCH_URL is {url!r}: it must look like whoosh:///path/to/a/folder or like "
            "opensearch://host:9200/prefix"
        )
    root = Path(unquote(parts.path)) if parts.path.strip("/") else home / "index"
    if root.exists() and not root.is_dir():
        raise ValueError(f"EVIDENCEHUB_SEARCH_URL points to {root}, which is a file and not a folder")
    return root
