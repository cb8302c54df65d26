"""Numbers as people really typed them elsewhere, and what each must become here (the sample data has the list)."""

import csv

import pytest

from evidencehub.review.typed_facts import canonical
from evidencehub.shared.errors import Invalid
from evidencehub.shared.numbers import NotOneNumber, read_number
from evidencehub.standards.files.loading import load_standard


def test_no_typed_number_becomes_another(sample_data):
    standard = load_standard("project-oracle")
    facts = {**standard.known_facts, **standard.facts_by_name}
    with (sample_data / "reports" / "typed-numbers.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if "asked" not in row["expected"]]  # those say what is asked about
    assert len(rows) >= 8
    for row in rows:
        if row["where"] == "reviewer fact":
            if row["expected"] == row["typed"]:
                assert canonical(facts[row["field"]], row["typed"]) == row["expected"]
            else:
                with pytest.raises(Invalid):
                    canonical(facts[row["field"]], row["typed"])
        elif row["expected"].isdecimal():
            assert read_number(row["typed"]) == int(row["expected"])
        else:
            for part in row["typed"].replace(" from ", " ").replace(" to ", " ").split():
                with pytest.raises(NotOneNumber, match="point for decimals"):
                    read_number(part)
