"""What is removed for good is in no byte of the database, the files, the index or the mails; that it was, stays.

The words stand wherever a case holds what somebody wrote. The database is read as bytes, or, on PostgreSQL, row by row
as text.
"""

import re
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url, select, text

from evidencehub.cli import evidencehub
from evidencehub.cli.worker import renew_exchange, run_due
from evidencehub.projects import services
from evidencehub.projects.disclosure.models import Disclosure
from evidencehub.projects.frozen.keeping import unreadable
from evidencehub.projects.models import Document, Project, Submission
from evidencehub.projects.redaction.models import Redaction
from evidencehub.shared import audit
from evidencehub.shared.db import Base
from evidencehub.shared.errors import Invalid
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person, an_editor
from tests.factories_disclosure import a_report, publish
from tests.factories_review import a_decided_case

SECRET = b"amara-blakeley"
WORDS = "Amara Blakeley"
ASKED = ["--yes", "--reason", "A child is named."]


@pytest.fixture
def two(session):
    people = an_editor(session), a_person(session, is_admin=True)
    session.commit()
    return [part for person in people for part in ("--approved-by", person.email)]


@pytest.fixture
def run(settings, monkeypatch):
    for name in ("home", "database_url", "search_url", "files_url", "mail_url", "mail_from", "secret_key", "base_url"):
        monkeypatch.setenv(f"EVIDENCEHUB_{name.upper()}", str(getattr(settings, name)))
    return lambda *words, typed=None: CliRunner().invoke(evidencehub, ["redact", *words], input=typed)


def holding(session, settings):
    """Where the words still are: tables, or files by name."""
    session.commit()
    session.close()
    found = [
        f"{path.relative_to(settings.home)}" for path in settings.home.rglob("*")
        if path.is_file() and said_in(path.read_bytes())
    ]  # fmt: skip
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        beside = Path(url.database).parent.glob(f"{Path(url.database).name}*")
        return found + [path.name for path in beside if said_in(path.read_bytes())]
    for table in Base.metadata.sorted_tables:
        rows = session.execute(text(f'SELECT CAST(t AS text) FROM "{table.name}" t')).scalars()
        found += [table.name] if any(said_in(row.encode()) for row in rows) else []
    session.rollback()
    return found


def said_in(held):
    return SECRET in re.sub(rb"[^a-z]+", b"-", held.lower())


def a_case_that_names_her(app, session, settings):
    """In the draft, in what is frozen, a finding, a letter, a mail, an address, a caption, index and file."""
    case = a_decided_case(
        session, title="What amara\nBLAKELEY told us", files=FileStore(settings.files_url),
        project={"name": f"With {WORDS}", "slug": f"with-{SECRET.decode()}", "need": f"So {WORDS}’s say."},
    )  # fmt: skip
    body = "Dear\namara blakeley,"
    session.add(Mail(to="x@example.org", subject=f"About {WORDS}", body=body, about="test", created_at=NOW))
    session.commit()
    run_due(app)
    renew_exchange(app)
    return case


def test_words_are_removed_from_everything_that_holds_them(app, client, session, settings, run, two):
    case = a_case_that_names_her(app, session, settings)
    assert len(holding(session, settings)) >= 2
    was, slug = case.submission.frozen_sha256, case.submission.project.slug
    answer = run("words", "--from", "-", *ASKED, *two, typed=f"{WORDS}\n")
    assert answer.exit_code == 0, answer.output
    assert holding(session, settings) == []
    project = session.get(Project, case.submission.project_id)
    assert project.name == "With [removed]" and project.need == "So [removed]’s say." and project.slug == "project"
    assert client.get(f"/projects/{slug}").status_code == 404
    page = client.get(f"/projects/{project.slug}").text
    assert "With [removed]" in page and "What [removed] told us" in page
    (made,) = session.scalars(select(Redaction))
    assert was in made.hashes and made.reason == "A child is named." and made.rows > 3
    assert list(unreadable(session)) == [] and audit.verify(session) == []


def test_words_that_stand_in_a_file_take_the_file_with_them_or_nothing_is_removed(app, session, settings, run, two):
    shown = a_report(session, FileStore(settings.files_url))
    shown.document.pages[1].text = f"{WORDS} was eleven."
    session.commit()
    publish(session, shown)
    run_due(app)
    refused = run("words", "--from", "-", *ASKED, *two, typed=WORDS)
    assert (
        refused.exit_code == 1 and "--with-files" in str(refused.exception) and str(shown.document.id) in refused.output
    )
    assert holding(session, settings)
    answer = run("words", "--from", "-", "--with-files", *ASKED, *two, typed=WORDS)
    assert answer.exit_code == 0, answer.output
    assert holding(session, settings) == []
    assert session.get(Document, shown.document.id).state.is_redacted


def test_a_file_is_removed_with_its_copy_its_text_and_its_name(app, client, session, settings, run, two):
    store = FileStore(settings.files_url)
    shown = a_report(session, store)
    publish(session, shown)
    run_due(app)
    kept = [path for path in (settings.home / "files").rglob("*") if path.is_file()]
    assert client.get(shown.page).status_code == 200 and len(kept) == 2
    answer = run("file", str(shown.document.id), *ASKED, *two)
    assert answer.exit_code == 0, answer.output
    session.rollback()
    document = session.get(Document, shown.document.id)
    assert document.state.is_redacted and not document.pages and document.file_name == "removed"
    assert not [path for path in (settings.home / "files").rglob("*") if path.is_file()]
    assert client.get(shown.page).status_code == client.get(shown.file).status_code == 410
    assert session.scalar(select(Disclosure.state)).is_sealed
    (made,) = session.scalars(select(Redaction))
    assert document.sha256 in made.hashes and len(made.hashes) == 2
    assert list(unreadable(session)) == [] and audit.verify(session) == []
    left = [path for path in settings.home.rglob("*") if path.is_file() and b"What stands on page" in path.read_bytes()]
    assert left == []


def test_two_people_of_the_hub_have_to_approve(session, run, two):
    outsider = a_person(session)
    session.commit()
    for emails in (two[:2], two[:2] * 2, [*two[:2], "--approved-by", outsider.email]):
        answer = run("words", "--from", "-", *ASKED, *emails, typed=WORDS)
        assert isinstance(answer.exception, Invalid) and "Name two people" in str(answer.exception)
    answer = run("words", "--from", "-", "--yes", "--reason", f"It says {WORDS}.", *two, typed=WORDS)
    assert "holds the words themselves" in str(answer.exception)
    assert "cannot be removed" in str(run("words", "--from", "-", *ASKED, *two, typed="a b").exception)
    assert session.scalars(select(Redaction)).all() == []


def test_other_words_stay_and_so_does_what_only_looks_alike(app, session, run, two):
    case = a_decided_case(session, project={"need": "Amara Blakeleys, Tamara Blakeley and amara_blakeley."})
    session.commit()
    run("words", "--from", "-", *ASKED, *two, typed=WORDS)
    session.rollback()
    project = session.get(Submission, case.submission.id).project
    assert project.need == "Amara Blakeleys, Tamara Blakeley and [removed]."


def test_a_file_that_was_removed_is_not_taken_in_again(session, settings, two, run):
    shown = a_report(session, FileStore(settings.files_url))
    content = FileStore(settings.files_url).open(shown.document.sha256).read()
    session.commit()
    assert run("file", shown.document.sha256[:16], *ASKED, *two).exit_code == 0
    received = services.receive(FileStore(settings.files_url), BytesIO(content), "again.pdf", max_bytes=10_000)
    with pytest.raises(Invalid, match="removed"):
        services.add_document(session, shown.document.evaluation, received, actor_id=None, now=NOW)
