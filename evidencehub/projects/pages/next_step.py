"""One clear thing to do next, out of everything a team has: the first rule that fits wins."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor
from evidencehub.projects.missing import complete, evaluation_missing, has_report, project_missing
from evidencehub.projects.models import Evaluation, Project, Submission
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.shared.words import day, weekday


@dataclass(frozen=True)
class NextStep:
    """``endpoint`` with ``arguments`` is where the button leads; without one there is nothing to press.

    ``coach`` is the project whose coach helps with this step, if any. ``is_news`` says that there is nothing to do.
    """

    title: str
    text: str
    button: str = ""
    endpoint: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    coach: UUID | None = None
    is_news: bool = False


AwardSteps = Callable[[Session, Collection[UUID]], Mapping[UUID, NextStep]]
AwardStanding = Callable[[Session, Collection[UUID]], Mapping[UUID, str]]
_AWARDS, _STANDING = "team_awards", "team_awards_standing"


def init_app(app: Flask, awards: AwardSteps, standing: AwardStanding) -> None:
    """What a team has to know of its awards; they lie above this room.

    :param awards: what is to be done, by project.
    :param standing: by submission, how the award that came of it stands, unless it does as when it was made.
    """
    app.extensions[_AWARDS], app.extensions[_STANDING] = awards, standing


def of_awards(session: Session, projects: Sequence[Project]) -> Mapping[UUID, NextStep]:
    steps: AwardSteps = current_app.extensions[_AWARDS]
    return steps(session, [each.id for each in projects])


def how_awards_stand(session: Session, projects: Sequence[Project]) -> Mapping[UUID, str]:
    standing: AwardStanding = current_app.extensions[_STANDING]
    return standing(session, [sent.id for each in projects if (sent := latest(each))])


def next_step(
    actor: Actor, projects: Sequence[Project], asked: Mapping[UUID, TeamQuestion], awards: Mapping[UUID, NextStep],
    planned: Mapping[UUID, bool],
) -> NextStep:  # fmt: skip
    """What this person should do now.

    :param projects: the one changed last comes first.
    :param asked: by submission, a question that the team has not answered.
    :param awards: from :func:`of_awards`.
    :param planned: studies of which a plan is written, and whether it was sent.
    """
    if not actor.confirmed:
        return NextStep(
            "Confirm your email address",
            "We sent you an email with a link. Open it to go on. Nothing there? We can send it again.",
            "Send it again",
            "accounts.confirm_again",
        )
    if not actor.organisations:
        return NextStep(
            "Add your organisation",
            "A project belongs to an organisation. Has a colleague added yours? Ask them to add you to the team.",
            "Add your organisation",
            "accounts.new_organisation",
        )
    own = [project for project in projects if project.organisation_id in actor.contributes]
    if not own and not actor.contributes:
        return _of_reader(projects)
    if not own:
        return NextStep(
            "Describe your first project",
            "Start with its name and one sentence. You can stop at any time: what you have written is kept.",
            "Describe a project",
            "projects.new",
        )
    return min(
        (_of_project(project, asked, awards.get(project.id), planned) for project in own), key=lambda step: step[0]
    )[1]


def _of_reader(projects: Sequence[Project]) -> NextStep:
    may = "You are a reader in your team: you see everything, and change nothing. An owner can let you do more."
    if not projects:
        return NextStep("Nothing to read yet", may)
    return NextStep(f"Read {projects[0].name}", may, "Read it", "projects.project", {"project_id": projects[0].id})


def latest(project: Project) -> Submission | None:
    return project.submissions[-1] if project.submissions else None


def _of_project(
    project: Project, asked: Mapping[UUID, TeamQuestion], award: NextStep | None, planned: Mapping[UUID, bool]
) -> tuple[int, NextStep]:
    """How urgent the project is (lowest first), and its step."""
    sent = latest(project)
    if sent is not None and (question := asked.get(sent.id)):
        return 0, NextStep(
            f"Answer a question about {project.name}",
            f"An editor asks, so that the grading can go on. Please answer by {day(question.due_at)}.",
            "Read the question",
            "review.team_question",
            {"question_id": question.id},
        )
    if sent is not None and sent.state.is_returned:
        return 0, NextStep(
            f"Look again at {project.name}",
            "The editor has sent it back and says why.",
            "Read what they say",
            "projects.submission",
            {"submission_id": sent.id},
        )
    if award is not None:
        return 3 if award.is_news else 1, award
    if sent is not None and sent.state.is_rejected:
        return 2, NextStep(
            f"Read why {project.name} was not taken on",
            "The editor says why, and what you can do.",
            "Read what they say",
            "projects.submission",
            {"submission_id": sent.id},
        )
    if sent is not None and sent.state.is_called_off:
        return 4, NextStep(
            f"Send {project.name} again when it suits you",
            sent.state.told.own.meaning,
            "Go to the project",
            "projects.project",
            {"project_id": project.id},
            coach=project.id,
        )
    if sent is None:
        return 1, _of_draft(project, planned)
    if sent.state.is_with_team:
        return 0, NextStep(
            f"Read the findings on {project.name}",
            f"Tell us what is wrong with the facts, and reply. Public on {weekday(sent.public_from)}.",
            "Read the letter",
            "accreditation.letter",
            {"submission_id": sent.id},
        )
    if sent.state.is_over:
        return 2, NextStep(
            f"Read the decision on {project.name}",
            sent.state.told.own.meaning,
            "Read the decision",
            "projects.submission",
            {"submission_id": sent.id},
            coach=project.id,
        )
    return 3, NextStep(
        "Nothing to do now",
        f"{project.name}: {sent.state.told.own.meaning}",
        "See how it is going",
        "projects.submission",
        {"submission_id": sent.id},
    )


def _of_draft(project: Project, planned: Mapping[UUID, bool]) -> NextStep:
    here = {"project_id": project.id}
    if gaps := project_missing(project):
        return NextStep(
            f"Go on describing {project.name}",
            f"Next: {_as_part(gaps[0].text)}. {_count(len(gaps))} before you can send it.",
            "Go on",
            "projects.section",
            {**here, "slug": gaps[0].task},
            coach=project.id,
        )
    if not project.evaluations:
        return NextStep(
            f"Add an evaluation of {project.name}",
            "The project is described. If nothing was evaluated yet, you can send it with its plan alone.",
            "Add an evaluation",
            "projects.new_evaluation",
            here,
            coach=project.id,
        )
    if not complete(project.evaluations):
        evaluation = project.evaluations[0]
        if evaluation.id in planned and not evaluation.results:
            return _of_plan(project, evaluation, is_sent=planned[evaluation.id])
        gap = evaluation_missing(evaluation)[0]
        if not has_report(evaluation) and not evaluation.documents_note:
            return NextStep(
                "Upload the report",
                f"Reviewers grade what the report of “{evaluation.title}” shows.",
                "Upload the report",
                "projects.documents",
                {"evaluation_id": evaluation.id},
            )
        return NextStep(
            f"Finish “{evaluation.title}”",
            f"Next: {_as_part(gap.text)}.",
            "Go on",
            "projects.evaluation",
            {"evaluation_id": evaluation.id},
        )
    return NextStep(
        f"Check and send {project.name}",
        "Everything that is needed is there.",
        "Check your answers",
        "projects.check",
        here,
    )


def _of_plan(project: Project, study: Evaluation, *, is_sent: bool) -> NextStep:
    """Nothing has been measured yet: no report is asked for."""
    if is_sent:
        return NextStep(
            f"Check and send {project.name}",
            f"The plan of “{study.title}” is on its way. You can send the project without a study, for its first step.",
            "Check your answers",
            "projects.check",
            {"project_id": project.id},
        )
    return NextStep(
        f"Go on with the plan of “{study.title}”",
        "Say what you will measure and when, then send it. Nothing has to be measured yet.",
        "Go to the plan",
        "projects.plan",
        {"evaluation_id": study.id},
    )


def _as_part(text: str) -> str:
    return text[:1].lower() + text[1:]


def _count(number: int) -> str:
    return "One thing is missing" if number == 1 else f"{number} things are missing"
