"""People like those it is for read an accredited approach: without account or name, and outside the grading."""

import re

import pytest
from sqlalchemy import select

from evidencehub.accreditation import appealed
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.readers import services
from evidencehub.accreditation.readers.models import PeopleReader
from evidencehub.accreditation.readers.questions import questions
from evidencehub.accreditation.states import AccreditationState
from evidencehub.shared import working_days
from evidencehub.shared.words import day
from tests.factories_review import LATER, a_decided_case, a_frozen_case, decide, settle
from tests.support.appeals import frozen

HEADING = "What people like those it is for say"
YES = dict.fromkeys(questions(), "yes")
LINK = re.compile(r"http://localhost(/readers/[\w.-]+)")


@pytest.fixture
def case(session):
    return a_decided_case(session)


@pytest.fixture
def award(session, case):
    found = session.scalar(select(Accreditation).where(Accreditation.submission_id == case.submission.id))
    session.commit()
    return found


def links(app, case, award, **asked):
    """What the editor hands out."""
    client = app.test_client()
    client.sign_in(case.editor)
    address = f"/accreditations/{award.number}/readers"
    if asked:
        assert client.post(address, data={"trained": "y", **asked}).status_code == 303
    return LINK.findall(client.get(address).text)


def test_counts_stand_beside_the_record_from_three_readers_on(app, session, case, award):
    graded = award.tier, award.evidence_tier, award.evidence_rank
    links(app, case, award, kind="young-person", many="2")
    handed = links(app, case, award, kind="practitioner", many="1")
    assert len(set(handed)) == 3
    public = app.test_client()
    page = f"/accreditations/{award.number}"
    for place, link in enumerate(handed):
        assert HEADING not in public.get(page).text, f"{place} are too few"
        asked = public.get(link).text
        assert all(each.text in asked for each in questions().values())
        assert set(re.findall(r'name="([\w-]+)"', asked.partition("<form")[2])) <= {"csrf_token", *questions()}
        assert public.post(link, data=YES | {"clear": ("yes", "yes", "no")[place]}).status_code == 303
        assert "Thank you" in public.get(link).text
    told = public.get(page).text
    for words in (HEADING, "2 young people and 1 practitioner", "Yes: 2; No: 1", "Yes: 3"):
        assert words in told
    assert links(app, case, award) == [], "who has answered needs no link"
    session.expire_all()
    assert (award.tier, award.evidence_tier, award.evidence_rank) == graded


def test_a_link_is_answered_once_and_whole(app, session, case, award):
    (link,) = links(app, case, award, kind="young-person", many="1")
    client = app.test_client()
    half = client.post(link, data=YES | {"acceptable": ""})
    assert half.status_code == 422 and "Choose an answer" in half.text
    assert client.post(link, data=YES | {"acceptable": "surely"}).status_code == 422
    assert client.post(link, data=YES).status_code == 303
    again = client.post(link, data=dict.fromkeys(questions(), "no"))
    assert again.status_code == 200 and "Thank you" in again.text
    session.rollback()
    (kept,) = session.scalars(select(PeopleReader))
    assert kept.answers == YES
    assert client.get(f"{link}x").status_code == client.get("/readers/x").status_code == 404


def test_only_an_editor_without_a_conflict_asks_and_only_of_what_stands(app, session, case, award):
    address = f"/accreditations/{award.number}/readers"
    asked = {"kind": "young-person", "many": "1", "trained": "y"}
    for person in (case.member, *case.reviewers):
        client = app.test_client()
        client.sign_in(person)
        assert client.post(address, data=asked).status_code == 403
    client = app.test_client()
    client.sign_in(case.editor)
    for other in ({"many": "0"}, {"many": "13"}, {"many": "x"}, {"many": ""}, {"kind": ""}, {"trained": ""}):
        assert client.post(address, data={k: v for k, v in (asked | other).items() if v}).status_code == 422, other
    (link,) = links(app, case, award, kind="practitioner", many="1")
    session.rollback()
    award.state = AccreditationState.WITHDRAWN
    session.commit()
    assert client.post(address, data=asked).status_code == 409
    assert "not asked any more" in app.test_client().get(link).text
    session.rollback()
    assert services.read(session, award) is None


def test_after_an_appeal_readers_are_found_from_both_numbers_and_links_still_lead_somewhere(app, session):
    found = frozen(session)
    case, old = found.case, session.scalar(select(Accreditation))
    session.commit()
    handed = links(app, case, old, kind="young-person", many="3")
    public = app.test_client()
    for link in handed[:2]:
        assert public.post(link, data=YES).status_code == 303
    appealed.conclude(session, found.appeal, **found.as_editor(session))
    appealed.publish(session, found.appeal, now=working_days.start_of(2, after=LATER))
    session.commit()
    new = session.scalar(select(Accreditation).where(Accreditation.appeal_id.is_not(None)))
    pages = [f"/accreditations/{award.number}" for award in (old, new)]
    assert not any(HEADING in public.get(page).text for page in pages), "two are too few"
    assert links(app, case, new) == handed[2:], "the link that waits is on the page of the new number"
    assert public.post(handed[2], data=YES).status_code == 303
    assert services.read(session, old) == services.read(session, new), "counts of each would tell what one said"
    for page in pages:
        told = public.get(page).text
        assert "3 young people read the page of the project as it was sent on" in told and "Yes: 3" in told
        assert f"2 under number {old.number} and 1 under number {new.number}" in told


def test_readers_of_an_earlier_version_are_named_on_the_record_of_the_next(app, session, case, award):
    handed = links(app, case, award, kind="practitioner", many="3")
    public = app.test_client()
    for link in handed:
        assert public.post(link, data=YES).status_code == 303
    later = a_frozen_case(session, editor=case.editor, member=case.member, previous=case.submission)
    settle(session, later)
    decide(session, later)
    session.commit()
    new = session.scalar(select(Accreditation).where(Accreditation.submission_id == later.submission.id))
    told = public.get(f"/accreditations/{new.number}").text
    sent = day(case.submission.submitted_at)
    assert f"3 practitioners read an earlier version: the page of the project as it was sent on {sent}." in told
    assert f'href="/accreditations/{award.number}"' in told and "Yes: 3" not in told
    assert "earlier version" not in public.get(f"/accreditations/{award.number}").text
