"""Files of standards are read strictly, and every problem is told with its line."""

import pytest

from evidencehub.standards.engine.inputs import GradeInput
from evidencehub.standards.files.loading import load_standard, versions_of
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.model.errors import BadFile, UnknownCriterion, UnknownStandard
from evidencehub.standards.validating import validate_file


def lines(path):
    return [str(problem) for problem in validate_file(path)]


def line_of(path, text):
    return path.read_text(encoding="utf-8").splitlines().index(text) + 1


def test_a_sound_file_has_no_problems_and_loads(write_standard, a_tier, a_criterion):
    path = write_standard(a_tier("1", rank=1), a_criterion("a", "1"))
    assert lines(path) == []
    standard = load_standard("small", root=path.parent.parent)
    assert [tier.id for tier in standard.tiers] == ["1"]
    assert versions_of("small", path.parent.parent) == ["1"]


@pytest.mark.parametrize(
    ("changes", "at", "message"),
    [
        ({"questoin": "x"}, 'questoin = "x"', 'unknown key "questoin"; did you mean "question"?'),
        ({"question": " "}, 'question = " "', '"question" has no wording'),
        ({"counts_as_evidence": []}, "counts_as_evidence = []", '"counts_as_evidence" has no wording'),
        ({"question": 4}, "question = 4", '"question" must be text in quotes'),
        ({"about": "efect"}, 'about = "efect"', '"about" cannot be "efect"; did you mean "effect"?'),
        ({"effort": "a tern"}, 'effort = "a tern"', '"effort" cannot be "a tern"; did you mean "a term"?'),
        ({"facts": ["mdess"]}, 'facts = ["mdess"]', 'a: unknown fact "mdess"; did you mean "mdes"?'),
        ({"document": "reprot"}, 'document = "reprot"', 'a: unknown document "reprot"; did you mean "report"?'),
        ({"accept": ["mett"]}, 'accept = ["mett"]', 'a: "accept" has "mett", which is no answer; did you mean "met"?'),
        (
            {"not_applicable_for": ["single_case"]},
            'not_applicable_for = ["single_case"]',
            'a: unknown design "single_case"; did you mean "single-case"?',
        ),
        ({"implied_by": ["z"]}, 'implied_by = ["z"]', 'a: unknown criterion "z"'),
        ({"implied_by": ["b"]}, 'implied_by = ["b"]', 'a: "implied_by" must name a criterion of the same tier'),
    ],
)
def test_a_mistake_in_a_criterion_is_told_with_file_line_key_and_the_nearest_word(
    write_standard, a_tier, a_criterion, changes, at, message
):
    tiers = a_tier("1", rank=1), a_tier("2", rank=2)
    path = write_standard(*tiers, a_criterion("a", "1", **changes), a_criterion("b", "2"))
    found = [line for line in lines(path) if not line.endswith("can never be reached")]
    assert len(found) == 1
    assert found[0].startswith(f"1.toml:{line_of(path, at)}: {message}")


def test_missing_wording_is_told_at_the_criterion(write_standard, a_tier, a_criterion):
    text = a_criterion("a", "1").replace('question = "Is it so?"\n', "")
    path = write_standard(a_tier("1", rank=1), text)
    assert lines(path) == [f'1.toml:{line_of(path, "[[criteria]]")}: "question" is missing in "a"']


def test_a_repeated_id_is_told_with_the_line_of_the_first(write_standard, a_tier, a_criterion):
    path = write_standard(a_tier("1", rank=1), a_criterion("a", "1"), a_criterion("a", "1"))
    first = line_of(path, 'id = "a"')
    (found,) = lines(path)
    assert f'id "a" is used twice (first on line {first})' in found


def test_a_criterion_of_an_unknown_tier_is_told(write_standard, a_tier, a_criterion):
    path = write_standard(a_tier("one", rank=1), a_criterion("a", "one"), a_criterion("b", "onne"))
    (found,) = lines(path)
    assert 'b: unknown tier "onne"; did you mean "one"?' in found


def test_a_criterion_that_its_tier_never_asks_for_is_told(write_standard, a_tier, a_criterion):
    path = write_standard(a_tier("1", rank=1, requires='{all = ["a"]}'), a_criterion("a", "1"), a_criterion("b", "1"))
    (found,) = lines(path)
    assert found.endswith('criterion "b" is never used')


def test_a_tier_that_asks_for_nothing_is_told(write_standard, a_tier, a_criterion):
    path = write_standard(a_tier("1", rank=1), a_tier("2", rank=2), a_criterion("a", "1"))
    (found,) = lines(path)
    assert 'tier "2" asks for nothing' in found


@pytest.mark.parametrize(
    ("requires", "message"),
    [
        ('{at_least = 3, of = ["a", "b"]}', '"at_least" asks for 3 of 2, which cannot be'),
        ('{all = ["a", "b", "bb"]}', '"requires" names "bb", which is no criterion of this tier'),
        ('{all = ["a", "b", {any = []}]}', '"any" has nothing to choose from'),
        ('{all = ["a", "b", {any_result = "a"}]}', "what the results of a study say together can only stand inside"),
        ('{all = ["a", {studies = 1, with = {all = ["b", {no_result = "a"}]}}]}', "beside any_result, every_result"),
        (
            '{all = ["a", "b", {studies = 1, with = {any_result = {no_result = "a"}}}]}',
            "any_result, every_result, no_result and on_average cannot stand inside",
        ),
        ('{all = ["a", "b", {studies_with = "a", fewer = "b"}]}', '"requires" cannot be read; use all, any'),
        ('{at_least = 0, of = ["a", "b"]}', '"at_least" asks for 0, which is always met: leave it out'),
        ('{at_least = 3, of = ["a", "b"]}', '"at_least" asks for 3 of 2, which cannot be'),
        ('{al = ["a", "b"]}', '"requires" cannot be read; use all, any'),
    ],
)
def test_a_rule_that_cannot_be_is_told_at_its_line(write_standard, a_tier, a_criterion, requires, message):
    path = write_standard(a_tier("1", rank=1, requires=requires), a_criterion("a", "1"), a_criterion("b", "1"))
    at = line_of(path, f"requires = {requires}")
    assert any(line.startswith(f"1.toml:{at}: {message}") for line in lines(path))


def test_a_tier_that_no_answer_can_reach_is_told(write_standard, a_tier, a_criterion):
    path = write_standard(a_tier("1", rank=1), a_criterion("a", "1", accept=["yes"]))
    assert any(line.endswith('tier "1" can never be reached') for line in lines(path))


def test_two_tiers_of_one_rank_are_told(write_standard, a_tier, a_criterion):
    tiers = a_tier("1", rank=1), a_tier("2", rank=1)
    path = write_standard(*tiers, a_criterion("a", "1"), a_criterion("b", "2"))
    (found,) = lines(path)
    assert 'rank 1 of tier "2" is that of tier "1" too' in found


def test_every_problem_of_a_file_is_told_at_once_and_loading_carries_them_all(write_standard, a_tier, a_criterion):
    path = write_standard(a_tier("1", rank=1), a_criterion("a", "1", about="x", colour="red"), a_criterion("a", "3"))
    assert len(lines(path)) == 4  # about, colour, the id used twice, tier 3
    with pytest.raises(BadFile) as caught:
        load_standard("small", root=path.parent.parent)
    assert [str(problem) for problem in caught.value.problems] == lines(path)


def test_text_over_several_lines_that_looks_like_keys_and_headers_does_not_shift_the_lines(
    write_standard, version_text, a_tier, a_criterion
):
    long_text = 'note = """\n[[criteria]]\nabout = "efect"\n"""\n'
    version = version_text.replace('note = "For tests."\n', long_text)
    path = write_standard(a_tier("1", rank=1), a_criterion("a", "1", about="efct"), version=version)
    at = line_of(path, 'about = "efct"')
    (found,) = lines(path)
    assert found.startswith(f"1.toml:{at}: ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = 1\nb = = 2\n", "bad.toml:2: is not valid TOML"),
        (b"\xff\xfe", "bad.toml: is not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_toml_is_told_and_does_not_crash(tmp_path, content, message):
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    (found,) = lines(path)
    assert found.startswith(message)


def test_a_missing_file_is_told(tmp_path):
    assert lines(tmp_path / "none.toml") == ["none.toml: there is no such file"]


def test_a_case_that_comes_out_otherwise_is_told(write_standard, a_tier, a_criterion):
    path = write_standard(a_tier("1", rank=1), a_criterion("a", "1"))
    cases = path.with_name("1.cases.toml")
    cases.write_text(
        '[[cases]]\nname = "right"\nmet_tiers = ["1"]\nexpect = { tier = "1", evidence_tier = "1" }\n'
        '[[cases]]\nname = "wrong"\nexpect = { tier = "1", evidence_tier = "none" }\n',
        encoding="utf-8",
    )
    assert lines(cases) == ['1.cases.toml:5: case "wrong": tier should be 1 and is none']


def test_an_unknown_standard_version_or_criterion_is_told_with_the_nearest(oracle):
    with pytest.raises(UnknownStandard, match='no standard "project-orakle"; did you mean "project-oracle"'):
        load_standard("project-orakle")
    with pytest.raises(UnknownStandard, match='no version "2014-reconstructoin"; did you mean "2014-reconstruction"'):
        load_standard("project-oracle", "2014-reconstructoin")
    with pytest.raises(UnknownCriterion, match=r'no criterion "po1\.33"; did you mean "po1\.3"'):
        oracle.criterion("po1.33")


def test_a_published_version_is_loaded_once(oracle):
    assert load_standard("project-oracle", oracle.version) is oracle


def test_a_name_that_leads_out_of_the_folder_is_no_standard():
    for name in ("../standards/project-oracle", "project-oracle/", "", ".", "..", "vocabularies"):
        with pytest.raises(UnknownStandard):
            load_standard(name)
    with pytest.raises(UnknownStandard):
        load_standard("project-oracle", "../vocabularies/designs")


def test_answers_of_a_scale_of_its_own_are_data(small_standard, a_tier, a_criterion):
    standard = small_standard(
        a_tier("1", rank=1),
        a_criterion("a", "1", answers=["1", "2", "3", "4", "cannot-tell"], accept=["3", "4"]),
    )
    assert [standard.criterion("a").accepts(answer) for answer in ("2", "3", "4", "n-a")] == [False, True, True, False]


def test_a_question_that_is_not_scored_is_asked_and_never_counts(small_standard, a_tier, a_criterion):
    standard = small_standard(a_tier("1", rank=1), a_criterion("a", "1"), a_criterion("b", "1", scored=False))
    assert [criterion.scored for criterion in standard.criteria] == [True, False]
    for answer in ("met", "not-met", "cannot-tell"):
        assert grade(standard, GradeInput(None, {"a": "met", "b": answer})).tier.id == "1"
    assert grade(standard, GradeInput(None, {"a": "not-met", "b": "met"})).tier is None


def test_a_rule_cannot_look_at_a_question_that_is_not_scored(write_standard, a_tier, a_criterion):
    tiers = a_tier("1", rank=1, requires='{all = ["a", "b"]}')
    path = write_standard(tiers, a_criterion("a", "1"), a_criterion("b", "1", scored=False))
    assert any('"requires" names "b", which is no criterion' in line for line in lines(path))


def test_a_key_of_the_whole_file_below_a_table_is_told_once_and_nothing_else(
    write_standard, a_tier, a_criterion, version_text
):
    version = version_text.replace('rule = "cumulative_gate"\n', "")
    path = write_standard(a_tier("1", rank=1), a_criterion("a", "1"), 'rule = "cumulative_gate"\n', version=version)
    at = line_of(path, 'rule = "cumulative_gate"')
    assert lines(path) == [
        f'1.toml:{at}: "rule" belongs to the whole file, and stands in a table: move it above the first [[…]]'
    ]
