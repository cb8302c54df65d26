"""Whom we propose: twenty made-up choices whose best pair is plain, and what is said of each person."""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from evidencehub.review.panels import Wanted
from evidencehub.review.suggesting import Option, best

CASES = tomllib.loads(Path(__file__).with_name("pairs.toml").read_text(encoding="utf-8"))["cases"]
KINDS = {"a": "academic", "p": "practitioner", "-": ""}
AREAS = ("truancy", "reading", "offending")


def option(line):
    name, kind, knows, open_cases, days, *rest = line.split()
    place = rest[rest.index("at") + 1] if "at" in rest else name
    return Option(
        id=name, name=name, kind=KINDS[kind], knows=AREAS[: int(knows)], open_cases=int(open_cases),
        answer_days=None if days == "?" else float(days), has_doubt="doubt" in rest, places=frozenset({place}),
        away=(date(2026, 12, 1), date(2026, 12, 9)) if "away" in rest else None,
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_the_best_pair_is_the_plain_one_in_whatever_order_they_come(case):
    panel = Wanted(tuple(KINDS[kind] for kind in case["panel"]), "Standard 3") if "panel" in case else None
    taken = [option(line) for line in case.get("taken", [])]
    options = [option(line) for line in case["reviewers"]]
    for each in (options, options[::-1]):
        assert sorted(one.name for one in best(each, panel, taken=taken)) == case["best"]


def test_there_are_twenty():
    assert len(CASES) == 20


def test_the_reasons_are_said_in_words():
    assert option("Ana a 2 1 2.6 away").reasons == (
        "academic; knows truancy and reading; has 1 open case; answers within 3 days on average; "
        "away from 1 December 2026 to 9 December 2026"
    )
    assert option("Ben - 0 0 ?").reasons == "has named none of these outcome areas; has no open cases"
    assert "within 1 day on" in option("Cy p 0 0 0.1").reasons
    assert "; was asked to grade 1 other in the last twelve months" in Option("Di", "Di", asked_lately=1).reasons


def test_nobody_is_asked_for_everything_because_they_know_most():
    asked = Counter()
    for _ in range(60):
        everybody = [
            Option(name, name, knows=AREAS[:knows], asked_lately=asked[name], answer_days=days)
            for name, knows, days in [("Ana", 3, 1.0), ("Ben", 2, 3.0), ("Cy", 1, None), ("Di", 0, None)]
        ]
        asked.update(chosen.name for chosen in best(everybody, None))
    assert sorted(asked, key=asked.get, reverse=True) == ["Ana", "Ben", "Cy", "Di"]
    assert asked["Ana"] < 60 and asked["Di"] > 5


def test_a_panel_says_who_is_missing():
    panel = Wanted(("academic", "practitioner"), "Standard 3")
    assert panel.words == "one academic and one practitioner"
    assert panel.against(["practitioner", "academic"]) == ""
    assert "one practitioner would be missing" in panel.against(["academic", "academic"])
    assert "one academic would be missing" in panel.against(["practitioner", ""])
    assert Wanted(("practitioner", "practitioner"), "Standard 1").words == "two practitioners"
