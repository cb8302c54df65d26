"""How long grading took, as reviewers said when they sent, told to those who are asked to grade a case like it.

Time between opening a page and sending is not work, so it is asked, in half hours, and need not be answered.
"""

from math import ceil
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.review.models import Assignment
from evidencehub.review.sheet import Sheet

ENOUGH = 5  # cases; fewer would tell what one person needed
MOST = 40  # half hours
MINUTES_PER_PAGE, MINUTES_PER_ANSWER = 2, 5  # ours, to be put right once reviewers have told us
_STEPS = (1, 4, 12)  # a result; a few; a dozen: more is told apart no further


def study_kind(sheet: Sheet) -> str:
    """Cases that take about as long: by standard, kinds of study, and how many outcomes are graded one by one."""
    designs = sorted({study.design or "other" for study in sheet.studies}) or ["plan"]
    count = len(sheet.results)
    size = next((str(step) for step in _STEPS if count <= step), "more")
    return f"{sheet.standard.id} {'+'.join(designs)} {size}"[:80]


def others_needed(session: Session, sheet: Sheet, *, but_not: Assignment) -> str:
    """ "about 1½ hours": the median of what reviewers of other cases said; "" where there are too few.

    The same case is left out: what the other reviewer of it said must not show before both are in.
    """
    query = select(Assignment.submission_id, Assignment.half_hours).where(
        Assignment.study_kind == study_kind(sheet),
        Assignment.half_hours.is_not(None),
        Assignment.submission_id != but_not.submission_id,
    )
    found = session.execute(query).all()
    if len({row.submission_id for row in found}) < ENOUGH:
        return ""
    return f"about {in_hours(round(median(row.half_hours for row in found)))}"


def typical(pages: int, answers: int) -> str:
    """ "about 3 hours", to the half hour above: for pages to read and answers to give."""
    return f"about {in_hours(max(1, ceil((pages * MINUTES_PER_PAGE + answers * MINUTES_PER_ANSWER) / 30)))}"


def in_hours(halves: int) -> str:
    """ "half an hour", "1 hour", "1½ hours"."""
    whole, half = divmod(halves, 2)
    if not whole:
        return "half an hour"
    return f"{whole}{'½' if half else ''} {'hour' if halves == 2 else 'hours'}"
