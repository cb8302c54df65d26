"""What is done with a token; importing this puts its views on the blueprint."""

from evidencehub.api.own import evaluation_views, me_views, project_views, result_views

__all__ = ["evaluation_views", "me_views", "project_views", "result_views"]
