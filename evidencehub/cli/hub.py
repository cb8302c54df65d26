"""The hub's application for a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from evidencehub.app import create_app
from evidencehub.shared.db import db
from evidencehub.shared.settings import Settings


@contextmanager
def hub(settings: Settings | None = None) -> Iterator[Flask]:
    """The application; its connections are closed at the end, whatever became of the work."""
    app = create_app(settings)
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()
