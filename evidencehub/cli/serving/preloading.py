"""The application, loaded once before web processes and worker are forked from it, so that they share its memory."""

import gc
import threading

from flask import Flask

from evidencehub.app import create_app
from evidencehub.shared.db import db
from evidencehub.shared.settings import Settings


def load(settings: Settings) -> Flask:
    app = create_app(settings)
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    return app


def settle(app: Flask) -> None:
    """Leave nothing that two processes must not have between them, and no garbage; for right before the first fork."""
    close_connections(app)
    if threading.active_count() > 1:
        raise RuntimeError(f"threads would be lost in a fork: {threading.enumerate()}")
    gc.collect()
    gc.freeze()  # the collector would write into every object, and each process then had a copy of its own


def close_connections(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
