"""The list that editors go through before reviewers are chosen: data, kept with who and when, and a gate where a rule
needs one."""

import re

import pytest

from evidencehub.accounts.queries import actor_for
from evidencehub.extraction.references.entry import Entry
from evidencehub.projects.references.keeping import with_added
from evidencehub.review import screening, services
from evidencehub.review.screening import Overtaken, Said, checks
from evidencehub.shared.errors import NotAllowed, WrongState
from tests.factories import NOW, an_editor
from tests.factories_review import LATER, a_case, a_screened_case, an_assigned_case

STOPS, CLEARS = "no-single-people", "may-be-public"


def save(session, case, said, *, person=None, seen=None, now=NOW):
    person = person or case.editor
    seen = screening.seen_of(screening.answers_of(session, case.submission)) if seen is None else seen
    screening.save(
        session, case.submission, said, seen_then=seen, actor=actor_for(person), facts=case.facts(session, person),
        now=now,
    )  # fmt: skip


def kept(session, case):
    found = screening.answers_of(session, case.submission)
    return {slug: (row.answer, row.note, row.author_id, row.at) for slug, row in found.items()}


def test_each_answer_is_kept_with_who_gave_it_and_when_and_only_what_changed_is_written(session):
    case = a_screened_case(session)
    other = an_editor(session)
    save(session, case, {"files-open": Said("yes"), "standard-fits": Said("no", "It is a pilot.")})
    save(session, case, {"files-open": Said("yes"), "standard-fits": Said("yes")}, person=other, now=LATER)
    assert kept(session, case) == {
        "files-open": ("yes", "", case.editor.id, NOW),
        "standard-fits": ("yes", "", other.id, LATER),
    }


def test_an_older_page_writes_over_nothing_and_the_same_press_twice_is_no_mistake(session):
    case = a_screened_case(session)
    seen = screening.seen_of({})
    for _ in range(2):
        save(session, case, {"files-open": Said("yes")}, seen=seen)
    with pytest.raises(Overtaken):
        save(session, case, {"files-open": Said("no")}, seen=seen)
    assert kept(session, case)["files-open"][0] == "yes"


def test_it_is_filled_in_by_editors_without_a_conflict_until_reviewers_are_chosen(session):
    case = a_case(session)
    for person in (case.member, *case.reviewers):
        with pytest.raises(NotAllowed):
            save(session, case, {"files-open": Said("yes")}, person=person)
    save(session, case, {"files-open": Said("yes")})
    with pytest.raises(WrongState):
        save(session, an_assigned_case(session), {"files-open": Said("yes")})


def test_only_what_a_rule_needs_stops_a_case(session):
    case = a_screened_case(session)
    told = {"actor": actor_for(case.editor), "now": NOW, "facts": case.facts(session)}
    assert [slug for slug, check in checks().items() if check.stops] == [STOPS]
    assert [slug for slug, check in checks().items() if check.clears] == [CLEARS]
    save(session, case, {slug: Said("no") for slug in checks()})
    session.commit()
    with pytest.raises(WrongState, match="free of data about single people"):
        services.assign(session, case.submission, case.reviewers, **told)
    session.rollback()
    save(session, case, {STOPS: Said("yes", "The table on page 3 is a summary."), CLEARS: Said("yes")})
    services.assign(session, case.submission, case.reviewers, **told)


def test_the_page_keeps_what_was_typed_and_the_case_shows_it_to_editors_alone(app, session):
    case = a_screened_case(session)
    session.commit()
    editor, other = app.test_client(), app.test_client()
    editor.sign_in(case.editor)
    other.sign_in(case.reviewers[0])
    address = f"/cases/{case.submission.id}"
    page = editor.get(f"{address}/first-look").text
    assert all(check.question in page for check in checks().values())
    assert f'href="{address}/record"' in page and f'href="{address}/files/1"' in page, "what it is about"
    old = {"seen": screening.seen_of({})}
    said = {**old, STOPS: "no", f"{STOPS}-note": "Names on page 4."}
    assert editor.post(f"{address}/first-look", data=said).location == address
    shown = editor.get(address).text
    assert "Names on page 4." in shown and "Choose two reviewers: the list of the first look says" in shown
    again = editor.post(f"{address}/first-look", data={**old, STOPS: "yes", f"{STOPS}-note": "A mistake."})
    assert again.status_code == 422 and "Names on page 4." in again.text and "A mistake." in again.text
    assert other.get(f"{address}/first-look").status_code == 404


def test_no_two_fields_of_the_page_are_called_alike(client, session):
    case = a_screened_case(session)
    session.commit()
    client.sign_in(case.editor)
    page = client.get(f"/cases/{case.submission.id}/first-look").text
    labels = re.findall(r"<label[^>]*for=\"[^\"]*-note\"[^>]*>\s*(.*?)\s*</label>", page, re.S)
    assert len(labels) == len(set(labels)) == len(checks())


def test_the_list_points_out_by_page_where_a_file_may_hold_data_about_single_people(client, session):
    case = a_screened_case(session)
    document = case.submission.evaluation_versions[0].evaluation.documents[0]
    document.pages[1].text = "Pupil ID | Date of birth | Score\n1 | 2011 | 4\n2 | 2012 | 5"
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/first-look"
    page = client.get(address).text
    assert "page 2</a>: table with a row for each person" in page and "by-a-famous-author.pdf" in page
    document.pages[1].text = "Nobody is in it."
    session.commit()
    assert "data about single people. We only" not in client.get(address).text


def test_the_list_points_out_what_in_references_may_give_a_person_away(client, session):
    about = Entry(line=1, kind="report", title="Notes on a pupil, born 3 May 2011", authors=("Smith, Chloe",))
    case = a_screened_case(session, literature=with_added([], [about], others=0))
    session.commit()
    client.sign_in(case.editor)
    page = client.get(f"/cases/{case.submission.id}/first-look").text
    assert "may give a person away" in page and "Date of birth (“born 3 May 2011”)" in page
