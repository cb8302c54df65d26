"""Five hundred studies: each reason is told once, and nothing is built up as text before it is written."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evidencehub.standards.engine.parsing import parse_input
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.grading.engine import grade

STUDIES = 500
MEGABYTE = 1024 * 1024


def many(standard, count):
    answered = {criterion.id: "met" for criterion in standard.criteria if "met" in criterion.answers}
    return {
        "studies": [
            {"id": f"s{number}", "design": "rct", "sample_id": f"people {number}", "findings": answered,
             "outcomes": [{"id": f"o{number}", "domain": "reading"}]}
            for number in range(count)
        ]
    }  # fmt: skip


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the kernel does not tell how much memory was used")
def test_five_hundred_studies_by_eif_fit_into_150_megabytes(tmp_path):
    """In a process of its own, whose highest memory the kernel tells.

    Before each reason was told once it took 589 MB, and 121 MB of text.
    """
    path = tmp_path / "studies.json"
    path.write_text(json.dumps(many(load_standard("eif"), STUDIES)), encoding="utf-8")
    code = (
        "import re, sys\n"
        "from evidencehub.standards.console.commands import standards_group\n"
        f"standards_group(['grade', 'eif', {str(path)!r}, '--json'], standalone_mode=False)\n"
        "print(re.search(r'VmHWM:\\s+(\\d+) kB', open('/proc/self/status').read())[1], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    kilobytes = int(done.stderr.split()[-1])
    assert json.loads(done.stdout)["tier"] == "4+"
    assert kilobytes < 150 * 1024
    assert len(done.stdout) < 20 * MEGABYTE


@pytest.mark.parametrize("name", ["eif", "wwc", "cebc"])
def test_what_is_told_above_was_told_in_full_before(name):
    standard = load_standard(name)
    told = grade(standard, parse_input(standard, many(standard, 3))).as_dict()
    seen, repeated = set(), 0
    for node in walked([*told["explanation"], *(each for found in told["summaries"] for each in found["explanation"])]):
        if node.get("told_above"):
            repeated += 1
            assert node["parts"] == []
            assert (node.get("label"), node["sentence"]) in seen
        elif node.get("parts"):
            seen.add((node.get("label"), node.get("sentence")))
    assert repeated


def walked(nodes):
    for node in nodes:
        yield node
        yield from walked(node.get("parts", ()))


def test_a_reason_told_once_is_told_in_full(oracle):
    told = grade(oracle, parse_input(oracle, {"findings": {"po1.1": "met"}})).as_dict()
    assert not [node for node in walked(told["explanation"]) if node.get("told_above")]
