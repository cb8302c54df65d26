"""What readers give back; its views stand in the modules beside it."""

from evidencehub.feedback.pages import request_desk, request_views
from evidencehub.feedback.pages.blueprint import bp

__all__ = ["bp", "request_desk", "request_views"]  # importing puts their views on the blueprint
