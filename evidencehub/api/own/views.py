"""What is done with a token; importing this puts its views on the blueprint."""

from evidencehub.api.own import (
    asked_views,
    cost_views,
    declaring_views,
    document_views,
    evaluation_views,
    me_views,
    project_views,
    reference_views,
    result_views,
    review_views,
    sending_views,
    theory_views,
)

__all__ = [
    "asked_views",
    "cost_views",
    "declaring_views",
    "document_views",
    "evaluation_views",
    "me_views",
    "project_views",
    "reference_views",
    "result_views",
    "review_views",
    "sending_views",
    "theory_views",
]
