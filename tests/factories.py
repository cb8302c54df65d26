"""Records for tests: each factory fills in what a test does not care about. All of it is invented."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import uuid4

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from evidencehub.accounts.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Passkey,
    Person,
    TeamRole,
)
from evidencehub.accounts.programs import keeping
from evidencehub.accounts.programs.models import ProgramToken
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.accounts.states import InvitationState
from evidencehub.projects.models import Evaluation, OutcomeResult, Project
from evidencehub.projects.transfers.models import Transfer
from evidencehub.shared.clock import utc_now
from tests.support.clients import PASSWORD

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_number = count(1)
# A hash says itself what checking it costs, and test people sign in by the thousand: one at the least cost.
_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def an_organisation(session: Session, **values: Any) -> Organisation:
    n = next(_number)
    made = Organisation(
        **{"id": uuid4(), "name": f"Organisation {n}", "slug": f"organisation-{n}", "kind": OrganisationKind.CHARITY,
           "town": "", "created_at": NOW, **values}
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def a_person(
    session: Session, organisation: Organisation | None = None, *, role: TeamRole = TeamRole.OWNER, **values: Any
) -> Person:
    """A confirmed person with the password of all test people, in an organisation if one is given."""
    n = next(_number)
    made = Person(
        **{"id": uuid4(), "name": f"Person {n}", "email": f"person-{n}@org-{n}.example.org", "password_hash": _hash,
           "confirmed_at": NOW, "trained_at": NOW, "created_at": NOW, "expertise": [], "memberships": [], **values}
    )  # fmt: skip
    session.add(made)
    if organisation is not None:
        session.add(Membership(person=made, organisation=organisation, role=role, created_at=NOW))
    session.flush()
    return made


def an_invitation(session: Session, organisation: Organisation, inviter: Person, **values: Any) -> Invitation:
    """Open for many years, to an address that nobody has."""
    made = Invitation(
        **{"id": uuid4(), "organisation_id": organisation.id, "email": f"invited-{next(_number)}@example.org",
           "state": InvitationState.OPEN, "invited_by": inviter.id, "created_at": NOW,
           "expires_at": NOW + timedelta(days=36500), **values}
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def a_passkey(session: Session, person: Person, **values: Any) -> Passkey:
    """A row alone: nobody can sign in with it (tests/support/authenticators.py makes some that work)."""
    made = Passkey(
        **{"id": uuid4(), "person_id": person.id, "credential_id": f"key-{next(_number)}", "credential": "",
           "counter": 0, "name": "Firefox on Windows", "created_at": NOW, **values}
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def a_token(session: Session, person: Person, *scopes: Scope, **values: Any) -> str:
    """A token for a program, of these scopes or of all."""
    token = f"{keeping.PREFIX}{next(_number):043}"
    session.add(
        ProgramToken(
            **{"id": uuid4(), "person_id": person.id, "token_hash": sha256(token.encode()).hexdigest(),
               "name": "A program", "scopes": [each.value for each in scopes or Scope], "created_at": utc_now(),
               "expires_at": utc_now() + timedelta(days=30), **values}
        )
    )  # fmt: skip
    session.flush()
    return token


def a_reviewer(session: Session, **values: Any) -> Person:
    """A reviewer from a university of their own."""
    university = an_organisation(session, kind=OrganisationKind.UNIVERSITY)
    return a_person(session, university, **{"is_reviewer": True, "reviewer_kind": "academic", **values})


def an_editor(session: Session, **values: Any) -> Person:
    return a_person(session, **{"is_editor": True, **values})


def a_project(session: Session, organisation: Organisation | None = None, **values: Any) -> Project:
    n = next(_number)
    organisation = organisation or an_organisation(session)
    made = Project(
        **{"id": uuid4(), "organisation": organisation, "slug": f"project-{n}", "name": f"Project {n}",
           "summary": "Volunteers walk with young people to school.", "need": "One in five missed a day a week.",
           "activities": "A walk each morning for a term.", "who_for": "Young people who miss school.",
           "theory_of_change": "If somebody calls for you, then you go, because you are expected.",
           "assumptions": "Volunteers come.", "evaluation_plan": "Attendance before and after, from the register.",
           "populations": ["young-people-12-15"], "settings": ["school"], "outcome_areas": ["school-attendance"],
           "source_ratings": [], "created_at": NOW, "updated_at": NOW, "evaluations": [], "submissions": [], **values}
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def a_transfer(session: Session, project: Project, taker: Organisation, **values: Any) -> Transfer:
    """An offer of a project that waits for an answer."""
    giver = project.organisation
    names = {"project_name": project.name, "from_name": giver.name, "to_name": taker.name}
    given = {"offered_at": NOW, "expires_at": utc_now() + timedelta(days=28), "reason": "They run it already."} | names
    made = Transfer(id=uuid4(), project=project, giver=giver, taker=taker, **given | values)
    session.add(made)
    session.flush()
    return made


def an_evaluation(session: Session, project: Project, **values: Any) -> Evaluation:
    n = next(_number)
    made = Evaluation(
        **{"id": uuid4(), "project": project, "title": f"Evaluation {n}", "authors": ["A. Author"], "year": 2025,
           "design": "qed-matched", "participants": 84, "populations": ["young-people-12-15"], "settings": ["school"],
           "outcome_areas": ["school-attendance"], "summary": "Attendance was compared with a similar school.",
           "methods": "Registers of two schools.", "limitations": "One year only.", "started_on": date(2024, 9, 1),
           "ended_on": date(2025, 7, 1), "created_at": NOW, "updated_at": NOW, "results": [], "documents": [], **values}
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def a_result(session: Session, evaluation: Evaluation, **values: Any) -> OutcomeResult:
    made = OutcomeResult(
        **{"id": uuid4(), "evaluation": evaluation, "outcome_area": "school-attendance", "outcome": "School attendance",
           "measure_name": "Attendance rate", "higher_is": "better", "contrast": "between", "unit": "% of sessions",
           "n_t": 42, "n_c": 42, "mean_t": 93.0, "mean_c": 90.0, "effect": 3.0, "effect_metric": "pp", "ci_low": 1.0,
           "ci_high": 5.0, "source_values": {}, **values}
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
