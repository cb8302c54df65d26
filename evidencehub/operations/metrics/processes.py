"""How processes count together: each web process has a file of counts that it alone writes, and all can be read.

The library is imported only where somebody may ask: it takes as long as a quarter of all else.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from evidencehub.shared.settings import Settings

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # as the library spells it
_here = {"name": "parent"}


def this_is(name: str) -> None:
    """Say which process this is. One that takes another's place takes its name, and goes on with its counts."""
    _here["name"] = name.replace(" ", "-")


@contextmanager
def counting_together(settings: Settings) -> Iterator[None]:
    """For all processes that are forked from here on, until this one ends."""
    if settings.metrics_token is None:
        yield
        return
    from prometheus_client import values
    from prometheus_client.values import MultiProcessValue

    with tempfile.TemporaryDirectory(prefix="evidencehub-metrics-", ignore_cleanup_errors=True) as folder:
        os.environ[FOLDER] = folder
        values.ValueClass = MultiProcessValue(process_identifier=lambda: _here["name"])
        yield
