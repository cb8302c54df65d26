"""Plans of studies that everybody may read, described: the latest version of each, with the others named."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy.orm import Session, joinedload

from evidencehub.catalogue.cited.hub import RIGHTS, Hub
from evidencehub.catalogue.cited.record import Author, Dated, Kind, Record, Related, Relation
from evidencehub.projects.models import Evaluation
from evidencehub.projects.plans import queries
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.plans.outcomes import planned_of
from evidencehub.shared.clock import day_of
from evidencehub.shared.words import day, listed, lower_first

SENT, FIRST, PUBLIC = (
    "the day on which this version was sent", "the day on which the first version was sent",
    "the day on which this version became public",
)  # fmt: skip


def plans_of(
    session: Session, project_ids: Collection[UUID], who: Mapping[UUID, tuple[Author, ...]], hub: Hub
) -> Mapping[UUID, tuple[Record, ...]]:
    """By project, also where nothing else of it is public; one query.

    :param who: whose each project is, where that is public.
    """
    query = queries.public().where(Evaluation.project_id.in_(project_ids)).order_by(PlanVersion.number)
    query = query.options(joinedload(PlanVersion.plan).joinedload(StudyPlan.evaluation).joinedload(Evaluation.project))
    of_study: dict[UUID, list[PlanVersion]] = defaultdict(list)
    for version in session.scalars(query) if project_ids else ():
        of_study[version.plan.evaluation_id].append(version)
    found: dict[UUID, list[Record]] = defaultdict(list)
    for key in sorted(of_study):
        project_id = of_study[key][0].plan.evaluation.project_id
        found[project_id].append(_plan(of_study[key], who.get(project_id, ()), hub))
    return {key: tuple(each) for key, each in found.items()}


def _plan(versions: list[PlanVersion], who: tuple[Author, ...], hub: Hub) -> Record:
    shown, study = versions[-1], versions[-1].plan.evaluation
    # A plan counts from the day on which it said what it says: an earlier day would hide that it was changed late.
    first = Dated(day_of(versions[0].sent_at).isoformat(), FIRST) if shown is not versions[0] else None
    since = shown.public_at or shown.sent_at
    outcomes = [lower_first(each.outcome) for each in planned_of(shown)]
    purpose = f"What a study of {shown.project_name} is to find out"
    return Record(
        kind=Kind.PLAN,
        identifier=f"plans/{study.id}",
        address=hub.where.plan(study.id),
        address_of_version=hub.where.plan_version(study.id, shown.number or 1),
        title=f"Plan: {shown.title}",
        hub=hub.name,
        authors=who,
        issued=Dated(day_of(shown.sent_at).isoformat(), SENT),
        modified=Dated(day_of(since).isoformat(), PUBLIC),
        first=first,
        abstract=f"{purpose}: {listed(outcomes)}." if outcomes else f"{purpose}.",
        subjects=hub.subjects(tuple(shown.areas)),
        licence=hub.where.terms(),
        rights=RIGHTS,
        version=str(shown.number or 1),
        relations=tuple(
            Related(Relation.HAS_VERSION, hub.where.plan_version(study.id, each.number or 1),
                    f"Version {each.number or 1}", kind=Kind.PLAN)
            for each in versions
        ),
        note=f"version {shown.number or 1}; the first version was sent on {day(versions[0].sent_at)}" if first else "",
        is_invented=study.project.demo,
    )  # fmt: skip
