"""Data of published meta-analyses, by the name that their reference values use."""

import csv

import pytest

from evidencehub.statistics.synthesis.studies import studies

FILES = {
    "dat.raudenbush1985": "raudenbush1985.effects.csv",
    "dat.bcg__RR": "bcg.log-risk-ratio.csv",
    "dat.landenberger2005__OR": "landenberger2005.log-odds-ratio.csv",
}


@pytest.fixture
def meta(sample_data):
    """A function from the name of a file to its rows."""

    def rows(name):
        with (sample_data / "meta" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return rows


@pytest.fixture
def published(meta):
    """A function from the name of a data set to its effects."""

    def effects(name):
        rows = meta(FILES[name])
        return studies([float(row["yi"]) for row in rows], [float(row["vi"]) for row in rows])

    return effects
