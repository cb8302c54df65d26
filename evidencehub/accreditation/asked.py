"""What a decision letter asked for, thing by thing: the task list of a team that sends again is made of it."""

from sqlalchemy.orm import Session

from evidencehub.accreditation.letter.shapes import Letter
from evidencehub.accreditation.queries import decision_of
from evidencehub.accreditation.services import letter_of
from evidencehub.projects.asked.things import LETTER, Asked
from evidencehub.projects.frozen.keeping import is_whole
from evidencehub.projects.models import Submission


def of_letter(session: Session, submission: Submission) -> tuple[Asked, ...]:
    """What the next step needs, the shortest way first; each thing once. Empty where what was sent was removed since.

    What an editor wrote in their own words is no part of it: it is for the team alone, and this goes to reviewers.
    """
    decision = decision_of(session, submission)
    if decision is None or not is_whole(submission):
        return ()
    return things_in(letter_of(session, submission, decision))


def things_in(letter: Letter) -> tuple[Asked, ...]:
    found: dict[str, Asked] = {}
    for way in (*letter.ways.open, *letter.ways.folded):
        for need in way.needs:
            answers = ", ".join(dict.fromkeys(answer.label for answer in need.found))
            found.setdefault(need.text, Asked(need.text, LETTER, answers, way.number))
    return tuple(found.values())
