"""The wheel is whole: it runs from an empty folder, without a checkout beside it."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of what git would hold, unpacked as an installer would."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("site")
    for name in ("evidencehub", "standards", "templates", "migrations"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "wsgi.py"):
        shutil.copy(ROOT / name, source / name)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (wheel,) = (source / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def _run(unpacked: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(unpacked), "EVIDENCEHUB_HOME": str(home / "hub")}
    # -P: the current folder is not searched, so only the wheel can answer.
    command = [sys.executable, "-P", "-m", "evidencehub.cli", *arguments]
    return subprocess.run(command, cwd=home, env=env, capture_output=True, text=True, check=False)


def test_the_wheel_knows_its_standards_and_makes_its_database_from_an_empty_folder(unpacked, tmp_path):
    where = _run(unpacked, tmp_path, "standards", "list")
    assert "project-oracle" in where.stdout, where.stderr
    assert _run(unpacked, tmp_path, "db", "upgrade").returncode == 0
    told = "The database and the models agree.\nAll that was sent can be read.\n"
    assert _run(unpacked, tmp_path, "db", "check").stdout == told
    assert _run(unpacked, tmp_path, "users", "list", "--json").stdout == "[]\n"


def test_the_wheel_holds_templates_styles_and_the_demonstration(unpacked):
    for name in ("_data/templates/base.html", "static/hub.css", "interchange/demonstration/people.toml"):
        assert (unpacked / "evidencehub" / name).is_file()
