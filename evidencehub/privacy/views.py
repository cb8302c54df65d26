"""Importing this puts all views of the room on its blueprint."""

from evidencehub.privacy import copy_views, erase_views, kept_views
from evidencehub.privacy.blueprint import bp

__all__ = ["bp", "copy_views", "erase_views", "kept_views"]
