"""DOIs through DataCite's API over HTTP: a stand-in keeps what it is told, by the rules of theirs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from evidencehub.accreditation.models import Accreditation
from evidencehub.catalogue.cited.own_dois import OwnDoi
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.cli import evidencehub, worker
from evidencehub.cli.dois import dois
from evidencehub.harvest.dois import planning, sending
from evidencehub.projects import public
from evidencehub.projects.models import Project
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.due_rows import DueRow
from evidencehub.shared.files import FileStore
from evidencehub.shared.outages import Outage
from evidencehub.shared.settings import DataCite, Secret
from tests.factories import a_person, a_project, a_result, an_editor, an_evaluation
from tests.factories_review import a_decided_case, a_frozen_case
from tests.support.datacite_api import PASSWORD, PREFIX, REPOSITORY, a_standin


@pytest.fixture
def standin():
    with a_standin() as (api, address):
        api.address = address
        yield api


@pytest.fixture
def settings(settings, standin):
    return replace(settings, datacite=DataCite(REPOSITORY, Secret(PASSWORD), PREFIX, standin.address))


@pytest.fixture
def project(session):
    project = a_decided_case(session).submission.project
    session.commit()
    return project


@pytest.fixture
def admin(app, session):
    """Signed in; nobody else is in ``client``."""
    person = a_person(session, is_admin=True)
    session.commit()
    browser = app.test_client()
    browser.sign_in(person)
    return browser


def change(session, project, **values):
    session.rollback()
    for name, value in values.items():
        setattr(session.get(Project, project.id), name, value)
    public.changed(session, project.id)
    session.commit()


def again(session):
    """Time goes by: what waits may be tried."""
    session.rollback()
    session.query(OwnDoi).update({"sent_at": utc_now() - timedelta(days=1)})
    session.query(Outage).update({"again_at": utc_now() - timedelta(seconds=1)})
    session.query(DueRow).update({"due_at": utc_now() - timedelta(seconds=1)})
    session.commit()


def states(session):
    session.rollback()
    return sorted(session.query(OwnDoi.state).all())


def test_an_accreditation_and_its_project_get_dois_and_keep_them_through_everything(
    session, client, run_due, standin, project
):
    run_due()
    assert set(standin.states.values()) == {"findable"} and standin.methods() == ["POST", "POST"]
    award, told = standin.attributes("Accreditation"), standin.attributes("Project")
    assert told["url"] == f"http://localhost/projects/{project.slug}" and project.slug not in told["doi"]
    number = session.query(Accreditation.number).scalar()
    assert award["url"].endswith(f"/accreditations/{number}") and award["creators"][0]["name"] == "EvidenceHub"
    run_due()
    assert len(standin.calls) == 2, "what is known is not sent again"
    page = client.get(f"/projects/{project.slug}")
    assert f'<https://doi.org/{told["doi"]}>; rel="cite-as"' in page.headers.getlist("Link")
    assert f"https://doi.org/{told['doi']}" in page.text
    for form in ("ris", "bib", "csl.json", "datacite.json", "jsonld"):
        file = client.get(f"/projects/{project.slug}/cite.{form}")
        assert file.status_code == 200 and told["doi"] in file.text and project.slug in file.text, form
    assert "IsMetadataFor" not in client.get(f"/projects/{project.slug}/cite.datacite.json").text
    asked = {"verb": "GetRecord", "metadataPrefix": "datacite", "identifier": f"oai:localhost:projects/{project.id}"}
    harvested = client.get("/oai", query_string=asked)
    assert f'<identifier identifierType="DOI">{told["doi"]}</identifier>' in harvested.text
    # Other words, and another address: the same DOI leads there.
    change(session, project, slug="another-address", place="")
    run_due()
    assert standin.methods()[2:] == ["PUT", "PUT"], "the accreditation names the project's address"
    assert standin.attributes("Project")["url"].endswith("/projects/another-address")
    # Taken down: it leads to its page, and no word of it stays.
    change(session, project, taken_down_at=utc_now())
    run_due()
    assert set(standin.states.values()) == {"registered"} and states(session) == [("registered",)] * 2
    left = standin.attributes("Project")
    assert project.name not in str(standin.dois) and left["titles"] == [{"title": "This record is not public any more"}]
    assert not left["descriptions"] and not left["subjects"] and not left["relatedIdentifiers"]
    assert told["doi"] not in client.get("/projects/another-address").text
    # Put back.
    change(session, project, taken_down_at=None)
    run_due()
    assert set(standin.states.values()) == {"findable"} and len(standin.dois) == 2
    assert standin.attributes("Project")["titles"][0]["title"] == project.name


def test_what_is_not_decided_invented_or_of_others_gets_none(session, run_due, standin):
    a_frozen_case(session)
    decided = a_decided_case(session).submission.project
    decided.demo = True
    session.query(Accreditation).update({"demo": True})
    other = a_project(session, source="wwc", external_id="1", source_as_of="2025-08-25", slug="elsewhere")
    other.organisation = None
    a_result(session, an_evaluation(session, other, source="wwc", external_id="1-1", title="Study"))
    for each in session.query(Project):
        public.changed(session, each.id)
    session.commit()
    run_due()
    assert not standin.calls and not states(session)


def test_nothing_happens_without_the_settings(make_app, settings, session, project):
    worker.run_due(make_app(replace(settings, datacite=None)))
    session.rollback()
    assert not session.query(OwnDoi).count() and not session.query(DueRow).filter_by(kind=planning.KIND).count()


def test_what_cannot_be_sent_is_told_to_admins_and_goes_out_later(admin, session, run_due, standin, project):
    for status, told in (
        (401, "EVIDENCEHUB_DATACITE_PASSWORD"), (403, "EVIDENCEHUB_DATACITE_PREFIX"), (503, "DataCite answered 503"),
        (404, "EVIDENCEHUB_DATACITE_URL"), (302, "DataCite answered 302"),
    ):  # fmt: skip
        standin.calls.clear()
        standin.faults = [(status, {"Location": "http://elsewhere.example/dois"})]
        run_due()
        assert len(standin.calls) == 1 and not standin.dois, "the rest waits too"
        page = admin.get("/admin/system").text
        assert "DataCite takes no DOIs" in page and told in page
        assert states(session) == [("asked",)]
        again(session)
    run_due()
    assert sorted(standin.states.values()) == ["findable", "findable"]
    assert "DataCite takes no DOIs" not in admin.get("/admin/system").text


def test_who_asks_too_often_waits_as_long_as_it_is_told(session, run_due, standin, project):
    standin.faults = [(429, {"Retry-After": "3600"})]
    run_due()
    session.rollback()
    assert session.query(Outage).one().again_at > utc_now() + timedelta(minutes=59)
    run_due()
    assert len(standin.calls) == 1


def test_a_server_that_is_not_there_and_an_answer_that_is_lost_cost_nothing(
    settings, make_app, session, run_due, standin, project
):
    away = replace(settings, datacite=replace(settings.datacite, address="http://127.0.0.1:9"))
    worker.run_due(make_app(away))
    session.rollback()
    assert "cannot be reached" in session.query(Outage).one().reason
    standin.faults = ["lost"]
    again(session)
    run_due()
    assert len(standin.dois) == 1 and states(session) == [("asked",)]
    again(session)
    run_due()
    assert standin.methods() == ["POST", "POST", "PUT", "POST"], "one that is there already is changed"
    assert sorted(standin.states.values()) == ["findable", "findable"]


def test_one_that_is_refused_holds_up_no_other_and_is_tried_again_the_next_day(
    admin, session, run_due, standin, project
):
    standin.faults = [(422, {})]
    run_due()
    assert len(standin.dois) == 1 and states(session) == [("asked",), ("findable",)]
    session.rollback()
    row = session.query(DueRow).filter_by(kind=planning.KIND).one()
    assert timedelta(hours=23) < row.due_at - utc_now() < timedelta(hours=25)
    page = admin.get("/admin/system").text
    assert "DataCite refused 1 record" in page
    again(session)
    run_due()
    assert states(session) == [("findable",)] * 2
    assert "DataCite refused" not in admin.get("/admin/system").text


def test_what_was_told_and_not_answered_is_told_anew_though_the_record_is_as_it_was(
    admin, session, run_due, standin, project
):
    run_due()
    standin.faults = ["lost"]
    change(session, project, taken_down_at=utc_now())
    run_due()
    assert sorted(standin.states.values()) == ["findable", "registered"]
    change(session, project, taken_down_at=None)
    again(session)
    run_due()
    assert set(standin.states.values()) == {"findable"}
    # Refused, and then as it was before: nothing is wrong any more.
    standin.faults = [(422, {}), (422, {})]
    change(session, project, slug="another-address")
    run_due()
    assert "DataCite refused 2 records" in admin.get("/admin/system").text
    change(session, project, slug="project")
    run_due()
    assert "DataCite refused" not in admin.get("/admin/system").text


def test_of_two_workers_the_older_words_never_stay(app, settings, session, run_due, standin, project):
    run_due()
    change(session, project, slug="older-address")

    def send():
        with app.test_request_context():
            sending.send(db.sessionmaker, [project.id], this_hub(), settings.datacite, utc_now)

    def meanwhile():
        """Another worker sends newer words, and they arrive before the older ones."""
        standin.before = lambda: None
        change(session, project, slug="newer-address")
        send()

    standin.before = meanwhile
    send()
    assert standin.attributes("Project")["url"].endswith("/older-address")
    run_due()
    assert standin.attributes("Accreditation")["relatedIdentifiers"][0]["relatedIdentifier"].endswith("/newer-address")
    assert standin.attributes("Project")["url"].endswith("/newer-address")
    session.rollback()
    assert not session.query(DueRow).filter_by(kind=planning.KIND).count()


def test_commands_say_what_there_is_and_send_it(settings, session, standin, project, monkeypatch):
    for name, value in {
        "HOME": settings.home, "DATABASE_URL": settings.database_url, "DATACITE_REPOSITORY": REPOSITORY,
        "DATACITE_PASSWORD": PASSWORD, "DATACITE_PREFIX": PREFIX, "DATACITE_URL": standin.address,
    }.items():  # fmt: skip
        monkeypatch.setenv(f"EVIDENCEHUB_{name}", str(value))
    run = CliRunner()
    dry = run.invoke(dois, ["send", "--dry-run"])
    assert dry.exit_code == 0 and dry.output.count('{"method": "POST"') == 2 and not standin.calls, dry.output
    assert PASSWORD not in dry.output
    assert "2 records wait" in run.invoke(dois, ["status"]).output
    assert "2 records were sent" in run.invoke(dois, ["send"]).output and len(standin.dois) == 2
    assert "2 DOIs: can be found" in run.invoke(dois, ["status"]).output
    monkeypatch.delenv("EVIDENCEHUB_DATACITE_PREFIX")
    assert "EVIDENCEHUB_DATACITE_PREFIX" in str(run.invoke(dois, ["status"]).exception)


def test_words_that_are_removed_for_good_are_taken_back_there_too(settings, session, run_due, standin, monkeypatch):
    a_decided_case(
        session, files=FileStore(settings.files_url), project={"name": "With Amara Blakeley", "slug": "amara-blakeley"}
    )
    two = [part for person in (an_editor(session), a_person(session, is_admin=True))
           for part in ("--approved-by", person.email)]  # fmt: skip
    session.commit()
    run_due()
    assert "Amara Blakeley" in str(standin.dois) and "amara-blakeley" in str(standin.dois)
    for name in ("home", "database_url", "search_url", "files_url", "mail_url"):
        monkeypatch.setenv(f"EVIDENCEHUB_{name.upper()}", str(getattr(settings, name)))
    words = ["redact", "words", "--from", "-", "--yes", "--reason", "A child is named."]
    answer = CliRunner().invoke(evidencehub, [*words, *two], input="Amara Blakeley\n")
    assert answer.exit_code == 0, answer.output
    run_due()
    assert set(standin.states.values()) == {"findable"} and "With [removed]" in str(standin.dois)
    assert "blakeley" not in str(standin.dois).casefold()


def test_names_come_back_after_a_restore_that_lost_them(session, run_due, standin, project):
    run_due()
    session.rollback()
    session.query(OwnDoi).delete()
    session.commit()
    change(session, project)
    run_due()
    assert len(standin.dois) == 2 and states(session) == [("findable",)] * 2
