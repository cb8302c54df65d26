"""All web processes of `serve` count together, also after one of them died, and leave nothing behind."""

import os
import re
import shutil
import signal
import urllib.request
from pathlib import Path

from tests.support.served import environment, free_port, served, wait_until

TOKEN = "0123456789abcdef0123456789abcdef"
COUNTED = re.compile(r'^evidencehub_http_requests_total\{method="GET",route="/healthz",status="2xx"\} (\S+)$', re.M)


def test_processes_count_together_and_one_that_is_started_again_goes_on(tmp_path, sqlite_template):
    shutil.copy(sqlite_template, tmp_path / "evidencehub.sqlite3")
    (temporary := tmp_path / "temporary").mkdir()
    port = free_port()
    env = environment(tmp_path, port, EVIDENCEHUB_METRICS_TOKEN=TOKEN, TMPDIR=str(temporary))
    command = ["evidencehub.cli", "serve", "--processes", "2", "--no-worker"]

    def counted():
        """What each of eight answers says, which come from either process."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{port}/metrics", headers={"Authorization": f"Bearer {TOKEN}", "Connection": "close"}
        )
        texts = [urllib.request.urlopen(asked, timeout=30).read().decode() for _ in range(8)]
        return {float(found[1]) for text in texts if (found := COUNTED.search(text))}

    with served(command, env, port, ends_with="Stop with Ctrl+C") as hub:
        for _ in range(20):
            hub.seconds_to_answer()
        assert counted() == {20}
        (folder,) = temporary.glob("evidencehub-metrics-*")
        assert folder.stat().st_mode & 0o777 == 0o700
        before = hub.children()
        os.kill(min(before), signal.SIGKILL)
        wait_until(lambda: len(hub.children()) == 2 and hub.children() != before, "another in its place")
        for _ in range(20):
            hub.seconds_to_answer()
        assert counted() == {40}
        assert {each.stem.split("_")[1] for each in Path(folder).iterdir()} <= {"parent", "web-1", "web-2"}
    assert not list(temporary.glob("evidencehub-metrics-*"))
