"""Everybody who takes part: registered, given their roles and put into teams by the services that pages call."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accounts import about, services
from evidencehub.accounts.models import Organisation, OrganisationKind, Person
from evidencehub.review import training
from evidencehub.simulation import names
from evidencehub.simulation.world import World

NO_PASSWORD = "!"  # noqa: S105 - no hash at all: nobody can sign in with it
AREAS = ("school-attendance", "mental-health", "employment")
KINDS = ("academic", "practitioner")
REVIEWERS_A_PLACE = 2  # at most, who work for one organisation


@dataclass
class People:
    """Who there is, by id. Who is in a team is in the database, where it changes."""

    admin: UUID
    editors: list[UUID] = field(default_factory=list)
    reviewers: list[UUID] = field(default_factory=list)
    teams: list[UUID] = field(default_factory=list)  # organisations
    members: dict[UUID, UUID] = field(default_factory=dict)  # an organisation's first, who sends
    names: dict[UUID, str] = field(default_factory=dict)  # of reviewers


def gather(world: World) -> People:
    """Register everybody in one transaction a group."""
    plan, number = world.plan, 0
    with world.sessions.begin() as session:
        people = People(_register(session, world, number, "hub.example", {"is_admin"}).id)
        for n in range(plan.editors):
            number += 1
            people.editors.append(_register(session, world, number, f"editor-{n}.example", {"is_editor"}).id)
    for n in range(plan.reviewers):
        number += 1
        place = n // REVIEWERS_A_PLACE
        with world.sessions.begin() as session:
            reviewer = _reviewer(session, world, number, place)
            people.reviewers.append(reviewer.id)
            people.names[reviewer.id] = reviewer.name
    for n in range(plan.organisations):
        with world.sessions.begin() as session:
            number += 1
            founder = _register(session, world, number, f"team-{n}.example", set())
            team = services.create_organisation(
                session, name=f"Simulated charity {n + 1}", kind=OrganisationKind.CHARITY, town=names.WHERE[n % 10],
                founder=founder, now=world.clock(),
            )  # fmt: skip
            people.teams.append(team.id)
            people.members[team.id] = founder.id
    return people


def _register(session: Session, world: World, number: int, domain: str, roles: set[str]) -> Person:
    now = world.clock()
    made = services.create_person(
        session, name=names.of_person(number), email=f"person-{number}@{domain}", password_hash=NO_PASSWORD, now=now,
        confirmed=True,
    )  # fmt: skip
    if roles:
        services.set_roles(session, made, roles, actor_id=None, now=now)
    return made


def _reviewer(session: Session, world: World, number: int, place: int) -> Person:
    made = _register(session, world, number, f"place-{place}.example", {"is_reviewer"})
    now, chance = world.clock(), world.chance
    services.set_reviewer_kind(session, made, KINDS[number % len(KINDS)], actor_id=None, now=now)
    services.create_organisation(
        session, name=f"Simulated university {number}", kind=OrganisationKind.UNIVERSITY, town="", founder=made, now=now
    )
    made.expertise = sorted(chance.sample(AREAS, chance.randint(0, 2)))
    answers = {question.criterion.id: question.agreed for question in training.example().questions}
    training.finish(session, made, answers, now=now)
    if world.happens(0.3):
        _go_away(session, made, now, chance.randint(10, 300), chance.randint(7, 21))
    return made


def _go_away(session: Session, reviewer: Person, now: datetime, after_days: int, days: int) -> None:
    first = (now + timedelta(days=after_days)).date()
    about.set_away(session, reviewer, first, first + timedelta(days=days), now=now)


def team_of(session: Session, organisation_id: UUID) -> Organisation:
    return session.get_one(Organisation, organisation_id)
