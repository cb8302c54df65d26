"""Facts that teams of invented cases say are wrong, and the answers that editors gave, by the acts of the hub."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.projects.access import submission_facts
from evidencehub.projects.models import Submission
from evidencehub.review.access import case_facts
from evidencehub.review.corrections import services as corrections
from evidencehub.review.corrections.services import Claim
from evidencehub.review.links import IN_WORDS


def play(
    session: Session, submission: Submission, rows: Iterable[Mapping[str, Any]], *, owner: Person, editor: Person,
    said: datetime, answered: datetime,
) -> None:  # fmt: skip
    """Name each fact; an editor corrects those of which the row says how."""
    team, by_editor = actor_for(owner), actor_for(editor)
    for row in rows:
        one = corrections.say(
            session, submission, Claim((row["criterion"], ""), row["wrong"], row["right"]), actor=team,
            facts=submission_facts(team, submission), now=said, links=IN_WORDS,
        )  # fmt: skip
        if "corrected" in row:
            corrections.answer(
                session, one, "correct", text=row["corrected"], actor=by_editor,
                facts=case_facts(session, by_editor, submission), now=answered, links=IN_WORDS,
            )  # fmt: skip
