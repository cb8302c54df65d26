"""Where a team goes on after a page of answers: to the next that is not done, to the list, or to what it checked."""

from flask import request, url_for

from evidencehub.projects.missing import in_use, project_missing
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.study import asked
from evidencehub.projects.tasks import EVALUATION_TASKS, PEOPLE, PROJECT_TASKS, Progress, Task

THEN, NEXT = "then", "next"  # the button that was pressed
BACK, CHECK = "back", "check"  # of an address that “check your answers” leads to


def from_check() -> bool:
    """Whether the page was opened from “check your answers”, and leads back there."""
    return request.args.get(BACK) == CHECK


def after_section(project: Project, slug: str) -> str:
    """Where saving a page of a project leads."""
    if from_check():
        return url_for("projects.check", project_id=project.id)
    later = _open_after(PROJECT_TASKS, slug, project) if request.form.get(THEN) == NEXT else None
    if later is not None:
        return url_for("projects.section", project_id=project.id, slug=later.slug)
    return url_for("projects.project", project_id=project.id)


def after_part(evaluation: Evaluation, slug: str) -> str:
    """Where saving a page of an evaluation leads."""
    if from_check():
        return url_for("projects.check", project_id=evaluation.project_id)
    if request.form.get(THEN) != NEXT:
        return url_for("projects.evaluation", evaluation_id=evaluation.id)
    return next_part(evaluation, slug)


def next_part(evaluation: Evaluation, slug: str) -> str:
    """The next page that is not done: of what every evaluation is asked, its results, its files; or the next questions
    about the study. Where none is left, the list.
    """
    sections = [part.slug for part in asked.sections(evaluation.design)]
    if slug in sections:
        for part in asked.sections(evaluation.design)[sections.index(slug) + 1 :]:
            answered, count = asked.progress(evaluation, part)
            if answered < count:
                return url_for("projects.part", evaluation_id=evaluation.id, slug=part.slug)
        return url_for("projects.evaluation", evaluation_id=evaluation.id)
    later = _open_after(EVALUATION_TASKS, slug, evaluation)
    if later is not None:
        return task_address(evaluation, later)
    if not evaluation.results:
        return url_for("projects.results", evaluation_id=evaluation.id)
    return after_results(evaluation)


def after_results(evaluation: Evaluation) -> str:
    if not (in_use(evaluation.documents) or evaluation.documents_note):
        return url_for("projects.documents", evaluation_id=evaluation.id)
    return url_for("projects.evaluation", evaluation_id=evaluation.id)


def task_address(evaluation: Evaluation, task: Task) -> str:
    """The page of a task; a design that nobody has chosen is found by questions."""
    if task.slug == "design" and not evaluation.design:
        return url_for("projects.find_design", evaluation_id=evaluation.id)
    return url_for("projects.part", evaluation_id=evaluation.id, slug=task.slug)


def when_ready(evaluation: Evaluation) -> str:
    """Where an evaluation leads that lacks nothing: to sending, or to what its project lacks."""
    if project_missing(evaluation.project):
        return url_for("projects.project", project_id=evaluation.project_id)
    return url_for("projects.check", project_id=evaluation.project_id)


def _open_after(tasks: tuple[Task, ...], slug: str, record: Project | Evaluation) -> Task | None:
    slugs = [task.slug for task in tasks]
    later = tasks[slugs.index(slug) + 1 :] if slug in slugs else ()
    wanted = (task for task in later if task.required or task.slug == PEOPLE)  # others are chosen from the list
    return next((task for task in wanted if task.progress(record) is not Progress.DONE), None)
