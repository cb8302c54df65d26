"""Changing the theory of change in a team's draft. Services flush; the edge commits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from evidencehub.projects.models import Project
from evidencehub.projects.theory.keeping import theory_of
from evidencehub.projects.theory.shape import MOST_LINKS, MOST_OF_A_KIND, Link, Step, Theory
from evidencehub.shared.errors import Invalid, NotFound

GONE = "There is no such step. Somebody in your team may have removed it."


def with_steps(theory: Theory, kind: str, said: Iterable[tuple[str, str]]) -> Theory:
    """With these steps added, each its words and an outcome; what is there already is not added twice.

    :raises Invalid: there would be too many of this kind.
    """
    known = {(step.words, step.outcome) for step in theory.of_kind(kind)}
    new = [
        Step(id=uuid4(), kind=kind, words=words, outcome=outcome)
        for words, outcome in dict.fromkeys(said)
        if (words, outcome) not in known
    ]
    there = len(known)
    if there + len(new) > MOST_OF_A_KIND:
        words = f"There can be {MOST_OF_A_KIND} of these at most. There are {there}, and you add {len(new)}"
        raise Invalid(words, {"words": f"{words}. Put some of them together"})
    return replace(theory, steps=(*theory.steps, *new))


def with_changed_step(theory: Theory, key: UUID, *, words: str, outcome: str, leads_to: Sequence[UUID]) -> Theory:
    """With other words, and leading to these steps. A link that stays keeps its reasons.

    :raises NotFound: the step is not there any more.
    :raises Invalid: it leads to too many, or one of them leads back to it.
    """
    step = theory.step(key)
    if step is None:
        raise NotFound(GONE)
    if len(leads_to) > MOST_LINKS:
        said = f"Choose {MOST_LINKS} at most. You chose {len(leads_to)}"
        raise Invalid(said, {"leads_to": said})
    possible = {each.id for each in theory.could_follow(step)}
    there = {each.id for each in theory.steps}
    if not possible.issuperset(each for each in leads_to if each in there):
        said = "One of these leads back to this step already, so the two would go round in a circle"
        raise Invalid(said, {"leads_to": said})
    kept = [theory.link(key, end) or Link(start=key, end=end) for end in dict.fromkeys(leads_to) if end in there]
    others = [link for link in theory.links if link.start != key]
    steps = tuple(replace(each, words=words, outcome=outcome) if each.id == key else each for each in theory.steps)
    return replace(theory, steps=steps, links=(*others, *kept))


def without_step(theory: Theory, key: UUID) -> Theory:
    """Without the step and all that led to it or from it."""
    return replace(
        theory,
        steps=tuple(step for step in theory.steps if step.id != key),
        links=tuple(link for link in theory.links if key not in {link.start, link.end}),
    )


def with_evidence(project: Project, start: UUID, end: UUID, said: Mapping[str, Any]) -> Theory:
    """With what is said of one link: its fields by name.

    :raises NotFound: the link is not there any more.
    :raises Invalid: a page of no document, or beyond its last.
    """
    theory = theory_of(project)
    link = theory.link(start, end)
    if link is None:
        raise NotFound("These two steps are not linked any more. Somebody in your team may have changed it.")
    if said.get("page") is not None:
        _check_page(project, said.get("document"), said["page"])
    return replace(theory, links=tuple(replace(each, **said) if each is link else each for each in theory.links))


def _check_page(project: Project, document_id: UUID | None, page: int) -> None:
    documents = [one for each in project.evaluations for one in each.documents] + project.plan_documents
    document = next((each for each in documents if each.id == document_id), None)
    if document is None:
        raise Invalid("No document", {"page": "Choose the document that this is a page of"})
    if document.pages and page > len(document.pages):
        raise Invalid("No such page", {"page": f"This document has {len(document.pages)} pages"})
