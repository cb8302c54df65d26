"""An operator's own folder of standards stands beside the one that comes with the hub."""

import pytest
from click.testing import CliRunner

from evidencehub.shared.paths import OWN_STANDARDS, standards_dir
from evidencehub.standards.console.commands import standards_group
from evidencehub.standards.files.loading import folder_of, load_installed, load_standard, standard_ids, versions_of
from evidencehub.standards.model.errors import BadFile, UnknownStandard
from evidencehub.standards.proof.cases import cases_of
from tests.support.own_standards import a_standard, broken


@pytest.fixture
def own(tmp_path, monkeypatch):
    folder = tmp_path / "ours"
    folder.mkdir()
    monkeypatch.setenv(OWN_STANDARDS, str(folder))
    return folder


def run(*arguments, stdin=None):
    return CliRunner().invoke(standards_group, [str(argument) for argument in arguments], input=stdin)


def test_a_standard_in_the_operators_folder_stands_beside_those_of_the_hub(own):
    a_standard(own, "city")
    assert {"city", "project-oracle"} <= set(standard_ids())
    assert (folder_of("city"), folder_of("project-oracle")) == (own, standards_dir())
    assert (load_standard("city").title, versions_of("city")) == ("City Steps", ["1"])
    assert load_standard("project-oracle") in load_installed()[0]


def test_the_word_lists_are_those_of_the_hub_also_for_the_operators_standards(own):
    path = a_standard(own, "city")
    text = path.read_text(encoding="utf-8")
    path.write_text(text + 'not_applicable_for = ["single-case"]\n', encoding="utf-8")
    assert load_standard("city").criteria[0].not_applicable_for == ("single-case",)
    (own / "vocabularies").mkdir()
    (own / "vocabularies" / "designs.toml").write_text('id = "designs"\nlabel = "None"\n', encoding="utf-8")
    _, problems = load_installed()
    assert [str(problem) for problem in problems] == ["vocabularies: is not read: the word lists are those of the hub"]
    assert "single-case" in load_standard("city").designs


def test_an_id_that_comes_with_the_hub_may_not_repeat_and_the_hubs_goes_first(own):
    a_standard(own, "project-oracle", title="Not theirs")
    assert load_standard("project-oracle").title != "Not theirs"
    standards, problems = load_installed()
    assert [standard.id for standard in standards].count("project-oracle") == 1
    (problem,) = problems
    assert problem.path == own / "project-oracle"
    assert problem.message.startswith('a standard "project-oracle" comes with the hub, and goes before this one.')
    checked = run("validate")
    assert checked.exit_code == 1 and 'a standard "project-oracle" comes with the hub' in checked.output


def test_a_broken_standard_is_told_and_leaves_the_others_alone(own):
    a_standard(own, "city")
    line = broken(a_standard(own, "town"))
    standards, problems = load_installed()
    ids = [standard.id for standard in standards]
    assert "city" in ids and "project-oracle" in ids and "town" not in ids
    (problem,) = problems
    assert (problem.path, problem.line) == (own / "town" / "1.toml", line)
    with pytest.raises(BadFile):
        load_standard("town")


def test_one_folder_can_still_be_looked_at_alone_with_root(own, monkeypatch):
    a_standard(own, "city")
    monkeypatch.delenv(OWN_STANDARDS)
    with pytest.raises(UnknownStandard):
        load_standard("city")
    assert run("--root", own, "list").output.startswith("city@1  City Steps")
    assert "Is there a plan?" in run("--root", own, "show", "city").output
    assert run("--root", own, "validate").output == "2 files, no problems.\n"
    graded = run("--root", own, "grade", "city", "-", stdin='{"findings": {"city.plan": "met"}}')
    assert "Step 1" in graded.output and graded.exit_code == 0


def test_the_commands_know_both_folders_and_publish_into_the_right_one(own):
    path = a_standard(own, "city")
    listed = run("list").output
    assert "city@1" in listed and "project-oracle@" in listed
    assert "city/1.toml" in run("publish", "--check").output
    assert run("publish", "city").exit_code == 0
    assert "city/1.toml" in (own / "published.lock").read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    checked = run("validate")
    assert checked.exit_code == 1 and "city/1.toml has changed since it was published" in checked.output


def test_worked_cases_lie_beside_the_version_they_are_for(own):
    path = a_standard(own, "city")
    assert cases_of(load_standard("city")) == []
    path.with_name("1.cases.toml").write_text(
        '[[cases]]\nname = "a plan"\nmet_tiers = ["1"]\nexpect = { tier = "1", evidence_tier = "1" }\n',
        encoding="utf-8",
    )
    assert [case.name for case in cases_of(load_standard("city"))] == ["a plan"]


def test_a_folder_that_is_not_there_is_told_by_name(tmp_path, monkeypatch):
    monkeypatch.setenv(OWN_STANDARDS, str(tmp_path / "gone"))
    answer = run("list")
    assert answer.exit_code == 2 and f"EVIDENCEHUB_STANDARDS names {tmp_path / 'gone'}" in answer.output
    standards, problems = load_installed()
    assert standards and "names this folder, and it is not there" in str(problems[0])


def test_naming_the_hubs_own_folder_adds_nothing_and_repeats_nothing(monkeypatch):
    monkeypatch.setenv(OWN_STANDARDS, str(standards_dir()))
    assert load_installed()[1] == ()
    assert run("validate", "--json").exit_code == 0
