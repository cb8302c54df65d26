"""Search by meaning in a running hub: one process holds the model, and searches answer whether it is there or not."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from evidencehub.meaning import model
from evidencehub.meaning.asking import ask
from evidencehub.meaning.errors import NoAnswer
from evidencehub.meaning.holding import held
from evidencehub.meaning.vectors import Vectors
from evidencehub.shared import due
from evidencehub.shared.settings import load_settings
from tests.factories import NOW, a_project, a_result, an_evaluation
from tests.support.processes import kill, start_worker
from tests.support.served import environment, free_port, served, wait_until

PROJECTS, KILLS = 60, 3


def _fill(database_url: str) -> None:
    engine = create_engine(database_url)
    with Session(engine) as session:
        for number in range(PROJECTS):
            project = a_project(session, published_at=NOW, source="test", external_id=str(number),
                                name=f"Walk {number}")  # fmt: skip
            evaluation = an_evaluation(session, project, source="test", external_id=str(number))
            a_result(session, evaluation, source="test", external_id=str(number))
            due.add(session, "index", project.id, {"project_id": str(project.id)})
        session.commit()
    engine.dispose()


def _held(home: Path) -> int:
    return len(Vectors(home).held(model.source(None).key))


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path, empty_index: Path) -> Path:
    shutil.copy(sqlite_template, tmp_path / "evidencehub.sqlite3")
    shutil.copytree(empty_index, tmp_path / "index")
    _fill(f"sqlite:///{tmp_path / 'evidencehub.sqlite3'}")
    return tmp_path


def _answers(home: Path) -> bool:
    try:
        return ask(home, "a walk to school", seconds=5).vector.shape == (384,)
    except NoAnswer:
        return False


def test_a_hub_embeds_what_it_has_and_searches_go_on_when_the_model_is_gone(home):
    port = free_port()
    command = ["evidencehub.cli", "serve", "--processes", "2"]
    env = environment(home, port, EVIDENCEHUB_MEANING="on")
    with served(command, env, port, ends_with="Stop with Ctrl+C") as hub:
        assert len(hub.children()) == 4
        wait_until(lambda: _held(home) == PROJECTS, "all records are embedded", seconds=120)

        def page() -> str:
            with hub.connect(b"GET /search?q=volunteers HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n") as connection:
                return b"".join(iter(lambda: connection.recv(65_536), b"")).decode()

        wait_until(lambda: "Ordered also by meaning." in page(), "the page says so")
        (holder,) = [pid for pid in hub.children() if _listens(pid, home)]
        os.kill(holder, signal.SIGSTOP)  # it stands still, with the socket open
        searched = hub.connect(b"GET /search?q=walk HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        with searched:
            text = b"".join(iter(lambda: searched.recv(65_536), b"")).decode()
        assert "200 OK" in text and "also by meaning" not in text and f"{PROJECTS} approaches" in text
        os.kill(holder, signal.SIGKILL)
        wait_until(lambda: _answers(home), "another process holds the model", seconds=60)
    assert not (home / "meaning.sock").exists()


def _listens(pid: int, home: Path) -> bool:
    """Whether a process holds the lock's file open."""
    opened = [os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink() and each.exists()]
    return str(home / "meaning.lock") in opened


def test_a_killed_worker_goes_on_with_the_vectors_that_it_lacks(home, monkeypatch):
    monkeypatch.setenv("EVIDENCEHUB_HOME", str(home))
    settings = load_settings()
    more = {"EVIDENCEHUB_HOME": str(home), "EVIDENCEHUB_MEANING": "on"}
    before = 0
    with held(home, model.source(None)):
        for _ in range(KILLS):
            process = start_worker(settings, **more)
            wait_until(lambda now=before: _held(home) > now, "the worker makes vectors", seconds=120)
            kill(process)
            assert _held(home) > before  # nothing that was made is lost
            before = _held(home)
        assert before < PROJECTS, "no kill came while there was work left"
        process = start_worker(settings, **more)
        wait_until(lambda: _held(home) == PROJECTS, "the worker makes the rest", seconds=120)
        kill(process)


def test_serve_says_that_the_model_cannot_be_used_and_starts_without(home, tmp_path_factory):
    empty, port = tmp_path_factory.mktemp("model"), free_port()
    env = environment(home, port, EVIDENCEHUB_MEANING="on", EVIDENCEHUB_MEANING_MODEL=str(empty))
    command = ["evidencehub.cli", "serve", "--processes", "1"]
    with served(command, env, port, ends_with="Stop with Ctrl+C") as hub:
        assert len(hub.children()) == 2
        assert hub.seconds_to_answer("/search?q=walk") < 30
    assert (
        f"Searches are ordered by words only: {empty} has no model.onnx and no vocab.txt"
        in (home / "serve.log").read_text()
    )
    status = subprocess.run(
        [sys.executable, "-m", "evidencehub.cli", "index", "status"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"on, but searches are ordered by words only: {empty} has no model.onnx" in status.stdout
