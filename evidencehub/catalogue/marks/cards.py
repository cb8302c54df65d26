"""Cards: what a list shows of a project. Loaded for a whole page of hits by a constant number of queries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.catalogue.marks.gradings import Grading, gradings
from evidencehub.catalogue.marks.marks import Cost, Line, Sure, cost_of, lines, studies_of, sure_of
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.public import PublicProject, public_views
from evidencehub.projects.sources import Source, source_of
from evidencehub.projects.terms import labels
from evidencehub.search.contract import Hit
from evidencehub.shared.words import lower_first

LINES = 3  # of a card; the page has them all
LONGEST_SENTENCE = 240


@dataclass(frozen=True)
class Card:
    view: PublicProject
    summary: str
    who_for: str
    where: str
    studies: int
    lines: tuple[Line, ...]
    more_lines: int
    sure: Sure  # of the whole; shown where there is no line
    cost: Cost
    source: Source | None
    reviewed_at: datetime | None
    matching: tuple[FrozenEvaluation, ...]  # evaluations that matched, where there are others beside them


def cards(session: Session, hits: Sequence[Hit], *, prefer: Sequence[str] = ()) -> list[Card]:
    """A card for each hit that is still public, in the order of the hits."""
    project_ids = [UUID(hit.project or hit.id) for hit in hits]
    views = public_views(session, project_ids)
    graded = gradings(session, views.values())
    members = {project_id: hit.members or (hit.id,) for project_id, hit in zip(project_ids, hits, strict=True)}
    return [card(view, graded.get(key), members[key], prefer) for key, view in views.items()]


def card(view: PublicProject, grading: Grading | None, members: Sequence[str] = (), prefer: Sequence[str] = ()) -> Card:
    project = view.project
    all_lines = lines(view, grading, by_area=True, prefer=prefer)
    by_id = {str(each.id): each for each in view.evaluations}
    matching = tuple(by_id[key] for key in members if key in by_id)
    populations = [lower_first(name) for name in labels("populations", _populations(view))]
    places = dict.fromkeys(each.place for each in view.evaluations if each.place)
    return Card(
        view=view,
        summary=first_sentence(project.summary),
        who_for=_listed(populations, 3),
        where=_listed(list(places) or [place for place in [project.place] if place], 2),
        studies=len(studies_of(view)),
        lines=all_lines[:LINES],
        more_lines=max(0, len(all_lines) - LINES),
        sure=sure_of(view, grading, grading.of_whole() if grading else None),
        cost=cost_of(project),
        source=source_of(view.source) if view.stage == "imported" else None,
        reviewed_at=grading.decision.decided_at if grading and grading.decision else None,
        matching=matching[:2] if len(view.evaluations) > len(matching) else (),
    )


def first_sentence(text: str) -> str:
    """As much of a summary as a card has room for."""
    sentence = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]
    return sentence if len(sentence) <= LONGEST_SENTENCE else sentence[:LONGEST_SENTENCE].rsplit(" ", 1)[0] + " …"


def _populations(view: PublicProject) -> list[str]:
    studied = dict.fromkeys(slug for each in view.evaluations for slug in each.populations)
    return list(view.project.populations or studied)


def _listed(names: Sequence[str], most: int) -> str:
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return ", ".join(shown[:-1]) + " and " + shown[-1] if len(shown) > 1 else "".join(shown)
