"""Passwords are hashed and compared while no transaction is open: on SQLite one that writes keeps others waiting."""

import re

import argon2
import pytest
from sqlalchemy import event, select

from evidencehub.accounts import passwords
from evidencehub.shared.db import db
from evidencehub.shared.mail import Mail
from tests.factories import a_person
from tests.support.clients import PASSWORD

NEW = {"name": "Amara Blake", "email": "amara@example.org", "password": "three odd words"}


@pytest.fixture
def hashed_while(app, monkeypatch):
    """For each time that a password is looked at, hashed or compared: how many transactions of the hub are open."""
    opened, seen = set(), []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "begin", lambda connection: opened.add(id(connection)))
    for end in ("commit", "rollback"):
        event.listen(engine, end, lambda connection: opened.discard(id(connection)))

    def watched(owner, name):
        real = getattr(owner, name)

        def watching(*args, **kwargs):
            seen.append((name, len(opened)))
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, watching)

    watched(argon2.PasswordHasher, "hash")
    watched(argon2.PasswordHasher, "verify")
    watched(passwords, "weakness")
    return seen


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("email", ["known@example.org", "new@example.org"])
def test_registering(client, session, hashed_while, email, signed_in):
    known = a_person(session, email="known@example.org")
    session.commit()
    if signed_in:
        client.sign_in(known)
        hashed_while.clear()
    assert client.post("/register", data={**NEW, "email": email}).status_code == 303
    assert hashed_while == [("weakness", 0), ("hash", 0)]


@pytest.mark.parametrize("password", [PASSWORD, "not this one"])
@pytest.mark.parametrize("email", ["known@example.org", "new@example.org"])
def test_signing_in(client, session, hashed_while, email, password):
    a_person(session, email="known@example.org")
    session.commit()
    client.post("/sign-in", data={"email": email, "password": password})
    assert hashed_while == [("verify", 0)]


def test_a_new_password_by_a_link(client, session, run_due, hashed_while):
    person = a_person(session)
    session.commit()
    client.post("/forgotten-password", data={"email": person.email})
    run_due()
    link = re.search(r"http://localhost(/\S+)", session.scalar(select(Mail.body)))[1]
    session.rollback()
    assert client.post(link, data={"password": "another long one"}).status_code == 303
    assert hashed_while == [("weakness", 0), ("hash", 0)]


def test_setting_up_a_hub(client, settings, hashed_while):
    (settings.home / "set-up-code").write_text("a1b2c3d4")
    assert client.post("/set-up", data={**NEW, "token": "a1b2c3d4"}).status_code == 303
    assert hashed_while == [("weakness", 0), ("hash", 0)]


@pytest.mark.parametrize("present", [PASSWORD, "not this one"])
def test_changing_ones_password(client, session, hashed_while, present):
    person = a_person(session)
    session.commit()
    client.sign_in(person)
    hashed_while.clear()
    client.post("/account/password", data={"present": present, "password": "another long one"})
    right = [("hash", 0)] if present == PASSWORD else []
    assert hashed_while == [("weakness", 0), ("verify", 0), *right]


def test_changing_ones_address(client, session, hashed_while):
    person = a_person(session)
    session.commit()
    client.sign_in(person)
    hashed_while.clear()
    client.post("/account/email", data={"present": PASSWORD, "email": "new@example.org"})
    assert hashed_while == [("verify", 0)]
