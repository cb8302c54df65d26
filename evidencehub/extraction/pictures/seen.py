"""What was seen of the pictures in a file."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST = 80  # characters of what is told of one
MOST = 2_000  # things told of a file


class What(StrEnum):
    PHOTOGRAPH = "photograph"
    BESIDE = "beside-picture"  # place, time, camera or author, written into the picture's file
    WHOLE_PAGE = "whole-page"  # one picture, such as a scan, in which photographs cannot be told apart


@dataclass(frozen=True)
class Seen:
    page: int  # from 1
    what: What
    words: str


@dataclass(frozen=True)
class Looked:
    """``unseen`` counts the pictures that nobody looked at; None: at none of them."""

    seen: tuple[Seen, ...] = ()
    unseen: int | None = None
