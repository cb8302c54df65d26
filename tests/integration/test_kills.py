"""The worker is killed at any moment: nothing is lost, nothing is done twice, and the index is whole after a restart.

A real worker process works on real rows (mails, documents to read, projects to index) and is killed by SIGKILL in the
middle.
"""

import random
import time
from email import message_from_bytes

import pytest
from sqlalchemy import func, select

from evidencehub.catalogue.index import indexing
from evidencehub.interchange.demonstration.reports import as_pdf
from evidencehub.projects.models import Document, DocumentPage
from evidencehub.projects.states import DocumentState
from evidencehub.projects.uploading import add_document, receive
from evidencehub.shared import due, mail
from evidencehub.shared.due import DueRow
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail
from evidencehub.shared.settings import Settings
from tests.factories import NOW, a_project, a_result, an_evaluation, an_organisation
from tests.support.processes import kill, start_worker

MAILS, PROJECTS, DOCUMENTS = 60, 40, 6


def _fill(session, settings: Settings) -> None:
    store, organisation = FileStore(settings.files_url), an_organisation(session)
    for number in range(PROJECTS):
        project = a_project(session, organisation, published_at=NOW, source="test", external_id=str(number))
        evaluation = an_evaluation(session, project, source="test", external_id=str(number))
        a_result(session, evaluation, source="test", external_id=str(number))
        due.add(session, "index", project.id, {"project_id": str(project.id)})
        if number < DOCUMENTS:
            pdf = as_pdf(f"Report {number}", [f"Page one of {number}.", f"Page two of {number}."])
            add_document(
                session, evaluation, receive(store, pdf, "report.pdf", max_bytes=10**7), actor_id=None, now=NOW
            )
    for number in range(MAILS):
        mail.queue(session, to="team@example.org", subject=f"Mail {number}", body="Hello", about="test", at=NOW)
    session.commit()


def _waiting(session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(DueRow)) or 0


def _kill_in_the_middle(session, settings: Settings, times: int, chance: random.Random) -> int:
    """Start the worker and kill it after some of its rows are done; returns how often there was still work left."""
    cut_off = 0
    for _ in range(times):
        before = _waiting(session)
        process = start_worker(settings)
        deadline = time.monotonic() + 30
        while _waiting(session) == before and before and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.05)
        kill(process)
        cut_off += _waiting(session) > 0
    return cut_off


def _finish(session, settings: Settings) -> None:
    process = start_worker(settings)
    deadline = time.monotonic() + 90
    while _waiting(session) and time.monotonic() < deadline:
        time.sleep(0.05)
    kill(process)
    assert _waiting(session) == 0, "the worker did not finish after its restart"


def _check(session, settings: Settings) -> None:
    files = list((settings.home / "mails").glob("*.eml"))
    subjects = sorted(message_from_bytes(file.read_bytes())["Subject"] for file in files)
    assert subjects == sorted(f"Mail {number}" for number in range(MAILS)), (
        "each mail went out, and none went out twice"
    )
    assert session.scalar(select(func.count()).select_from(Mail).where(Mail.sent_at.is_(None))) == 0
    states = set(session.scalars(select(Document.state)))
    assert states == {DocumentState.TEXT}
    assert session.scalar(select(func.count()).select_from(DocumentPage)) == 2 * DOCUMENTS
    engine = indexing.engine_of(settings)
    differences = indexing.verify(session, engine)
    assert differences.count == 0, differences
    assert engine.status().documents == PROJECTS


def test_three_kills_of_the_worker_lose_nothing_and_double_nothing(session, settings):
    _fill(session, settings)
    cut_off = _kill_in_the_middle(session, settings, 3, random.Random(7))
    assert cut_off, "no kill came while there was work left"
    _finish(session, settings)
    _check(session, settings)


@pytest.mark.soak
def test_twenty_kills_of_the_worker_lose_nothing_and_double_nothing(session, settings):
    chance = random.Random(11)
    _fill(session, settings)
    _kill_in_the_middle(session, settings, 20, chance)
    _finish(session, settings)
    _check(session, settings)
