"""The WSGI entry for servers that look beside the package; in a wheel it is ``evidencehub.wsgi``."""

from evidencehub.wsgi import app

__all__ = ["app"]
