"""What can give people a conflict of interest while something of a project is judged, and how things were before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidencehub.accounts.models import Membership, Person
from evidencehub.projects.models import Project
from evidencehub.review import coauthors, conflicts, helpers, ruled

TEAMS = selectinload(Person.memberships).joinedload(Membership.organisation)


@dataclass(frozen=True)
class Joined:
    """Somebody is in the team now, and was not."""

    person_id: UUID
    organisation_id: UUID
    words: str = "Somebody joined the team behind {name} while {meanwhile}."

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


BY_THEMSELVES = "Somebody has another email address since {name} was sent to reviewers."
BY_REGISTER = (
    "A newer list of institutions tells more of where people have their email addresses. This is about {name}."
)


@dataclass(frozen=True)
class Address:
    """Where somebody's email address was, and the institutions that were known of it."""

    domain: str
    at: frozenset[str]
    near: frozenset[str]

    @classmethod
    def of(cls, was: Mapping[str, Any]) -> "Address":
        return cls(was["was_at"], frozenset(was.get("at", ())), frozenset(was.get("near", ())))


@dataclass(frozen=True)
class Moved:
    """People have another email address now, or more is known of the one they have."""

    was: Mapping[UUID, Address]
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
class Merged:
    """The organisation behind these projects became one with another."""

    was: UUID  # whose they were, or had been before they were handed over
    into: UUID  # whose they are since, or had been
    came: frozenset[UUID]  # who helps it only since then
    before: frozenset[UUID]  # who was in the team
    new: frozenset[UUID]  # who came to it
    person_id = None
    words = "The organisation behind {name} became one with another while {meanwhile}."

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Merged":
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
class HandedOver:
    """The project went to another organisation; whose it was stays barred."""

    was: UUID  # whose it was
    came: frozenset[UUID]  # who helps the team of now, and not that of before
    new: frozenset[UUID]  # who is in the team of now, and was not in that of before
    person_id = None
    words = "{name} went to another organisation while {meanwhile}."

    @classmethod
    def of(cls, told: Mapping[str, Any], session: Session) -> "HandedOver":
        was, project = UUID(told["was"]), session.get_one(Project, UUID(told["handed_over"]))
        helping = helpers.by_organisation(session, {was, project.organisation_id or was})
        came = set(helping.get(project.organisation_id, ())) - set(helping.get(was, ()))
        return cls(was, frozenset(came), frozenset(map(UUID, told["new"])))

    def before_it(self, party: conflicts.Party, team: conflicts.Team) -> tuple[conflicts.Party, conflicts.Team]:
        members = tuple(member for member in team.members if member.id not in self.new)
        was = replace(team, organisation_id=self.was, members=members, helpers=team.helpers - self.came)
        return party, _without_their_writing(was)


class Change(Protocol):
    """What happened, and how things were before."""

    @property
    def person_id(self) -> UUID | None:
        """Whom it is about, where it is one person."""

    @property
    def words(self) -> str:
        """With ``{name}`` of the project, and maybe with ``{meanwhile}`` for what is under way."""

    def before_it(self, party: conflicts.Party, team: conflicts.Team) -> tuple[conflicts.Party, conflicts.Team]: ...


def against(person: Person, team: conflicts.Team, said: frozenset[str]) -> list[conflicts.Check]:
    return ruled.standing(conflicts.check(conflicts.party(person), team), said)


def arose(person: Person, team: conflicts.Team, change: Change, said: ruled.Ruled) -> bool:
    """Whether something stands against this person now that did not before."""
    ruled_on = said.get(person.id, frozenset())
    found = against(person, team, ruled_on)
    party, team_before = change.before_it(conflicts.party(person), team)
    before = {one.kind for one in ruled.standing(conflicts.check(party, team_before), ruled_on)}
    return bool(found) and not before


def with_teams(session: Session, ids: Sequence[UUID]) -> dict[UUID, Person]:
    query = select(Person).where(Person.id.in_(ids)).options(TEAMS).execution_options(populate_existing=True)
    return {person.id: person for person in session.scalars(query)}
