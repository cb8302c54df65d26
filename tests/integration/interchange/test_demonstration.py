"""The demonstration: all invented, all marked, real acts behind it, and gone without a trace when it is removed."""

from collections import Counter
from io import BytesIO

import pytest
from sqlalchemy import func, select

from evidencehub.accounts import demonstration as sign_ins
from evidencehub.accounts.models import (
    Invitation,
    Organisation,
    Passkey,
    Person,
    RecoveryCode,
    SignInSession,
)
from evidencehub.accounts.programs.models import ProgramToken
from evidencehub.accreditation import expiring, publishing
from evidencehub.accreditation.models import Accreditation
from evidencehub.brokerage import timing
from evidencehub.interchange.demonstration import content, loading, removing
from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.disclosure.models import Disclosure
from evidencehub.projects.frozen.keeping import frozen_evaluation
from evidencehub.projects.later.models import LaterResults
from evidencehub.projects.learning.models import LogEntry, LogVersion
from evidencehub.projects.learning.states import LogState
from evidencehub.projects.models import Document, Evaluation, FrozenText, OutcomeResult, Project, Submission
from evidencehub.projects.plans import register
from evidencehub.projects.plans.comparing import Fate
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.plans.register import Asked
from evidencehub.projects.plans.status import Status
from evidencehub.projects.plans.told import comparisons
from evidencehub.review.agreeing import keeping
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.models import ConflictRuling, Decision, Finding
from evidencehub.shared import audit
from evidencehub.shared.clock import hub_today
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import WrongState
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_passkey, a_person, a_project, a_token, an_invitation, an_organisation
from tests.factories_review import a_screened_case


class Cut(Exception):
    pass


def _cut(done, of):
    if done == 3:
        raise Cut


@pytest.fixture
def load(app, settings):
    def run(new_session, **values):
        store, max_bytes = FileStore(settings.files_url), settings.max_upload_bytes
        return loading.load(new_session, home=settings.home, store=store, max_bytes=max_bytes, **values)

    return run


@pytest.fixture
def begun(session, new_session, load, settings):
    """Loading was cut off after three projects; each is whole, and there are no sign-ins yet."""
    with pytest.raises(Cut):
        load(new_session, progress=_cut)
    session.rollback()
    assert _count(session, Project) == 3 and sign_ins.read(settings.home) is None


@pytest.fixture
def new_session(app):
    from evidencehub.shared.db import db

    with app.app_context():
        return db.sessionmaker


def _count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_forty_projects_are_loaded_where_it_stopped_with_the_tiers_that_the_engine_derives_and_the_content_expects(
    begun, session, new_session, load, settings
):
    assert load(new_session) == 40
    session.rollback()
    assert _count(session, Project) == 40
    assert all(session.scalars(select(Project.demo)))
    loaded = {evaluation.title: evaluation for evaluation in session.scalars(select(Evaluation))}
    for study in (study for table in content.projects() for study in table["evaluations"]):
        columns = {name: study[name] for name in study if name in Evaluation.__table__.columns}
        assert {name: getattr(loaded[study["title"]], name) for name in columns} == columns, "loading.py leaves one out"
        stated = [row["outcome_slug"] for row in study.get("results", ()) if "outcome_slug" in row]
        kept = [result.outcome_slug for result in loaded[study["title"]].results]
        assert set(stated) <= set(kept), "an outcome that is stated is kept"
    expected = {table["slug"]: table["case"] for table in content.projects() if table.get("case", {}).get("decided")}
    decided = {row.submission.project.slug: row for row in session.scalars(select(Decision))}
    tiers = {row.tier for row in decided.values()}
    assert tiers == {None, "1", "2", "3", "4", "5"}, "there is an example of every tier and of none"
    for slug, case in expected.items():
        if case["state"] in {"accredited", "not-accredited"}:
            reached = (decided[slug].tier, decided[slug].evidence_tier)
            assert reached == (case["tier"] or None, case["evidence_tier"] or None)
    areas = set(session.scalars(select(OutcomeResult.outcome_area)))
    assert len(areas) >= 8
    assert audit.verify(session) == []

    sure_and_null = [row for row in decided.values() if (row.evidence_tier or "0") >= "3" and (row.tier or "0") < "3"]
    assert len(sure_and_null) >= 3, "well-evidenced null and harmful results are among them"

    renewed = session.scalars(select(Accreditation).where(Accreditation.renewed_at.is_not(None))).all()
    assert [(one.project.slug, one.state.is_in_date) for one in renewed] == [("doorstep-breakfasts", True)]
    corrected = session.scalars(select(FactCorrection).where(FactCorrection.answer != "")).all()
    over = {one.submission.project.slug: one.submission.state.is_over for one in corrected}
    assert over == {"kick-start-girls": True, "cook-and-share": False}, "one on a record, one that its team alone reads"

    _public_files(session)
    logs = Counter(session.scalars(select(LogVersion.state)))
    assert logs == {LogState.PUBLIC: 3, LogState.REPLACED: 1} and _count(session, LogEntry) == 4
    _plans_of_every_kind_and_a_later_result(session, loaded["Ten quiet minutes: a test in 24 schools"])
    assert not _count(session, Mail), "nobody is sent letters of invented cases"
    waiting = set(session.scalars(select(DueRow.kind)))
    by_itself = {expiring.KIND, publishing.KIND, timing.DUE, keeping.KIND}
    always = {"copy", "index", "records", "synthesis"}
    assert waiting == always | by_itself, "no reminders; what comes due does so without a mail"
    with pytest.raises(WrongState, match="not empty"):
        load(new_session)
    _copy_one(session, FileStore(settings.files_url))

    with new_session() as removal:
        removing.remove(removal, home=settings.home, store=FileStore(settings.files_url), now=NOW)
        removal.commit()
    session.rollback()
    models = (
        Project, Evaluation, OutcomeResult, Disclosure, Submission, Finding, Decision, Accreditation, Document,
        FrozenText, StudyPlan, PlanVersion, LaterResults, LogEntry, LogVersion, Person, Organisation, CleanCopy,
    )  # fmt: skip
    left = {model.__name__: _count(session, model) for model in models}
    assert not any(left.values()), left
    assert not [path for path in (settings.home / "files").rglob("*") if path.is_file()]
    assert sign_ins.read(settings.home) is None
    assert audit.verify(session) == []


def _public_files(session):
    shown = session.scalars(select(Disclosure)).all()
    (of_plan,) = [each.document for each in shown if each.document.plan_study_id]
    assert (of_plan.project.slug, [len(of_plan.pages), of_plan.state.is_read]) == ("walk-and-talk", [2, True])
    public = [each for each in shown if each.document.evaluation_id]
    assert [each.document.project.slug for each in public if each.state.is_open] == ["steady-start"]
    assert all(each.opened_at == each.document.project.submissions[-1].decided_at for each in public)


def _plans_of_every_kind_and_a_later_result(session, study):
    listed = register.entries(session, Asked(), hub_today(), page=0)[0]
    assert {each.status for each in listed} == set(Status) and all(each.is_demo for each in listed)
    assert any(each.status is Status.OVERDUE and each.why_nothing for each in listed)
    lines = comparisons(session, [frozen_evaluation(study)])[study.id].lines
    assert [line.fate for line in lines] == [Fate.REPORTED, Fate.MISSING, Fate.ADDED]
    (later,) = session.scalars(select(LaterResults))
    assert later.state.is_public and later.public_at > later.submission.decided_at


def _copy_one(session, store):
    """As the worker does with each of its files."""
    copy = store.put(BytesIO(b"a copy"), max_bytes=100)
    sha256 = session.scalars(select(Document.sha256).order_by(Document.sha256)).first()
    session.add(
        CleanCopy(sha256=sha256, copy_sha256=copy.sha256, size_bytes=copy.size, taken={}, failed="", made_at=NOW)
    )
    session.commit()


def test_it_never_mixes_with_real_records(session, new_session, load):
    a_person(session)
    session.commit()
    with pytest.raises(WrongState, match="not empty"):
        load(new_session)


def test_removing_stops_where_real_work_hangs_on_invented_people(begun, session, new_session, settings):
    invented = session.scalar(select(Organisation))
    a_project(session, invented, name="A real one")
    session.commit()
    with new_session() as removal, pytest.raises(WrongState, match="A real one"):
        removing.remove(removal, home=settings.home, store=FileStore(settings.files_url), now=NOW)


def test_removing_stops_where_an_invented_editor_did_something_on_a_real_case(begun, session, new_session, settings):
    case = a_screened_case(session, project={"name": "A real one"})
    invented = session.scalar(select(Person).where(Person.demo, Person.is_editor))
    session.add(
        ConflictRuling(
            submission_id=case.submission.id, person_id=case.reviewers[0].id, findings=["author: A"], reason="No.",
            ruled_by=invented.id, ruled_at=NOW,
        )
    )  # fmt: skip
    session.commit()
    with new_session() as removal, pytest.raises(WrongState, match="A real one"):
        removing.remove(removal, home=settings.home, store=FileStore(settings.files_url), now=NOW)


def test_what_invented_people_did_with_their_accounts_goes_with_them(begun, session, new_session, settings):
    invented = session.scalar(select(Person).where(Person.demo))
    real = a_person(session)
    real_team = an_organisation(session)
    an_invitation(session, session.scalar(select(Organisation).where(Organisation.demo)), real)
    theirs = an_invitation(session, real_team, invented)
    a_passkey(session, invented)
    a_token(session, invented)
    told = {"browser": "Firefox", "created_at": NOW, "last_seen_at": NOW}
    session.add(SignInSession(token_hash="a" * 64, person_id=invented.id, **told))
    session.add(RecoveryCode(person_id=invented.id, code_hash="b" * 64))
    session.commit()
    kept = theirs.id
    session.rollback()
    with new_session() as removal:
        removing.remove(removal, home=settings.home, store=FileStore(settings.files_url), now=NOW)
        removal.commit()
    for model in (Passkey, ProgramToken, SignInSession, RecoveryCode):
        assert _count(session, model) == 0
    left = session.scalars(select(Invitation)).all()
    assert [(each.id, each.invited_by) for each in left] == [(kept, None)], "an invitation by one of them stays"
