"""What stands beside the studies of a project, in as many queries for one study as for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from evidencehub.catalogue.pages import project_page
from evidencehub.catalogue.pages.project_page import Event
from evidencehub.catalogue.pages.project_views import later_of
from evidencehub.interchange.retractions import queries as retractions
from evidencehub.interchange.retractions.queries import Noted
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.later.models import LaterResults
from evidencehub.projects.plans.comparing import Comparison
from evidencehub.projects.plans.told import comparisons
from evidencehub.projects.public import PublicProject
from evidencehub.shared.db import db

Later = Sequence[tuple[LaterResults, FrozenEvaluation]]


@dataclass(frozen=True)
class Beside:
    planned: Mapping[UUID, Comparison]
    later: Mapping[UUID, Later]
    notes: Sequence[Noted]
    corrected: Mapping[UUID | None, Sequence[Event]]

    def notes_of(self, study_id: UUID) -> list[Noted]:
        return [each for each in self.notes if study_id in each.studies]


def beside(view: PublicProject, studies: Sequence[FrozenEvaluation]) -> Beside:
    return Beside(
        comparisons(db.session, studies),
        later_of(view),
        retractions.noted(db.session, view),
        project_page.corrected_by_study(db.session, view.id),
    )
