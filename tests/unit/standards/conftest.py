"""A small standard written to files, so that tests of strictness and of other rules run on real files."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evidencehub.shared.paths import standards_dir
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import Standard

COMMON = """
id = "small"
title = "A small standard"
short_title = "Small"
owner = "Nobody"
current = "1"
summary = "For tests."
note = "For tests."
"""

VERSION = """
standard = "small"
version = "1"
rule = "cumulative_gate"
direction = "rising"
unit = "project"
answers = ["met", "partly", "not-met", "n-a", "cannot-tell"]
reviewers = 2
blinding = "Each alone."
note = "For tests."

[[documents]]
id = "report"
label = "Report"
plain = "The report."
"""


def tier(tier_id: str, *, rank: int, requires: str = "") -> str:
    return f"""
[[tiers]]
id = "{tier_id}"
rank = {rank}
label = "Step {tier_id}"
name = "Step {tier_id}"
motto = "Onwards"
plain = "A step."
documents = ["report"]
evaluation_expected = "Any."
about_next = "The next step."
provenance = "unverified"
source = "Made up."
motto_provenance = "unverified"
{f"requires = {requires}" if requires else ""}
"""


def criterion(criterion_id: str, tier_id: str, **changes: object) -> str:
    keys = {
        "id": criterion_id,
        "tier": tier_id,
        "about": "evidence",
        "unit": "project",
        "short": criterion_id,
        "question": "Is it so?",
        "team": "Show it.",
        "public": "It is so.",
        "guidance": "Met when it is so.",
        "counts_as_evidence": ["A page"],
        "effort": "an afternoon",
        "what_not_to_do": "Nothing else.",
        "document": "report",
        "provenance": "unverified",
        "source": "Made up.",
        **changes,
    }
    return "[[criteria]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items()) + "\n"


@pytest.fixture
def write_standard(tmp_path: Path) -> Callable[..., Path]:
    """Write ``standards/small/1.toml`` from parts of TOML and return its path."""

    def write(*parts: str, version: str = VERSION, common: str = COMMON) -> Path:
        folder = tmp_path / "standards" / "small"
        folder.mkdir(parents=True)
        shutil.copytree(standards_dir() / "vocabularies", tmp_path / "standards" / "vocabularies")
        (folder / "standard.toml").write_text(common, encoding="utf-8")
        (folder / "1.toml").write_text(version + "".join(parts), encoding="utf-8")
        return folder / "1.toml"

    return write


@pytest.fixture
def small_standard(write_standard: Callable[..., Path]) -> Callable[..., Standard]:
    """Write a small standard and load it."""

    def load(*parts: str) -> Standard:
        return load_standard("small", root=write_standard(*parts).parent.parent)

    return load


@pytest.fixture(scope="session")
def oracle() -> Standard:
    return load_standard("project-oracle")


@pytest.fixture
def a_tier() -> Callable[..., str]:
    return tier


@pytest.fixture
def a_criterion() -> Callable[..., str]:
    return criterion


@pytest.fixture
def version_text() -> str:
    return VERSION
