"""A team asks for a light renewal: what it says, and when it may."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.accreditation import moving
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals import mails, queries, waiting
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.accreditation.transitions import ACCREDITATION
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.queries import open_submission
from evidencehub.review import cases
from evidencehub.shared import audit, transitions
from evidencehub.shared.errors import Invalid, WrongState

KIND = "renewal"
MAX_TEXT = 2_000  # characters
AS_DESCRIBED, MOSTLY, OTHERWISE = "as-described", "mostly", "otherwise"
NONE, NEW = "none", "new"
DELIVERED: Mapping[str, str] = {
    AS_DESCRIBED: "Yes, as we described it",
    MOSTLY: "Yes, with small changes",
    OTHERWISE: "No, we do it in another way now, or not any more",
}
RESULTS: Mapping[str, str] = {NONE: "No", NEW: "Yes"}
_SEND_IT = (
    "What is delivered in another way than it was studied cannot be renewed like this. Put the changes on the "
    "project’s pages and send it in full"
)


@dataclass(frozen=True)
class Word:
    """What a team says: a slug of ``DELIVERED``, one of ``RESULTS``, and the rest in words of its own."""

    changed: str
    delivered: str
    results: str
    results_what: str

    @property
    def cleaned(self) -> "Word":
        what = self.results_what.strip() if self.results == NEW else ""
        return replace(self, changed=self.changed.strip(), results_what=what)


def reason_against(session: Session, accreditation: Accreditation, *, in_a_row: int) -> str | None:
    """Why this award cannot be renewed on the team's word now, inside a sentence; None where it can.

    :param in_a_row: how often it may be, before it is graded again.
    """
    if accreditation.state.is_in_date and not transitions.starts_from(ACCREDITATION, accreditation, "renew"):
        return "it is not due for another look yet"
    if why := transitions.reason_against(ACCREDITATION, accreditation, "renew", guards={}):
        return why
    if why := queries.reason_against_another(queries.of(session, accreditation), in_a_row=in_a_row):
        return why
    if open_submission(session, accreditation.project_id) is not None:
        return "a newer version of the project is on its way"
    return None


def send(
    session: Session, accreditation: Accreditation, word: Word, *, actor: Actor, facts: Facts, now: datetime,
    links: mails.RenewalLinks, in_a_row: int,
) -> Renewal:  # fmt: skip
    """Give an editor the team's word to read. Nothing changes before they have.

    :raises Invalid: an answer is missing, too long, or means that the project has to be sent in full.
    :raises WrongState: as :func:`reason_against`.
    :raises NotAllowed: not the team.
    """
    moving.lock(session, accreditation)
    cases.require(facts, Permission.RENEWAL_SEND)
    if why := reason_against(session, accreditation, in_a_row=in_a_row):
        raise WrongState(f"This cannot be renewed on your word: {why}.")
    said = word.cleaned
    if wrong := _wrong(said):
        raise Invalid("Answer every question", wrong)
    made = Renewal(
        id=uuid4(), accreditation_id=accreditation.id, sent_by=actor.id, sent_at=now, **asdict(said),
    )  # fmt: skip
    made.accreditation = accreditation
    session.add(made)
    session.flush()
    audit.record(
        session, "renewal.sent", subject_type=KIND, subject_id=made.id, actor_id=actor.id, at=now,
        details={"accreditation": str(accreditation.id)},
    )  # fmt: skip
    audit.record(
        session, "accreditation.renewal-asked", subject_type="submission", subject_id=accreditation.submission_id,
        actor_id=actor.id, at=now, details={"accreditation": str(accreditation.id)},
    )  # fmt: skip
    mails.sent(session, made, now=now, links=links)
    waiting.plan(session, made)
    return made


def _wrong(said: Word) -> dict[str, str]:
    """The mistakes by field."""
    wrong = {}
    if not said.changed:
        wrong["changed"] = "Say what changed, or write that nothing did"
    if said.delivered not in DELIVERED:
        wrong["delivered"] = "Say whether it is still delivered as you described it"
    elif said.delivered == OTHERWISE:
        wrong["delivered"] = _SEND_IT
    if said.results not in RESULTS:
        wrong["results"] = "Say whether there are new results"
    elif said.results == NEW and not said.results_what:
        wrong["results_what"] = "Say which new results there are"
    for field, typed in (("changed", said.changed), ("results_what", said.results_what)):
        if len(typed) > MAX_TEXT:
            wrong[field] = f"This must be {MAX_TEXT:,} characters or fewer"
    return wrong
