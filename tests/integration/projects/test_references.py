"""A list of references that a team brings: looked at first, never doubled, and read by those who should read it."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from evidencehub.projects.models import Evaluation
from evidencehub.projects.references import keeping
from evidencehub.projects.references.keeping import references_of
from tests.factories import a_person, a_project, an_evaluation, an_organisation
from tests.integration.projects.test_tables import typed_on
from tests.support import reference_lists as samples
from tests.support.faces import seen


@pytest.fixture
def evaluation(client, session):
    team = an_organisation(session)
    found = an_evaluation(session, a_project(session, team))
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return found


@pytest.fixture
def address(evaluation):
    return f"/team/evaluations/{evaluation.id}/references"


def bring(client, address, content, where="literature", name="list.ris"):
    body = content if isinstance(content, bytes) else content.encode()
    form = {"where": where, "file": (BytesIO(body), name), "pasted": ""}
    page = client.get(f"{address}/bring")
    token = typed_on(page.text).get("csrf_token")
    return client.post(f"{address}/bring", data=form | ({"csrf_token": token} if token else {}),
                       content_type="multipart/form-data")  # fmt: skip


def add(client, address, look, **decided):
    typed = typed_on(look.text) | {name.replace("_", "-"): value for name, value in decided.items()}
    return client.post(f"{address}/bring", data=typed | {"step": "add"})


def kept(session, evaluation):
    session.rollback()
    found = session.scalars(select(Evaluation).where(Evaluation.id == evaluation.id)).one()
    return references_of(found.publications), references_of(found.literature)


def told(answer):
    return seen(answer.text)


def test_an_empty_list_says_what_to_do(client, address):
    page = told(client.get(address))
    assert "There are none yet. You can bring a list from Zotero" in page and "nothing is graded by it" in page


def test_a_list_is_looked_at_then_kept_and_twice_makes_no_doubles(client, session, evaluation, address, sample_data):
    content = (sample_data / "bibliographic/sv-database.bib").read_bytes()
    look = bring(client, address, content, name="sv-database.bib")
    assert look.status_code == 200
    page = told(look)
    assert "Nothing is saved yet. This is BibTeX. We read 224 entries" in page and "224 are new" in page
    assert "Alegría-Flores, Kei" in page
    assert kept(session, evaluation) == ((), ())
    done = add(client, address, look)
    assert done.status_code == 303
    assert len(kept(session, evaluation)[1]) == 224
    assert "224 references are added." in told(client.get(address))

    again = bring(client, address, content, where="publications")
    assert "0 are new" in told(again) and "224 are there already and not added" in told(again)
    assert "All of it is there already" in told(again)
    assert add(client, address, again).status_code == 303
    assert [len(each) for each in kept(session, evaluation)] == [0, 224]


def test_pressing_twice_adds_once(client, session, evaluation, address):
    look = bring(client, address, samples.ZOTERO_RIS)
    assert [add(client, address, look).status_code for _ in range(2)] == [303, 303]
    assert len(kept(session, evaluation)[1]) == 2


def test_a_person_decides_on_what_may_be_the_same(client, session, evaluation, address):
    """Two abstracts of one supplement share its DOI; Ovid writes that every day."""
    look = bring(client, address, samples.OVID_TAGGED)
    assert "The DOI is the same, and the titles differ" in told(look) and "Further up in your list" in told(look)
    refused = add(client, address, look)
    assert refused.status_code == 422
    assert "“Methods for mornings.”: say whether it is the same or a different one" in told(refused)
    assert re.search(r'href="#twin-1"', refused.text) and re.search(r'id="twin-1"', refused.text)
    assert kept(session, evaluation) == ((), ())
    assert add(client, address, refused, twin_1="different").status_code == 303
    assert [each.title for each in kept(session, evaluation)[1]] == [
        "Quality of mornings: A review.", "Methods for mornings.",
    ]  # fmt: skip


def test_the_same_in_another_form_is_ticked_and_can_be_told_apart(client, session, evaluation, address):
    add(client, address, bring(client, address, samples.ZOTERO_RIS))
    other = samples.ZOTERO_RIS.replace("VL  - 14\n", "").replace("10.5114/pg", "https://doi.org/10.5114/PG")
    look = bring(client, address, other.replace("Mentoring &amp; <i>school</i>", "MENTORING & SCHOOL"))
    assert "The DOI and the title are the same" in told(look) and "There already" in told(look)
    assert re.search(r'value="same" checked', look.text)
    assert add(client, address, look).status_code == 303
    assert len(kept(session, evaluation)[1]) == 2
    assert add(client, address, look, twin_0="different").status_code == 303
    assert len(kept(session, evaluation)[1]) == 3


def test_what_could_not_be_read_is_told_by_its_line_and_the_rest_is_kept(client, session, evaluation, address):
    look = bring(client, address, samples.BIBTEX, where="publications")
    page = told(look)
    assert "Line 7: An entry that we could not read: a bracket, a comma or a quotation mark is missing" in page
    assert "No year in “in press”" in page
    add(client, address, look)
    publications, literature = kept(session, evaluation)
    assert [each.title for each in publications][:2] == [
        "A DNA study of mornings – 50% of Éducation & 20% more", "Another under the same key",
    ] and literature == ()  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"),
        (b"%PDF-1.4 a report", "This file is a “PDF”, and no list of references"),
        (b"title,author,year,doi\nA,B,C,D\n" * 9, "This looks like a table"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "This is a web page"),
        (b"A letter about nothing.\n" * 9, "We found no references in it"),
        (b"PK\x03\x04 not really a zip", "We found no references in it"),
        (b"TY  - JOUR\nAU  - Doe, J\nER  - \n", "We could not read any entry. The first trouble is in line 1"),
    ],
)
def test_another_kind_of_file_is_told_plainly(client, address, content, words):
    answer = bring(client, address, content)
    assert answer.status_code == 422 and words in told(answer)
    assert 'value="literature" checked' in answer.text


def test_nothing_chosen_is_told(client, address):
    answer = client.post(f"{address}/bring", data={"pasted": ""})
    assert answer.status_code == 422 and "Say what these references are" in told(answer)
    answer = client.post(f"{address}/bring", data={"pasted": "", "where": "literature"})
    assert "Choose a file, or paste a list below" in told(answer)


def test_pasted_entries_are_read_too(client, session, evaluation, address):
    look = client.post(f"{address}/bring", data={"pasted": samples.NBIB, "where": "literature"})
    assert "This is PubMed’s format (NBIB). We read 3 entries" in told(look)
    add(client, address, look)
    assert [each.pmid for each in kept(session, evaluation)[1]] == ["32598326", "31355546", "31355547"]


def test_a_list_that_was_made_up_is_asked_for_again(client, address):
    for made_up in ("", "x", "eJwDAAAAAAE="):
        answer = client.post(f"{address}/bring", data={"step": "add", "where": "literature", "list": made_up})
        assert answer.status_code == 303 and answer.location.endswith("/references/bring")


def test_references_are_moved_and_removed(client, session, evaluation, address):
    add(client, address, bring(client, address, samples.ZOTERO_RIS))
    first, second = kept(session, evaluation)[1]
    assert "Tick the references that you mean" in told(client.post(address, data={"act": "remove"}))
    client.post(address, data={"act": "move", "picked": [str(first.id)]})
    assert kept(session, evaluation) == ((first,), (second,))
    client.post(address, data={"act": "remove", "picked": [str(second.id)]})
    assert kept(session, evaluation) == ((first,), ())


def test_several_thousand_are_kept_and_more_are_refused(client, session, evaluation, address, monkeypatch):
    entry = "TY  - JOUR\nTI  - Attendance study {0}\nAU  - Müller, Anna\nPY  - 2001\nDO  - 10.1000/x.{0}\nER  - \n"
    look = bring(client, address, "".join(map(entry.format, range(2000))))
    assert "We read 2,000 entries" in told(look) and "1 to 50 of 2000" in told(look)
    assert add(client, address, look).status_code == 303
    monkeypatch.setattr(keeping, "MOST", 2010)
    look = bring(client, address, "".join(map(entry.format, range(1990, 2020))))
    assert "20 are new" in told(look) and "10 are there already and not added" in told(look)
    answer = add(client, address, look)
    assert answer.status_code == 422
    assert "A study can have 2,010 references. There are 2,000, and you bring 20 more." in told(answer)
    assert len(kept(session, evaluation)[1]) == 2000


def test_what_may_give_a_person_away_is_pointed_out_and_authors_are_not(client, session, evaluation, address):
    interview = "TY  - RPRT\nTI  - Notes on a pupil, born 3 May 2011\nAU  - Smith, Chloe\nPY  - 2024\nER  - \n"
    look = bring(client, address, interview + samples.ZOTERO_RIS)
    words = "Date of birth (“born 3 May 2011”): Smith, Chloe (2024). Notes on a pupil"
    assert words in told(look) and "may give a person away" in told(look) and "Fewer than 5" not in told(look)
    add(client, address, look)
    page = told(client.get(address))
    assert (
        words in page and "Mentoring" not in page.partition("may give a person away")[2].partition("Published about")[0]
    )
    samples_only = [each for each in kept(session, evaluation)[1] if "pupil" in each.title]
    client.post(address, data={"act": "remove", "picked": [str(each.id) for each in samples_only]})
    assert "may give a person away" not in told(client.get(address))
