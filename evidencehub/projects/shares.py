"""Who made up a sample, by another body's percentages: which of them may be told, and in what words."""

from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.reported import Share, study_of
from evidencehub.shared.words import FEWEST

ALL = 100  # of every 100 people


def told(evaluation: FrozenEvaluation) -> tuple[Share, ...]:
    """By the source; a share that stands for fewer than five people is told only where it is all."""
    study, people = study_of(evaluation.reported), evaluation.participants
    return tuple(
        share
        for share in (study.shares if study else ())
        if share.percent >= ALL or people is None or people * share.percent / ALL >= FEWEST
    )


def in_words(evaluation: FrozenEvaluation) -> str:
    """ "51 female, 49 male; 36 Black, 64 white": answers to one question of the source's together."""
    by_question: dict[str, list[str]] = {}
    for share in told(evaluation):
        by_question.setdefault(share.asked, []).append(f"{in_hundred(share.percent)} {share.said}")
    return "; ".join(", ".join(said) for said in by_question.values())


def in_hundred(percent: float) -> str:
    """A whole number of people of 100; "fewer than 1" of what is less."""
    return "fewer than 1" if percent < 0.5 else f"{percent:.0f}"
