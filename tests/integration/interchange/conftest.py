"""The import as a command, for a test's own hub."""

import os
import subprocess
import sys

import pytest


@pytest.fixture
def start(settings):
    """Start the real command, for this test's hub."""
    env = os.environ | {
        "EVIDENCEHUB_HOME": str(settings.home), "EVIDENCEHUB_DATABASE_URL": settings.database_url,
        "EVIDENCEHUB_SEARCH_URL": settings.search_url, "EVIDENCEHUB_DEMO": "0",
    }  # fmt: skip

    def started(*files):
        command = [sys.executable, "-m", "evidencehub.cli", "import", "wwc", *map(str, files)]
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return started


@pytest.fixture
def run(start):
    def done(*files):
        with start(*files) as process:
            out, errors = process.communicate(timeout=120)
        return process.returncode, out, errors

    return done
