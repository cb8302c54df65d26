"""The pages of reviewing: those of editors and those of reviewers. Importing both puts them on the blueprint."""

from evidencehub.review import case_views, grading_views
from evidencehub.review.blueprint import bp

__all__ = ["bp", "case_views", "grading_views"]
