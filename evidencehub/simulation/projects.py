"""What teams describe: a project, its plan and a study or none, written by the services behind the team's forms."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects import services, uploading
from evidencehub.projects.models import Evaluation, OutcomeResult, Project
from evidencehub.simulation import names
from evidencehub.simulation.people import People, team_of
from evidencehub.simulation.world import World

STANDARD = "project-oracle"
DESIGNS = ("pre-post", "qed-matched", "rct", "qualitative")
PLANS = 0.15  # of submissions, without a study
# Text of one length is as good as another here: what is written is read by nobody.
_PROJECT = {
    "need": "One in five missed a day a week.",
    "activities": "A walk each morning for a term.",
    "who_for": "Young people who miss school.",
    "theory_of_change": "If somebody calls for you, then you go, because you are expected.",
    "assumptions": "Volunteers come.",
    "evaluation_plan": "Attendance before and after, from the register.",
    "populations": ["young-people-12-15"],
    "settings": ["school"],
}
_STUDY = {
    "year": 2024, "participants": 84, "summary": "Attendance was compared with a similar school.",
    "methods": "Registers of two schools.", "limitations": "One year only.", "started_on": date(2023, 9, 1),
    "ended_on": date(2024, 7, 1),
}  # fmt: skip


def describe(session: Session, world: World, people: People, number: int, team: UUID, now: datetime) -> Project:
    """A project of this team, with all that has to be answered before it can be sent."""
    sender, chance = people.members[team], world.chance
    project = services.create_project(
        session, organisation=team_of(session, team), name=names.of_project(number),
        summary="Volunteers walk with young people to school.", actor_id=sender, now=now,
    )  # fmt: skip
    changes = {**_PROJECT, "outcome_areas": ["school-attendance"]}
    services.edit_project(session, project, changes, actor_id=sender, now=now)
    if not world.happens(PLANS):
        _study(session, world, people, project, sender, DESIGNS[chance.randrange(len(DESIGNS))], now)
    return project


def _study(
    session: Session, world: World, people: People, project: Project, sender: UUID, design: str, now: datetime
) -> Evaluation:
    chance = world.chance
    study = services.create_evaluation(session, project, title=f"Study of {project.name}", actor_id=sender, now=now)
    authors = [f"A. Writer-{chance.randrange(10_000)}"]
    if world.happens(world.plan.chances.known_author):
        authors.append(people.names[chance.choice(people.reviewers)])
    services.edit_evaluation(session, study, {**_STUDY, "authors": authors, "design": design}, actor_id=sender, now=now)
    no_file = "The report is in print; its tables are typed in here."
    uploading.explain_no_document(session, study, no_file, actor_id=sender, now=now)
    if design != "qualitative":
        for n in range(chance.choice((1, 1, 2))):
            services.add_result(session, study, _numbers(world, n), actor_id=sender, now=now)
    return study


def _numbers(world: World, position: int) -> dict[str, Any]:
    """Attendance of two groups, whichever way it went."""
    compared = round(world.chance.uniform(80, 92), 1)
    better = round(world.chance.gauss(2, 3), 1)
    return {
        "outcome_area": "school-attendance", "outcome": "School attendance",
        "measure_name": f"Attendance rate {position + 1}", "higher_is": "better", "contrast": "between",
        "unit": "% of sessions", "gives": "means", "n_t": 42, "n_c": 42, "mean_t": round(compared + better, 1),
        "mean_c": compared, "sd_t": 6.0, "sd_c": 6.0,
    }  # fmt: skip


def results_of(project: Project) -> list[OutcomeResult]:
    return [result for study in project.evaluations for result in study.results]
