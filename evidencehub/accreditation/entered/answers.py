"""What a team entered, by the names that ``coach-signs.toml`` has for it, and the page on which each is said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects import queries
from evidencehub.projects.document_kinds import DocumentKind
from evidencehub.projects.frozen.keeping import frozen_evaluation, frozen_project
from evidencehub.projects.frozen.shapes import FrozenDocument, FrozenEvaluation, FrozenProject, FrozenResult
from evidencehub.projects.models import Project
from evidencehub.projects.study import asked
from evidencehub.projects.tasks import EVALUATION_TASKS, PROJECT_TASKS, Task, is_answered
from evidencehub.projects.theory.words import in_full
from evidencehub.review.sheet import PLAN_ONLY

SECOND_STUDY = "a-second-study"


@dataclass(frozen=True)
class Page:
    """Where something is said: a page of the team."""

    title: str
    endpoint: str
    key: str  # the name of the id in its address
    id: UUID
    slug: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        return {self.key: self.id, **({"slug": self.slug} if self.slug else {})}


@dataclass(frozen=True)
class Entered:
    """A project with its studies, as they are now or as they were sent."""

    project: FrozenProject
    evaluations: tuple[FrozenEvaluation, ...]
    reporting: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)  # by study: where its report says an item


def entered_now(session: Session, project: Project) -> Entered:
    """As it stands in the draft, with studies that are not ready to be sent."""
    queries.load_studies(session, project)
    return Entered(
        frozen_project(project),
        tuple(frozen_evaluation(each) for each in project.evaluations),
        {each.id: each.reporting for each in project.evaluations},
    )


@dataclass(frozen=True)
class Looked:
    """One study of what was entered, and one result of it where a question is about that."""

    entered: Entered
    study: FrozenEvaluation | None = None  # None: nothing was studied yet
    result: FrozenResult | None = None

    @property
    def design(self) -> str:
        return self.study.design if self.study else PLAN_ONLY

    def is_asked(self, name: str) -> bool:
        """Whether there is a page that asks this of a study of its design."""
        room, _, own = name.partition(".")
        if room == "study":
            return self.study is not None and _page_of_study(self.study, own) is not None
        return self.study is not None or room != "results"

    def is_said(self, name: str) -> bool:
        room, _, own = name.partition(".")
        if room == "beyond":
            return own == SECOND_STUDY and sum(map(is_done, self.entered.evaluations)) > 1
        if room == "files":
            return any(each.kind == own for each in self._files())
        if room == "results":
            results = self._results()
            return bool(results) and (own == "any" or all(is_answered(getattr(each, own)) for each in results))
        return is_answered(self.value(name))

    def is_in_report(self, items: Iterable[str]) -> bool:
        """Whether the team says where its report has one of these."""
        told = self.entered.reporting.get(self.study.id, {}) if self.study else {}
        return any(told.get(each) for each in items)

    def value(self, name: str) -> Any:
        """An answer of the project or of the study; None where that is not asked."""
        room, _, own = name.partition(".")
        if room == "project":
            project = self.entered.project
            if own == "theory_of_change" and not project.theory_of_change and project.theory.is_whole:
                return in_full(project.theory)  # told step by step in place of a text
            return project.costs.lines if own == "costs" else getattr(project, own)
        if room != "study" or self.study is None:
            return None
        question = next(
            (each for part in asked.sections(self.design) for each in part.questions if each.name == own), None
        )
        return asked.answer(self.study, question) if question else getattr(self.study, own, None)

    def page(self, name: str) -> Page | None:
        """Where this is said; None of what no page asks."""
        room, _, own = name.partition(".")
        project = self.entered.project
        if room == "project":
            task = _task(PROJECT_TASKS, own)
            return Page(task.title, "projects.section", "project_id", project.id, task.slug) if task else None
        if room == "beyond":
            return Page("Add an evaluation", "projects.new_evaluation", "project_id", project.id)
        if self.study is None:
            return Page("Instruments and protocols of the plan", "projects.plan_documents", "project_id", project.id)
        if room == "files":
            return Page("Documents", "projects.documents", "evaluation_id", self.study.id)
        if room == "results":
            return Page("Outcome results", "projects.results", "evaluation_id", self.study.id)
        return _page_of_study(self.study, own)

    def _files(self) -> tuple[FrozenDocument, ...]:
        """Also those of the plan, but for a report, which tells of a study that was done."""
        own = self.study.documents if self.study else ()
        return (*own, *(each for each in self.entered.project.plan_documents if each.kind != DocumentKind.REPORT.value))

    def _results(self) -> tuple[FrozenResult, ...]:
        if self.result is not None:
            return (self.result,)
        return tuple(each for each in self.study.results if each.counts) if self.study else ()


def is_done(study: FrozenEvaluation) -> bool:
    return study.design not in ("", PLAN_ONLY)


def _task(tasks: Iterable[Task], name: str) -> Task | None:
    return next((each for each in tasks if name in each.fields), None)


def _page_of_study(study: FrozenEvaluation, name: str) -> Page | None:
    if name == "design":
        return Page("How it was done", "projects.find_design", "evaluation_id", study.id)
    if task := _task(EVALUATION_TASKS, name):
        return Page(task.title, "projects.part", "evaluation_id", study.id, task.slug)
    for part in asked.sections(study.design):
        if any(each.name == name for each in part.fitting(study.design)):
            return Page(part.title, "projects.part", "evaluation_id", study.id, part.slug)
    return None
