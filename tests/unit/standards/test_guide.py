"""What docs/standards.md promises of a standard of your own is so."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from evidencehub.standards.console.commands import standards_group

GUIDE = Path(__file__).parents[3] / "docs" / "standards.md"


@pytest.fixture
def written(tmp_path):
    """The complete standard of the guide, as a file."""
    (text,) = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(text.splitlines()) <= 20
    path = tmp_path / "warm-rooms" / "2026-1.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def run(*arguments, stdin=None):
    return CliRunner().invoke(standards_group, [str(argument) for argument in arguments], input=stdin)


def test_the_standard_of_twenty_lines_is_complete_and_grades(written):
    assert run("validate", written).output == "1 file, no problems.\n"
    findings = {
        "findings": {"wr1.1": "met", "wr1.2": "met", "wr2.2": "not-met"},
        "facts": {"n_both_points_per_group": 20},
    }
    graded = run("--root", written.parent.parent, "grade", "warm-rooms", "-", "--json", stdin=json.dumps(findings))
    assert (json.loads(graded.output)["tier"], json.loads(graded.output)["evidence_tier"]) == ("1", "2")


def test_a_slip_in_it_is_told_with_its_line(written):
    text = written.read_text(encoding="utf-8").replace("at_least = 20", "at_leest = 20")
    written.write_text(text, encoding="utf-8")
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "at_leest" in line)
    result = run("validate", written)
    assert f"2026-1.toml:{line}: wr2.1: " in result.stderr
    assert 'did you mean "at_least"?' in result.stderr


def test_several_slips_in_it_are_each_told_once_with_no_noise(written):
    text = written.read_text(encoding="utf-8")
    for right, wrong in (
        ('"cumulative_gate"', '"cumulative-gate"'),
        ('id = "wr1.2"', 'id = "wr1.1"'),
        ('fact = "n_both_points_per_group"', 'fact = "n_both_points"'),
        ('id = "wr2.2", tier = "2"', 'id = "wr2.2", tier = "3"'),
    ):
        assert right in text
        text = text.replace(right, wrong)
    written.write_text(text, encoding="utf-8")
    told = [line.partition(": ")[2] for line in run("validate", written).stderr.splitlines()]
    assert told == [
        '"rule" cannot be "cumulative-gate"; did you mean "cumulative_gate"?',
        'id "wr1.1" is used twice (first on line 14)',
        'wr2.1: unknown fact "n_both_points"; did you mean "n_both_points_per_group"?',
        'wr2.2: unknown tier "3"',
    ]


def test_its_questions_below_the_header_of_a_table_are_told_to_go_above_it(written):
    text = written.read_text(encoding="utf-8")
    header = '[[documents]]\nid = "plan"\nlabel = "Plan"\nplain = "The plan."\ncriteria = ['
    written.write_text(text.replace("criteria = [", header), encoding="utf-8")
    (line,) = run("validate", written).stderr.splitlines()
    assert '"criteria" belongs to the whole file, and stands in a table: move it above the first [[…]]' in line


def test_its_worked_case_holds_and_a_wrong_one_stops_the_flips(written):
    (case,) = re.findall(r"```\n\s*(\[\[cases\]\].*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    cases = written.with_name("2026-1.cases.toml")
    cases.write_text(case, encoding="utf-8")
    root = written.parent.parent
    assert run("--root", root, "validate", "warm-rooms").output == "2 files, no problems.\n"
    assert "flips noticed" in run("--root", root, "mutate", "warm-rooms").output
    cases.write_text(case.replace('tier = "1"', 'tier = "2"'), encoding="utf-8")
    assert "1 of 1 cases fail as the file stands" in run("--root", root, "mutate", "warm-rooms").stderr
    cases.write_text(case.replace('met_tiers = ["1", "2"]', 'met_tiers = ["1", "two"]'), encoding="utf-8")
    assert '"met_tiers" names "two", which is not there' in run("--root", root, "validate", "warm-rooms").stderr


def test_the_second_version_needs_no_change_to_the_first(written):
    first = written.read_text(encoding="utf-8")
    second = first.replace('version = "2026-1" ', 'version = "2027-1"\nsupersedes = "2026-1" ')
    written.with_name("2027-1.toml").write_text(second, encoding="utf-8")
    common = 'id = "warm-rooms"\ntitle = "Warm rooms"\nowner = "Anytown"\nsummary = "Two steps."\ncurrent = "2027-1"\n'
    written.with_name("standard.toml").write_text(common, encoding="utf-8")
    root = written.parent.parent
    assert run("--root", root, "validate", "warm-rooms").output == "3 files, no problems.\n"
    assert "warm-rooms@2027-1  Warm rooms" in run("--root", root, "list").output
