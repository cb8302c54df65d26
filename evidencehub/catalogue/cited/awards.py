"""Accreditations of projects that are public, described."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.queries import standing_in_words
from evidencehub.catalogue.cited.hub import RIGHTS, Hub
from evidencehub.catalogue.cited.record import Dated, Kind, Record, Related, Relation
from evidencehub.projects.frozen.keeping import Remains, remains_of
from evidencehub.projects.models import EvaluationVersion, Submission
from evidencehub.projects.public import PublicProject
from evidencehub.shared.clock import day_of
from evidencehub.standards.files.loading import load_standard

DECIDED, CHANGED = "the day of the award", "the day on which the award changed last"


def awards_of(session: Session, views: Collection[PublicProject], hub: Hub) -> Mapping[UUID, tuple[Record, ...]]:
    """By project, the first first; without those whose text was removed for good."""
    by_id = {view.id: view for view in views if not view.removed}
    frozen = joinedload(Accreditation.submission)
    query = select(Accreditation).where(Accreditation.project_id.in_(by_id)).options(
        selectinload(Accreditation.outcomes), selectinload(Accreditation.holds), frozen.joinedload(Submission.frozen),
        frozen.selectinload(Submission.evaluation_versions).joinedload(EvaluationVersion.frozen),
    )  # fmt: skip
    found: dict[UUID, list[Record]] = defaultdict(list)
    for award in session.scalars(query.order_by(Accreditation.number)) if by_id else ():
        remains = remains_of(award.submission)
        if remains.project is not None:
            found[award.project_id].append(_award(award, by_id[award.project_id], remains, hub))
    return {key: tuple(each) for key, each in found.items()}


def _award(award: Accreditation, view: PublicProject, remains: Remains, hub: Hub) -> Record:
    standard = load_standard(award.standard_id, award.standard_version)
    tier = standard.tiers_by_id.get(award.evidence_tier or "")
    reached = f"{tier.label} of “{standard.title}”, version {standard.version}" if tier else f"“{standard.title}”"
    studies = [each for each in remains.left if view.evaluation(each.id) is not None and not view.stage.is_stub]
    name = f"{standard.title}, version {standard.version}"
    held = [at for hold in award.holds for at in (hold.at, hold.ended_at)]
    changed = [at for at in (award.renewed_at, award.ended_at, *held) if at]
    issued = Dated(day_of(award.accredited_at).isoformat(), DECIDED)
    return Record(
        kind=Kind.ACCREDITATION,
        identifier=f"accreditations/{award.number}",
        address=hub.where.accreditation(award.number),
        title=f"Accreditation {award.number}: {remains.name}",
        hub=hub.name,
        authors=(hub.author,),
        issued=issued,
        modified=Dated(day_of(max(changed)).isoformat(), CHANGED) if changed else issued,
        # One that does not stand shows no step, here as on its page.
        abstract=" ".join(filter(None, [
            f"How sure we are of what is known of {remains.name}: {reached}." if award.state.stands else "",
            standing_in_words(award), "This judges the evidence, not the organisation.",
        ])),
        subjects=hub.subjects(view.project.outcome_areas),
        licence=hub.where.terms(),
        rights=RIGHTS,
        relations=(
            Related(Relation.REVIEWS, hub.where.project(view.slug), remains.name, kind=Kind.PROJECT),
            *(Related(Relation.REVIEWS, hub.where.study(each.id), each.title, kind=Kind.STUDY) for each in studies),
            Related(Relation.IS_DERIVED_FROM, hub.where.standard(standard.id, standard.version), name,
                    kind=Kind.STANDARD),
        ),
        is_invented=award.demo,
    )  # fmt: skip
