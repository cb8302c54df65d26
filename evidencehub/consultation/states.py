"""The states of a comment."""

from enum import Enum


class CommentState(Enum):
    WAITING = "waiting"  # only its author and the editors can read it
    PUBLISHED = "published"
    REFUSED = "refused"
