"""The clearinghouse's archive of 2025 where it is present, and the tables that tests change and write."""

import csv
import io
from functools import cache
from zipfile import ZipFile

ARCHIVE = "WWC-export-archive-2025-08-25.zip"
MEMBER = "Interventions_Studies_And_Findings.csv"


@cache
def rows_of_archive(folder):
    """Every row of the merged table, as given. Nobody may change them: they are read once for all tests."""
    with ZipFile(folder / "wwc" / ARCHIVE) as packed, packed.open(MEMBER) as file:
        return tuple(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline="")))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
