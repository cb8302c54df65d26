"""What the clearinghouse's rows become: signs and ratings as given, arrows only where nothing speaks against them."""

from dataclasses import replace

import pytest

from evidencehub.interchange.wwc.mapping import (
    SIGN_CONFLICT,
    TOO_LARGE,
    direction_of,
    evaluation_columns,
    flag_of,
    project_columns,
    result_columns,
)
from evidencehub.interchange.wwc.people import populations_of_grades, populations_of_sample, settings_of
from evidencehub.interchange.wwc.schemas import Finding, Report

FINDING = Finding(
    finding_id="7", review_id="5", intervention_id="3", intervention="Reading Together", protocol="Beginning Reading",
    outcome_area="attainment", outcome="Alphabetics", measure="A test", comparison="Business as usual", period="1 Year",
    sample="Grades 1-2 -", is_subgroup=False, n_total=120, n_t=60.0, n_c=60.0,
    mean_t=12.0, mean_c=10.0, sd_t=4.0, sd_c=4.0,
    effect_study=0.4, effect_wwc=0.5, improvement_index=19.0, p_study=0.02, p_wwc=0.01, is_significant=True,
    given={"Protocol": "Beginning Reading", "L1_Unit_of_Analysis": "Student", "Finding_Rating": "1"},
)  # fmt: skip


def a_finding(**values):
    return replace(FINDING, **values)


@pytest.mark.parametrize(
    ("values", "flag"),
    [
        ({}, ""),
        ({"effect_wwc": -0.5}, SIGN_CONFLICT),
        ({"mean_t": 8.0}, SIGN_CONFLICT),
        ({"mean_t": 10.0, "effect_wwc": -0.5}, ""),
        ({"mean_t": 0.1 + 0.2, "mean_c": 0.3, "effect_wwc": -0.5}, ""),
        ({"mean_t": None, "effect_wwc": -0.5}, ""),
        ({"effect_wwc": 0.0, "mean_t": 8.0}, ""),
        ({"effect_wwc": 1.5}, ""),
        ({"effect_wwc": 1.5001}, TOO_LARGE),
        ({"effect_wwc": -1.5001, "mean_t": 8.0}, TOO_LARGE),
        ({"effect_wwc": -1.6}, f"{SIGN_CONFLICT} {TOO_LARGE}"),
        ({"effect_wwc": None, "effect_study": -0.4}, SIGN_CONFLICT),
        ({"effect_wwc": None, "effect_study": None, "mean_t": 8.0}, ""),
    ],
)
def test_a_result_is_flagged_where_sign_and_means_conflict_or_the_effect_is_too_large(values, flag):
    assert flag_of(a_finding(**values)) == flag


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        ({}, "better"),
        ({"effect_wwc": -0.5, "mean_t": 8.0, "improvement_index": -19.0}, "worse"),
        ({"is_significant": False}, "unclear"),
        ({"is_significant": None}, "unclear"),
        ({"effect_wwc": 0.0}, "unclear"),
        ({"effect_wwc": None, "effect_study": None}, "not-measured"),
        ({"effect_wwc": 2.0}, "flagged"),
        ({"effect_wwc": -0.5}, "flagged"),
    ],
)
def test_the_direction_is_what_the_source_found_beyond_chance(values, direction):
    assert direction_of(a_finding(**values)) == direction


def test_fewer_fights_are_not_called_worse_because_the_number_is_lower():
    fewer = a_finding(effect_wwc=-0.5, mean_t=8.0, improvement_index=19.0)
    assert direction_of(fewer) == "unclear" and result_columns(fewer)["effect"] == -0.5
    assert "improvement index" in result_columns(fewer)["source_values"]["direction_note"]


def test_the_effect_is_the_clearinghouses_own_or_else_the_studys_with_its_sign():
    own, studys = result_columns(FINDING), result_columns(a_finding(effect_wwc=None, effect_study=0.4, p_wwc=None))
    assert (own["effect"], own["source_values"]["effect_from"], own["p_value"]) == (0.5, "Effect_Size_WWC", 0.01)
    assert (studys["effect"], studys["source_values"]["effect_from"], studys["p_value"]) == (
        0.4,
        "Effect_Size_Study",
        0.02,
    )
    assert "ci_low" not in own and own["source_values"]["Finding_Rating"] == "1"


def test_a_size_of_zero_means_that_the_source_does_not_know_it():
    assert result_columns(a_finding(n_total=0, n_t=None, n_c=None))["n_total"] is None


@pytest.mark.parametrize(
    ("description", "populations"),
    [
        ("Grades 9 - 12", ["young-people-12-15", "young-people-16-25"]),
        ("Grades 5–6", ["children-5-11"]),
        ("Grade 6", ["children-5-11"]),
        ("Grade 7", ["young-people-12-15"]),
        ("Grade 10", ["young-people-12-15"]),
        ("Grade 11", ["young-people-16-25"]),
        ("Grade: PK", ["under-5s"]),
        ("Grades K; 2; and 4: Cohort 1", ["children-5-11"]),
        ("Overall - Grade: 6", ["children-5-11"]),
        ("Grade 3 - Grade 3", ["children-5-11"]),
        ("Grades 4 and 8", ["children-5-11", "young-people-12-15"]),
        ("2nd-5th grade", ["children-5-11"]),
        ("Kindergarten", ["children-5-11"]),
        ("Preschool children", ["under-5s"]),
        ("Grades 6 and higher", []),
        ("Grade 13", []),
        ("Full sample", []),
        ("Age 24", []),
        ("Students who repeated grade 3 once", []),
    ],
)
def test_a_sample_names_a_population_only_as_a_plain_range_of_grades(description, populations):
    assert populations_of_sample(description) == populations


def test_the_flag_ps_is_postsecondary_as_the_dictionary_of_the_export_says():
    assert populations_of_grades(["PS"]) == ["young-people-16-25"] and populations_of_grades(["PK"]) == ["under-5s"]


def test_a_setting_is_named_only_by_a_protocol_or_a_flag_that_names_it():
    assert settings_of(["Beginning Reading"], []) == ["school"]
    assert settings_of(["Developmental Education"], []) == ["university"]
    assert settings_of(["Single Study Review"], ["School_type_Public"]) == ["school"]
    assert settings_of(["Single Study Review", "Dropout Prevention"], ["Grade_9"]) == []


def a_project(reports=(), results=(), reviews=0):
    return project_columns("3", "Reading Together", list(reports), list(results), reviews)


def test_subgroups_never_make_up_the_number_of_people_or_the_population():
    whole, part = result_columns(FINDING), result_columns(a_finding(is_subgroup=True, n_total=900, sample="Grade 9"))
    evaluation = evaluation_columns("5", a_project(), [whole, part])
    assert (evaluation["participants"], evaluation["populations"]) == (120, ["children-5-11"])
    assert evaluation_columns("5", a_project(), [part])["participants"] is None


def test_schools_and_classes_are_not_counted_as_people():
    schools = result_columns(a_finding(given={"L1_Unit_of_Analysis": "School"}))
    assert evaluation_columns("5", a_project(), [schools])["participants"] is None


def test_a_report_gives_ratings_as_given_delivery_in_words_and_the_page():
    rating = {"domain": "Alphabetics", "rating": "Mixed Effects", "studies_eligible": "2"}
    report = Report(
        intervention_id="3", intervention="Reading Together", protocol="Beginning Reading", page="/intervention/3",
        outcome_area="attainment", flags=["Grade_K", "Grade_7", "Delivery_Method_Whole_Class"], rating=rating,
    )  # fmt: skip
    project = a_project([report])
    assert project["source_ratings"] == [rating] and project["delivery"] == "Taught to whole classes."
    assert project["populations"] == ["children-5-11", "young-people-12-15"]
    assert project["source_url"] == "https://ies.ed.gov/ncee/wwc/intervention/3"
    assert project["outcome_areas"] == ["attainment"] and "no figures of single studies" in project["summary"]
