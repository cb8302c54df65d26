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
            "smallest_worthwhile": "0.95", "smallest_worthwhile_source": "Agreed beforehand",
        }  # fmt: skip
        assert client.post(results, data=typed).status_code == 303
        found = kept(session)
        assert direction_of(frozen_result(found)) == row["expected"]
        page = client.get(f"/team/results/{found.id}").text
        assert 'name="smallest_worthwhile" type="text" value="0.95"' in page, "as it was typed"
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


def test_a_number_that_fits_no_more_is_asked_about_before_anything_is_sent(client, session, results):
    given = RESULT | {
        "gives": "difference",
        "higher_is": "worse",
        "unit": "days",
        "effect": "-3",
        "effect_metric": "md",
    }
    assert client.post(results, data=given | {"n_t": "80", "n_c": "80"}).status_code == 303
    found = kept(session)
    listed = results.removesuffix("/new")
    assert "Please look again" not in client.get(listed).text
    found.evaluation.participants = 100  # the whole study turns out to be smaller
    session.commit()
    assert "160 people here, and 100 in the whole study" in client.get(listed).text
    project = f"/team/projects/{found.evaluation.project_id}/send"
    assert "Look at a number again: Reoffended within a year" in client.get(project).text


def test_going_back_and_changing_the_kind_loses_nothing(client, session, results):
    typed = RESULT | {"gives": "means", "higher_is": "better", "mean_t": "62", "mean_c": "55", "effect": "7"}
    choosing = client.post(results, data=typed | {"step": "choose"})
    assert choosing.status_code == 200 and 'name="mean_t" value="62"' in choosing.text
    ratio = client.post(results, data=typed | {"gives": "ratio", "step": "fill-in"})
    assert 'type="hidden" name="mean_t" value="62"' in ratio.text and 'value="7"' in ratio.text
    back = client.post(results, data=typed | {"step": "fill-in"})
    assert re.search(r'id="mean_t"[^>]*value="62"', back.text) and kept(session) is None
    saved = typed | {"gives": "ratio", "effect_metric": "or", "effect": "0.7"}
    assert client.post(results, data=saved).status_code == 303
    assert (kept(session).mean_t, kept(session).gives) == (None, "ratio"), "only what the report gives is kept"


def test_what_it_will_say_is_shown_before_anything_is_saved(client, session, results):
    typed = RESULT | {
        "gives": "means", "higher_is": "worse", "unit": "offences", "n_t": "80", "mean_t": "1.2", "sd_t": "1",
        "n_c": "84", "mean_c": "1.9", "sd_c": "1.1", "step": "preview",
    }  # fmt: skip
    page = html.unescape(client.post(results, data=typed).text)
    assert "This is how it will read" in page and "Nothing is saved yet" in page and "Better." in page
    assert "0.7 offences lower (somewhere between 0.38 and 1.02)" in page and kept(session) is None


def test_a_kind_that_needs_two_groups_is_not_for_one(client, session, results):
    page = client.get(results, query_string={"contrast": "within", "gives": "ratio"})
    assert "is for two groups" in page.text
    page = client.post(results, data=RESULT | {"contrast": "within", "gives": "ratio", "effect": "0.7"})
    assert page.status_code == 422 and "is for two groups" in page.text and kept(session) is None
