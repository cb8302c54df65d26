"""What the studies of one approach found together, as its own page tells it: one line for each synthesis that holds."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.catalogue.outcomes import queries
from evidencehub.catalogue.outcomes.certainty.queries import certainties, told
from evidencehub.catalogue.outcomes.units import Unit
from evidencehub.catalogue.outcomes.versions import narrowest
from evidencehub.catalogue.outcomes.wording import outcome_label


@dataclass(frozen=True)
class Several:
    """``how`` tells two syntheses of one outcome apart: groups made by chance or not, and what the others got."""

    id: UUID
    outcome: str
    headline: str
    how: str
    certainty: str  # "moderate"; "" where nobody judged it, or not this version
    is_published: bool


def several(session: Session, project_id: UUID) -> list[Several]:
    held = narrowest(queries.of_project(session, project_id))
    judged = certainties(session, held)
    found = []
    for each in held:
        certainty = judged.get(each.id)
        found.append(
            Several(
                each.id, outcome_label(each.outcome), told(each, certainty),
                Unit(each.outcome, each.designs, each.comparator).in_words,
                certainty.name if certainty and certainty.holds else "", each.published_at is not None,
            )
        )  # fmt: skip
    return found
