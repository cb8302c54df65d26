"""All public records of some projects, read together: a constant number of queries, whatever their number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.catalogue.changes.models import PublicChange
from evidencehub.catalogue.cited import awards, plans, studies, syntheses
from evidencehub.catalogue.cited.hub import Hub
from evidencehub.catalogue.cited.own_dois import with_dois
from evidencehub.catalogue.cited.record import Author, Dated, Record
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.plans.queries import public as public_plans
from evidencehub.projects.public import PublicProject, public_views, real_public_ids
from evidencehub.shared.clock import day_of


@dataclass(frozen=True)
class Records:
    """Of one project. ``project`` is None where nothing but plans of its studies is public."""

    project: Record | None = None
    studies: tuple[Record, ...] = ()
    reports: tuple[Record, ...] = ()
    accreditations: tuple[Record, ...] = ()
    plans: tuple[Record, ...] = ()
    syntheses: tuple[Record, ...] = ()

    @property
    def every(self) -> tuple[Record, ...]:
        first = (self.project,) if self.project else ()
        return (*first, *self.studies, *self.reports, *self.accreditations, *self.plans, *self.syntheses)

    def named(self, identifier: str) -> Record | None:
        return next((each for each in self.every if each.identifier == identifier), None)


def records_of(session: Session, project_ids: Sequence[UUID], hub: Hub) -> Mapping[UUID, Records]:
    """What everybody may read of these projects, without those of which that is nothing, in the order asked for.

    What was taken down, removed for good, embargoed or not decided yet is left out as :func:`.public_views` and the
    register of plans leave it out.
    """
    return described(session, project_ids, public_views(session, project_ids), hub)


def described(
    session: Session, project_ids: Sequence[UUID], views: Mapping[UUID, PublicProject], hub: Hub
) -> Mapping[UUID, Records]:
    """The same, where what is public of them was read already."""
    shown = [view for view in views.values() if not view.removed]
    changed = last_changes(session, [view.id for view in shown])
    plain = [studies.project_of(view, hub, changed.get(view.id)) for view in shown]
    made = dict(zip([view.id for view in shown], with_dois(session, plain, hub), strict=True))
    who: dict[UUID, tuple[Author, ...]] = {key: each.authors for key, each in made.items()}
    earned, planned = awards.awards_of(session, shown, hub), plans.plans_of(session, project_ids, who, hub)
    together = syntheses.syntheses_of(session, shown, hub)
    found = {}
    for key in dict.fromkeys(project_ids):
        view = views.get(key)
        is_shown = view is not None and not view.removed
        records = Records(
            made.get(key),
            studies.studies_of(view, hub, changed.get(key)) if view and is_shown else (),
            tuple(studies.reports_of(view, hub)) if view and is_shown else (),
            earned.get(key, ()), planned.get(key, ()), together.get(key, ()),
        )  # fmt: skip
        if records.every:
            found[key] = records
    return found


def real_ids(session: Session) -> Sequence[UUID]:
    """All projects that may have a record, in a fixed order, without those invented for a demonstration."""
    with_plans = public_plans().where(Project.demo.is_(False)).with_only_columns(Evaluation.project_id)
    return sorted({*real_public_ids(session), *session.scalars(with_plans)})


def last_changes(session: Session, ids: Iterable[UUID]) -> Mapping[UUID, Dated]:
    query = select(PublicChange.project_id, func.max(PublicChange.at)).where(PublicChange.project_id.in_(list(ids)))
    rows = session.execute(query.group_by(PublicChange.project_id))
    return {key: Dated(day_of(at).isoformat(), studies.SINCE) for key, at in rows}
