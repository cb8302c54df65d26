"""An invented award that came due and was renewed on its team's word, by the acts of the hub."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import expiring, queries
from evidencehub.accreditation.renewals import answering, sending
from evidencehub.projects.access import submission_facts
from evidencehub.projects.models import Submission
from evidencehub.review.access import case_facts
from evidencehub.review.links import IN_WORDS
from evidencehub.shared.errors import Invalid


class _NoAddresses:
    """Of mails that nobody gets."""

    def read(self, _renewal_id: UUID) -> str:
        return ""

    def public(self, _number: str) -> str:
        return ""

    def projects(self) -> str:
        return ""


def play(session: Session, submission: Submission, row: Mapping[str, Any], *, owner: Person, editor: Person) -> None:
    """The worker finds it due, the team answers three questions, and an editor accepts.

    :raises Invalid: it was not accredited.
    """
    award = queries.by_submission(session, submission)
    if award is None:
        raise Invalid(f"{submission.project.slug}: it was not accredited")
    sent, accepted = (datetime.fromisoformat(row[day]).replace(hour=10, tzinfo=UTC) for day in ("sent", "accepted"))
    due_on = {"accreditation": str(award.id), "moment": expiring.Moment.NINETY.value}
    expiring.handler(IN_WORDS, lambda: sent).work([due_on], Session)(session)
    team, by_editor = actor_for(owner), actor_for(editor)
    word = sending.Word(row["changed"], row["delivered"], row["results"], row.get("results_what", ""))
    renewal = sending.send(
        session, award, word, actor=team, facts=submission_facts(team, submission), now=sent, links=_NoAddresses(),
        in_a_row=1,
    )  # fmt: skip
    answering.accept(
        session, renewal, actor=by_editor, facts=case_facts(session, by_editor, submission), now=accepted,
        links=_NoAddresses(),
    )  # fmt: skip
