"""An editor ends a case before any reviewer saw it, on one of the grounds that are data."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts
from evidencehub.projects import public
from evidencehub.projects.addresses import follow_public_name
from evidencehub.projects.clearing import hide
from evidencehub.projects.grounds import grounds
from evidencehub.projects.models import Submission
from evidencehub.review import cases, mails, moving
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.shared.errors import Invalid


def reject(
    session: Session, submission: Submission, *, ground: str, because: str, actor: Actor, facts: Facts, now: datetime,
    links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """Do not take a case on for grading. The team gets the ground, the editor's words, and what it can do next.

    :param ground: a slug of ``projects/grounds.toml``, which says too whether the stub stays public.
    :raises Invalid: there is no such ground, or the editor gives no words of their own.
    :raises WrongState: reviewers were chosen meanwhile, or the team has it back.
    """
    found, because = grounds().get(ground), because.strip()
    if found is None:
        raise Invalid("Choose a ground", {"ground": "Choose the ground"})
    if not because or len(because) > cases.MAX_REASON:
        raise Invalid("Say why", {"because": "Say why in your own words"})
    cases.lock(session, submission)
    submission.rejected_for, submission.ended_because = found.slug, because
    submission.unlisted = not found.stub_stays
    moving.move(session, submission, "reject", facts=facts, actor_id=actor.id, now=now, details={"ground": found.slug})
    mails.rejected(session, submission, found, now=now, links=links)
    hide(session, submission)
    follow_public_name(session, submission.project)
    public.changed(session, submission.project_id)
    session.flush()
