"""Suggestions while somebody types: what there is, by any of its names, and nothing that is not public."""

from evidencehub.projects import public
from evidencehub.projects.states import SubmissionState
from tests.factories import a_project, a_result, an_evaluation, an_organisation
from tests.support.records import a_submission, decided, mark_changed, met_up_to


def an_approach(session, name, organisation=None, **values):
    project = a_project(session, organisation, name=name, slug=name.casefold().replace(" ", "-"), **values)
    a_result(session, an_evaluation(session, project, place="Leeds, England", demo=project.demo))
    decided(session, sent := a_submission(session, project), met_up_to(sent, 2))
    return project


def suggested(client, typed):
    answer = client.get("/search/suggestions", query_string={"q": typed})
    assert answer.status_code == 200
    return [(each["kind"], each["text"], each["address"]) for each in answer.json["suggestions"]]


def test_outcomes_approaches_organisations_and_places_are_found_by_the_beginning_of_a_word(session, client, run_due):
    an_approach(session, "Harbour Mentors", an_organisation(session, name="Skipton Youth Trust"))
    session.commit()
    run_due()
    assert suggested(client, "mentor") == [("Approach", "Harbour Mentors", "/projects/harbour-mentors")]
    assert suggested(client, "Hárbour MEN") == [("Approach", "Harbour Mentors", "/projects/harbour-mentors")]
    assert suggested(client, "skipt") == [
        ("Organisation", "Skipton Youth Trust", "/search?q=%22Skipton+Youth+Trust%22")
    ]
    assert suggested(client, "attend")[0] == ("Outcome", "Attendance", "/outcomes/attendance")
    assert suggested(client, "engl") == [("Place", "England", "/search?place=england")]
    assert "Harbour Mentors" in client.get(suggested(client, "skipt")[0][2]).text
    by_another_name = client.get("/search/suggestions?q=absentee").json["suggestions"][0]
    assert (by_another_name["text"], by_another_name["note"]) == ("Attendance", "also called absenteeism")
    for typed in ("", "h", "  ", "arbour", "zzzz", "maths", "scotl", "%", "\x00\ud7ff"):
        assert suggested(client, typed) == [], typed


def test_a_name_with_a_number_is_suggested_however_the_two_are_joined(session, client, run_due):
    an_approach(session, "Harbour 180 Mentors")
    an_approach(session, "Quayside2")
    session.commit()
    run_due()
    for typed in ("harbour 180", "Harbour-180", "harbour180", "harbour18"):
        assert [text for _, text, _ in suggested(client, typed)] == ["Harbour 180 Mentors"], typed
    for typed in ("quayside 2", "quayside2", "quay"):
        assert [text for _, text, _ in suggested(client, typed)] == ["Quayside2"], typed
    assert suggested(client, "harbour 2") == []


def test_nothing_that_is_not_public_is_suggested(session, client, run_due):
    shown = an_approach(session, "Harbour Mentors", an_organisation(session, name="Skipton Trust"))
    draft = a_project(session, an_organisation(session, name="Quayside Trust"), name="Quiet Draft")
    waiting = a_project(session, an_organisation(session, name="Wharf Trust"), name="Waiting Now", place="Wales")
    an_evaluation(session, waiting)
    a_submission(session, waiting, state=SubmissionState.IN_REVIEW)
    mark_changed(session, waiting.id)
    session.commit()
    run_due()
    assert suggested(client, "quiet") == suggested(client, "quayside") == []
    assert [kind for kind, *_ in suggested(client, "waiting")] == ["Approach"], "its name is on the stub"
    assert suggested(client, "wharf") == suggested(client, "wales") == [], "the stub has neither"
    assert draft.name == "Quiet Draft"
    assert [kind for kind, *_ in suggested(client, "skipton")] == ["Organisation"]

    shown.source, shown.published_at = None, None
    for sent in shown.submissions:
        sent.state = SubmissionState.DRAFT
    public.changed(session, shown.id)
    session.commit()  # and before the worker has been there
    assert suggested(client, "harbour") == suggested(client, "skipton") == []


def test_an_invented_example_says_so(session, client, run_due):
    an_approach(session, "Made Up Mentors", demo=True)
    session.commit()
    run_due()
    (only,) = client.get("/search/suggestions?q=made").json["suggestions"]
    assert only["note"] == "invented example"


def test_an_organisation_with_nothing_but_invented_examples_says_so(session, client, run_due):
    an_approach(session, "Made Up Mentors", an_organisation(session, name="Harrow Trust"), demo=True)
    both = an_organisation(session, name="Harbour Trust")
    an_approach(session, "Made Up Tutors", both, demo=True)
    an_approach(session, "Tutors", both)
    session.commit()
    run_due()
    told = client.get("/search/suggestions?q=har").json["suggestions"]
    notes = {each["text"]: each["note"] for each in told if each["text"].endswith("Trust")}
    assert notes == {"Harrow Trust": "invented example", "Harbour Trust": ""}
