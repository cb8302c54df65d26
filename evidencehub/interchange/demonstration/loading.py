"""Load the demonstration into an empty hub, or take it away again. Everything it makes is marked ``demo``."""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from evidencehub.accounts import demonstration as sign_ins
from evidencehub.accounts.models import Membership, Organisation, OrganisationKind, Person, TeamRole
from evidencehub.accounts.passwords import hash_password
from evidencehub.interchange.demonstration import cases, content, costs, helping, lasting, learning, planning, theories
from evidencehub.interchange.demonstration.content import Table
from evidencehub.interchange.demonstration.reports import as_pdf, written_down
from evidencehub.interchange.demonstration.results import made_of
from evidencehub.projects.models import Document, Evaluation, Project
from evidencehub.projects.plans import reminding
from evidencehub.projects.uploading import add_document, receive
from evidencehub.review.discussing import DISCUSSED
from evidencehub.review.seating import REMIND
from evidencehub.shared.clock import utc_now
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import WrongState
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail

_STARTED = datetime(2023, 9, 1, 9, tzinfo=UTC)
_PROJECT = (
    "slug", "name", "summary", "need", "activities", "who_for", "delivery", "taking_part", "theory_of_change",
    "assumptions", "evaluation_plan", "cost_year", "cost_note", "hours_a_week", "price_gbp", "still_offered",
    "materials", "provided_by", "mode", "dose", "tailoring", "modifications", "fidelity_planned", "fidelity_found",
    "licence", "contact", "funding_routes", "paid_for_by", "could_be_paid_by",
    "populations", "need_levels", "settings", "outcome_areas", "age_from", "age_to", "place", "started_year",
)  # fmt: skip
_EVALUATION = (
    "title", "authors", "year", "design", "participants", "summary", "methods", "limitations", "independent", "funder",
    "registration", "populations", "settings", "place", "participants_note", "study", "reporting",
)  # fmt: skip


def is_wanted(session: Session, home: Path) -> bool:
    """Whether there is nothing here, or only a demonstration whose loading was cut off."""
    if sign_ins.read(home) is not None:
        return False
    return not any(
        session.scalar(select(kind.id).where(~kind.demo).limit(1)) for kind in (Person, Project, Organisation)
    )


def load(
    new_session: Callable[[], Session], *, home: Path, store: FileStore, max_bytes: int,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> int:  # fmt: skip
    """Fill an empty hub; returns the number of projects.

    Each project is one transaction, so loading again after a kill goes on where it stopped.

    :raises WrongState: the hub holds something else, or the demonstration already.
    """
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    hashed = hash_password(password)
    with new_session() as session:
        if not is_wanted(session, home):
            raise WrongState("The demonstration goes into an empty hub only, and this one is not empty.")
        people = _people(session, hashed)
        there = set(session.scalars(select(Project.slug).where(Project.demo)))
        session.commit()
        ids = {key: person.id for key, person in people.items()}
        shown = tuple((people[key].email, role) for key, role in content.SIGN_INS.items())
    wanted = list(content.projects())
    for number, table in enumerate(wanted, 1):
        if table["slug"] not in there:
            with new_session() as session:
                known = {key: session.get_one(Person, person_id) for key, person_id in ids.items()}
                _project(session, store, table, known, max_bytes=max_bytes)
                _forget_mails(session)
                session.commit()
        progress(number, len(wanted))
    with new_session() as session:
        known = {key: session.get_one(Person, each) for key, each in ids.items()}
        helping.load(session, known, now=utc_now())
        planning.load(session, store, known, now=utc_now())
        learning.load(session, known, now=utc_now())
        lasting.load(session, known)
        _forget_mails(session)
        session.commit()
    sign_ins.write(home, sign_ins.SignIns(password, shown))  # last: it says that the demonstration is whole
    return len(wanted)


def _people(session: Session, password_hash: str) -> dict[str, Person]:
    """The people by key, made or found, all with this password."""
    known = {person.email: person for person in session.scalars(select(Person).where(Person.demo))}
    if known:
        for person in known.values():
            person.password_hash = password_hash
        return {table["key"]: known[table["email"]] for table in content.people()}
    organisations = {
        table["slug"]: Organisation(
            id=uuid4(), slug=table["slug"], name=table["name"], kind=OrganisationKind(table["kind"]),
            town=table.get("town", ""), demo=True, created_at=_STARTED,
        )
        for table in content.organisations()
    }  # fmt: skip
    session.add_all(organisations.values())
    people = {}
    for table in content.people():
        roles = set(table["roles"])
        person = Person(
            id=uuid4(), email=table["email"], name=table["name"], password_hash=password_hash, confirmed_at=_STARTED,
            is_editor="editor" in roles, is_reviewer="reviewer" in roles, is_admin="admin" in roles,
            title=table.get("title", ""), reviewer_kind=table.get("reviewer_kind", ""),
            expertise=table.get("expertise", []), demo=True, created_at=_STARTED, trained_at=_STARTED,
        )  # fmt: skip
        home = organisations[table["organisation"]]
        session.add(Membership(person=person, organisation=home, role=TeamRole.OWNER, created_at=_STARTED))
        people[table["key"]] = person
    session.flush()
    return people


def _project(session: Session, store: FileStore, table: Table, people: Mapping[str, Person], *, max_bytes: int) -> None:
    organisation = session.scalars(select(Organisation).where(Organisation.slug == table["organisation"])).one()
    project = Project(
        id=uuid4(), organisation=organisation, cost_per_person_gbp=table.get("cost_per_person"), source_ratings=[],
        demo=True, created_at=_STARTED, updated_at=_STARTED, evaluations=[], submissions=[],
        **{name: table[name] for name in _PROJECT if name in table},
    )  # fmt: skip
    session.add(project)
    names: dict[str, str] = {}
    opened: list[tuple[Document, str]] = []  # reports, with what was decided about people in them
    for number, study in enumerate(table.get("evaluations", [])):
        made_at = _STARTED.replace(minute=number)
        evaluation = _evaluation(study, project, made_at)
        session.add(evaluation)
        session.flush()
        for position, row in enumerate(study.get("results", [])):
            result = made_of(row, evaluation, position)
            session.add(result)
            names[str(result.id)] = f"{study['key']}/{row['key']}"
        if study.get("report"):
            received = receive(store, as_pdf(study["title"], study["report"]), "report.pdf", max_bytes=max_bytes)
            document = add_document(session, evaluation, received, actor_id=people[table["owner"]].id, now=made_at)
            written_down(session, document, study["report"])
            if "report_public" in study:
                opened.append((document, study["report_public"]))
    project.theory = theories.made(table.get("theory", []), project, names)
    project.costs = costs.made(table.get("costs", {}))
    session.flush()
    if "case" in table:
        cases.play(session, project, table["case"], people, names, table["owner"])
        for document, note in opened:
            cases.open_report(session, document, note, table["case"], people, table["owner"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _evaluation(study: Table, project: Project, made_at: datetime) -> Evaluation:
    areas = list(dict.fromkeys(row["outcome_area"] for row in study.get("results", []))) or project.outcome_areas
    return Evaluation(
        id=uuid4(), project=project, outcome_areas=areas, started_on=_day(study.get("start")),
        ended_on=_day(study.get("end")), demo=True, created_at=made_at, updated_at=made_at, results=[], documents=[],
        **{name: study[name] for name in _EVALUATION if name in study},
    )  # fmt: skip


def _forget_mails(session: Session) -> None:
    """Nobody waits for letters of invented cases from years ago, and nobody is reminded of them."""
    session.flush()
    session.execute(delete(DueRow).where(DueRow.kind.in_(("mail", REMIND, DISCUSSED, reminding.DUE))))
    session.execute(delete(Mail))
    session.flush()


def counts(session: Session) -> dict[str, int]:
    """How much of the demonstration there is."""
    queries = {
        "organisations": select(func.count()).select_from(Organisation).where(Organisation.demo),
        "people": select(func.count()).select_from(Person).where(Person.demo),
        "projects": select(func.count()).select_from(Project).where(Project.demo),
        "evaluations": select(func.count()).select_from(Evaluation).where(Evaluation.demo),
    }
    return {name: session.scalar(query) or 0 for name, query in queries.items()}
