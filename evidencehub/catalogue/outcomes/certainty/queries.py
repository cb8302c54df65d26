"""Reads over judgements: the one of a version, those of a person, and what is known of many versions at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from evidencehub.catalogue.outcomes.certainty.models import Confirmation, Judgement, Seat
from evidencehub.catalogue.outcomes.certainty.moving import TOGETHER
from evidencehub.catalogue.outcomes.certainty.questions import standard
from evidencehub.catalogue.outcomes.certainty.states import JudgementState
from evidencehub.catalogue.outcomes.certainty.wording import sentence
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.versions import gathered_of, pooled_of
from evidencehub.standards.model.standard import Tier

Key = tuple[UUID, str, str, str]


@dataclass(frozen=True)
class Certainty:
    """What two people judged of a synthesis, as everybody may read it.

    ``sentence`` is "" where the judgement is of an earlier version and nobody has confirmed it for this one, or where
    an editor has not published this one.
    """

    judgement_id: UUID
    tier: Tier
    judged_at: datetime  # when it was published
    of_version: UUID
    of_day: datetime  # the version that was judged
    is_of_this: bool
    sentence: str

    @property
    def holds(self) -> bool:
        return bool(self.sentence)

    @property
    def name(self) -> str:
        """ "moderate"."""
        return self.tier.id.replace("-", " ")


def told(version: SynthesisVersion, certainty: Certainty | None) -> str:
    """The headline as everybody reads it: with its certainty where that holds, and never without the two people."""
    return f"{certainty.sentence} {version.headline}" if certainty and certainty.holds else version.headline


def certainties(session: Session, versions: Collection[SynthesisVersion]) -> dict[UUID, Certainty]:
    """What was judged of these versions last, by the id of the version; nothing for those never judged."""
    of_unit = _published(session, {each.project_id for each in versions if each.result is not None})
    if not of_unit:
        return {}
    confirmed = _confirmed(session, [each.id for judged in of_unit.values() for each in judged])
    found = {}
    for version in versions:
        not_later = [each for each in of_unit.get(unit_of(version), ()) if each.version.number <= version.number]
        if not not_later or version.result is None:
            continue
        judgement = not_later[-1]
        is_of_this = judgement.version_id == version.id
        holds = version.published_at is not None and (
            is_of_this or confirmed.get((judgement.id, version.id), 0) >= TOGETHER
        )
        pooled = pooled_of(version)
        found[version.id] = Certainty(
            judgement.id, standard(judgement.standard_version).tiers_by_id[judgement.level],
            judgement.decided_at or judgement.asked_at, judgement.version_id, judgement.version.made_at, is_of_this,
            sentence(judgement.level, gathered_of(version), pooled) if holds and pooled else "",
        )  # fmt: skip
    return found


def certainty_of(session: Session, version: SynthesisVersion) -> Certainty | None:
    return certainties(session, [version]).get(version.id)


def sentence_of(judgement: Judgement) -> str:
    """The one sentence of the version that was judged, before it is public; "" before there is a level."""
    pooled = pooled_of(judgement.version)
    return sentence(judgement.level, gathered_of(judgement.version), pooled) if judgement.level and pooled else ""


def unit_of(version: SynthesisVersion) -> Key:
    """What all versions of one synthesis share."""
    return version.project_id, version.outcome, version.designs, version.comparator


def _published(session: Session, project_ids: Collection[UUID]) -> dict[Key, list[Judgement]]:
    """Those of each unit, the version that was judged earliest first."""
    query = (
        select(Judgement)
        .join(Judgement.version)
        .where(Judgement.state == JudgementState.PUBLISHED, SynthesisVersion.project_id.in_(project_ids))
        .options(joinedload(Judgement.version).options(defer(SynthesisVersion.inputs), defer(SynthesisVersion.result)))
        .order_by(SynthesisVersion.number, Judgement.decided_at, Judgement.id)
    )
    found: dict[Key, list[Judgement]] = {}
    for each in session.scalars(query):
        found.setdefault(unit_of(each.version), []).append(each)
    return found


def _confirmed(session: Session, judgement_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], int]:
    query = select(Confirmation.judgement_id, Confirmation.version_id, func.count()).where(
        Confirmation.judgement_id.in_(judgement_ids)
    )
    rows = session.execute(query.group_by(Confirmation.judgement_id, Confirmation.version_id))
    return {(judgement_id, version_id): count for judgement_id, version_id, count in rows}


def judgement(session: Session, judgement_id: UUID) -> Judgement | None:
    return session.scalar(_whole().where(Judgement.id == judgement_id))


def open_judgement(session: Session, version: SynthesisVersion) -> Judgement | None:
    """Who was asked of this version, while it is neither published nor stopped."""
    states = [state for state in JudgementState if state.is_open]
    return session.scalar(_whole().where(Judgement.version_id == version.id, Judgement.state.in_(states)))


def published_judgement(session: Session, version: SynthesisVersion) -> Judgement | None:
    """The latest that is public and of this very version."""
    query = _whole().where(Judgement.version_id == version.id, Judgement.state == JudgementState.PUBLISHED)
    return session.scalars(query.order_by(Judgement.decided_at.desc(), Judgement.id)).first()


def seat(session: Session, seat_id: UUID) -> Seat | None:
    query = select(Seat).where(Seat.id == seat_id)
    return session.scalar(
        query.options(joinedload(Seat.person), joinedload(Seat.judgement).joinedload(Judgement.version))
    )


def seats_of(session: Session, person_id: UUID | None) -> Sequence[Seat]:
    """Everything somebody was asked to judge, the latest first."""
    query = select(Seat).join(Judgement).where(Seat.person_id == person_id, Judgement.state != JudgementState.STOPPED)
    loaded = query.options(
        joinedload(Seat.judgement).joinedload(Judgement.version).options(
            joinedload(SynthesisVersion.project), defer(SynthesisVersion.inputs)
        )
    )  # fmt: skip
    return session.scalars(loaded.order_by(Seat.asked_at.desc(), Seat.id)).all()


def holding_version(session: Session, version: SynthesisVersion) -> SynthesisVersion | None:
    """The version of the same unit that holds now, where it puts studies together."""
    return session.scalar(
        select(SynthesisVersion).where(
            SynthesisVersion.project_id == version.project_id, SynthesisVersion.outcome == version.outcome,
            SynthesisVersion.designs == version.designs, SynthesisVersion.comparator == version.comparator,
            SynthesisVersion.is_current, SynthesisVersion.result.is_not(None),
        )
    )  # fmt: skip


def holding_ids(session: Session, project_ids: Collection[UUID]) -> dict[Key, UUID]:
    """The version that holds now of each unit of these projects, where it puts studies together."""
    query = select(
        SynthesisVersion.project_id, SynthesisVersion.outcome, SynthesisVersion.designs, SynthesisVersion.comparator,
        SynthesisVersion.id,
    ).where(
        SynthesisVersion.project_id.in_(project_ids), SynthesisVersion.is_current, SynthesisVersion.result.is_not(None)
    )  # fmt: skip
    return {(row[0], row[1], row[2], row[3]): row[4] for row in session.execute(query)}


def _whole() -> Select[Judgement]:
    return select(Judgement).options(
        joinedload(Judgement.version).joinedload(SynthesisVersion.project),
        selectinload(Judgement.seats).joinedload(Seat.person), selectinload(Judgement.agreed),
    )  # fmt: skip
