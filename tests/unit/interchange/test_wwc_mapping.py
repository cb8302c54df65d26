"""What the clearinghouse's rows become: its words and numbers as given, codes never shown as words."""

from dataclasses import replace
from uuid import uuid4

import pytest

from evidencehub.interchange.wwc.mapping import (
    design_of,
    evaluation_columns,
    project_columns,
    result_columns,
    words,
)
from evidencehub.interchange.wwc.measures import HEADER, measures_of
from evidencehub.interchange.wwc.people import (
    populations_of_grades,
    populations_of_sample,
    populations_of_shares,
    populations_of_source,
    settings_of,
)
from evidencehub.interchange.wwc.schemas import Report, Review
from evidencehub.interchange.wwc.shares import shares_of
from evidencehub.interchange.wwc.studies import Pair, is_container, newest_first, pairs
from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.projects.reported import reading_of, study_of
from evidencehub.projects.wording import direction_of, sentence, way
from tests.unit.interchange.test_wwc_direction import FINDING

LIST = measures_of([HEADER, ["A test", "", "higher", ""], ["Arrests", "", "lower", ""]])
REVIEW = Review(
    review_id="5", study_id="80", intervention_id="3", intervention="Reading Together", protocol="Beginning Reading",
    protocol_version="2.0", standards="4.1", publication="A Journal, v1.", publication_date="2019",
    citation="Doe, Jane; Roe, Rick. (2019). Reading in Pairs. A Journal, v1.",
    design="Randomized Controlled Trial", rating="Meets WWC standards without reservations",
    rating_reason=" it is a randomized controlled trial with low attrition.", page="/Study/80", eric="EJ1234567",
    posted="2021-03-01", flags=("Grade_1", "Grade_2", "Region_State_Texas", "School_type_Public", "Topic_Literacy"),
)  # fmt: skip


def a_finding(**values):
    return replace(FINDING, **values)


def a_result(review=REVIEW, **values):
    return {**result_columns(a_finding(**values), review, LIST, table="archive"), "is_superseded": False}


def a_study(results, reviews=(REVIEW,), project=None):
    return evaluation_columns(Pair("80/3", reviews), project or a_project(), results, "2025-08-25")


def test_the_effect_is_the_clearinghouses_own_or_else_the_studys_with_its_sign():
    own, studys = a_result(), a_result(effect_wwc=None, effect_study=0.4, p_wwc=None)
    assert (own["effect"], own["source_values"]["effect_from"], own["p_value"]) == (0.5, "Effect_Size_WWC", 0.01)
    assert (studys["effect"], studys["source_values"]["effect_from"], studys["p_value"]) == (
        0.4,
        "Effect_Size_Study",
        0.02,
    )
    assert "ci_low" not in own and own["source_values"]["L1_Unit_of_Analysis"] == "Student"


def test_which_way_is_better_stands_with_the_result_and_no_conflict_is_claimed():
    turned = a_result(measure="Arrests", mean_t=8.0)
    assert (turned["effect"], turned["higher_is"], turned["flag"]) == (0.5, "worse", "")
    assert turned["source_values"]["direction"] == "better"
    assert a_result(measure="Nobody read this")["higher_is"] is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("69", ""), ("0 Days", ""), ("0 Semesters", ""), ("-1 Years", ""), (" - ", ""), ("", ""),
        ("10 Years", "10 Years"), ("2 Weeks", "2 Weeks"), ("2007", "2007"), ("2004-2008", "2004-2008"),
        ("Overall - Full sample", "Full sample"), ("Grades 1-2 -", "Grades 1-2"), ("All", "All"),
        ("Business as usual", "Business as usual"), ("Grade: 3", "Grade: 3"),
    ],
)  # fmt: skip
def test_codes_are_not_shown_as_words(text, shown):
    assert words(text) == shown


def test_a_study_has_its_citation_taken_apart_and_what_the_source_says_of_it_beside():
    study = a_study([a_result()])
    assert (study["title"], study["authors"], study["year"]) == ("Reading in Pairs", ["Doe, Jane", "Roe, Rick"], 2019)
    assert (study["design"], study["place"], study["populations"]) == ("rct", "Texas, United States", ["children-5-11"])
    assert study["source_url"] == "https://ies.ed.gov/ncee/wwc/Study/80"
    said = study_of(study["reported"])
    assert (said.key, said.as_of, said.eric, said.grades) == (
        "study-80",
        "2025-08-25",
        "EJ1234567",
        ("grade 1", "grade 2"),
    )
    (review,) = said.reviews
    assert (review.rating, review.posted, review.results) == (
        "Meets WWC standards without reservations",
        "2021-03-01",
        1,
    )
    assert review.reason == "It is a randomized controlled trial with low attrition."


@pytest.mark.parametrize(
    ("design", "reason", "slug"),
    [
        ("Randomized controlled trial", "", "rct"),
        ("Randomized Controlled Trial", "it is a compromised cluster randomized controlled trial", "cluster-rct"),
        (
            "Randomized Controlled Trial",
            "it is a randomized control trial with cluster level inferences",
            "cluster-rct",
        ),
        ("Quasi-Experimental Design", "it uses a cluster quasi-experimental design", "qed-matched"),
        ("Regression Discontinuity Design", "", "qed-rdd"),
        ("Single Case Design", "", "single-case"),
        ("", "", "not-stated"),
    ],
)
def test_designs_are_told_in_our_words(design, reason, slug):
    assert design_of(replace(REVIEW, design=design, rating_reason=reason)) == slug


def test_the_newest_review_of_a_study_and_intervention_is_shown_by_day_then_by_standards():
    def a_review(number, posted="", standards="1.0", intervention="3"):
        return replace(REVIEW, review_id=number, posted=posted, standards=standards, intervention_id=intervention)

    undated, later, other = a_review("9", standards="3.0"), a_review("8", "2018-02-01"), a_review("7", intervention="4")
    assert [each.review_id for each in newest_first([undated, a_review("6", standards="2.1"), later])] == [
        "8",
        "9",
        "6",
    ]
    assert [(pair.key, pair.shown.review_id) for pair in pairs([undated, other, later])] == [
        ("80/3", "8"),
        ("80/4", "7"),
    ]
    assert [pair.key for pair in pairs([Review("5"), Review("6")])] == ["5", "6"], "2020 knows no studies"


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("(Not applicable)", True), ("IES Funded Studies ", True), ("IES Funded Studies (NCER)", True), ("", True),
        ("Positive Action (PA)", False), ("ABRACADABRA", False), ("(Re)thinking Maths", False),
    ],
)  # fmt: skip
def test_containers_are_no_approaches(name, holds):
    assert is_container(name) == holds


def test_results_of_an_earlier_review_neither_count_nor_give_the_number_of_people():
    earlier = {**a_result(n_total=900), "is_superseded": True}
    study = a_study([a_result(), earlier])
    assert study["participants"] == 120 and "reports 1 result." in study["summary"]


def test_a_size_of_zero_means_that_the_source_does_not_know_it():
    assert a_result(n_total=0, n_t=None, n_c=None)["n_total"] is None


@pytest.mark.parametrize(
    ("description", "populations"),
    [
        ("Grades 9 - 12", ["young-people-12-15", "young-people-16-25"]),
        ("Grades 5–6", ["children-5-11", "young-people-12-15"]),
        ("Grade 5", ["children-5-11"]),
        ("Grade 6", ["children-5-11", "young-people-12-15"]),
        ("Grade 7", ["young-people-12-15"]),
        ("Grade 9", ["young-people-12-15"]),
        ("Grade 10", ["young-people-12-15", "young-people-16-25"]),
        ("Grade 11", ["young-people-16-25"]),
        ("Grade: PK", ["under-5s"]),
        ("Grades K; 2; and 4: Cohort 1", ["children-5-11"]),
        ("Overall - Grade: 3", ["children-5-11"]),
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
    assert populations_of_grades(["PS"]) == ["past-school-age"] and populations_of_grades(["PK"]) == ["under-5s"]


@pytest.mark.parametrize(
    ("grades", "protocol", "people"),
    [
        (["11", "12"], "Transition to College", ["young-people-16-25"]),
        (["12", "PS"], "Transition to College", ["young-people-16-25", "past-school-age"]),
        ([], "Transition to College", ["young-people-16-25", "past-school-age"]),
        (["K"], "Students with a Specific Learning Disability", ["children-5-11", "disabled-people"]),
    ],
)
def test_nobody_is_past_school_age_where_all_were_in_grades_at_school(grades, protocol, people):
    assert populations_of_source(grades, [protocol]) == people


@pytest.mark.parametrize(
    ("given", "groups"),
    [
        ({"Gender_Male": 90.0, "Gender_Female": 10.0}, ["boys-and-men"]),
        ({"Gender_Male": 89.9, "Gender_Female": 10.1}, []),
        ({"Gender_Female": 100.0, "Gender_Male": 0.0}, ["girls-and-women"]),
        ({"Demographics_Sample_FRPL": 95.0}, ["low-income"]),
        ({"Demographics_Sample_ELL": 100.0, "Disability_IEP": 100.0}, ["disabled-people", "english-learners"]),
        ({"Race_Black": 60.0, "Race_Asian": 30.0, "Race_White": 10.0}, ["racially-minoritised"]),
        ({"Race_Black": 60.0, "Ethnicity_Hispanic": 40.0}, []),  # two questions: the same people may be both
        ({"Gender_Male": 126.0, "Gender_Female": 174.0}, []),  # people, not percentages
    ],
)
def test_nearly_all_of_a_sample_make_it_one_of_their_kind(given, groups):
    assert populations_of_shares(shares_of(given, ["Texas"])) == groups


def test_a_share_of_nought_says_nothing_and_neither_does_another_race_alone():
    assert shares_of({"Gender_Female": 0.0, "Gender_Male": 0.0, "Race_Other": 100.0}, ["Texas"]) == ()
    assert [each.said for each in shares_of({"Race_Other": 4.0, "Race_White": 96.0}, ["Texas"])] == [
        "white",
        "of another race",
    ]


def test_who_is_in_a_minority_hangs_on_where_they_live():
    asian = {"Race_Asian": 100.0}
    assert populations_of_shares(shares_of(asian, ["Texas"])) == ["racially-minoritised"]
    assert populations_of_shares(shares_of(asian, [])) == [] and len(shares_of(asian, [])) == 1


def test_shares_stand_with_the_study_and_its_people():
    study = a_study([a_result()], (replace(REVIEW, percents=(("Gender_Male", 100.0), ("Gender_Female", 0.0))),))
    assert study["populations"] == ["children-5-11", "boys-and-men"]
    assert [(each.said, each.percent) for each in study_of(study["reported"]).shares] == [("male", 100.0)]


def test_what_an_earlier_release_kept_of_a_study_is_still_read():
    kept = a_study([a_result()])["reported"]
    earlier = {name: value for name, value in kept.items() if name != "shares"}
    assert study_of(earlier) == study_of(kept)


def test_teachers_are_counted_as_teachers():
    unit = {"given": {**FINDING.given, "L1_Unit_of_Analysis": "Teacher"}}
    theirs = a_study([a_result(**unit, outcome_area="teaching")])
    assert "These are teachers" in theirs["participants_note"] and "teachers-and-staff" in theirs["populations"]
    of_pupils = a_study([a_result(**unit)])
    assert (
        "These are teachers" in of_pupils["participants_note"] and "teachers-and-staff" not in of_pupils["populations"]
    )
    both = a_study([a_result(**unit, outcome_area="teaching"), a_result(n_total=90)])
    assert both["participants"] == 90 and "teachers-and-staff" not in both["populations"]


def test_a_setting_is_named_only_by_a_protocol_or_a_flag_that_names_it():
    assert settings_of(["Beginning Reading"], []) == ["school"]
    assert settings_of(["Developmental Education"], []) == ["university"]
    assert settings_of(["Single Study Review"], ["School_type_Public"]) == ["school"]
    assert settings_of(["Single Study Review", "Dropout Prevention"], ["Grade_9"]) == []


def a_project(reports=(), results=(), studies=0, reviews=()):
    return project_columns("3", "Reading Together", list(reports), list(reviews), list(results), studies, "2025-08-25")


def test_subgroups_never_make_up_the_number_of_people_or_the_population():
    review = Review(review_id="5")
    whole, part = a_result(review), a_result(review, is_subgroup=True, n_total=900, sample="Grade 9")
    evaluation = a_study([whole, part], [review])
    assert (evaluation["participants"], evaluation["populations"]) == (120, ["children-5-11"])
    assert evaluation["title"] == "WWC review 5: Reading Together"
    assert a_study([part])["participants"] is None and "all of them extra" in a_study([part])["summary"]


def test_schools_and_classes_are_not_counted_as_people():
    assert a_study([a_result(given={"L1_Unit_of_Analysis": "School"})])["participants"] is None


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
    assert project["source_as_of"] == "2025-08-25"


def test_where_there_is_no_report_the_studies_say_whom_it_was_tried_with():
    assert a_project(reviews=[REVIEW], studies=1)["populations"] == ["children-5-11"]


def test_a_single_case_study_compares_nobody_and_is_shown_as_change():
    change, compared = a_result(replace(REVIEW, design="Single Case Design")), a_result()
    assert (change["contrast"], compared["contrast"]) == ("within", "between")
    held = {key: value for key, value in change.items() if key in FrozenResult.__slots__}
    result = FrozenResult(id=uuid4(), **held)
    assert direction_of(result) == "changed-better"
    said = sentence(result)
    assert "went up" in said and "others may have changed too" in said and "took part" not in said


def test_a_figure_of_the_study_alone_is_on_a_scale_that_is_not_named():
    """The archive has earnings in dollars there, -314.3, and days of absence."""
    given = a_result(effect_wwc=None, effect_study=-314.3, improvement_index=None, mean_t=5.0)
    assert (given["effect"], given["effect_metric"], a_result()["effect_metric"]) == (-314.3, "", "g")
    result = FrozenResult(id=uuid4(), **{key: value for key, value in given.items() if key in FrozenResult.__slots__})
    assert direction_of(result) == "worse" and not reading_of(result.source_values).is_large
    said = sentence(result)
    assert "by 314.3 (the study’s own figure, on a scale that is not named)" in said and "places" not in said
    assert way(result) == "lower, by 314.3 (the study’s own figure, on a scale that is not named)"
