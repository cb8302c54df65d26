"""Files of a plan become public with it, by the same two words as any document: the team's when it sends the plan, the
editor's when they let it. Services flush."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts
from evidencehub.projects import queries as projects
from evidencehub.projects.disclosure import queries, services
from evidencehub.projects.disclosure.models import Disclosure
from evidencehub.projects.disclosure.services import Choice
from evidencehub.projects.models import Document, Evaluation
from evidencehub.projects.plans.files import files_of, to_send
from evidencehub.projects.plans.models import PlanVersion

_LEFT_OUT = "The plan was sent again without it, or without making it public."
_KEPT = "The team sent its plan again, and wants this file for reviewers and editors only."


def new_to_the_public(session: Session, study: Evaluation) -> list[Document]:
    """Files that would be public with what is sent now, and are not yet."""
    wanted = [each for each in to_send(study) if each.public_with_plan]
    known = queries.of_documents(session, [each.id for each in wanted])
    return [each for each in wanted if (found := known.get(each.id)) is None or not found.state.is_open]


def agree(session: Session, made: PlanVersion, note: str, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """The team has sent it with these files. What waited to be public, and is not wanted any more, stays sealed; what
    is public stays so until an editor lets this version.

    :raises Invalid: nothing is said of what is pointed out in one of them.
    """
    known, who = _disclosures(session, made), _who(actor, facts, now)
    public = {each.id for each in files_of(made) if each.is_public}
    for key, found in known.items():
        if key not in public and found.state.is_agreed:
            services.take_down(session, found, _LEFT_OUT, **who)
    for key in sorted(public):
        document, one = projects.document(session, key), known.get(key)
        if document is not None and (one is None or one.state.is_sealed):
            services.agree(session, document, Choice(with_file=True, public_from=None, note=note), **who)


def confirm(session: Session, made: PlanVersion, note: str, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """An editor let the version. What the team took back since it sent it stays sealed. A file that is not public any
    more with this version is taken back in all of them; one that is only left out stays public with those before.

    :raises Invalid: nothing is said of what is pointed out in one of them.
    """
    for found in wanted(session, made):
        if found.state.is_agreed:
            services.confirm(session, found, note, **_who(actor, facts, now))
    kept = [each.id for each in files_of(made) if not each.is_public]
    for found in queries.of_documents(session, kept).values() if kept else ():
        if found.is_on_its_way:
            services.take_down(session, found, _KEPT, **_who(actor, facts, now))
            found.ended_by = made.sent_by  # it is the team that takes it back, by what it sent
            session.flush()


def end(session: Session, made: PlanVersion, because: str, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """The version is not public, or not any more: nor are its files that no public version holds."""
    elsewhere = {
        each.id for other in made.plan.versions if other is not made and other.state.is_public
        for each in files_of(other) if each.is_public
    }  # fmt: skip
    for found in wanted(session, made):
        if found.state.is_agreed:
            services.refuse(session, found, because, **_who(actor, facts, now))
        elif found.is_on_its_way and found.document_id not in elsewhere:
            services.take_down(session, found, because, **_who(actor, facts, now))


def wanted(session: Session, made: PlanVersion) -> Iterator[Disclosure]:
    """What was decided of the files that a version wants public."""
    public = [each.id for each in files_of(made) if each.is_public]
    known = queries.of_documents(session, public) if public else {}
    return (known[key] for key in public if key in known)


def _disclosures(session: Session, made: PlanVersion) -> dict[UUID, Disclosure]:
    """Of all files that the plan ever had."""
    return queries.of_documents(session, [each.id for each in made.plan.evaluation.plan_files])


def _who(actor: Actor, facts: Facts, now: datetime) -> dict[str, Any]:
    return {"actor": actor, "facts": facts, "now": now}
