"""The hub in which a year happens, and how somebody acts in it: a transaction each, as behind every page."""

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for, person_with_teams
from evidencehub.authz.values import Actor
from evidencehub.shared.db import db
from evidencehub.shared.errors import HubError, NotFound
from evidencehub.shared.settings import Settings
from evidencehub.simulation.agenda import Agenda, MovedClock
from evidencehub.simulation.plan import Plan

MORNING, EVENING = 8, 18  # people act between these hours, in UTC


@dataclass
class World:
    app: Flask
    plan: Plan
    clock: MovedClock
    chance: random.Random
    agenda: Agenda = field(default_factory=Agenda)
    done: Counter[str] = field(default_factory=Counter)  # acts, by what they are called
    refused: Counter[str] = field(default_factory=Counter)  # acts that the hub refused, with what it said
    problems: list[str] = field(default_factory=list)  # what was found wrong on the way
    due_kinds: set[str] = field(default_factory=set)  # of rows that the worker had to do
    readers: dict[UUID, str] = field(default_factory=dict)  # who left an address with a report of a mistake, by report

    @classmethod
    def of(cls, app: Flask, plan: Plan) -> "World":
        return cls(app, plan, MovedClock(plan.starts), random.Random(plan.seed))  # noqa: S311 - no secret hangs on it

    @property
    def settings(self) -> Settings:
        settings: Settings = self.app.config["SETTINGS"]
        return settings

    @property
    def sessions(self) -> sessionmaker[Session]:
        """Those of the hub."""
        return db.sessionmaker

    def happens(self, chance: float) -> bool:
        return self.chance.random() < chance

    def later(self, low_days: float, high_days: float) -> datetime:
        """A time of day at which people work, so many days from now; on Sundays nobody does."""
        at = self.clock() + timedelta(days=self.chance.uniform(low_days, high_days))
        if not MORNING <= at.hour < EVENING:
            at = at.replace(hour=MORNING, minute=self.chance.randrange(60)) + timedelta(days=at.hour >= EVENING)
        return at + timedelta(days=at.weekday() == 6)

    def act(self, what: str, do: Callable[[Session, datetime], None]) -> bool:
        """Do something in a transaction; whether the hub let it happen.

        Now and then the process is killed in the middle first, and whoever did it tries again.
        """
        if self.happens(self.plan.chances.killed):
            self._be_killed(do)
        try:
            with self.sessions.begin() as session:
                do(session, self.clock())
        except HubError as error:
            self.refused[f"{what}: {type(error).__name__}: {error}"] += 1
            return False
        self.done[what] += 1
        return True

    def _be_killed(self, do: Callable[[Session, datetime], None]) -> None:
        def cut_off() -> None:
            with self.sessions() as session:
                do(session, self.clock())
                session.flush()
                os.kill(os.getpid(), signal.SIGKILL)

        if died(cut_off):
            self.done["killed while acting"] += 1


def in_child(do: Callable[[], None]) -> int:
    """Start something in a process of its own, with connections of its own; its number."""
    db.engine.dispose()
    process = os.fork()
    if process:
        return process
    try:
        do()
    finally:
        os._exit(1)  # a child must not go on with what its parent was doing


def died(do: Callable[[], None]) -> bool:
    """Do something in a process of its own; whether it was killed there."""
    _, status = os.waitpid(in_child(do), 0)
    return os.WIFSIGNALED(status)


def person(session: Session, person_id: UUID) -> Person:
    found = person_with_teams(session, person_id)
    if found is None:
        raise NotFound("There is no such person.")
    return found


def actor(session: Session, person_id: UUID) -> Actor:
    """As behind a page: who is switched off cannot sign in."""
    found = person(session, person_id)
    if not found.is_active:
        raise NotFound("This account is switched off.")
    return actor_for(found)
