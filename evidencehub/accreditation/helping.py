"""Who can help with the next step of a project: for the team's coach, and beside its letter."""

from sqlalchemy.orm import Session

from evidencehub.accreditation import coach as coaching
from evidencehub.accreditation import queries
from evidencehub.accreditation.coach import Coach
from evidencehub.accreditation.entered.outlook import Outlook
from evidencehub.accreditation.findings import lines_of
from evidencehub.brokerage.matching import Help, for_next_step
from evidencehub.projects.models import Project, Submission
from evidencehub.review.models import Decision
from evidencehub.review.sheet import sheet_of


def for_coach(session: Session, project: Project, coach: Coach) -> Help:
    """Offers for what the ways on need, the shortest way first."""
    needs = [need.criterion for way in coach.ways for need in way.needs if need.criterion]
    return for_next_step(session, project, coach.standard, needs)


def for_outlook(session: Session, project: Project, outlook: Outlook) -> Help:
    """The same before anything was graded: what is missing first, then what reviewers will ask."""
    steps = [(*step.missing, *step.asked) for step in outlook.steps[:1]]
    return for_next_step(session, project, outlook.standard, [row.criterion for rows in steps for row in rows])


def after(session: Session, submission: Submission, decision: Decision) -> Help:
    """The same, by what was decided on this submission."""
    sheet = sheet_of(submission)
    lines = lines_of(sheet, queries.findings_of(session, submission))
    coach = coaching.from_decision(sheet, decision.grade, lines)
    return for_coach(session, submission.project, coach)
