"""The Retraction Watch data in the form in which it comes: 21 columns of which the last has no name, days as month/day/
year with an hour, "unavailable" and "0" for what is not known, DOIs in any case and sometimes encoded. Nobody in it
exists."""

import csv

COLUMNS = [
    "Record ID", "Title", "Subject", "Institution", "Journal", "Publisher", "Country", "Author", "URLS",
    "ArticleType", "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDate",
    "OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "Reason", "Paywalled", "Notes", "",
]  # fmt: skip


def a_notice(doi, nature="Retraction", on="6/25/2021 0:00", notice="10.5555/notice.1", **values):
    """A row of it."""
    return {
        "Record ID": "72867", "Title": "Mentoring and  attendance: a trial", "Subject": "(SOC) Education;",
        "Institution": "A University, Riverton;", "Journal": "Journal of School Mornings", "Publisher": "A Press",
        "Country": "United Kingdom", "Author": "Inés Lindqvist;N Okafor", "URLS": "",
        "ArticleType": "Research Article;",
        "RetractionDate": on, "RetractionDOI": notice, "RetractionPubMedID": "0", "OriginalPaperDate": "2/27/2020 0:00",
        "OriginalPaperDOI": doi, "OriginalPaperPubMedID": "0", "RetractionNature": nature,
        "Reason": "+Concerns/Issues about Data;+Unreliable Results;", "Paywalled": "No", "Notes": "See also: …", "": "",
        **values,
    }  # fmt: skip


def write(path, *rows, others=20):
    """:param others: so many rows more, about papers that nobody named: without DOI, blank, and with one."""
    rows = [*rows, *(a_notice("unavailable" if n % 3 else f"10.5555/other.{n}", notice="Unavailable")
                     for n in range(others)), dict.fromkeys(COLUMNS, "")]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path
