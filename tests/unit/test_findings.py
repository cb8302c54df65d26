"""The scripts under findings/ have one form, and the list there names each of them. They are not run here."""

import os
import re
import subprocess
from pathlib import Path

import pytest

FINDINGS = Path(__file__).parents[2] / "findings"
SCRIPTS = sorted(FINDINGS.glob("*.sh"))
ROW = re.compile(r"^\| \[`([\w.-]+)`\]\(([\w.-]+)\) \| [^|]+ \| [^|]+ \| [^|]+ \|$", re.MULTILINE)
PINNED = {  # of PyPI, npm and Debian: how a version is fixed, and the one way to install
    "packages": (
        r"[\w.-]+==\d[\w.]*",
        'pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"',
    ),
    "modules": (
        r"[@\w./-]+@\d[\w.]*",
        'npm install --silent --no-audit --no-fund --ignore-scripts --no-save "${modules[@]}"',
    ),
    "debs": (r"[\w.+-]+=[\w.:+~-]+", 'apt-get download -qq -o APT::Sandbox::User=root "${debs[@]}"'),
}
PARTS = ["Expected", "Seen", "Version", "For an evidence hub", "Known"]


def test_the_list_names_each_script_once_and_in_order():
    rows = ROW.findall((FINDINGS / "README.md").read_text(encoding="utf-8"))
    assert len(SCRIPTS) > 1
    assert rows == [(script.name, script.name) for script in SCRIPTS]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_can_be_run_as_it_is(script):
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    subprocess.run(["bash", "-n", script], check=True)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_says_first_what_was_expected_and_seen(script):
    comment = script.read_text(encoding="utf-8").partition("set -euo pipefail\n")[0]
    assert re.findall(r"^# ([A-Z][a-z ]+): \S", comment, re.MULTILINE) == PARTS


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_pins_every_package_and_leaves_nothing_behind(script):
    text = script.read_text(encoding="utf-8")
    found = re.search(r"^(packages|modules|debs)=\(\n(.+?)^\)\n", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    pinned, install = PINNED[found[1]]
    assert [pin for pin in found[2].split() if not re.fullmatch(pinned, pin)] == []
    assert re.findall(r"(?:pip install|npm install|apt-get download -).*", text) == [install]
    assert "\nwork=$(mktemp -d)\ntrap 'rm -rf \"$work\"' EXIT\n" in text


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_runs_the_outside_alone(script):
    assert "evidencehub" not in script.read_text(encoding="utf-8")
