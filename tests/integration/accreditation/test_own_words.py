"""An editor's own paragraph stands in the letter, marked as such, frozen with it, and nowhere else."""

import re

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.letter import own_words
from evidencehub.accreditation.letter.keeping import kept, packed, unpacked
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.queries import decision_of
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from tests.factories_review import LATER, a_decided_case, a_frozen_case, decide

MARK = "From the editor, in their own words: not part of the finding"
SAID = "KAPPA: we liked how plainly you write.\n\nCome to our workshop in May. <b>Bring cake.</b>"


def test_it_is_seen_before_it_is_sent_and_then_only_in_the_letter(app, session):
    case = a_frozen_case(session)
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/decide"
    shown = client.post(address, data={"own_words": SAID, "then": "preview"}).text
    assert MARK in shown and "KAPPA" in shown
    seen = re.search(r'name="seen" value="([^"]+)"', shown)[1]
    assert client.post(address, data={"own_words": "x" * 1501, "seen": seen}).status_code == 422
    assert client.post(address, data={"own_words": SAID, "seen": seen}).status_code == 303
    session.rollback()
    session.expire_all()
    (mail,) = session.scalars(select(Mail).where(Mail.about == "submission.decided"))
    assert MARK.upper() in mail.body and "<b>Bring cake.</b>" in mail.body
    team = app.test_client()
    team.sign_in(case.member)
    letter = team.get(f"/submissions/{case.submission.id}/letter").text
    assert MARK in letter and "&lt;b&gt;Bring cake." in letter
    number = session.scalar(select(Accreditation.number))
    for page in (f"/accreditations/{number}", f"/projects/{case.submission.project.slug}"):
        assert "KAPPA" not in app.test_client().get(page).text
    told = session.scalars(select(Mail.body).where(Mail.about == "review.decided")).all()
    assert told and not [body for body in told if "KAPPA" in body], "reviewers read their own thanks"


def write(session, case, text, person=None):
    actor = actor_for(person or case.editor)
    own_words.write(session, case.submission, text, actor=actor, facts=case.facts(session, person), now=LATER)


def test_it_is_the_editors_until_the_letter_is_out(session):
    case = a_frozen_case(session)
    write(session, case, SAID)
    write(session, case, "KAPPA, shorter.")
    for person in (case.member, case.reviewers[0]):
        with pytest.raises(NotAllowed):
            write(session, case, "Mine.", person)
    with pytest.raises(Invalid):
        write(session, case, "x" * 1501)
    decide(session, case)
    letter = kept(decision_of(session, case.submission))
    assert letter.editor.paragraphs == ("KAPPA, shorter.",)
    with pytest.raises(WrongState):
        write(session, case, "Afterwards.")


def test_neither_they_nor_the_strengths_name_a_reviewer(app, session):
    case = a_frozen_case(session)
    case.reviewers[0].name, case.reviewers[1].name = "Dr Hannah Lindqvist-Shaw", "Kwabena Young"
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/decide"
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(address).text)[1]
    for named in ("Professor Lindqvist-Shaw liked it.", "HANNAH LINDQVIST-SHAW liked it.", "It was Kwabena A. Young."):
        for field in ("own_words", "strengths"):
            for then in ({}, {"then": "preview"}):
                answer = client.post(address, data={field: named, "seen": seen, **then})
                assert answer.status_code == 422 and "Take out the name of" in answer.text, (named, field, then)
    said = {
        "own_words": "Young people spoke up. The Shaw scale fits.",
        "strengths": "Young people asked the questions.",
    }
    assert client.post(address, data={**said, "seen": seen}).status_code == 303


def test_a_letter_without_one_says_nothing_and_older_letters_read_as_they_were(session):
    case = a_decided_case(session)
    decision = decision_of(session, case.submission)
    letter = kept(decision)
    assert letter.editor.heading == ""
    older = packed(letter)
    del older["letter"]["editor"]
    assert unpacked({**older, "format": 3}, case.submission.id) == letter
