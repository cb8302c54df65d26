"""Numbers as people really typed them elsewhere, and what each must become here (the sample data has the list)."""

import csv
import html
import re

import pytest
from sqlalchemy import select

from evidencehub.projects.frozen.keeping import frozen_result
from evidencehub.projects.models import OutcomeResult
from evidencehub.projects.wording import direction_of
from evidencehub.review.typed_facts import canonical
from evidencehub.shared.errors import Invalid
from evidencehub.shared.numbers import NotOneNumber, read_number
from evidencehub.standards.files.loading import load_standard
from tests.factories import a_person, a_project, an_evaluation, an_organisation


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


ASKED = {
    "effect (pp) with averages 62 and 55": ("62", "55", "differ by 7, and you typed 70"),
    "effect (pp) with averages 0.62 and 0.55": ("0.62", "0.55", "Do you mean 7 percentage points?"),
}
RESULT = {"outcome_area": "violence-and-offending", "outcome": "Reoffended within a year", "contrast": "between"}


@pytest.fixture
def results(client, session):
    """The address at which a team adds a result to a study of 164 people."""
    team = an_organisation(session)
    evaluation = an_evaluation(session, a_project(session, team), participants=164)
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return f"/team/evaluations/{evaluation.id}/results/new"


def kept(session):
    session.rollback()
    return session.scalar(select(OutcomeResult))


def test_what_does_not_fit_is_asked_about_and_kept_only_when_it_was_confirmed(client, session, results, sample_data):
    with (sample_data / "reports" / "typed-numbers.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if "asked" in row["expected"]]
    assert len(rows) == len(ASKED)
    for row in rows:
        treated, other, question = ASKED[row["field"]]
        typed = RESULT | {
            "gives": "percentages", "higher_is": "better", "mean_t": treated, "mean_c": other, "effect": row["typed"],
            "effect_metric": "pp",
        }  # fmt: skip
        answer = client.post(results, data=typed)
        assert answer.status_code == 422 and question in answer.text and kept(session) is None
        questions = [html.unescape(each) for each in re.findall(r'name="confirmed"[^>]*value="([^"]*)"', answer.text)]
        assert client.post(results, data=typed | {"confirmed": questions[:-1]}).status_code == 422 or not questions[:-1]
        assert client.post(results, data=typed | {"confirmed": questions}).status_code == 303
        found = kept(session)
        assert (found.effect, found.confirmed) == (float(row["typed"]), questions)
        session.delete(found)
        session.commit()


def test_a_ratio_means_no_difference_at_1_and_points_by_its_measure(client, session, results, sample_data):
    with (sample_data / "reports" / "ratio-results.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 2
    for row in rows:
        typed = RESULT | {
            "outcome": row["outcome"], "gives": "ratio", "higher_is": row["higher is"], "effect_metric": "or",
            "effect": row["effect"], "ci_low": row["from"], "ci_high": row["to"],
        }  # fmt: skip
        assert client.post(results, data=typed).status_code == 303
        found = kept(session)
        assert direction_of(frozen_result(found)) == row["expected"]
        page = client.get(f"/team/results/{found.id}").text
        assert f'value="{float(row["effect"]):g}"' in page and f'value="{float(row["to"]):g}"' in page
        session.delete(found)
        session.commit()


@pytest.mark.parametrize(
    ("typed", "kept_as"),
    [
        ({"p_value": "p < .001"}, ("<", 0.001)),
        ({"p_value": "0.02"}, ("", 0.02)),
        ({"p_value": "p = .02"}, ("", 0.02)),
        ({"p_value": "3"}, "from 0 to 1"),
        ({"p_value": "n.s."}, "is no number"),
        ({"p_value": "0,02"}, "use a point for decimals, such as 0.02"),
        ({"p_value": ".000"}, "p is never 0"),
        ({"effect": "−0.35"}, ("", None)),
        ({"effect": "0,35"}, "use a point for decimals, such as 0.35"),
        ({"effect": "£1,240.50"}, "without £"),
        ({"effect": "88.2%"}, "leave out the % sign"),
        ({"effect": "2024/25"}, "two, with a stroke between"),
        ({"effect": "1 in 5"}, "1 in 5 is 20 in 100"),
        ({"effect": "1_000"}, "write one number"),
        ({"effect": "NaN"}, "write one number"),
    ],
)
def test_a_result_reads_or_refuses_what_was_typed_in_the_fields_own_words(client, session, results, typed, kept_as):
    given = RESULT | {
        "gives": "difference",
        "higher_is": "worse",
        "unit": "days",
        "effect": "-3",
        "effect_metric": "md",
    }
    answer = client.post(results, data=given | typed)
    found = kept(session)
    if isinstance(kept_as, str):
        assert answer.status_code == 422 and kept_as in html.unescape(answer.text) and found is None
    else:
        assert (found.p_relation, found.p_value) == kept_as
        assert found.effect == (-0.35 if "effect" in typed else -3)
