"""What readers give back; its views stand in the modules beside it."""

from evidencehub.feedback.pages import mistake_desk, mistake_views, note_desk, note_views, request_desk, request_views
from evidencehub.feedback.pages.blueprint import bp

# Importing puts their views on the blueprint.
__all__ = ["bp", "mistake_desk", "mistake_views", "note_desk", "note_views", "request_desk", "request_views"]
