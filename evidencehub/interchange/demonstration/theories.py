"""Theories of change of invented projects: steps by key in the file, with the evidence that the project has."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from evidencehub.interchange.demonstration.content import Table
from evidencehub.projects.models import Project
from evidencehub.projects.theory.keeping import stored
from evidencehub.projects.theory.shape import Link, Step, Theory


def made(steps: Sequence[Table], project: Project, results: Mapping[str, str]) -> dict[str, Any]:
    """As the column holds it. A link's ``page`` is one of the project's first report.

    :param results: keys of results ("study/result") by id.
    """
    ids = {step["key"]: uuid4() for step in steps}
    ids_of_results = {key: UUID(found) for found, key in results.items()}
    report = next((one.id for each in project.evaluations for one in each.documents), None)
    links = [
        Link(
            start=ids[step["key"]], end=ids[lead["to"]], because=lead.get("because", ""),
            results=tuple(ids_of_results[key] for key in lead.get("results", [])),
            document=report if "page" in lead else None, page=lead.get("page"),
            references=tuple(lead.get("references", [])),
        )
        for step in steps
        for lead in step.get("leads", [])
    ]  # fmt: skip
    kept = tuple(
        Step(id=ids[step["key"]], kind=step["kind"], words=step.get("words", ""), outcome=step.get("outcome", ""))
        for step in steps
    )
    return stored(Theory(steps=kept, links=tuple(links)))
