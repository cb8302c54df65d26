"""Which offers go with what a project needs next, and which requests with what somebody offers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from evidencehub.brokerage import kinds, queries
from evidencehub.brokerage.models import HelpNotice, Side
from evidencehub.projects.models import Project
from evidencehub.standards.model.standard import Criterion, Standard

SHOWN = 3  # at once; the list of all is a press away


@dataclass(frozen=True)
class Match:
    """An offer or request, with why it is shown: the best first."""

    notice: HelpNotice
    kinds: tuple[str, ...]  # labels of what both are about
    is_near: bool  # both name the same place
    is_same_area: bool


@dataclass(frozen=True)
class Help:
    """Who can help with the next step of a project."""

    needed: tuple[str, ...]  # slugs of kinds of help, in the order of the needs
    matches: tuple[Match, ...]


def for_next_step(session: Session, project: Project, standard: Standard, criteria: Iterable[Criterion]) -> Help:
    """Published offers for what the next step needs. The team's own are left out; nobody else is (see ``meeting``)."""
    needed = kinds.about(standard, criteria)
    found = queries.offers(session, needed, areas=project.outcome_areas, demo=project.demo)
    others = [one for one in found if not _is_own(one, project)]
    return Help(needed, _best(others, needed, project.place, project.outcome_areas))


def for_notice(session: Session, notice: HelpNotice) -> tuple[Match, ...]:
    """The best requests for what somebody offers, or offers for what a team looks for."""
    return _best(fitting(session, notice), notice.kinds, notice.place, [notice.outcome_area])


def fitting(session: Session, notice: HelpNotice) -> list[HelpNotice]:
    """Everything of the other side that everybody may read and that is about the same, but for one's own.

    Nobody else is left out, whoever may not be put in touch: see ``meeting``.
    """
    other = Side.REQUEST if notice.is_offer else Side.OFFER
    found = queries.of_side(session, other, area=notice.outcome_area, demo=notice.demo)
    return [one for one in found if set(one.kinds) & set(notice.kinds) and not _is_of_one(one, notice)]


def _is_of_one(one: HelpNotice, other: HelpNotice) -> bool:
    """Whether whoever offers is in the team that looks for help."""
    offer, request = (one, other) if one.is_offer else (other, one)
    return request.project is None or _is_own(offer, request.project)


def _is_own(notice: HelpNotice, project: Project) -> bool:
    return any(each.organisation_id == project.organisation_id for each in notice.person.memberships)


def _best(
    found: Sequence[HelpNotice], needed: Sequence[str], place: str, areas: Sequence[str]
) -> tuple[Match, ...]:  # fmt: skip
    """By what comes first among the needs, then the same place, then the same area; stable, so the newest first."""
    order = {slug: position for position, slug in enumerate(needed)}
    matches = []
    for one in found:
        shared = sorted((slug for slug in one.kinds if slug in order), key=order.__getitem__)
        match = Match(
            one,
            tuple(kinds.labels(shared)),
            _is_near(one.place, place),
            bool(one.outcome_area) and one.outcome_area in areas,
        )
        matches.append((order[shared[0]], not match.is_near, not match.is_same_area, match))
    matches.sort(key=lambda each: each[:3])
    return tuple(match for *_, match in matches[:SHOWN])


def _is_near(one: str, other: str) -> bool:
    """A word of four letters or more stands in both: "Leeds" in "East Leeds"."""
    words = [{word for word in text.casefold().replace(",", " ").split() if len(word) > 3} for text in (one, other)]
    return bool(words[0] & words[1])
