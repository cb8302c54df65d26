"""Public views of approaches with studies and results as they are shown, without a database."""

from uuid import uuid4

from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenProject, FrozenResult
from evidencehub.projects.public import PublicProject, Stage


def a_view(*evaluations, **values):
    project = FrozenProject(id=uuid4(), slug="walk-in", name="Walk in")
    return PublicProject(
        **{"id": project.id, "slug": "walk-in", "demo": False, "project": project,
           "evaluations": evaluations, "submission": None, "under_way": None, **values,
           "stage": Stage(values.get("stage", "graded"))}
    )  # fmt: skip


def a_study(*results, **values):
    return FrozenEvaluation(**{"id": uuid4(), "title": "A study", "design": "rct", "results": results, **values})


def an_outcome(**values):
    """Truancy, told by an odds ratio of 0.5 (of less truancy) with its margin of error."""
    return FrozenResult(
        **{"id": uuid4(), "outcome_area": "school-attendance", "outcome": "Skipping school", "outcome_slug": "truancy",
           "measure_name": "Skipped", "higher_is": "worse", "effect": -0.7, "effect_metric": "or", "ci_low": -1.2,
           "ci_high": -0.2, **values}
    )  # fmt: skip
