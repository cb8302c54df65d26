"""A real file with one number or word turned into something that makes no sense: it is told, on the very line."""

import shutil

import pytest

from evidencehub.shared.paths import standards_dir
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.errors import BadFile
from evidencehub.standards.validating import validate_file

EEF, EIF, WWC, SMS = "eef/2019-reading", "eif/2017-reading", "wwc/4.0-reading", "sms/2016-reading"
ROBINS = "robins-i/2016-reading"
BOND, ESSA = "bond/2018-reading", "essa/2015-reading"
ROW = "{ high = [1, 1], moderate = [0, 0], drop = 1 }"
BROKEN = [
    (EEF, ROW, "{ high = [1], moderate = [0, 0], drop = 1 }", '"high" must be [from, to]'),
    (EEF, ROW, "{ high = [2, 1], moderate = [0, 0], drop = 1 }", '"high" must be [from, to]'),
    (EEF, ROW, '{ high = [1, 1], moderate = [0, "0"], drop = 1 }', '"moderate" must be [from, to]'),
    (EEF, ROW, "{ high = [1, 1], moderate = [0, 0], drop = -1 }", '"drop" must be a whole number'),
    (EEF, ROW, "{ high = [1, 1], moderate = [0, 0], drop = 1, same = 1 }", '"same" must be true or false'),
    (EEF, ROW, "{ high = [1, 1], moderate = [0, 0], drop = 1, sam = true }", 'unknown key "sam"; did you mean "same"?'),
    (EEF, 'same_direction = "threats_same_direction"', 'same_direction = "mdes"', "no fact that is true or false"),
    (EEF, 'moderate = "moderate"', 'moderate = "moderat"', 'no answer to eef.confounding; did you mean "moderate"?'),
    (EEF, 'fact = "mdes", round = 2', 'fact = "mdes", round = 1.5', '"round" of "bands" must be a whole number'),
    (
        EEF,
        'fact = "mdes", round = 2',
        'fact = "mdes", rond = 2',
        'unknown key "rond" in "bands"; did you mean "round"?',
    ),
    (EEF, "rank = 6\nscore = 5", "rank = 6\nscore = -1", "has a lower score"),
    (SMS, "points = { met = 0, not-met = -1 }", 'points = { met = "a", not-met = -1 }', "must be a number"),
    (SMS, 'by_design = { rct = "5"', 'routes = ["random"]\nby_design = { rct = "5"', "no column of the score is asked"),
    (
        EIF,
        '"effect_direction", one_of = ["positive"]',
        '"effect_direction", one_of = ["good"]',
        'is never "good" (one of',
    ),
    (EIF, '"share_in_analysis", at_least = 0.60', '"share_in_analysis", at_least = 60', "so 12% is 0.12"),
    (EIF, '"n_comparison", at_least = 20', '"n_comparison", below = 0', "is never below 0"),
    (EIF, '"n_comparison", at_least = 20', '"n_comparison", at_least = 0', "so this is always met"),
    (EIF, "distinct = true", 'distinct = "yes"', '"distinct" must be true or false'),
    (EIF, "{ studies = 3,", "{ studies = true,", '"requires" cannot be read'),
    (EIF, "below = 500", "below = 50", "ends before the one above it"),
    (EIF, "below = 500\n", "", 'every band but the last needs "below" or "up_to"'),
    (SMS, 'not_scored = "not-scored"', 'not_scored = "1"', 'must name a tier without "rank" and "score"'),
    (SMS, 'not_scored = "not-scored"\n', "", 'only a column can be answered "not-scored"'),
    (ROBINS, 'not_scored = "no-information"\n', "", 'only a column can be answered "no-information"'),
    (ROBINS, 'not_scored = "no-information"\n', "", '"not_scored_from" needs "not_scored"'),
    (SMS, 'id = "not-scored"\n', 'id = "not-scored"\nscore = 0\n', 'must name a tier without "rank" and "score"'),
    (WWC, "[0.56, 0.002], [0.57, 0.000]", "[0.57, 0.000], [0.56, 0.002]", "must rise"),
    (WWC, "[0.56, 0.002]", "[0.56]", "each row must be"),
    (WWC, "[0.56, 0.002], [0.57, 0.000]", "[56, 0.002], [57, 0.000]", "so 12% is 0.12"),
    (WWC, "step = 0.01", "step = 0", '"step" must be above 0'),
    (BOND, "from = 4\n", "from = 5\n", 'the total of "voice" can be 4 to 16, and the bands go from 5 to 16'),
    (ESSA, '["1", "2", "3", "4"]', '["2", "1", "3", "4"]', 'looks at "2" before "1", which ranks higher'),
    (ESSA, '["1", "2", "3", "4"]', '["1", "2", "3", "4", "4"]', 'names "4" twice'),
]


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(standards_dir(), tmp_path / "standards")
    return tmp_path / "standards"


@pytest.mark.parametrize(("name", "good", "bad", "message"), BROKEN)
def test_a_number_or_word_that_makes_no_sense_is_told_on_its_line_and_nothing_is_loaded(
    folder, name, good, bad, message
):
    path = folder / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    found = [problem for problem in validate_file(path) if message in str(problem)]
    assert found, [str(problem) for problem in validate_file(path)]
    assert all(problem.line for problem in found)
    standard_id, version = name.split("/")
    with pytest.raises(BadFile):
        load_standard(standard_id, version, folder)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("facts", 'kind = "share"', 'kind = "shares"'),
        ("facts", "[[facts]]", "facts = [1]\n[[other]]"),
        ("designs", 'slug = "rct"', "slug = 1"),
    ],
)
def test_a_broken_list_of_words_stops_the_standards_that_stand_on_it_with_a_reason(folder, name, good, bad):
    path = folder / "vocabularies" / f"{name}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(good, bad), encoding="utf-8")
    assert validate_file(path)
    with pytest.raises(BadFile, match=f"{name}.toml"):
        load_standard("eif", root=folder)


@pytest.mark.parametrize(
    ("name", "good", "bad", "message"),
    [
        ("outcome-areas", "synonyms = [", "synonyms = 1\nx = [", '"synonyms" must be a list'),
        ("outcome-areas", "synonyms = [", "synonyms = [1, ", '"synonyms" must be a list'),
    ],
)
def test_a_list_of_words_with_the_wrong_kind_of_value_is_told(folder, name, good, bad, message):
    path = folder / "vocabularies" / f"{name}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(good, bad, 1), encoding="utf-8")
    assert any(message in str(problem) for problem in validate_file(path))


@pytest.mark.parametrize("key", ["findings", "facts"])
def test_a_worked_case_whose_findings_are_no_table_is_told(folder, key):
    path = folder / "bond" / "2018-reading.cases.toml"
    case = (
        f'[[cases]]\nname = "A case."\ninput = {{{key} = [1]}}\nexpect = {{tier = "none", evidence_tier = "none"}}\n\n'
    )
    path.write_text(case + path.read_text(encoding="utf-8"), encoding="utf-8")
    (problem,) = validate_file(path)
    assert f'"{key}" must be an object' in problem.message
    assert problem.line == 1
