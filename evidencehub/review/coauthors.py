"""Who wrote an evaluation of this hub together with somebody in the last years, by name or ORCID iD."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.models import Evaluation, Project
from evidencehub.review.conflicts import Party, Team
from evidencehub.review.names import Likeness, likeness
from evidencehub.shared.clock import day_of
from evidencehub.shared.orcid import split_author

YEARS = 5  # ours: funders and journals take three to five

Author = tuple[str, str]  # name and ORCID iD


def written_with(session: Session, team: Team, *, now: datetime) -> list[tuple[Author, list[Author]]]:
    """Each author of this team's evaluations or member of it, with those they wrote with in other evaluations here.

    Records that were brought in from elsewhere are left out: nobody here works with their authors.
    """
    ours = [split_author(author) for author in team.authors]
    ours += [(member.name, member.orcid) for member in team.members]
    query = select(Evaluation.authors).join(Project, Evaluation.project_id == Project.id)
    query = query.where(Project.organisation_id.is_not(None), Evaluation.year >= day_of(now).year - YEARS)
    found = []
    for lines in session.scalars(query.order_by(Evaluation.id)):
        authors = [split_author(line) for line in lines]
        for one in authors:
            if len(authors) > 1 and any(_is_one(one, each) for each in ours):
                found.append((one, [other for other in authors if other != one]))
    return found


def with_whom(party: Party, written: Iterable[tuple[Author, Sequence[Author]]]) -> list[str]:
    """The names of those with whom this person may have written."""
    own = (party.name, party.orcid)
    together = [one[0] for one, others in written if any(_is_one(own, other) for other in others)]
    return list(dict.fromkeys(together))


def _is_one(one: Author, other: Author) -> bool:
    """An initial is too little here: in a list of authors it would be of half the hub."""
    if one[1] and other[1]:
        return one[1] == other[1]
    return likeness(one[0], other[0]) is Likeness.SAME
