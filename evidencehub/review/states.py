"""The states of a reviewer's seat on a case."""

from enum import Enum


class AssignmentState(Enum):
    INVITED = "invited"  # the machine found no conflict; the person has not declared yet
    GRADING = "grading"  # declared; the report is open
    IN = "in"  # sent, waiting for the other
    FROZEN = "frozen"  # both are in
    DECLINED = "declined"
    CONFLICT = "conflict"  # declared one
