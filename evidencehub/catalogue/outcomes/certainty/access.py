"""Turns judgements and seats into the facts that POLICY reads, and finds conflicts of interest as for cases."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Membership, Person
from evidencehub.authz.values import Actor, Facts, facts_of
from evidencehub.catalogue.outcomes.access import synthesis_facts
from evidencehub.catalogue.outcomes.certainty.models import Judgement, Seat
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.projects.models import Submission
from evidencehub.projects.public import public_view
from evidencehub.projects.transfers import queries as transfers
from evidencehub.projects.transfers.queries import Before
from evidencehub.review import conflicts
from evidencehub.review.states import AssignmentState


def judgement_facts(session: Session, actor: Actor, judgement: Judgement) -> Facts:
    return synthesis_facts(session, actor, judgement.version)


def seat_facts(actor: Actor, seat: Seat) -> Facts:
    """What is known about somebody and one seat. To everybody but whoever has it there is no such page."""
    state, judgement = seat.state, seat.judgement.state
    its_turn = judgement.is_settling if seat.only else judgement.is_judging
    return facts_of(actor).and_(
        assigned=actor.id is not None and seat.person_id == actor.id,
        accepted=state.has_report,
        undeclared=state.is_invited and its_turn,
        due=state.is_due and its_turn,
        grading=state is AssignmentState.GRADING and its_turn,
    )


def team_of(session: Session, version: SynthesisVersion) -> conflicts.Team:
    """The people of the approach's organisation, whoever sent something of it in, and the authors of its studies."""
    organisation_id = version.project.organisation_id
    sent = select(Submission.sent_by).where(Submission.project_id == version.project_id)
    # Evidence from elsewhere has no organisation, and then this finds nobody: people without one are no team of it.
    of_it = select(Membership.person_id).where(Membership.organisation_id == organisation_id)
    was = transfers.before(session, [version.project_id]).get(version.project_id, Before())
    of_those = select(Membership.person_id).where(Membership.organisation_id.in_(was.organisations))
    theirs = Person.id.in_(of_it) | Person.id.in_(sent)
    query = select(*conflicts.COMPARED, theirs.label("is_theirs")).where(
        theirs | Person.id.in_(of_those) | Person.id.in_(was.people)
    )
    found = [(conflicts.member(row), row.is_theirs) for row in session.execute(query)]
    view = public_view(session, version.project)
    authors = [author for study in view.evaluations for author in study.authors] if view else []
    return conflicts.Team(
        organisation_id, tuple(member for member, _ in found), tuple(dict.fromkeys(authors)),
        before=was.organisations, former=frozenset(member.id for member, is_theirs in found if not is_theirs),
    )  # fmt: skip


def checks(session: Session, person: Person, version: SynthesisVersion) -> Sequence[conflicts.Check]:
    """:param person: with memberships loaded."""
    return conflicts.check(conflicts.party(person), team_of(session, version))
