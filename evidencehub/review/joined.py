"""Somebody joined a team or changed their address while a case is running: who has a conflict now, and who is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session, selectinload

from evidencehub.accounts.models import Membership, Person
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.projects.transfers.models import PastTeam
from evidencehub.review import cases, coauthors, conflicts, helpers, moving, owner_mails, owning, ruled, teams
from evidencehub.review.deadlines import on_the_case
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.shared import audit, due

_TEAMS = selectinload(Person.memberships).joinedload(Membership.organisation)
RUNNING = [state for state in SubmissionState if state.is_under_way and not state.is_closed]


@dataclass(frozen=True)
class Conflicted:
    """A reviewer on a case who has a conflict of interest as things stand now."""

    assignment: Assignment
    findings: tuple[str, ...]  # such as "works for the team's organisation"


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    """The worker's handler for rows of kind ``joined``: somebody is in a team now, or is somewhere else."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                if "organisation" in payload:
                    joined = _Joined(UUID(payload["person"]), UUID(payload["organisation"]))
                    _look_again(session, _of_team(payload["organisation"]), joined, now=now(), links=links)
                elif "handed_over" in payload:
                    change = _HandedOver.of(payload, session)
                    _look_again(session, _of([payload["handed_over"]]), change, now=now(), links=links)
                elif "of" in payload:
                    _look_again(session, _of(payload["of"]), _Merged.of(payload), now=now(), links=links)
                elif "moved" in payload:
                    was = {UUID(key): _Address.of(each) for key, each in payload["moved"].items()}
                    _look_again(session, true(), _Moved(was, _BY_REGISTER), now=now(), links=links)
                else:
                    was = {UUID(payload["person"]): _Address.of(payload)}
                    _look_again(session, true(), _Moved(was, _BY_THEMSELVES), now=now(), links=links)

        return finish

    return due.Handler(work)


@dataclass(frozen=True)
class _Joined:
    """Somebody is in the team now, and was not."""

    person_id: UUID
    organisation_id: UUID
    words: str = "Somebody joined the team behind {name} while the case is running."

    def before_it(self, party: conflicts.Party, team: conflicts.Team) -> tuple[conflicts.Party, conflicts.Team]:
        """How things were; whoever joined was somebody else's colleague before."""
        others = tuple(member for member in team.members if member.id != self.person_id)
        if party.id == self.person_id:
            party = replace(party, organisations=party.organisations - {self.organisation_id})
        return party, _without_their_writing(replace(team, members=others, former=team.former - {self.person_id}))


def _without_their_writing(team: conflicts.Team) -> conflicts.Team:
    """The team with what those wrote who are still in it."""
    people = team.people
    kept = tuple(each for each in team.written if any(coauthors.is_one(each.who, one) for one in people))
    return replace(team, written=kept)


_BY_THEMSELVES = "Somebody has another email address since {name} was sent to reviewers."
_BY_REGISTER = (
    "A newer list of institutions tells more of where people have their email addresses. This is about {name}."
)


@dataclass(frozen=True)
class _Address:
    """Where somebody's email address was, and the institutions that were known of it."""

    domain: str
    at: frozenset[str]
    near: frozenset[str]

    @classmethod
    def of(cls, was: Mapping[str, Any]) -> "_Address":
        return cls(was["was_at"], frozenset(was.get("at", ())), frozenset(was.get("near", ())))


@dataclass(frozen=True)
class _Moved:
    """People have another email address now, or more is known of the one they have."""

    was: Mapping[UUID, _Address]
    words: str

    @property
    def person_id(self) -> UUID | None:
        """Whose; None where it is about many."""
        return next(iter(self.was)) if len(self.was) == 1 else None

    def before_it(self, party: conflicts.Party, team: conflicts.Team) -> tuple[conflicts.Party, conflicts.Team]:
        members = tuple(self._as_they_were(member) for member in team.members)
        return self._as_they_were(party), replace(team, members=members)

    def _as_they_were(self, party: conflicts.Party) -> conflicts.Party:
        was = self.was.get(party.id)
        return party if was is None else replace(party, domain=was.domain, at=was.at, near=was.near)


@dataclass(frozen=True)
class _Merged:
    """The organisation behind these projects became one with another."""

    was: UUID  # whose they were, or had been before they were handed over
    into: UUID  # whose they are since, or had been
    came: frozenset[UUID]  # who helps it only since then
    before: frozenset[UUID]  # who was in the team
    new: frozenset[UUID]  # who came to it
    person_id = None
    words = "The organisation behind {name} became one with another while the case is running."

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "_Merged":
        some = (frozenset(map(UUID, told[key])) for key in ("came", "before", "new"))
        return cls(UUID(told["was"]), UUID(told["into"]), *some)

    def before_it(self, party: conflicts.Party, team: conflicts.Team) -> tuple[conflicts.Party, conflicts.Team]:
        organisations = party.organisations - {self.into}
        if party.id in self.before:
            organisations |= {self.was}
        members = tuple(member for member in team.members if member.id not in self.new)
        was = replace(
            team, organisation_id=self._as_it_was(team.organisation_id), members=members,
            helpers=team.helpers - self.came, former=team.former - self.new,
            before=frozenset(key for each in team.before if (key := self._as_it_was(each))),
        )  # fmt: skip
        return replace(party, organisations=frozenset(organisations)), _without_their_writing(was)

    def _as_it_was(self, organisation_id: UUID | None) -> UUID | None:
        return self.was if organisation_id == self.into else organisation_id


@dataclass(frozen=True)
class _HandedOver:
    """The project went to another organisation; whose it was stays barred."""

    was: UUID  # whose it was
    came: frozenset[UUID]  # who helps the team of now, and not that of before
    new: frozenset[UUID]  # who is in the team of now, and was not in that of before
    person_id = None
    words = "{name} went to another organisation while the case is running."

    @classmethod
    def of(cls, told: Mapping[str, Any], session: Session) -> "_HandedOver":
        was, project = UUID(told["was"]), session.get_one(Project, UUID(told["handed_over"]))
        helping = helpers.by_organisation(session, {was, project.organisation_id or was})
        came = set(helping.get(project.organisation_id, ())) - set(helping.get(was, ()))
        return cls(was, frozenset(came), frozenset(map(UUID, told["new"])))

    def before_it(self, party: conflicts.Party, team: conflicts.Team) -> tuple[conflicts.Party, conflicts.Team]:
        members = tuple(member for member in team.members if member.id not in self.new)
        was = replace(team, organisation_id=self.was, members=members, helpers=team.helpers - self.came)
        return party, _without_their_writing(was)


class _Change(Protocol):
    """What happened, and how things were before."""

    @property
    def person_id(self) -> UUID | None:
        """Whom it is about, where it is one person."""

    @property
    def words(self) -> str: ...

    def before_it(self, party: conflicts.Party, team: conflicts.Team) -> tuple[conflicts.Party, conflicts.Team]: ...


def _of(project_ids: Sequence[str]) -> ColumnElement[bool]:
    return Project.id.in_([UUID(key) for key in project_ids])


def _of_team(organisation_id: str) -> ColumnElement[bool]:
    was = select(PastTeam.project_id).where(PastTeam.organisation_id == UUID(organisation_id))
    return or_(Project.organisation_id == UUID(organisation_id), Project.id.in_(was))


def conflicted(session: Session, submission: Submission, assignments: Sequence[Assignment]) -> list[Conflicted]:
    """Reviewers of a running case with a conflict, whenever it arose; nothing where nobody has a seat."""
    taken = on_the_case(assignments)
    if submission.state not in RUNNING or not taken:
        return []
    team = teams.team_of(session, submission)
    people = _with_teams(session, [one.reviewer_id for one in taken])
    said = ruled.by_person(session, submission)
    looked_at = [
        (one, _against(people[one.reviewer_id], team, said.get(one.reviewer_id, frozenset()))) for one in taken
    ]
    return [Conflicted(one, tuple(check.told for check in found)) for one, found in looked_at if found]


def _against(person: Person, team: conflicts.Team, said: frozenset[str]) -> list[conflicts.Check]:
    return ruled.standing(conflicts.check(conflicts.party(person), team), said)


def _look_again(session: Session, which: ColumnElement[bool], change: _Change, *, now: datetime, links: Links) -> None:
    """Tell the editors of each case on which somebody has a conflict that they had not before.

    :param which: projects of whose cases.
    """
    running = select(Submission).join(Project).where(Submission.state.in_(RUNNING), which)
    is_editor = (Person.is_editor, Person.is_active, Person.confirmed_at.is_not(None))
    editors = list(session.scalars(select(Person).where(*is_editor).options(_TEAMS).order_by(Person.id)))
    for submission in session.scalars(running.order_by(Submission.id)):
        team = teams.team_of(session, submission)
        asked = cases.assignments_of(session, submission)
        but_not = frozenset(one.reviewer.email for one in asked)
        if isinstance(change, _HandedOver):
            audit.record(
                session, "team.changed", subject_type=moving.KIND, subject_id=submission.id, actor_id=None, at=now
            )  # fmt: skip
            owner_mails.changed_hands(session, submission, now=now, links=links, but_not=but_not)
        people = _with_teams(session, [one.reviewer_id for one in on_the_case(asked)])
        said = ruled.by_person(session, submission)
        reviewers = sum(_arose(person, team, change, said) for person in people.values())
        barred = sum(_arose(person, team, change, said) for person in editors)
        owner = next((person for person in editors if person.id == submission.owner_id), None)
        if owner is not None and _against(owner, team, said.get(owner.id, frozenset())):
            owning.release(session, submission, now=now, links=links)
        if reviewers or barred:
            audit.record(
                session, "conflict.arose", subject_type=moving.KIND, subject_id=submission.id, actor_id=None, at=now,
                details={"person": str(change.person_id or ""), "reviewers": reviewers, "editors": barred},
            )  # fmt: skip
            owner_mails.conflict_arose(
                session, submission, because=change.words, reviewers=reviewers, editors=barred, now=now, links=links,
                but_not=but_not,
            )  # fmt: skip


def _arose(person: Person, team: conflicts.Team, change: _Change, said: ruled.Ruled) -> bool:
    """Whether something stands against this person now that did not before."""
    ruled_on = said.get(person.id, frozenset())
    found = _against(person, team, ruled_on)
    party, team_before = change.before_it(conflicts.party(person), team)
    before = {one.kind for one in ruled.standing(conflicts.check(party, team_before), ruled_on)}
    return bool(found) and not before


def _with_teams(session: Session, ids: Sequence[UUID]) -> dict[UUID, Person]:
    query = select(Person).where(Person.id.in_(ids)).options(_TEAMS).execution_options(populate_existing=True)
    return {person.id: person for person in session.scalars(query)}
