"""The pages of reviewing: those of editors and those of reviewers. Importing both puts them on the blueprint."""

from evidencehub.review.pages import (
    case_views,
    choosing_views,
    discussion_views,
    file_views,
    grading_views,
    harm_views,
    owning_views,
    question_views,
    record_views,
    screening_views,
    seat_views,
    sending_views,
    settling_views,
    third_views,
    training_views,
    voice_views,
    withdrawing_views,
)
from evidencehub.review.pages.blueprint import bp

__all__ = [
    "bp",
    "case_views",
    "choosing_views",
    "discussion_views",
    "file_views",
    "grading_views",
    "harm_views",
    "owning_views",
    "question_views",
    "record_views",
    "screening_views",
    "seat_views",
    "sending_views",
    "settling_views",
    "third_views",
    "training_views",
    "voice_views",
    "withdrawing_views",
]
