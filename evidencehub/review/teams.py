"""The teams behind submissions, with what is compared of them: :mod:`evidencehub.review.conflicts`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Membership, Person
from evidencehub.projects.frozen.of_many import authors_of
from evidencehub.projects.models import Submission
from evidencehub.projects.transfers import queries as transfers
from evidencehub.projects.transfers.queries import Before
from evidencehub.review import coauthors, conflicts, helpers
from evidencehub.shared.clock import day_of
from evidencehub.shared.errors import Invalid


@dataclass(frozen=True)
class Sent:
    """Of a submission, or of a plan that was sent, what its team is found by."""

    id: UUID
    project_id: UUID
    organisation_id: UUID | None
    sent_by: UUID | None
    year: int


def sent(submission: Submission) -> Sent:
    year = day_of(submission.submitted_at or submission.created_at).year
    return Sent(submission.id, submission.project_id, submission.project.organisation_id, submission.sent_by, year)


def team_of(session: Session, submission: Submission) -> conflicts.Team:
    """The people of the project's organisation and whoever sent the submission, and the authors of what was sent.

    :raises Invalid: it was never sent, or a text was removed, so nobody can say whose it is.
    """
    found = teams_of(session, [sent(submission)]).get(submission.id)
    if found is None:
        raise Invalid("This has not been sent yet." if submission.frozen_sha256 is None else "This text was removed.")
    return found


def teams_of(session: Session, submissions: Sequence[Sent]) -> dict[UUID, conflicts.Team]:
    """By submission, the team behind it, in a fixed number of queries.

    What was never sent, or had a text removed, is left out.
    """
    authors = authors_of(session, [one.id for one in submissions])
    return with_authors(session, [one for one in submissions if one.id in authors], authors)


def with_authors(
    session: Session, submissions: Sequence[Sent], authors: Mapping[UUID, Sequence[str]]
) -> dict[UUID, conflicts.Team]:
    """The same of anything that a team sent, where it is known who wrote it."""
    before = transfers.before(session, {one.project_id for one in submissions})
    organisations = {one.organisation_id for one in submissions if one.organisation_id}
    organisations |= {key for one in before.values() for key in one.organisations}
    senders = {one.sent_by for one in submissions if one.sent_by}
    senders |= {key for one in before.values() for key in one.people}
    query = select(*conflicts.COMPARED, Membership.organisation_id)
    query = query.outerjoin(Membership, Membership.person_id == Person.id).where(
        Membership.organisation_id.in_(organisations) | Person.id.in_(senders)
    )
    people: dict[UUID, conflicts.Party] = {}
    members: dict[UUID | None, list[UUID]] = {}
    for row in session.execute(query.order_by(Person.id)):
        people.setdefault(row.id, conflicts.member(row))
        members.setdefault(row.organisation_id, []).append(row.id)
    helping = helpers.by_organisation(session, organisations)

    def team(one: Sent) -> conflicts.Team:
        ids = set(members.get(one.organisation_id, ()) if one.organisation_id else ())
        if one.sent_by in people:
            ids.add(one.sent_by)
        was = before.get(one.project_id, Before())
        former = was.people & people.keys() | {key for each in was.organisations for key in members.get(each, ())}
        former = former - ids
        helpers_of = (one.organisation_id, *was.organisations)
        return conflicts.Team(
            one.organisation_id, tuple(people[each] for each in sorted(ids | former)),
            tuple(dict.fromkeys(authors[one.id])),
            frozenset(key for each in helpers_of for key in helping.get(each, ())),
            before=was.organisations, former=frozenset(former),
        )  # fmt: skip

    teams = {one.id: team(one) for one in submissions}
    years = {one.id: one.year for one in submissions}
    own = {
        key: one.before | frozenset([one.organisation_id] if one.organisation_id else []) for key, one in teams.items()
    }
    written = coauthors.written_with(session, {key: one.people for key, one in teams.items()}, years, own)
    return {key: replace(one, written=written[key]) for key, one in teams.items()}
