"""Plans beside results, for whoever reads studies as they were sent: its team, reviewers, editors, everybody."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.plans import queries
from evidencehub.projects.plans.comparing import Comparison, compare


def comparisons(
    session: Session, studies: Sequence[FrozenEvaluation], *, until: datetime | None = None
) -> Mapping[UUID, Comparison]:
    """By study, for those whose plan is public.

    :param until: reviewers see versions that were sent by then: what they read does not change while they grade.
    """
    versions = queries.public_of(session, [each.id for each in studies], until=until)
    found = {
        each.id: compare(versions.get(each.id, ()), [one for one in each.results if one.counts]) for each in studies
    }
    return {key: each for key, each in found.items() if each is not None}
