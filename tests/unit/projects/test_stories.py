"""Pages that may quote somebody or tell a story of one person, by two signs; questions of a form are none."""

import pytest

from evidencehub.projects.disclosure.stories import pages_with_stories

SAID = "She rang me on the first day that I was off, and nobody had done that before."


@pytest.mark.parametrize(
    "text",
    [
        f"One mother said: “{SAID}”",
        f"“{SAID}” (Pupil, 14)",
        f'"{SAID}" explained a volunteer.',
        f"‘It wasn’t like school. {SAID}’ – parent of two",
        "Case study: how one family came back",
        "4.2 Case studies\nWe tell of three young people.",
    ],
)
def test_a_quote_of_somebody_and_a_heading_are_seen(text):
    assert list(pages_with_stories(["Nothing here.", text])) == [2]


@pytest.mark.parametrize(
    "text",
    [
        "The item was “How often did you feel that other people listened to you in the last two weeks?” (0 to 4).",
        "We used the “Strengths and Difficulties Questionnaire”, which teachers said was short.",
        "This is a case study design with three sites.",
        f"{SAID} Teachers said so.",
        "",
    ],
)
def test_items_names_and_designs_are_none(text):
    assert not list(pages_with_stories([text]))


def test_it_takes_no_longer_for_a_text_of_quotation_marks():
    assert not list(pages_with_stories(["‘" * 300_000, '"' * 300_000, "“" + "a " * 300_000, "\n \t" * 300_000]))
