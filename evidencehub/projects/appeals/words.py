"""What everybody reads of an appeal: that there is one, on what ground, and afterwards what came of it."""

from datetime import datetime

from evidencehub.projects.appeals.models import Appeal
from evidencehub.shared.words import day

UP, DOWN, UNCHANGED = "up", "down", "unchanged"

_CAME_OF_IT = {
    UP: "it reaches more than before",
    DOWN: "it reaches less than before",
    UNCHANGED: "what it reaches stays as it was",
}


def came_of_it(outcome: str) -> str:
    """ "it reaches more than before"."""
    return _CAME_OF_IT[outcome]


def seen_from(appeal: Appeal) -> datetime | None:
    """From when everybody can read what came of it: not before the record itself is public."""
    submission = appeal.submission
    if appeal.public_at and submission.state.is_with_team and submission.public_from:
        return max(appeal.public_at, submission.public_from)
    return appeal.public_at


def in_words(appeal: Appeal, *, stands: bool = True) -> str:
    """In a sentence or two, alike in every state before the outcome is public.

    :param stands: what it is about; an award that is on hold, withdrawn or replaced does not.
    """
    since = f"{day(appeal.sent_at)}, {appeal.on.told}"
    if appeal.state.is_open:
        return f"This decision is under appeal since {since}.{' It stands meanwhile.' if stands else ''}"
    appealed = f"The team appealed on {since}."
    if appeal.state.is_refused:
        return f"{appealed} On {day(appeal.ended_at)} the appeal was not opened, since it gave no ground."
    if appeal.state.is_withdrawn:
        return f"{appealed} It took the appeal back on {day(appeal.ended_at)}."
    many = len(appeal.contested)
    graded = f"{many} {'answer' if many == 1 else 'answers'}"
    return (
        f"{appealed} Two other reviewers, who had no part in it before, graded {graded} anew. Since "
        f"{day(appeal.ended_at)}: {_CAME_OF_IT[appeal.outcome]}."
    )
