"""The examples in the documentation, as a researcher runs them against a served hub: the same number comes out."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "examples"
ASKED = ("reading pairs", "reading")


def run(hub, *command):
    """Until the worker of a hub that was just begun has put its studies together."""
    deadline = time.monotonic() + 60
    while True:
        done = subprocess.run([*command, hub.url, *ASKED], capture_output=True, text=True, check=False)
        if done.returncode == 0 or time.monotonic() > deadline:
            return done
        time.sleep(1)


def says(done):
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    told = done.stdout.splitlines()
    assert "3 studies with 3 results; 1,070 people were measured." in told
    here, there, last = told[-3:]
    assert here.removeprefix("Here: ").removesuffix(" from 3 results.") == there.removeprefix("There: ").rstrip(".")
    assert last == "They are the same."


def test_python_gets_the_number_of_the_hub(hub):
    says(run(hub, sys.executable, str(EXAMPLES / "synthesis.py")))


@pytest.mark.r
def test_r_gets_the_number_of_the_hub(hub):
    says(run(hub, shutil.which("Rscript"), str(EXAMPLES / "synthesis.R")))
