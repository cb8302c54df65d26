"""Outcome domains of the clearinghouse, and the outcome areas of this hub."""

import csv
import gzip

from evidencehub.interchange.wwc import domains
from evidencehub.standards.files.vocabulary import load_vocabulary


def test_every_domain_of_the_what_works_clearinghouse_has_its_area(sample_data):
    exported = set()
    for name in ("Findings", "InterventionReports"):
        with gzip.open(sample_data / "wwc" / f"{name}.csv.gz", "rt", encoding="utf-8-sig") as file:
            exported |= {row["Outcome_Domain"] for row in csv.DictReader(file)}
    exported.discard("")  # an intervention whose studies did not meet the clearinghouse's standards
    assert len(exported) == 109
    assert sorted(domain for domain in exported if domains.area_of(domain) is None) == []
    placed = [domain.casefold() for names in domains.read().values() for domain in names]
    assert sorted(placed) == sorted(domain.strip().casefold() for domain in exported)


def test_domains_are_compared_without_case_and_outer_spaces_and_an_unknown_one_has_no_area():
    assert domains.area_of("Word reading\xa0") == "attainment"
    assert domains.area_of(" STAYING in school ") == "school-attendance"
    assert domains.area_of("Juggling") is None


def test_a_domain_belongs_to_one_area_only_and_the_area_is_one_of_ours():
    placed = [domains.plain(domain) for names in domains.read().values() for domain in names]
    assert len(placed) == len(set(placed))
    assert set(domains.read()) <= set(load_vocabulary("outcome-areas").slugs)
