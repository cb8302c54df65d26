"""What goes into a synthesis: each rule on both sides of its edge, and counts that add up."""

from dataclasses import replace
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.catalogue.outcomes import reasons
from evidencehub.catalogue.outcomes.gathering import gather
from evidencehub.catalogue.outcomes.units import NAMED, NOT_SAID, OTHER, RANDOMISED, USUAL, Unit, comparator_of
from evidencehub.projects import reported
from tests.support.studies import a_study, a_view, an_outcome

TRUANCY = Unit("truancy", RANDOMISED, NOT_SAID)


def of(view, unit=TRUANCY):
    return next(each for each in gather(view) if each.unit == unit)


def reason_of(result, **study):
    """Why a result that stands alone is left out; "" where it enters."""
    (found,) = (each for each in gather(a_view(a_study(result, **study))) if each.unit.outcome == "truancy")
    return next((each.reason for each in found.left_out), "")


def test_more_of_what_is_worse_is_worse_and_less_of_it_is_better():
    less, more = an_outcome(), an_outcome(effect=log(1.68), ci_low=log(1.2), ci_high=log(2.36))
    assert of(a_view(a_study(less))).entered[0].effect == 0.7
    found = of(a_view(a_study(more)))
    assert exp(-found.entered[0].effect) == pytest.approx(1.68) and found.entered[0].effect < 0
    assert (found.scale, found.higher_is) == ("or", "worse")
    assert of(a_view(a_study(replace(more, higher_is="better")))).entered[0].effect == pytest.approx(log(1.68))


@pytest.mark.parametrize(
    ("changed", "study", "reason"),
    [
        ({}, {}, ""),
        ({"is_subgroup": True}, {}, reasons.PART),
        ({"is_superseded": True}, {}, reasons.REPLACED),
        ({"contrast": "within"}, {}, reasons.CHANGE),
        ({}, {"design": "pre-post"}, reasons.NO_COMPARISON),
        ({}, {"design": ""}, reasons.NO_COMPARISON),
        ({}, {"design": "qed-did"}, ""),
        ({"flag": "two signs"}, {}, reasons.CONFLICT),
        ({"higher_is": None}, {}, reasons.DIRECTION),
        ({"effect": None, "ci_low": None, "ci_high": None}, {}, reasons.NO_EFFECT),
        ({"ci_low": None, "ci_high": None}, {}, reasons.NO_MARGIN),
        ({"ci_low": None, "ci_high": None, "se": 0.3}, {}, ""),
        ({}, {"design": "cluster-rct"}, ""),
        ({"worked_out": ("se", "ci_low", "ci_high")}, {"design": "cluster-rct"}, reasons.CLUSTERS),
        ({"worked_out": ("se",), "se": 0.1}, {"design": "cluster-rct"}, ""),  # it follows from the report's interval
        ({"worked_out": ("ci_low", "ci_high"), "se": 0.1}, {"design": "cluster-rct"}, ""),
        ({}, {"source": "records"}, reasons.CLUSTERS_NOT_SAID),
        ({"source_values": {"clusters": "none"}}, {"source": "records"}, ""),
        ({"source_values": {"clusters": "none"}}, {"source": "records", "design": "cluster-rct"}, reasons.CLUSTERS),
        ({"source_values": {"clusters": "corrected"}}, {"source": "records", "design": "cluster-rct"}, ""),
        (
            {"source_values": {"clusters": "corrected"}, "worked_out": ("se", "ci_low", "ci_high")},
            {"source": "records"},
            reasons.CLUSTERS,
        ),
    ],
)
def test_each_rule_leaves_out_what_it_names_and_nothing_else(changed, study, reason):
    assert reason_of(an_outcome(**changed), **study) == reason


AVERAGES = {"gives": "means", "effect_metric": "md", "effect": -2.0, "mean_t": 8.0, "mean_c": 10.0, "sd_t": 4.0,
            "sd_c": 4.0, "n_t": 100.0, "n_c": 100.0}  # fmt: skip
NUMBERS = {"gives": "counts", "effect_metric": "pp", "effect": -10.0, "unit": "%", "events_t": 30.0, "events_c": 40.0,
           "n_t": 100.0, "n_c": 100.0}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "low", "high", "scale", "wide", "narrow"),
    [(AVERAGES, -4.0, 0.0, "g", 0.254, 0.1436), (NUMBERS, -30.0, 10.0, "pp", 10.2, 0.299)],
)
@pytest.mark.parametrize("study", [{}, {"source": "records"}])
def test_schools_in_groups_enter_with_the_margin_of_their_report_and_never_with_one_of_single_people(
    given, low, high, scale, wide, narrow, study
):
    """The team types what the groups had, and the interval: the difference and its standard error follow."""
    more = {"worked_out": ("effect", "se"), "ci_low": low, "ci_high": high, "se": (high - low) / 3.92}
    corrected = {"source_values": {"clusters": "corrected"}} if study else {}
    found = of(a_view(a_study(an_outcome(**given | more | corrected), design="cluster-rct", **study)))
    assert found.entered[0].se == pytest.approx(wide, rel=0.01) and found.scale.startswith(scale)
    alone = {"source_values": {"clusters": "none"}} if study else {}
    found = of(a_view(a_study(an_outcome(**given | more | alone), **study)))
    assert found.entered[0].se == pytest.approx(narrow, rel=0.01)


def reading(**values):
    usual = {"direction": "unclear", "decided": "higher", "better": "higher", "higher": "t"}
    return reported.kept(reported.Reading(**usual | values))


def from_clearinghouse(read=None, **values):
    given = {
        "effect_from": "Effect_Size_WWC", "L1_Unit_of_Analysis": "Student", "reading": reading(**(read or {})),
        "Intervention_Clusters_Sample_Size": "50", "Comparison_Clusters_Sample_Size": "50", **values.pop("given", {}),
    }  # fmt: skip
    return an_outcome(
        **{"effect": 0.4, "effect_metric": "g", "ci_low": None, "ci_high": None, "n_t": 50.0, "n_c": 50.0,
           "sd_t": 1.0, "sd_c": 1.0,
           "higher_is": {"higher": "better"}.get(given["reading"]["better"], "worse"),
           "source_values": {key: value for key, value in given.items() if value is not None}, **values}
    )  # fmt: skip


IN_CLASSES = {"Intervention_Clusters_Sample_Size": "5", "Comparison_Clusters_Sample_Size": "5"}


@pytest.mark.parametrize(
    ("read", "given", "effect"),
    [
        ({}, {}, 0.4),
        ({"higher": "c"}, {}, -0.4),
        ({"better": "lower", "higher": "c", "decided": "lower-turned"}, {}, 0.4),
        ({"better": "lower", "higher": "t", "decided": "lower-averages"}, {}, -0.4),
        ({"higher": "", "decided": "index-against"}, {}, reasons.DIRECTION),
        ({"better": "not-plain", "higher": "", "decided": "not-plain"}, {}, reasons.DIRECTION),
        ({"decided": "no-effect", "higher": ""}, {}, reasons.NO_EFFECT),
        ({}, {"effect_from": "Effect_Size_Study"}, reasons.UNKNOWN_SCALE),
        ({}, {"L1_Unit_of_Analysis": "School"}, reasons.NOT_PEOPLE),
        ({}, {"Comparison_Clusters_Sample_Size": None}, reasons.CLUSTERS_NOT_SAID),
        ({}, IN_CLASSES, reasons.CLUSTERS),
        ({}, {**IN_CLASSES, "ICC": "0.2"}, 0.4),
        ({}, {"ICC": "0.2"}, reasons.CLUSTERS),  # as many groups as people, and yet they were alike within groups
        ({}, {"ICC": "0"}, 0.4),
    ],
)
def test_the_archive_says_of_each_row_which_way_is_better_and_whether_clusters_were_corrected(read, given, effect):
    found = of(a_view(a_study(from_clearinghouse(read, given=given), source="wwc"), stage="imported"))
    assert [each.effect for each in found.entered] + [each.reason for each in found.left_out] == [effect]


def test_whole_classes_in_groups_widen_the_margin_by_the_correlation_that_the_source_used():
    alone = of(a_view(a_study(from_clearinghouse()))).entered[0]
    classes = of(a_view(a_study(from_clearinghouse(given={**IN_CLASSES, "ICC": "0.2"})))).entered[0]
    assert alone.se == pytest.approx(0.2020, abs=1e-4) and alone.notes == ()
    assert classes.se / alone.se == pytest.approx((1 + 9 * 0.2) ** 0.5)
    assert classes.notes == ("widened for 100 people in 10 groups (intra-class correlation 0.2)",)


@pytest.mark.parametrize(("p", "enters"), [(0.048, True), (0.05, True), (0.3, False), (0.001, False), (None, False)])
def test_people_given_as_groups_with_a_correlation_enter_only_where_the_source_took_them_one_by_one(p, enters):
    """0.4 with a standard error of 0.2020 has a p of 0.0477 where nothing is corrected."""
    found = of(a_view(a_study(from_clearinghouse(given={"ICC": "0.2"}, p_value=p))))
    assert [round(each.se, 4) for each in found.entered] == ([0.202] if enters else [])
    assert set(found.reasons) == (set() if enters else {reasons.CLUSTERS})


@pytest.mark.parametrize(
    ("averages", "effect", "se"),
    [
        ((86.0, 76.0), 0.401, 0.1309),  # two shares that make the effect: less sure than averages would be
        ((0.86, 0.76), 0.401, 0.1309),
        ((86.0, 76.0), 0.9, None),  # shares, or averages on a scale up to 100: nobody can tell
        ((411.0, 407.0), 0.232, 0.0825),
        ((None, None), 0.3, None),
    ],
)
def test_a_difference_of_shares_is_less_sure_than_one_of_averages(averages, effect, se):
    mean_t, mean_c = averages
    found = of(a_view(a_study(from_clearinghouse(
        effect=effect, mean_t=mean_t, mean_c=mean_c, sd_t=None, sd_c=None, n_t=295.0, n_c=296.0,
        given={"Intervention_Clusters_Sample_Size": "295", "Comparison_Clusters_Sample_Size": "296"},
    ))))  # fmt: skip
    assert [round(each.se, 4) for each in found.entered] == ([se] if se else [])
    assert bool(found.reasons) is (se is None) and set(found.reasons) <= {reasons.NO_MARGIN}


def test_a_study_speaks_once_primary_first_then_the_longest_up_to_a_year_then_adjusted():
    aside = an_outcome(is_primary=False, followup_months=6)
    early, late, latest = (an_outcome(is_primary=True, followup_months=months) for months in (3, 12, 24))
    adjusted = replace(an_outcome(is_primary=True, followup_months=12, is_adjusted=True), effect=-0.1)
    found = of(a_view(a_study(aside, early, late, latest, adjusted)))
    (spoke,) = found.entered
    assert spoke.results == (adjusted.id,) and spoke.effect == pytest.approx(0.1)
    assert found.reasons == {reasons.NOT_PRIMARY: 1, reasons.OTHER_TIME: 2, reasons.NOT_ADJUSTED: 1}
    assert of(a_view(a_study(replace(latest, followup_months=36), latest))).entered[0].results == (latest.id,)


def test_what_a_study_was_made_to_find_out_is_never_replaced_by_something_else_where_it_gives_no_margin():
    primary = an_outcome(is_primary=True, ci_low=None, ci_high=None)
    found = of(a_view(a_study(primary, an_outcome(is_primary=False))))
    assert not found.entered and set(found.reasons) == {reasons.NOT_PRIMARY, reasons.NO_MARGIN}


def test_several_measures_of_one_study_are_averaged_as_if_each_repeated_the_others():
    first, second = an_outcome(se=0.2), an_outcome(effect=-0.1, se=0.4)
    (spoke,) = of(a_view(a_study(first, second))).entered
    assert (spoke.effect, spoke.se) == (pytest.approx(0.4), pytest.approx(0.3))


def test_a_study_reported_twice_is_one_sample():
    twice = [a_study(an_outcome(), source="wwc", reported=reported.kept(reported.Study(key="s1"))) for _ in range(2)]
    twice = [replace(each, results=(from_clearinghouse(),)) for each in twice]
    assert len(of(a_view(*twice, a_study(an_outcome(effect_metric="g")))).entered) == 2


def of_report(contrast, **values):
    about = {"source": "wwc", "title": "A trial", "year": 2013, **values}
    told = reported.kept(reported.Study(key=f"{contrast}, {about}", contrast=contrast))
    return a_study(from_clearinghouse(), reported=told, **about)


def test_comparisons_of_one_report_share_people_and_are_one_sample():
    arms = [of_report(each) for each in ("Practice vs. control", "Talk vs. control", "Practice or talk vs. control")]
    (entered,) = of(a_view(*arms)).entered
    assert len(entered.results) == 3 and entered.also == (arms[1].id, arms[2].id)
    assert entered.se == pytest.approx(0.2020, abs=1e-4), "three times the same people are no surer than once"
    assert len(of(a_view(arms[0], of_report("Talk vs. control", year=2014))).entered) == 2
    apart = a_view(of_report("Sample 1"), of_report("Sample 3"), of_report("Sample 3", title="Another"))
    assert len(of(apart).entered) == 3


def test_a_comparison_with_another_kind_of_the_same_thing_stands_apart():
    view = a_view(of_report("Practice vs. control"), of_report("Practice vs. talk"))
    truancy = [each.unit.comparator for each in gather(view) if each.unit.outcome == "truancy"]
    assert truancy == [NAMED, NOT_SAID]


def test_what_cannot_be_put_on_one_scale_is_not_mixed():
    in_days = an_outcome(effect_metric="md", unit="days")
    found = of(a_view(a_study(an_outcome()), a_study(an_outcome()), a_study(in_days)))
    assert (found.scale, len(found.entered), found.reasons) == ("or", 2, {reasons.OTHER_SCALE: 1})


def test_people_with_the_outcome_are_told_as_odds_whatever_difference_follows_from_them():
    counted = an_outcome(
        gives="counts", events_t=19, n_t=46.0, events_c=4, n_c=35.0, effect=29.9, effect_metric="pp", ci_low=12.1,
        ci_high=47.6, worked_out=("effect", "ci_low", "ci_high", "se"),
    )  # fmt: skip
    found = of(a_view(a_study(counted)))
    assert found.scale == "or" and exp(-found.entered[0].effect) == pytest.approx(19 * 31 / (27 * 4))


def test_randomised_studies_and_others_stand_apart_and_so_do_kinds_of_comparison():
    other = a_study(an_outcome(), design="qed-matched")
    usual = a_study(an_outcome(comparison_note="Business as usual"))
    view = a_view(a_study(an_outcome()), other, usual)
    truancy = [each.unit for each in gather(view) if each.unit.outcome == "truancy"]
    assert truancy == [Unit("truancy", OTHER, NOT_SAID), TRUANCY, Unit("truancy", RANDOMISED, USUAL)]
    assert {each.unit.outcome for each in gather(view)} == {"truancy", "attendance"}, (
        "an area holds too much for one figure"
    )


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("", NOT_SAID), ("Unknown", NOT_SAID), ("Business as usual", USUAL), ("business-as-usual", USUAL),
        ("None", USUAL), ("Waiting list", USUAL), ("Usual teaching.", USUAL), ("Head Start", NAMED),
        ("No mentoring", USUAL), ("Another intervention", NAMED), ("One-on-one adult tutoring", NAMED),
    ],
)  # fmt: skip
def test_what_the_others_got_is_told_by_its_words(note, kind):
    assert comparator_of(note) == kind


outcomes = st.builds(
    an_outcome, effect=st.floats(-2, 2), is_primary=st.sampled_from([None, True, False]),
    is_subgroup=st.booleans(), is_adjusted=st.sampled_from([None, True, False]), se=st.sampled_from([None, 0.2]),
    followup_months=st.sampled_from([None, 3.0, 12.0, 24.0]), effect_metric=st.sampled_from(["or", "g", "md"]),
    higher_is=st.sampled_from(["better", "worse", None]),
)  # fmt: skip


@given(st.lists(st.lists(outcomes, max_size=4), max_size=4))
def test_counts_add_up_and_turning_every_effect_round_changes_nothing_but_its_sign(studies):
    view = a_view(*(a_study(*results) for results in studies))
    turned = a_view(
        *(
            replace(study, results=tuple(
                replace(each, effect=-each.effect, ci_low=-each.ci_high, ci_high=-each.ci_low) for each in study.results
            ))
            for study in view.evaluations
        )
    )  # fmt: skip
    for one, other in zip(gather(view), gather(turned), strict=True):
        held = sum(one.unit.outcome in {"truancy", "attendance"} for study in view.evaluations for _ in study.results)
        assert one.results == held and one.left_out == other.left_out
        assert [(each.results, -each.effect, each.se) for each in one.entered] == [
            (each.results, each.effect, each.se) for each in other.entered
        ]


def test_two_reports_of_the_same_people_enter_once():
    unclustered = {"source_values": {"clusters": "none"}}
    first, again = (a_study(an_outcome(effect=effect, **unclustered), participants=6888, title=title, source="records")
                    for effect, title in ((-0.7, "Year one"), (-0.5, "Four years")))  # fmt: skip
    other = a_study(an_outcome(**unclustered), participants=90, source="records")
    found = of(a_view(first, again, other))
    assert sorted(len(each.results) for each in found.entered) == [1, 2]
    assert next(each.effect for each in found.entered if len(each.results) == 2) == pytest.approx(0.6)
