"""What a team sent, and no editor has looked at, is on no page, in no file, count, search, suggestion or feed.

Words that nobody would write by chance stand in all that a stub shows. Whoever is not of the team and no editor asks
for every address of the hub that the keys of its records make.
"""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.cli.worker import run_due
from evidencehub.review import screening, services
from evidencehub.review.screening import Said
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.errors import WrongState
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person, an_organisation
from tests.factories_review import a_case, a_cleared_case, a_screened_case, look_through, withdraw
from tests.integration.test_who_learns_what import Known, _keys, addresses
from tests.support import learning_logs
from tests.support.clients import PASSWORD

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same pages on any database

PROJECT = {"name": "Quibblethorn Walks", "summary": "Zanderfen mornings.", "evaluation_plan": "Count Yarrowmeads."}
STUDY = "The Umberglade study"
SECRET = ("quibblethorn", "zanderfen", "yarrowmead", "umberglade")
FILES = ("/studies.csv", "/studies.json", "/references.ris", "/references.jsonld", "/results.csv", "/changes.atom")
LISTS = ("/search", "/search/suggestions", *(f"/search{file}" for file in FILES), "/api/v1/search")
ASKED = [f"{page}?q={word}" for word in SECRET for page in LISTS]
CLEARS = "may-be-public"


def a_named_case(session, make=a_case):
    made = make(session, project=PROJECT, title=STUDY)
    learning_logs.as_sent(session, learning_logs.write(session, made.submission.project, learned="Zanderfen lessons."))
    session.commit()
    return made


def seen(app, session, case, person=None):
    """The addresses at which somebody is shown one of the words that they did not type themselves."""
    run_due(app)
    session.rollback()
    client = FlaskClient(app, app.response_class, use_cookies=True)  # not the one that reads each page as HTML
    if person is not None:
        client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    found, known = [], Known(case, {}, _keys(session, case.submission))
    for address in [*addresses(app, known, "GET"), *ASKED]:
        with client.open(address) as answer:
            text = answer.get_data().decode(errors="replace").casefold()
        if any(word in text.replace(address.casefold(), "") for word in SECRET if word not in address):
            found.append(address)
    session.rollback()
    return found


def say(session, case, answer):
    said, seen_then = {CLEARS: Said(answer)}, screening.seen_of(screening.answers_of(session, case.submission))
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    screening.save(session, case.submission, said, seen_then=seen_then, **told)
    session.commit()


def test_nothing_of_it_is_anywhere_until_an_editor_has_looked_and_then_it_is(app, session):
    case, stranger = a_named_case(session, a_screened_case), a_person(session, an_organisation(session))
    session.commit()
    for person in (None, stranger):
        assert seen(app, session, case, person) == []
    say(session, case, "yes")
    found = seen(app, session, case)
    page = f"/projects/{case.submission.project.slug}"
    assert {page, "/search?q=zanderfen", "/search/studies.csv?q=zanderfen"} < {*found}
    assert {f"/api/v1{page}", "/api/v1/projects", "/api/v1/search?q=zanderfen"} < {*found}
    say(session, case, "no")
    assert seen(app, session, case) == []
    acts = select(AuditEntry.action).where(AuditEntry.subject_id == str(case.submission.id))
    assert [
        each for each in session.scalars(acts.order_by(AuditEntry.number)) if each.endswith((".clear", ".close"))
    ] == ["submission.clear", "submission.close"]


def test_its_address_answers_as_one_that_nobody_has(app, session, client):
    case = a_named_case(session)
    slug = case.submission.project.slug
    pages = [client.get(f"/projects/{each}") for each in (slug, "no-such-project")]
    first, second = (re.sub(f"{slug}|no-such-project|[0-9a-f]{{16,}}", "", page.text) for page in pages)
    assert {page.status_code for page in pages} == {404} and first == second


def test_what_is_withdrawn_or_not_taken_on_before_anybody_looked_leaves_no_trace(app, session):
    case = a_named_case(session)
    withdraw(session, case)
    session.commit()
    assert seen(app, session, case) == []
    mail = session.scalar(select(Mail.body).where(Mail.to == case.member.email, Mail.about == "submission.withdrawn"))
    assert "Nothing of it is public" in mail and "stay public" not in mail
    other = a_named_case(session)
    told = {"actor": actor_for(other.editor), "facts": other.facts(session), "now": NOW}
    services.reject(session, other.submission, ground="other-field", because="It is about roads.", **told)
    session.commit()
    assert seen(app, session, other) == []


def test_reviewers_are_asked_only_about_what_may_be_public(session):
    case = a_named_case(session, a_screened_case)
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    with pytest.raises(WrongState, match="nobody has answered “yes” to “May what becomes public"):
        services.assign(session, case.submission, case.reviewers, **told)
    session.rollback()
    look_through(session, case)
    assert len(services.assign(session, case.submission, case.reviewers, **told)) == 2


def test_what_is_sent_anew_is_looked_at_anew_and_the_stub_of_before_stays(app, client, session):
    case = a_named_case(session, a_cleared_case)
    withdraw(session, case)
    again = a_case(session, previous=case.submission, member=case.member)
    again.submission.project.name = "A new name"
    session.commit()
    page = client.get(f"/projects/{case.submission.project.slug}").text
    assert "Withdrawn by the team" in page and "Sent for review again" not in page and "Quibblethorn Walks" in page
    say(session, again, "yes")
    page = client.get(f"/projects/{case.submission.project.slug}", follow_redirects=True).text
    assert "Sent for review again" in page


def test_the_hubs_figures_count_it_from_when_it_was_looked_at(client, session):
    case = a_named_case(session)
    before = client.get("/figures").text
    look_through(session, case)
    session.commit()
    assert client.get("/figures").text != before
