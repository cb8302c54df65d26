"""The list of measures holds every name of the archive, and says what a reader needs to know."""

import csv
import gzip
import html

from evidencehub.interchange.wwc.measures import load_measures
from tests.support.wwc import rows_of_archive


def test_every_measure_of_the_archive_was_read(sample_data):
    rows = rows_of_archive(sample_data)
    raw = {row["f_Outcome_Measure"] for row in rows}
    measures = load_measures()
    missing = sorted(name for name in raw if (" ".join(html.unescape(name).split()), "") not in measures.entries)
    assert len(raw) == 5110 and missing == []


def test_the_list_names_nothing_that_the_source_does_not_have(sample_data):
    rows = rows_of_archive(sample_data)
    with gzip.open(sample_data / "wwc" / "Findings.csv.gz", "rt", encoding="utf-8-sig", newline="") as file:
        of_2020 = {row["Outcome_Measure"] for row in csv.DictReader(file)}
    raw = of_2020 | {row["f_Outcome_Measure"] for row in rows}
    known = {" ".join(html.unescape(name).split()) for name in raw}
    pairs = {(" ".join(html.unescape(row["f_Outcome_Measure"]).split()), row["s_StudyID"]) for row in rows}
    entries = load_measures().entries
    assert {name for name, _ in entries} <= known, "a name that is not there was misspelt"
    assert {key for key in entries if key[1]} <= pairs


def test_what_is_not_plain_and_what_a_study_says_alone_has_its_reason():
    entries = load_measures().entries
    labels = [entry.better for (_, study), entry in entries.items() if not study]
    assert labels.count("lower") > 400 and labels.count("not-plain") > 80
    assert all(entry.reason for key, entry in entries.items() if entry.better == "not-plain" or key[1])
