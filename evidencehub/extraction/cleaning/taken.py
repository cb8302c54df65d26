"""What was taken out of a copy of a file, counted."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Thing(StrEnum):
    """In the order in which they are told."""

    COMMENT = "comment"
    CHANGE = "change"  # tracked: what was put in stays, what was taken out is gone
    AUTHOR = "author"
    PROPERTIES = "properties"  # title, dates, program, history
    ATTACHMENT = "attachment"
    SIGNATURE = "signature"
    SCRIPT = "script"
    LOCAL_LINK = "local-link"  # to a file on somebody's computer, whose path often names them
    PICTURE = "picture"  # what its camera or program wrote beside it: place, date, owner
    DAMAGED = "damaged"  # a picture that cannot be taken apart: nothing was taken out of it


@dataclass
class Cleaned:
    """A copy, and what it lacks."""

    content: bytes = b""
    taken: Counter[Thing] = field(default_factory=Counter)
