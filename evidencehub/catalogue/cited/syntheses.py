"""What several studies of a project found together, described: the versions that hold now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.catalogue.cited.hub import RIGHTS, Hub
from evidencehub.catalogue.cited.record import Dated, Kind, Record, Related, Relation
from evidencehub.catalogue.outcomes.certainty.queries import certainties, told
from evidencehub.catalogue.outcomes.headings import caveat_of
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.units import Unit
from evidencehub.catalogue.outcomes.wording import outcome_label
from evidencehub.projects.public import PublicProject
from evidencehub.shared.clock import day_of
from evidencehub.shared.words import lower_first

MADE, PUBLISHED = "the day on which it was worked out", "the day on which an editor published it"


def syntheses_of(
    session: Session, views: Collection[PublicProject], hub: Hub
) -> Mapping[UUID, tuple[Record, ...]]:  # fmt: skip
    """By project, those of three studies or more that hold now."""
    by_id = {view.id: view for view in views if not view.removed}
    query = select(SynthesisVersion).where(
        SynthesisVersion.project_id.in_(by_id), SynthesisVersion.is_current, SynthesisVersion.result.is_not(None)
    )
    ordered = query.order_by(SynthesisVersion.outcome, SynthesisVersion.designs.desc(), SynthesisVersion.id)
    held = session.scalars(ordered).all() if by_id else ()
    found: dict[UUID, list[Record]] = defaultdict(list)
    for each in described(session, held, by_id, hub):
        found[each[0]].append(each[1])
    return {key: tuple(records) for key, records in found.items()}


def described(
    session: Session, versions: Collection[SynthesisVersion], views: Mapping[UUID, PublicProject], hub: Hub
) -> Iterable[tuple[UUID, Record]]:
    """Each of these, earlier versions too, with the project that it is about."""
    judged = certainties(session, versions)
    for each in versions:
        yield each.project_id, _synthesis(each, told(each, judged.get(each.id)), views[each.project_id], hub)


def _synthesis(version: SynthesisVersion, headline: str, view: PublicProject, hub: Hub) -> Record:
    outcome = outcome_label(version.outcome)
    published = version.published_at
    how = Unit(version.outcome, version.designs, version.comparator).in_words
    unread = "" if published else "worked out by this hub, not read by an editor yet"
    made = Dated(day_of(version.made_at).isoformat(), MADE)
    return Record(
        kind=Kind.SYNTHESIS,
        identifier=f"syntheses/{version.id}",
        address=hub.where.synthesis(version.id),
        address_of_version=hub.where.synthesis(version.id),
        title=f"{view.name} and {lower_first(outcome)}: what {version.studies} studies found together",
        other_titles=(how,) if how else (),
        hub=hub.name,
        authors=(hub.author,),
        issued=made,
        modified=Dated(day_of(published).isoformat(), PUBLISHED) if published else made,
        abstract=headline,
        subjects=hub.subjects((version.outcome,)),
        licence=hub.where.terms(),
        rights=RIGHTS,
        version=str(version.number),
        relations=(Related(Relation.IS_PART_OF, hub.where.project(view.slug), view.name, kind=Kind.PROJECT),),
        source=view.source_said,
        note=". ".join(filter(None, (unread, caveat_of(view.source, view.name).rstrip(".")))),
        is_invented=version.demo,
    )
