"""The WSGI application."""

from evidencehub.app import create_app

app = create_app()
