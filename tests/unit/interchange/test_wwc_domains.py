"""Outcome domains of the clearinghouse, and their places in the tree of outcomes of this hub."""

import csv
import gzip
import io
import zipfile

from evidencehub.interchange.wwc import domains
from evidencehub.standards.files.outcomes import load_outcomes


def _archive(sample_data):
    """Domain and measure of each finding of the archive of August 2025."""
    with (
        zipfile.ZipFile(sample_data / "wwc" / "WWC-export-archive-2025-08-25.zip") as archive,
        archive.open("Interventions_Studies_And_Findings.csv") as file,
    ):
        rows = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig"))
        return [(row["f_Outcome_Domain"], row["f_Outcome_Measure"]) for row in rows]


def _tables(sample_data, *names):
    for name in names:
        with gzip.open(sample_data / "wwc" / f"{name}.csv.gz", "rt", encoding="utf-8-sig") as file:
            yield from csv.DictReader(file)


def test_each_of_the_199_domains_of_the_archive_has_its_place_and_no_other_has(sample_data):
    exported = {domain for domain, _ in _archive(sample_data)}
    assert len(exported) == 199
    assert sorted(domain for domain in exported if domains.outcome_of(domain) is None) == []
    assert {domains.plain(place.name) for place in domains.places()} == {domains.plain(name) for name in exported}


def test_the_domains_of_the_tables_of_2020_have_their_places_too(sample_data):
    exported = {row["Outcome_Domain"] for row in _tables(sample_data, "Findings", "InterventionReports")}
    exported.discard("")  # an intervention whose studies did not meet the clearinghouse's standards
    assert len(exported) == 109
    assert sorted(domain for domain in exported if domains.outcome_of(domain) is None) == []


def test_the_domains_that_newer_exports_have_brought_are_under_what_they_say(sample_data):
    with (sample_data / "reports" / "wwc-new-domains.csv").open(encoding="utf-8-sig", newline="") as file:
        given = {row["Outcome_Domain"]: domains.area_of(row["Outcome_Domain"]) for row in csv.DictReader(file)}
    assert given == {
        "College Degree Attainment": "attainment", "Employment": "employment",
        "Whole Numbers Computation": "attainment", "Student Discipline": "school-attendance",
        "Word and pseudoword reading": "attainment", "High School Completion": "attainment",
    }  # fmt: skip


def test_a_measure_that_stands_apart_from_its_domain_is_one_that_the_source_has(sample_data):
    given = {(domains.plain(domain), domains.plain(measure)) for domain, measure in _archive(sample_data)}
    given |= {
        (domains.plain(row["Outcome_Domain"]), domains.plain(row["Outcome_Measure"]))
        for row in _tables(sample_data, "Findings")
    }
    listed = [
        (domains.plain(row["domain"]), domains.plain(name)) for row in domains.measures() for name in row["names"]
    ]
    assert len(listed) == len(set(listed)) > 900
    assert sorted(set(listed) - given) == []
    assert [pair for pair in listed if domains.outcome_of(pair[0]) == domains.outcome_of(*pair)] == []


def test_a_place_is_an_outcome_of_the_tree_and_a_domain_has_one_place():
    slugs = {term.slug for term in load_outcomes().outcomes}
    assert {place.outcome for place in domains.places()} <= slugs
    assert {row["outcome"] for row in domains.measures()} <= slugs
    names = [domains.plain(place.name) for place in domains.places()]
    assert len(names) == len(set(names))


def test_a_domain_whose_measures_stand_apart_says_that_it_mixes_things():
    """By credits, spelling or AP examinations it is plain which measure belongs elsewhere; a mixed domain says so."""
    apart = {domains.plain(row["domain"]) for row in domains.measures()}
    reasons = {domains.plain(place.name): place.reason for place in domains.places()}
    assert {name for name, reason in reasons.items() if "told apart by measure" in reason} <= apart
    assert sum(bool(reason) for reason in reasons.values()) > 40


def test_domains_are_compared_without_case_and_outer_spaces_and_an_unknown_one_has_no_place():
    assert domains.outcome_of("Word reading\xa0") == "word-reading"
    assert domains.outcome_of(" STAYING in  school ") == "staying-in-school"
    assert domains.outcome_of("Juggling") is None
    assert domains.area_of("Juggling") is None


def test_a_domain_has_the_area_of_its_outcome_and_a_mixed_one_is_told_apart_by_measure():
    assert domains.area_of("Employment") == "employment"
    assert domains.area_of("College Degree Attainment") == domains.area_of("Whole Numbers Computation") == "attainment"
    assert domains.area_of("Student Discipline") == "school-attendance"
    assert domains.outcome_of("External behavior") == "behaviour"
    assert domains.outcome_of("External behavior", "Felony  arrests") == "arrests"
    assert domains.area_of("External behavior", "Felony arrests") == "violence-and-offending"
    assert domains.outcome_of("External behavior", "A name that is new") == "behaviour"
