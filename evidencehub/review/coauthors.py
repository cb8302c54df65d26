"""Who wrote an evaluation of this hub together with somebody in the years before, by name or ORCID iD."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.models import Evaluation, Project
from evidencehub.review.names import Likeness, keys, likeness
from evidencehub.shared.orcid import split_author

YEARS = 5  # ours: funders and journals take three to five

Author = tuple[str, str]  # name and ORCID iD


@dataclass(frozen=True)
class Wrote:
    """One of the team as an author of an evaluation here, and those they wrote with."""

    who: Author
    others: tuple[Author, ...]
    of_its_own: bool = False  # the team typed its authors itself


Written = tuple[Wrote, ...]
Which = TypeVar("Which", bound=Hashable)


def written_with(
    session: Session,
    ours: Mapping[Which, Sequence[Author]],
    until: Mapping[Which, int],
    own: Mapping[Which, frozenset[UUID]],
) -> dict[Which, Written]:
    """For each team, its people as authors of evaluations here, with those they wrote with; one query.

    Records that were brought in from elsewhere are left out: nobody here works with their authors.

    :param ours: who wrote the evaluations of a team or is in it.
    :param until: the year up to which each looks back, from ``YEARS`` before.
    :param own: organisations whose evaluations are the team's own.
    """
    if not until:
        return {}
    columns = Evaluation.year, Evaluation.authors, Project.organisation_id
    query = select(*columns).join(Project, Evaluation.project_id == Project.id)
    query = query.where(Project.organisation_id.is_not(None), Evaluation.year >= min(until.values()) - YEARS)
    papers = [
        (year or 0, [split_author(line) for line in lines], organisation_id)
        for year, lines, organisation_id in session.execute(query.order_by(Evaluation.id))
    ]
    at: dict[str, list[tuple[int, int]]] = {}
    for paper, (_year, authors, _whose) in enumerate(papers):
        for place, author in enumerate(authors if len(authors) > 1 else ()):
            for key in _keys(author):
                at.setdefault(key, []).append((paper, place))
    found: dict[Which, Written] = {}
    for which, people in ours.items():
        places = sorted({spot for each in people for key in _keys(each) for spot in at.get(key, ())})
        found[which] = tuple(
            Wrote(papers[paper][1][place], tuple(_others(papers[paper][1], place)), papers[paper][2] in own[which])
            for paper, place in places
            if papers[paper][0] >= until[which] - YEARS
            and any(is_one(papers[paper][1][place], each) for each in people)
        )
    return found


def _keys(author: Author) -> frozenset[str]:
    """Two that may be one share one of these: most pairs are told apart by it without being compared."""
    return keys(author[0]) | ({author[1]} if author[1] else set())


def _others(authors: Sequence[Author], place: int) -> Iterable[Author]:
    return (other for other in authors if other != authors[place])


def with_whom(person: Author, written: Written, *, typed_by_team: bool) -> list[str]:
    """The names of those with whom this person may have written.

    :param typed_by_team: where only the team says so, and only by a name: in evaluations of its own, without the ORCID
        iD that this person has. Without it, all others.
    """
    together = [
        each.who[0]
        for each in written
        for other in each.others
        if is_one(person, other) and (each.of_its_own and not _have_one_number(person, other)) is typed_by_team
    ]
    return list(dict.fromkeys(together))


def _have_one_number(one: Author, other: Author) -> bool:
    return bool(one[1]) and one[1] == other[1]


def is_one(one: Author, other: Author) -> bool:
    """An initial is too little here: in a list of authors it would be of half the hub."""
    if one[1] and other[1]:
        return one[1] == other[1]
    return likeness(one[0], other[0]) is Likeness.SAME
