"""The console commands: plain answers, plain errors, exit codes that scripts can rely on."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from evidencehub.standards.console.commands import standards_group


def run(*arguments, stdin=None):
    return CliRunner().invoke(standards_group, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def findings(tmp_path):
    def write(text):
        path = tmp_path / "findings.json"
        path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
        return path

    return write


def test_list_and_show_name_the_standard():
    assert "project-oracle@2026-1" in run("list").output
    (listed,) = [entry for entry in json.loads(run("list", "--json").output) if entry["id"] == "project-oracle"]
    assert (listed["tiers"], listed["versions"]) == (5, ["2014-reconstruction", "2026-1", "2026-2"])
    shown = run("show", "project-oracle")
    assert "Standard 3: Evidence of impact" in shown.output
    assert "(unverified)" in shown.output
    assert len(json.loads(run("show", "project-oracle@2026-1", "--json").output)["criteria"]) == 34


def test_grade_prints_the_tier_as_json_and_in_words(findings, oracle):
    path = findings({"design": "pre-post", "findings": {c.id: "met" for c in oracle.criteria if c.tier in "12"}})
    result = run("grade", "project-oracle", path, "--json")
    assert result.exit_code == 0
    assert json.loads(result.output)["tier"] == "2"
    words = run("grade", "project-oracle@2026-1", path).output
    assert "As published: Standard 2, Indication of impact." in words
    assert "To reach Standard 3, show any one of these sets:" in words


def test_grade_reads_from_a_pipe():
    result = run("grade", "project-oracle", "-", "--json", stdin='{"findings": {}}')
    assert (result.exit_code, json.loads(result.output)["tier"]) == (0, None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"findings": {"po1.33": "met"}}', 'unknown criterion "po1.33"; did you mean "po1.3"?'),
        ('{"findings": {"po1.1": "met", "po1.1": "not-met"}}', '"po1.1" is given twice'),
        ("{", "is not JSON: line 1, column 2"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"facts": {"mdes": NaN}}', '"mdes" must be a number'),
    ],
)
def test_wrong_findings_end_with_one_line_and_code_1(findings, text, message):
    result = run("grade", "project-oracle", findings(text))
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_findings_that_are_not_text_end_with_one_line_and_code_1(tmp_path):
    path = tmp_path / "findings.json"
    path.write_bytes(b"\xff\xfe\x00")
    result = run("grade", "project-oracle", path)
    assert (result.exit_code, "is not UTF-8 text" in result.stderr) == (1, True)


@pytest.mark.parametrize("name", ["projekt-oracle", "project-oracle@1999", "../vocabularies", "", "@"])
def test_an_unknown_standard_ends_with_one_line_and_code_2(findings, name):
    result = run("grade", name, findings("{}"))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith("error: ")


def test_a_missing_file_or_option_ends_with_code_2():
    assert run("grade", "project-oracle", "nowhere.json").exit_code == 2
    assert run("grade", "project-oracle").exit_code == 2


def test_validate_checks_all_that_ships_and_names_file_and_line_of_a_mistake(write_standard, a_tier, a_criterion):
    assert run("validate").exit_code == 0
    path = write_standard(a_tier("1", rank=1), a_criterion("a", "1", colour="red"))
    result = run("--root", path.parent.parent, "validate")
    line = path.read_text(encoding="utf-8").splitlines().index('colour = "red"') + 1
    assert (result.exit_code, f'1.toml:{line}: unknown key "colour"' in result.stderr) == (1, True)
    (problem,) = json.loads(run("validate", path, "--json").output)
    assert problem["line"] == line


def test_a_broken_standard_ends_with_its_problems_and_no_traceback(write_standard, a_tier, a_criterion):
    path = write_standard(a_tier("1", rank=1), a_criterion("a", "1", colour="red"))
    result = run("--root", path.parent.parent, "show", "small")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_the_commands_need_neither_flask_nor_sqlalchemy():
    """In a process of its own, because other tests import them here."""
    code = (
        "import sys, evidencehub.standards.console.commands\n"
        "print([name for name in ('flask', 'sqlalchemy', 'numpy') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_a_result_that_is_open_is_not_called_a_step_that_is_not_reached(findings):
    words = run("grade", "eef", findings({"facts": {"mdes": 0.3}, "design": "rct"})).output
    assert "As published: cannot tell yet (0 padlocks or" in words
    assert "no step reached" not in words
    assert "As published: cannot tell yet (no step, or" in run("grade", "project-oracle", findings({})).output
    words = run("grade", "project-oracle", findings({"findings": {"po1.1": "not-met"}})).output
    assert "As published: no step reached." in words


def test_what_may_not_be_meant_is_told_beside_the_result(findings):
    study = {"id": "s", "outcomes": [{"id": "o", "domain": "atainment"}]}
    result = run("grade", "wwc", findings({"studies": [study]}))
    assert (result.exit_code, "As published" in result.stdout) == (0, True)
    assert 'outcome "o": unknown domain "atainment"; did you mean "attainment"?' in result.stderr


def test_tiers_without_a_rank_are_told_where_their_order_decides(write_standard, a_criterion, version_text):
    tier = '[[tiers]]\nid = "{0}"\n{1}label = "{0}"\nname = "{0}"\nplain = "A label."\n'
    rule = version_text.replace('"cumulative_gate"', '"best_of_plus_counts"\norder = ["b", "a"]')
    criteria = a_criterion("c", "a"), a_criterion("d", "b")
    path = write_standard(tier.format("a", ""), tier.format("b", ""), *criteria, version=rule)
    told = run("validate", path)
    assert 'warning: no tier has a "rank", so the first is the weakest and the last, "b", the best' in told.stderr
    ranked = tier.format("a", "rank = 1\n"), tier.format("b", "rank = 2\n")
    path.write_text(rule + "".join([*ranked, *criteria]), encoding="utf-8")
    assert "warning" not in run("validate", path).stderr
