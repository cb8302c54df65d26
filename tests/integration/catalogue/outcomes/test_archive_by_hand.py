"""Five pooled outcomes of the clearinghouse's archive, worked out a second time from its raw rows, in other code.

Which rows speak for a study was decided by reading them; their numbers are read from the archive. REML is found here by
looking for the highest restricted likelihood, and the interval by the formulas as they stand in the papers.
"""

from math import exp, log, sqrt

import pytest
from scipy.stats import norm, t
from sqlalchemy import select

from evidencehub.catalogue.outcomes import reasons
from evidencehub.catalogue.outcomes.gathering import gather
from evidencehub.catalogue.outcomes.pooling import pool
from evidencehub.catalogue.outcomes.units import NOT_SAID, OTHER, RANDOMISED, Unit
from evidencehub.cli import evidencehub
from evidencehub.projects.models import Project
from evidencehub.projects.public import public_view
from tests.support.wwc import rows_of_archive, write

# By approach: outcome, designs, and the findings that speak, a tuple a study.
FIVE = {
    "Growth Mindset": ("results-overall", RANDOMISED, [(51361,), (69586,), (49079,), (48713,), (51352,)]),
    "Social Belonging": ("staying-in-college", RANDOMISED, [(51561,), (62348,), (49165, 49167)]),
    "Building Assets Reducing Risks (BARR)": (
        "school-credits", RANDOMISED, [(5953,), (57609,), (75445,), (5976,)],
    ),
    "Saxon Math": ("maths", OTHER, [(7945,), (7993,), (7975,), (7992,)]),
    "Dropout Prevention": (
        "staying-in-school", RANDOMISED,
        [(number,) for number in (11203, 11447, 11477, 11433, 11175, 11355, 11472, 11451, 11197, 11128, 11357, 11195,
                                  11365)],
    ),
}  # fmt: skip


@pytest.fixture
def database_url(tmp_path, sqlite_template):
    """What enters does not depend on the database."""
    path = tmp_path / "hub.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def held(app, settings, sample_data, tmp_path, monkeypatch, session):
    """The public views of the five, by name, after the real import of their rows."""
    for name, value in {
        "HOME": settings.home, "DATABASE_URL": settings.database_url, "SEARCH_URL": settings.search_url, "DEMO": "0"
    }.items():  # fmt: skip
        monkeypatch.setenv(f"EVIDENCEHUB_{name}", str(value))
    rows = [row for row in rows_of_archive(sample_data) if row["s_Intervention_Name"].strip() in FIVE]
    evidencehub.main(["import", "wwc", str(write(tmp_path / "T.csv", rows))], standalone_mode=False)
    session.rollback()
    projects = session.scalars(select(Project).where(Project.name.in_(FIVE)))
    return {project.name: public_view(session, project) for project in projects}


def of_row(row):
    """Effect and squared standard error of one finding, all of which have a higher number as the better one."""
    g, n_t, n_c, in_t, in_c = (
        float(row[f"f_{name}"])
        for name in ("Effect_Size_WWC", "Outcome_Intervention_SS", "Outcome_Comparison_SS", "Intervention_Clusters_SS",
                     "Comparison_Clusters_SS")
    )  # fmt: skip
    if row["f_Intervention_Standard_Deviation"]:
        variance = 1 / n_t + 1 / n_c + g**2 / (2 * (n_t + n_c))
    else:
        shares = [float(row[f"f_{arm}_Mean"]) for arm in ("Intervention", "Comparison")]
        shares = [share / (100 if max(shares) > 1 else 1) for share in shares]
        variance = sum(1 / (n * p * (1 - p)) for n, p in zip((n_t, n_c), shares, strict=True)) / 1.65**2
    return g, variance * (1 + ((n_t + n_c) / (in_t + in_c) - 1) * float(row["f_ICC"] or 0))


def by_hand(studies):
    """Mean and both ends, by REML: the wider of the usual interval and Hartung and Knapp's."""

    def fit(tau2):
        w = [1 / (v + tau2) for _, v in studies]
        mean = sum(a * y for a, (y, _) in zip(w, studies, strict=True)) / sum(w)
        q = sum(a * (y - mean) ** 2 for a, (y, _) in zip(w, studies, strict=True))
        return mean, sum(w), q, -0.5 * (sum(-log(a) for a in w) + log(sum(w)) + q)

    low, high = 0.0, 4.0
    for _ in range(300):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        low, high = (a, high) if fit(a)[3] < fit(b)[3] else (low, b)
    mean, total, q, _ = fit(low)
    k = len(studies)
    half = max(norm.ppf(0.975) / sqrt(total), t.ppf(0.975, k - 1) * sqrt(q / (k - 1) / total))
    return mean, mean - half, mean + half


def test_five_pooled_outcomes_are_those_of_the_raw_rows(held, sample_data):
    raw = {row["f_FindingID"]: row for row in rows_of_archive(sample_data)}
    for name, (outcome, designs, speaking) in FIVE.items():
        found = next(each for each in gather(held[name]) if each.unit == Unit(outcome, designs, NOT_SAID))
        results = [result for study in held[name].evaluations for result in study.results]
        numbers = {result.id: int(result.source_values["FindingID"]) for result in results}
        told = sorted(tuple(sorted(numbers[key] for key in each.results)) for each in found.entered)
        assert told == sorted(speaking), name
        studies = []
        for findings in speaking:
            given = [of_row(raw[str(number)]) for number in findings]
            error = sum(sqrt(variance) for _, variance in given) / len(given)
            studies.append((sum(g for g, _ in given) / len(given), error**2))
        mean = pool(found.entered).mean
        assert (mean.estimate, mean.low, mean.high) == pytest.approx(by_hand(studies), abs=1e-4), name


def test_a_result_of_whole_classes_enters_only_with_the_correlation_that_its_source_used(held):
    """Study 89846 gives a passing rate corrected for its five classes, and an examination that is not."""
    found = next(
        each for each in gather(held["Growth Mindset"]) if each.unit == Unit("results-overall", RANDOMISED, NOT_SAID)
    )
    assert found.reasons == {reasons.PART: 17, reasons.CLUSTERS: 1} and found.results == 23
    widened = next(each for each in found.entered if each.notes)
    assert widened.notes == ("widened for 155 people in 5 groups (intra-class correlation 0.2)",)


def test_standard_errors_are_those_behind_the_clearinghouses_own_p(sample_data):
    """Where it worked the effect out and gives a p of its own, most of the two standard errors are within 2 %."""
    ratios = []
    for row in rows_of_archive(sample_data):
        needed = ("f_p_Value_WWC", "f_Effect_Size_WWC", "f_Intervention_Mean", "f_Comparison_Mean", "f_ICC")
        shares = not row["f_Intervention_Standard_Deviation"]
        if not all(row[name] for name in needed) or row["f_Comparison_Clusters_SS"] in {"", "0"} or shares:
            continue
        p, g = float(row["f_p_Value_WWC"]), float(row["f_Effect_Size_WWC"])
        if 0.001 < p < 0.9 and abs(g) > 0.02 and float(row["f_Outcome_Comparison_SS"] or 0):
            ratios.append(sqrt(of_row(row)[1]) * norm.isf(p / 2) / abs(g))
    ratios.sort()
    assert len(ratios) > 400 and ratios[len(ratios) // 2] == pytest.approx(1, abs=0.02)
    assert exp(1) > ratios[len(ratios) // 4] > 0.95
