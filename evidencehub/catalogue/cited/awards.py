"""Accreditations of projects that are public, described."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencehub.accreditation.credentials.told import told
from evidencehub.accreditation.models import Accreditation
from evidencehub.catalogue.cited.hub import RIGHTS, Hub
from evidencehub.catalogue.cited.own_dois import with_dois
from evidencehub.catalogue.cited.record import Dated, Kind, Record, Related, Relation
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.queries import of_submissions
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
    found: Mapping[UUID, list[Record]] = defaultdict(list)
    held = session.scalars(query.order_by(Accreditation.number)).all() if by_id else ()
    appealed = of_submissions(session, [award.submission_id for award in held]) if held else {}
    for award in held:
        remains = remains_of(award.submission)
        if remains.project is not None:
            view = by_id[award.project_id]
            found[view.id].append(_award(award, appealed.get(award.submission_id), view, remains, hub))
    superseded = {f"accreditations/{award.number}" for award in held if award.state.is_superseded}
    found = {key: _one_after_another(of_one, superseded) for key, of_one in found.items()}
    left = iter(with_dois(session, [each for of_one in found.values() for each in of_one], hub))
    return {key: tuple(islice(left, len(of_one))) for key, of_one in found.items()}


def _award(
    award: Accreditation, appeal: Appeal | None, view: PublicProject, remains: Remains, hub: Hub
) -> Record:  # fmt: skip
    standard = load_standard(award.standard_id, award.standard_version)
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
        # In the words of its badge: a step never goes without what came out, and one that does not stand shows none.
        # Its page does, below why it does not stand: it keeps all that was decided.
        abstract=told(award, appeal=appeal).in_a_sentence,
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


def _one_after_another(records: Sequence[Record], superseded: Collection[str]) -> list[Record]:
    """Each with the one that took its place, and with the one whose place it took."""
    linked = list(records)
    for place, (earlier, later) in enumerate(pairwise(records)):
        if earlier.identifier in superseded:
            linked[place] = _with(linked[place], Relation.IS_OBSOLETED_BY, later)
            linked[place + 1] = _with(linked[place + 1], Relation.OBSOLETES, earlier)
    return linked


def _with(record: Record, how: Relation, other: Record) -> Record:
    return replace(
        record, relations=(*record.relations, Related(how, other.address, other.title, kind=Kind.ACCREDITATION))
    )
