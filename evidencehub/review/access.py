"""Turns cases and assignments into the facts that POLICY reads, and says who may be asked to grade."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import person_with_teams
from evidencehub.authz.values import Actor, Facts, facts_of, team_facts
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import conflicts, ruled, teams
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState


def case_facts(session: Session, actor: Actor, submission: Submission) -> Facts:
    """What is known about somebody and a case.

    An editor who is in the team or in one that ran the project before, or who is or was a reviewer of this very case,
    is no editor here: the page of a case names the reviewers. Any other conflict leaves the page open and refuses
    every act.
    """
    facts = team_facts(actor, submission.project.organisation_id).and_(decided=submission.state.is_graded)
    if not actor.editor or actor.id is None:
        return facts
    person = person_with_teams(session, actor.id)
    found = editor_conflicts(session, person, submission) if person else []
    return facts.and_(
        editor=not facts.team
        and not any(one.kind == "former" for one in found)
        and not _was_asked(session, actor, submission),
        no_conflict=person is not None and not found,
    )


def editor_conflicts(session: Session, person: Person, submission: Submission) -> list[conflicts.Check]:
    """What stands against an editor's running this case: no editor has ruled on it yet, or nobody can."""
    checks = conflicts.check(conflicts.party(person), teams.team_of(session, submission))
    found = ruled.standing(checks)
    said = ruled.by_person(session, submission) if found else {}
    return ruled.standing(found, said.get(person.id, frozenset()))


def _was_asked(session: Session, actor: Actor, submission: Submission) -> bool:
    query = select(Assignment.id).where(
        Assignment.submission_id == submission.id, Assignment.reviewer_id == actor.id
    )  # fmt: skip
    return session.scalar(query.limit(1)) is not None


def seat_facts(session: Session, actor: Actor, assignment: Assignment) -> Facts:
    """As ``assignment_facts``; until its reviewer is asked, the seat is open to the editor who types for them too."""
    facts = assignment_facts(actor, assignment)
    if actor.id is None or assignment.entered_by != actor.id or assignment.asked_to_confirm_at is not None:
        return facts
    of_case = case_facts(session, actor, assignment.submission)
    return facts.and_(editor=of_case.editor, no_conflict=of_case.no_conflict, entering=True)


def has_typed(session: Session, actor: Actor, assignment: Assignment) -> bool:
    """Whether this editor typed what stands in the seat, and may still act on the case."""
    if actor.id is None or assignment.entered_by != actor.id:
        return False
    return bool(case_facts(session, actor, assignment.submission).editor)


def assignment_facts(actor: Actor, assignment: Assignment) -> Facts:
    """What is known about somebody and one seat on a case. To everybody but its reviewer there is no such page."""
    state, case = assignment.state, assignment.submission.state
    if assignment.appeal is not None:
        is_graded_now, is_on_record = assignment.appeal.state.is_grading, assignment.appeal.state.is_closed
    else:
        is_on_record = True
        is_graded_now = case is (SubmissionState.RECONCILING if assignment.is_third else SubmissionState.IN_REVIEW)
    return facts_of(actor).and_(
        assigned=actor.id is not None and assignment.reviewer_id == actor.id,
        accepted=state.has_report,
        undeclared=state.is_invited,
        due=state.is_due and assignment.is_open,
        compared=state is AssignmentState.FROZEN and assignment.grades_everything,
        discussing=case.is_settling,
        decided=is_on_record and case.is_over,  # and everybody can read what was agreed
        grading=state is AssignmentState.GRADING and is_graded_now,
    )
