"""Tokens for programs: made in the account, shown once, and dead wherever they were copied once they have ended."""

import dataclasses
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from evidencehub.accounts.programs import keeping
from evidencehub.accounts.programs.models import ProgramToken
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api import bearer, edge
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import utc_now
from evidencehub.shared.mail import Mail
from tests.factories import a_person, a_token, an_editor, an_organisation
from tests.support.clients import PASSWORD

PAGE, ME = "/account/tokens", "/api/v1/me"
FORM = {"name": "Monthly figures", "scopes": ["read", "projects:write"], "days": "30", "present": PASSWORD}


@pytest.fixture
def person(session):
    person = a_person(session, an_organisation(session, name="Walkers"))
    session.commit()
    return person


def asks(app, token, address=ME, **more):
    return FlaskClient(app, app.response_class).get(address, headers={"Authorization": f"Bearer {token}"}, **more)


def made(page):
    return re.search(r"evhub_[\w-]{43}", page.text)[0]


def test_a_token_is_shown_once_and_acts_for_its_person_from_then_on(app, client, session, person):
    client.sign_in(person)
    shown = client.post(PAGE, data=FORM)
    token = made(shown)
    assert token not in client.get(PAGE).text
    answer = asks(app, token)
    assert answer.status_code == 200 and answer.json["scopes"] == ["read", "projects:write"]
    assert answer.json["name"] == person.name and answer.json["teams"][0]["name"] == "Walkers"
    session.rollback()
    (held,) = session.scalars(select(ProgramToken))
    assert token not in (held.token_hash, held.name) and held.used_at is not None
    mail = session.scalar(select(Mail).where(Mail.about == "person.token-made"))
    assert mail.to == person.email and token not in mail.body and PAGE in mail.body
    assert session.scalar(select(AuditEntry.action).order_by(AuditEntry.number.desc()).limit(1)) == "person.token-made"
    page = client.get(PAGE).text
    assert "Monthly figures" in page and "that you grade; add and change projects, evaluations" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Say what it is for"), ({"scopes": []}, "Choose what it may do"),
        ({"days": "366"}, "must be 365 or less"), ({"days": "0"}, "must be 1 or more"), ({"days": ""}, "Say for how"),
        ({"present": "not this one"}, "The current password is not right"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_beside_it_and_no_token_is_made(client, session, person, wrong, said):
    client.sign_in(person)
    page = client.post(PAGE, data={**FORM, **wrong})
    assert page.status_code == 422 and said in page.text
    session.rollback()
    assert session.scalar(select(func.count()).select_from(ProgramToken)) == 0


def test_nobody_has_more_than_twenty(client, session, person):
    for _ in range(keeping.MOST):
        a_token(session, person)
    session.commit()
    client.sign_in(person)
    page = client.post(PAGE, data=FORM)
    assert page.status_code == 422 and keeping.TOO_MANY in page.text


def test_a_token_that_was_ended_or_is_over_or_never_was_is_told_so(app, client, session, person):
    token, over = a_token(session, person), a_token(session, person, expires_at=utc_now() - timedelta(seconds=1))
    session.commit()
    token_id = session.scalar(select(ProgramToken.id).where(ProgramToken.expires_at > utc_now()))
    client.sign_in(person)
    assert "<dt>Ended</dt>" in client.get(PAGE).text
    assert asks(app, token).status_code == 200
    assert client.post(f"{PAGE}/{token_id}/end").status_code == 303
    for wrong in (token, over, f"{keeping.PREFIX}{'x' * 43}", "x", ""):
        answer = asks(app, wrong)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert asks(app, token, "/api/v1/standards").status_code == 401  # rather than an answer without it


def test_nobody_ends_the_token_of_another(app, client, session, person):
    token, stranger = a_token(session, person), a_person(session)
    session.commit()
    token_id = session.scalar(select(ProgramToken.id))
    client.sign_in(stranger)
    for answer in (client.get(f"{PAGE}/{token_id}/end"), client.post(f"{PAGE}/{token_id}/end")):
        assert answer.status_code == 404
    assert asks(app, token).status_code == 200


def test_tokens_end_with_the_password_and_with_the_account(app, client, session, person):
    first = a_token(session, person)
    other = a_person(session)
    second, admin = a_token(session, other), a_person(session, is_admin=True)
    session.commit()
    client.sign_in(person)
    changed = {"present": PASSWORD, "password": "another battery horse"}
    assert client.post("/account/password", data=changed).status_code == 303
    assert asks(app, first).status_code == 401 and asks(app, second).status_code == 200
    manager = app.test_client()
    manager.sign_in(admin)
    manager.post(f"/admin/people/{other.id}/switch-off")
    assert asks(app, second).status_code == 401


def test_a_session_is_nothing_to_the_api_and_a_token_nothing_to_pages(app, client, session, person):
    token = a_token(session, person)
    session.commit()
    client.sign_in(person)
    answer = client.get(ME)
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'
    assert asks(app, token, "/account").status_code == 303


def test_answers_to_a_token_are_kept_nowhere_and_read_by_no_other_site(app, client, session, person):
    token = a_token(session, person)
    session.commit()
    for address in (ME, "/api/v1/standards", "/api/v1/standards?colour=red"):
        answer = asks(app, token, address)
        assert answer.headers["Cache-Control"] == "private, no-store" and "Authorization" in answer.headers["Vary"]
        assert "Access-Control-Allow-Origin" not in answer.headers
    public = client.get("/api/v1/standards")
    assert "no-store" not in public.headers["Cache-Control"] and public.headers["Access-Control-Allow-Origin"] == "*"


def test_each_token_is_counted_for_itself_and_guessing_is_slowed(app, session, person, monkeypatch):
    monkeypatch.setattr(edge, "A_MINUTE", 2)
    monkeypatch.setattr(bearer, "WRONG_IN_A_MINUTE", 3)
    tokens = [a_token(session, person) for _ in range(2)]
    session.commit()
    here = {"environ_base": {"REMOTE_ADDR": "192.0.2.99"}}
    assert [asks(app, tokens[0], **here).status_code for _ in range(3)] == [200, 200, 429]
    assert asks(app, tokens[1], **here).status_code == 200
    guesses = [asks(app, f"{keeping.PREFIX}{number:>043}", **here) for number in "abcd"]
    assert [each.status_code for each in guesses] == [401, 401, 401, 429]


def test_using_a_token_is_noted_once_an_hour(app, session, person):
    lately, long_ago = utc_now() - timedelta(minutes=50), utc_now() - timedelta(minutes=70)
    tokens = [a_token(session, person, used_at=at) for at in (lately, long_ago)]
    session.commit()
    for token in tokens:
        asks(app, token)
    session.rollback()
    times = session.scalars(select(ProgramToken.used_at).order_by(ProgramToken.used_at)).all()
    assert times[0] == lately and times[1] > long_ago


def test_an_editor_who_owes_a_second_step_is_none_here_either(make_app, settings, session):
    token = a_token(session, an_editor(session))
    session.commit()
    app = make_app(dataclasses.replace(settings, second_factor=True))
    with app.test_request_context(ME, headers={"Authorization": f"Bearer {token}"}):
        actor = bearer.actor_here()
    assert actor.owes_second_step and not actor.editor


def test_every_call_of_the_api_is_public_or_asks_for_a_token(app):
    calls = [each.endpoint for each in app.url_map.iter_rules() if each.endpoint.startswith("api.")]
    views = {name: app.view_functions[name] for name in calls}
    assert all(getattr(view, "is_public", False) is not hasattr(view, "scope") for view in views.values())
    assert all(hasattr(view, "permission") for view in views.values() if hasattr(view, "scope"))
    own = [name for name, view in views.items() if hasattr(view, "scope") and view.scope is None]
    assert own == ["api.me"]
    assert {view.scope for view in views.values() if getattr(view, "scope", None)} <= {*Scope}
