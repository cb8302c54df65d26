"""Which standards this hub offers to teams, and which one it proposes.

Where no admin has chosen, every standard that can be offered is, and the first by id is the default.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidencehub.projects.models import DefaultStandard, Evaluation, OfferedStandard, Project
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid
from evidencehub.standards.files.loading import load_installed
from evidencehub.standards.files.vocabulary import load_vocabulary
from evidencehub.standards.model.standard import ANSWERS, Standard

WHOLE_HUB = ""  # stands where an outcome area would
AREAS = "outcome-areas"
_LONGEST_ID = 60  # characters; what a submission can hold

_BY_STEPS = "our desk of reviewers grades by steps"
_RULES = {
    "parallel_scores": f"It scores each part by itself: {_BY_STEPS}.",
    "flowchart": f"One question leads to the next: {_BY_STEPS}.",
    "best_of_plus_counts": f"Its levels do not stand on one another: {_BY_STEPS}.",
}
_POINTS = f"It works with points: {_BY_STEPS}."


@dataclass(frozen=True)
class Choice:
    """What the admins chose, by id. All of it empty: nobody has chosen yet."""

    offered: tuple[str, ...] = ()  # by id
    default: str = ""
    by_area: Mapping[str, str] = field(default_factory=dict)  # outcome area -> standard


@dataclass(frozen=True)
class Proposal:
    """The standard that a team is shown first, and why: the outcome area that decided it, or that it was used before.

    Neither of them: it is the hub's default.
    """

    standard: Standard
    area: str
    used_before: bool = False


@dataclass(frozen=True)
class InUse:
    """What teams are offered, by id, in its current versions; what can no longer be used is left out."""

    offered: tuple[Standard, ...]
    default: Standard | None  # None: nothing can be offered at all
    by_area: Mapping[str, Standard]

    def proposal(self, areas: Iterable[str], before: str = "") -> Proposal | None:
        """The standard for what most of ``areas`` name, of those that have one of their own; else the default.

        :param before: id of the standard that this project was sent by last; while it is offered nothing goes before
            it, as a team that answers what reviewers asked for answers them by their standard.
        """
        for used in self.offered:
            if used.id == before:
                return Proposal(used, WHOLE_HUB, used_before=True)
        counts = Counter(area for area in areas if area in self.by_area)
        for area, _ in counts.most_common(1):  # a tie goes to the one named first
            return Proposal(self.by_area[area], area)
        return Proposal(self.default, WHOLE_HUB) if self.default else None


def reasons_against(standard: Standard) -> tuple[str, ...]:
    """Why a standard cannot be offered to teams, in plain words; empty when it can be."""
    if standard.use != "accreditation":
        return ("Our reading of their published rule. Only they can rate by it.",)
    reasons = []
    if standard.is_draft:
        reasons.append("It is a draft.")
    if standard.rule != "cumulative_gate":
        reasons.append(_RULES.get(standard.rule, _POINTS))
    elif standard.groups:
        reasons.append(f"Some of its questions belong to no step: {_BY_STEPS}.")
    if standard.answers != ANSWERS:
        reasons.append(
            "It has answers of its own: our reviewers say met, partly, not met, does not apply or cannot tell."
        )
    if len(standard.id) > _LONGEST_ID or len(standard.version) > _LONGEST_ID:
        reasons.append(f"Its id or its version has more than {_LONGEST_ID} characters.")
    if not reasons and not standard.can_accredit:
        reasons.append("Our desk of reviewers cannot grade by it.")
    return tuple(reasons)


def stored(session: Session) -> Choice:
    """What the admins chose last."""
    offered = sorted(session.scalars(select(OfferedStandard.standard_id)))  # here: databases sort by their own rules
    rows = session.execute(select(DefaultStandard.outcome_area, DefaultStandard.standard_id))
    defaults = dict(sorted((area, standard_id) for area, standard_id in rows))
    return Choice(tuple(offered), defaults.pop(WHOLE_HUB, ""), defaults)


def in_use(session: Session) -> InUse:
    """What teams are offered now: what was chosen, as far as it can be used."""
    installed, _ = load_installed()
    return effective(stored(session), installed)


def effective(choice: Choice, installed: Iterable[Standard]) -> InUse:
    """What a choice comes to with the standards that are installed."""
    possible = {standard.id: standard for standard in installed if not reasons_against(standard)}
    offered = {key: possible[key] for key in sorted(choice.offered or possible) if key in possible}
    first = next(iter(offered.values()), None)
    by_area = {area: offered[key] for area, key in choice.by_area.items() if key in offered}
    return InUse(tuple(offered.values()), offered.get(choice.default, first), by_area)


def main_areas(project: Project, evaluations: Sequence[Evaluation]) -> list[str]:
    """The outcome area of each evaluation's main result, which is the one listed first.

    An evaluation without results stands for what it looked at, a project without evaluations for what it wants to
    change.
    """
    if not evaluations:
        return list(project.outcome_areas)
    return [area for evaluation in evaluations for area in _areas_of(evaluation)] or list(project.outcome_areas)


def _areas_of(evaluation: Evaluation) -> list[str]:
    return [evaluation.results[0].outcome_area] if evaluation.results else list(evaluation.outcome_areas)


def choose(session: Session, choice: Choice, *, actor_id: UUID | None, now: datetime) -> None:
    """Keep what an admin chose. What was offered before and cannot be loaded just now may stay.

    :raises Invalid: ``errors`` names the field: ``offered``, ``default`` or ``area_<outcome area>``.
    """
    _check(session, choice)
    # First the audit entry: on PostgreSQL it makes a second admin wait until this choice is whole.
    audit.record(
        session, "standards.choose", subject_type="standards", subject_id="offered", actor_id=actor_id, at=now,
        details={"offered": list(choice.offered), "default": choice.default, "areas": dict(choice.by_area)},
    )  # fmt: skip
    session.execute(delete(DefaultStandard))
    session.execute(delete(OfferedStandard))
    session.add_all(OfferedStandard(standard_id=standard_id) for standard_id in choice.offered)
    session.flush()
    defaults = {WHOLE_HUB: choice.default, **choice.by_area}
    session.add_all(DefaultStandard(outcome_area=area, standard_id=chosen) for area, chosen in defaults.items())
    session.flush()


def _check(session: Session, choice: Choice) -> None:
    installed = {standard.id: standard for standard in load_installed()[0]}
    unloadable = set(stored(session).offered) - set(installed)
    errors: dict[str, str] = {}
    for standard_id in choice.offered:
        if standard_id in unloadable:
            continue
        if standard_id not in installed:
            errors["offered"] = "One of the standards that you chose is not installed"
        elif reasons := reasons_against(installed[standard_id]):
            errors["offered"] = f"{installed[standard_id].short_title} cannot be offered. {reasons[0]}"
    if not choice.offered:
        errors["offered"] = "Choose at least one standard to offer"
    if not choice.default:
        errors["default"] = "Choose the one that is proposed first"
    elif choice.default not in choice.offered:
        errors["default"] = "Choose one of the standards that you offer"
    labels = {term.slug: term.label for term in load_vocabulary(AREAS).terms}
    for area, standard_id in choice.by_area.items():
        if area not in labels:
            errors[f"area_{area}"] = "One of the outcome areas is not known"
        elif standard_id not in choice.offered:
            errors[f"area_{area}"] = f"{labels[area]}: choose one of the standards that you offer"
    if errors:
        raise Invalid("; ".join(errors.values()), errors)
