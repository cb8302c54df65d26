"""The worker takes away what a crash cut off while it was uploaded, and nothing else."""

import os
from datetime import timedelta
from io import BytesIO

import pytest

from evidencehub.cli import worker
from evidencehub.projects.uploading import add_document, receive
from evidencehub.shared.clock import utc_now
from evidencehub.shared.files import INCOMING, FileStore
from tests.factories import NOW, a_project, an_evaluation
from tests.support.documents import a_pdf, words


@pytest.fixture
def store(settings):
    return FileStore(settings.files_url)


def _incoming(settings, name, *, age):
    """A file that is being written, last written to that long ago."""
    path = settings.home / "files" / INCOMING / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half a report")
    then = (utc_now() - age).timestamp()
    os.utime(path, (then, then))
    return path


def test_the_worker_sweeps_uploads_that_were_cut_off_and_no_others(app, settings, store):
    whole = store.put(BytesIO(b"a whole report"), max_bytes=1000)
    cut_off = _incoming(settings, "abandoned", age=timedelta(days=1, minutes=1))
    running = _incoming(settings, "running", age=timedelta(hours=23))
    for run in worker.lanes(app):
        run()
    assert not cut_off.exists() and running.exists() and store.exists(whole.sha256)


def test_a_file_whose_row_is_not_committed_yet_is_never_swept(settings, session, store):
    """However long the transaction takes: what was received whole lies outside the folder that is swept."""
    evaluation = an_evaluation(session, a_project(session))
    session.commit()
    pdf = BytesIO(a_pdf(words("A report")))
    document = add_document(
        session, evaluation, receive(store, pdf, "report.pdf", max_bytes=10**7), actor_id=None, now=NOW
    )
    (path,) = (settings.home / "files").rglob(document.sha256)
    then = (utc_now() - timedelta(days=9)).timestamp()
    os.utime(path, (then, then))
    worker.Sweep(settings).run()
    session.commit()
    assert store.exists(document.sha256)


def test_it_looks_once_an_hour(settings):
    sweep = worker.Sweep(settings)
    sweep.run()
    cut_off = _incoming(settings, "abandoned", age=timedelta(days=2))
    sweep.run()
    assert cut_off.exists()
