"""Studies: which reviews are of one study under one intervention, and which of those is shown."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidencehub.interchange.wwc.schemas import Review

# Not approaches: what the clearinghouse files a study under where it names none.
_CONTAINERS = frozenset({"not applicable", "ies funded studies"})


def is_container(name: str) -> bool:
    """ "(Not applicable)", "IES Funded Studies (NCER)", or no name at all."""
    plain = re.sub(r"\s*\([^()]*\)\s*$", "", name.strip()).casefold() or name.strip().strip("()").casefold()
    return not plain or plain in _CONTAINERS


def evaluation_key(review: Review) -> str:
    """Of a study under one intervention; the tables of 2020 know no studies, so each review is one."""
    if not review.study_id:
        return review.review_id
    return f"{review.study_id}/{review.intervention_id or review.review_id}"


def study_key(review: Review) -> str:
    """The same under every intervention."""
    return f"study-{review.study_id}" if review.study_id else f"review-{review.review_id}"


def newest_first(reviews: Iterable[Review]) -> list[Review]:
    """By the day it was posted, then by version of the standards, then by number.

    The clearinghouse gave no days at first: a review without one is older than any that has one.
    """

    def age(review: Review) -> tuple[str, tuple[int, ...], int]:
        version = tuple(int(part) for part in re.findall(r"\d+", review.standards))
        return review.posted, version, int(review.review_id)

    return sorted(reviews, key=age, reverse=True)


@dataclass(frozen=True)
class Pair:
    """A study under one intervention, with its reviews, the shown one first."""

    key: str
    reviews: Sequence[Review]

    @property
    def shown(self) -> Review:
        return self.reviews[0]


def pairs(reviews: Iterable[Review]) -> list[Pair]:
    """In the order in which each is first named."""
    found: dict[str, list[Review]] = {}
    for review in reviews:
        found.setdefault(evaluation_key(review), []).append(review)
    return [Pair(key, newest_first(group)) for key, group in found.items()]
