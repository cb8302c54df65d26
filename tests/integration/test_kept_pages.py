"""Whatever happens in the hub, pages and cards that are kept are those that would be made now."""

import pytest
from sqlalchemy import select
from werkzeug.test import Client

from evidencehub.accounts.queries import actor_for
from evidencehub.catalogue.marks.cards import card
from evidencehub.catalogue.marks.kept_cards import cards
from evidencehub.catalogue.marks.read import read
from evidencehub.interchange.demonstration import loading, removing
from evidencehub.projects.models import Evaluation, OldSlug, Project
from evidencehub.review import services
from evidencehub.shared.db import db
from evidencehub.shared.files import FileStore
from tests.factories import NOW
from tests.factories_review import LATER, a_case, decide, grade, look_through, settle

ALWAYS = ("/", "/search", "/search?q=attendance", "/outcomes", "/outcomes/attendance", "/accreditations", "/standards")
ANONYMOUS = {"Cookie": "evidencehub=nothing"}  # names nobody, and is answered without what is kept


@pytest.fixture
def compare(app, session):
    """Read the given pages from what is kept, and compare them with pages made now; asks for each one twice."""
    reader = Client(app, use_cookies=False)

    def look(addresses):
        session.rollback()
        projects = session.scalars(select(Project.id)).all()
        now = read(session, projects)
        for key, shown in cards(session, projects).items():
            assert shown.card == card(now.views[key], now.gradings.get(key))
        assert now.views.keys() == cards(session, projects).keys()
        for address in (*ALWAYS, *addresses):
            kept, made = reader.get(address), reader.get(address, headers=ANONYMOUS)
            assert kept.status_code == made.status_code, address
            if kept.status_code == 200:
                assert kept.data == made.data, address

    return look


def _addresses(session, *projects):
    """Every public address that these projects may have."""
    old = session.scalars(select(OldSlug.slug))
    studies = session.scalars(select(Evaluation.id).where(Evaluation.project_id.in_([each.id for each in projects])))
    slugs = [*(project.slug for project in projects), *old]
    return [*(f"/projects/{slug}" for slug in slugs), *(f"/evaluations/{key}" for key in studies)]


def _steps(session, case):
    """The life of a case as the pages cause it, one transaction a step."""
    actor = actor_for(case.editor)
    services.screen(session, case.submission, actor=actor, facts=case.facts(session), now=NOW)
    yield
    look_through(session, case)
    yield
    assigned = services.assign(
        session, case.submission, case.reviewers, actor=actor, facts=case.facts(session), now=NOW
    )
    case.assignments = tuple(assigned)
    yield
    for assignment in case.assignments:
        services.declare(session, assignment, conflict="", actor=actor_for(assignment.reviewer), now=NOW)
        yield
    for assignment in case.assignments:
        grade(session, assignment, {"po2.8": "not-met"})
        yield
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
        yield
    settle(session, case)
    yield
    case.submission.project.name = "A name that only the draft has yet"
    yield
    decide(session, case)
    yield


def test_through_the_life_of_a_case(session, run_due, compare):
    case = a_case(session)
    session.commit()
    project = case.submission.project
    compare(_addresses(session, project))
    run_due()
    compare(_addresses(session, project))
    for _ in _steps(session, case):
        session.commit()
        compare(_addresses(session, project))
    run_due()
    compare(_addresses(session, project))


@pytest.mark.soak
def test_while_the_demonstration_comes_and_goes(session, app, settings, run_due, compare):
    def look(done, _of):
        if done % 4 == 0:
            project = session.scalars(select(Project).order_by(Project.created_at.desc()).limit(1)).one()
            compare(_addresses(session, project))
            run_due()
            compare(_addresses(session, project))

    store = FileStore(settings.files_url)
    with app.app_context():
        new_session = db.sessionmaker
    loading.load(new_session, home=settings.home, store=store, max_bytes=settings.max_upload_bytes, progress=look)
    gone = _addresses(session, *session.scalars(select(Project).limit(3)))
    compare(gone)
    with new_session() as writing:
        removing.remove(writing, home=settings.home, store=store, now=LATER)
        writing.commit()
    compare(gone)
    run_due()
    compare(gone)
