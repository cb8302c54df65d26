"""What others did who got there: accredited projects with a study of the same kind, by the same standard.

Those of this hub; where it has none yet, the invented ones of the demonstration, which say that they are.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.projects import terms
from evidencehub.projects.frozen.keeping import Remains, remains_of
from evidencehub.projects.models import Evaluation, EvaluationVersion, Project, Submission
from evidencehub.review.sheet import PLAN_ONLY
from evidencehub.standards.model.standard import Standard, Tier

SHOWN = 3
_LOOKED_AT = 60  # newest; what was frozen is read of no more


@dataclass(frozen=True)
class Example:
    """An accreditation that everybody may read, with the study that is of the same kind."""

    number: str
    project: str  # its name when it was sent
    tier: Tier
    design: str  # in words
    is_invented: bool


def examples_for(
    session: Session, standard: Standard, designs: Collection[str], *, step: Tier | None, but_not: Project
) -> tuple[Example, ...]:
    """Those that reached the step first, and of them the newest.

    :param designs: slugs; none for a plan without a study.
    """
    wanted = set(designs) or {PLAN_ONLY}
    for demo in (False, True):
        found = [
            example
            for each in _accredited(session, standard, wanted, demo=demo, but_not=but_not)
            if (example := _example(standard, each, wanted))
        ]
        if found:
            least = standard.tiers.index(step) if step else 0
            return tuple(sorted(found, key=lambda one: standard.tiers.index(one.tier) < least)[:SHOWN])
    return ()


def _accredited(
    session: Session, standard: Standard, designs: set[str], *, demo: bool, but_not: Project
) -> list[Accreditation]:  # fmt: skip
    studies = (EvaluationVersion.submission_id == Accreditation.submission_id) & (
        EvaluationVersion.evaluation_id == Evaluation.id
    )
    of_kind: ColumnElement[bool] = exists().where(studies, Evaluation.design.in_(designs))
    if PLAN_ONLY in designs:
        of_kind = of_kind | ~exists().where(EvaluationVersion.submission_id == Accreditation.submission_id)
    in_date = [state for state in AccreditationState if state.is_in_date]
    versions = joinedload(Accreditation.submission).selectinload(Submission.evaluation_versions)
    query = (
        select(Accreditation)
        .where(
            Accreditation.standard_id == standard.id, Accreditation.state.in_(in_date), Accreditation.demo.is_(demo),
            Accreditation.evidence_tier.is_not(None), Accreditation.project_id != but_not.id, of_kind,
            Accreditation.project.has(Project.taken_down_at.is_(None)),
        )
        .options(
            joinedload(Accreditation.submission).joinedload(Submission.frozen),
            versions.joinedload(EvaluationVersion.frozen),
        )
        .order_by(Accreditation.accredited_at.desc(), Accreditation.number.desc())
        .limit(_LOOKED_AT)
    )  # fmt: skip
    return list(session.scalars(query))


def _example(standard: Standard, accreditation: Accreditation, designs: set[str]) -> Example | None:
    """None where what was frozen is of another kind, was removed, or reached a step that there is no more."""
    remains = remains_of(accreditation.submission)
    tier = standard.tiers_by_id.get(accreditation.evidence_tier or "")
    design = _design(remains, designs)
    if tier is None or design is None or remains.project is None:
        return None
    label = terms.label("designs", design)
    return Example(accreditation.number, remains.project.name, tier, label, accreditation.demo)


def _design(remains: Remains, designs: set[str]) -> str | None:
    if not remains.evaluations and PLAN_ONLY in designs:
        return PLAN_ONLY
    return next((each.design for each in remains.left if each.design in designs), None)
