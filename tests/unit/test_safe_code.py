"""What `make check` and the scripts of pages keep to, so that nothing that somebody typed is run or left behind."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("eval(typed)", "S307"),
        ("exec(typed)", "S102"),
        ("subprocess.run(typed, shell=True, check=True)", "S602"),
        ("os.system(typed)", "S605"),
        ('session.execute(f"SELECT * FROM person WHERE name = {typed}")', "S608"),
        ("pickle.loads(typed)", "S301"),
        ('yaml.load(typed, Loader=yaml.Loader)', "S506"),
        ('token = random.choice("abc")', "S311"),
        ("hashlib.md5(typed)", "S324"),
        ("requests.get(typed, verify=False, timeout=5)", "S501"),
        ("requests.get(typed)", "S113"),
    ],
)  # fmt: skip
def test_the_linter_refuses_what_runs_text_as_code_or_trusts_where_it_should_not(code, rule):
    source = (
        f"import hashlib, os, pickle, random, requests, subprocess, yaml\n\n\ndef act(session, typed):\n    {code}\n"
    )
    command = [sys.executable, "-m", "ruff", "check", "--output-format", "concise", "--stdin-filename", "evidencehub/x.py", "-"]  # fmt: skip  # noqa: E501
    done = subprocess.run(command, input=source, cwd=ROOT, capture_output=True, text=True, check=False)
    assert f" {rule} " in done.stdout


def test_scripts_keep_one_choice_in_the_browser_and_nothing_else():
    kept = [
        (path.name, found)
        for path in sorted((ROOT / "evidencehub" / "static").glob("*.js"))
        for found in re.findall(
            r"(?:localStorage|sessionStorage|indexedDB|document\.cookie|caches)\b[\w.]*", path.read_text()
        )
    ]
    assert kept == [("grading.js", "localStorage.getItem"), ("grading.js", "localStorage.setItem")], (
        "whether the keys of the grading desk are on"
    )
