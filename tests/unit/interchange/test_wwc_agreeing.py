"""Our reading beside the clearinghouse's own ratings, from its archive."""

import csv
import io
import json
import zipfile

import pytest
from click.testing import CliRunner

from evidencehub.cli import evidencehub
from evidencehub.interchange.records.files import UnusableFile
from evidencehub.interchange.wwc.agreeing import compare
from evidencehub.interchange.wwc.rated import COLUMNS, rated_domains
from evidencehub.standards.files.loading import load_standard

TABLE = "Interventions_Studies_And_Findings.csv"

WWC = load_standard("wwc")
POOR = "Does not meet WWC standards"
WITHOUT, WITH = "Meets WWC standards without reservations", "Meets WWC standards with reservations"


def finding(study, effect, *, clear=False, rating=WITHOUT, subgroup=False, **changes):
    return {
        "s_StudyID": study,
        "s_Study_Design": "Randomized Controlled Trial",
        "s_Study_Rating": rating,
        "s_Standards_Version": "3.0",
        "f_Is_Subgroup": str(subgroup),
        "f_Effect_Size_WWC": "" if effect is None else str(effect),
        "f_Is_Statistically_Significant": str(clear),
        **changes,
    }


@pytest.fixture
def archive(tmp_path):
    """Write an archive of domains, each a rating with its findings; return its path."""

    def write(*domains, table=TABLE, columns=COLUMNS):
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, extrasaction="ignore", restval="")
        writer.writeheader()
        for number, (rating, *findings) in enumerate(domains):
            studies = {each["s_StudyID"] for each in findings}
            report = {
                "i_InterventionID": str(number), "i_Outcome_Domain": "Reading\N{NO-BREAK SPACE}",
                "i_Effectiveness_Rating": rating, "i_NumStudiesMeetingStandards": str(len(studies)),
            }  # fmt: skip
            writer.writerows({"f_FindingID": f"{number}-{place}", **report, **f} for place, f in enumerate(findings))
        path = tmp_path / "archive.zip"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr(table, text.getvalue().encode("utf-8-sig"))
        return path

    return write


@pytest.mark.parametrize(
    ("findings", "ours"),
    [
        ([finding("a", 0.1, clear=True), finding("b", 0.1, clear=True, rating=WITH)], "Positive effects"),
        ([finding(study, 0.1, clear=True, rating=WITH) for study in "ab"], "Potentially positive effects"),
        ([finding("a", 0.1, clear=True), finding("a", 0.0)], "Potentially positive effects"),
        ([finding("a", 0.1, clear=True), finding("a", -0.1, clear=True)], "No discernible effects"),
        ([finding("a", 0.3), finding("a", 0.2)], "Potentially positive effects"),
        ([finding("a", 0.3), finding("a", 0.19)], "No discernible effects"),
        ([finding("a", 0.1), finding("a", 0.9, clear=True, subgroup=True)], "No discernible effects"),
        ([finding("a", 0.9, clear=True, subgroup=True)], "Potentially positive effects"),
        ([finding("a", 0.1), finding("b", -0.1, clear=True, rating=POOR)], "No discernible effects"),
        ([finding("a", -0.1, clear=True)], "Potentially negative effects"),
        ([finding("a", None, f_Improvement_Index="12")], "Potentially positive effects"),
        ([finding("a", None, f_Improvement_Index="9")], "No discernible effects"),
        ([finding("a", 0.1), finding("a", None)], "No discernible effects"),
        ([finding("a", None)], "cannot tell"),
    ],
)  # fmt: skip
def test_a_domain_is_summed_up_by_the_reading(archive, findings, ours):
    (compared,) = compare(WWC, rated_domains(archive(("Positive Effects", *findings))))
    assert compared.ours == ours
    assert compared.agrees == (ours == "Positive effects")
    assert bool(compared.reason) != compared.agrees


def test_what_the_report_does_not_rate_is_passed_over(archive):
    one = finding("a", 0.1)
    path = archive(("Not Measured", one), ("N/A", one), ("", one), ("No Discernible Effects", one))
    (domain,) = rated_domains(path)
    assert (domain.rating, domain.name) == ("No Discernible Effects", "Reading")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"s_Standards_Version": "4.1"}, "pools studies"),
        ({"s_Standards_Version": "4.0"}, ""),
        ({"s_Study_Design": "Single Case Design"}, "single-case"),
    ],
)
def test_what_the_reading_is_not_made_for_is_not_judged_by_it(archive, changes, reason):
    (compared,) = compare(WWC, rated_domains(archive(("Mixed Effects", finding("a", 0.1, **changes)))))
    assert (reason in compared.outside) and bool(compared.outside) == bool(reason)


def test_the_same_third_is_set_aside_each_time(archive):
    path = archive(*[("No Discernible Effects", finding("a", 0.1))] * 9)
    first, second = (
        [each.domain.key for each in compare(WWC, rated_domains(path)) if each.set_aside] for _ in range(2)
    )
    assert first == second
    assert len(first) == 3


def test_an_archive_that_is_none_ends_with_one_plain_line(archive, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("no,table\n")
    with pytest.raises(UnusableFile, match=r"lacks .*s_StudyID"):
        rated_domains(other)
    with pytest.raises(UnusableFile, match="lacks f_Finding_Rating"):
        rated_domains(archive(("Mixed Effects", finding("a", 0.1)), columns=COLUMNS[:-1]))
    result = CliRunner().invoke(evidencehub, ["standards", "agree", "wwc", str(other)])
    assert isinstance(result.exception, UnusableFile)
    assert "\n" not in str(result.exception)


def test_a_row_that_cannot_be_read_ends_the_comparison_instead_of_changing_its_counts(archive, tmp_path):
    with zipfile.ZipFile(archive(("Mixed Effects", finding("a", 0.1)))) as packed:
        table = packed.read(TABLE).decode("utf-8-sig")
    broken = tmp_path / "broken.csv"
    broken.write_text(table + "1,2,3\n")
    with pytest.raises(UnusableFile, match="line 3: has 3 columns"):
        rated_domains(broken)


def test_the_command_counts_and_names_what_differs(archive):
    path = archive(("No Discernible Effects", finding("a", 0.1)), ("Positive Effects", finding("a", 0.1)))
    told = CliRunner().invoke(evidencehub, ["standards", "agree", "wwc", str(path), "--misses"]).output
    assert "Judged: 1 of 2 agree, 50.0%." in told
    assert "  1 Positive Effects, by the reading: No discernible effects" in told
    data = json.loads(CliRunner().invoke(evidencehub, ["standards", "agree", "wwc", str(path), "--json"]).output)
    assert [each["agrees"] for each in data] == [True, False]


@pytest.mark.data
def test_the_reading_agrees_with_nine_in_ten_of_the_clearinghouses_own_ratings(sample_data):
    """On what was looked at while it was written, on the third that was not, and on all that the archive rates."""
    compared = compare(WWC, rated_domains(sample_data / "wwc" / "WWC-export-archive-2025-08-25.zip"))
    judged = [each for each in compared if not each.outside]
    assert (len(compared), len(judged)) == (455, 448)
    aside = [each for each in judged if each.set_aside]
    for some in (judged, aside, [each for each in judged if not each.set_aside], compared):
        assert sum(each.agrees for each in some) >= 0.9 * len(some)
