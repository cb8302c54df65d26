"""Who made up a sample, by another body's percentages: which of them may be told, and in what words."""

from collections.abc import Iterator, Sequence

from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.reported import Share, study_of
from evidencehub.shared.words import FEWEST

ALL = 100  # of every 100 people


def told(evaluation: FrozenEvaluation) -> tuple[Share, ...]:
    """By the source; a share that stands for fewer than five people is told only where it is all.

    Answers to one question make up everybody: with what is left out goes the smallest share after it, until five people
    or more are left out together, so that none of them follows from the rest.
    """
    study, people = study_of(evaluation.reported), evaluation.participants
    every = study.shares if study else ()
    if people is None:
        return every
    by_question: dict[str, list[Share]] = {}
    for share in sorted(every, key=lambda each: each.percent):
        by_question.setdefault(share.asked, []).append(share)
    kept = {id(share) for shares in by_question.values() for share in _kept(shares, people)}
    return tuple(share for share in every if id(share) in kept)


def _kept(shares: Sequence[Share], people: int) -> Iterator[Share]:
    """:param shares: of one question, the smallest first."""
    without = 0.0  # people
    for share in shares:
        count = people * share.percent / ALL
        if share.percent >= ALL or (count >= FEWEST and not 0 < without < FEWEST):
            yield share
        else:
            without += count


def in_words(evaluation: FrozenEvaluation) -> str:
    """ "51 female, 49 male; 36 Black, 64 white": answers to one question of the source's together."""
    by_question: dict[str, list[str]] = {}
    for share in told(evaluation):
        by_question.setdefault(share.asked, []).append(f"{in_hundred(share.percent)} {share.said}")
    return "; ".join(", ".join(said) for said in by_question.values())


def in_hundred(percent: float) -> str:
    """A whole number of people of 100; "fewer than 1" of what is less."""
    return "fewer than 1" if percent < 0.5 else f"{percent:.0f}"
