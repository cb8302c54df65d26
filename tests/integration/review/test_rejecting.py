"""Cases that are not taken on: on which grounds, what the team is told, and what everybody sees from then on."""

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.projects import public
from evidencehub.projects.grounds import grounds
from evidencehub.review import services
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from tests.factories_review import (
    LATER,
    a_case,
    a_cleared_case,
    a_decided_case,
    a_screened_case,
    an_assigned_case,
    look_through,
)

BECAUSE = "It is about the surface of roads."


def reject(session, case, ground="other-field", because=BECAUSE, person=None):
    facts = case.facts(session, person)
    actor = actor_for(person or case.editor)
    services.reject(session, case.submission, ground=ground, because=because, actor=actor, facts=facts, now=LATER)


@pytest.mark.parametrize("ground", grounds().values(), ids=grounds())
def test_each_ground_has_its_words_for_the_team_and_says_what_stays_public(app, session, ground):
    case = a_cleared_case(session)
    session.commit()
    project = case.submission.project
    before = app.test_client().get(f"/projects/{project.slug}")
    reject(session, case, ground.slug)
    session.commit()
    (mail,) = session.scalars(select(Mail).where(Mail.about == "submission.rejected"))
    assert mail.to == case.member.email
    assert ground.told in mail.body and BECAUSE in mail.body and ground.next[1:] in mail.body
    assert ("stay public" in mail.body) is ground.stub_stays
    page = app.test_client().get(f"/projects/{project.slug}")
    assert before.status_code == 200 and "Being graded" in before.text
    assert page.status_code == (200 if ground.stub_stays else 404)
    assert BECAUSE not in page.text and ground.told not in page.text
    if ground.stub_stays:
        assert "Not taken on" in page.text and "Being graded" not in page.text
        assert public.public_view(session, project).stage.is_stub
    else:
        assert public.public_view(session, project) is None and project.id not in set(public.public_ids(session))


def test_only_before_reviewers_are_chosen_with_a_ground_and_words_and_by_an_editor_without_a_conflict(session):
    case = an_assigned_case(session)
    with pytest.raises(WrongState):
        reject(session, case)
    case = a_screened_case(session)
    for values in ({"ground": "because-we-say-so"}, {"because": "  "}):
        with pytest.raises(Invalid):
            reject(session, case, **values)
    for person in (case.member, *case.reviewers):
        with pytest.raises(NotAllowed):
            reject(session, case, person=person)
    reject(session, case)
    with pytest.raises(WrongState):
        reject(session, case)


def test_an_earlier_decision_stays_public_whatever_the_ground(app, session):
    first = a_decided_case(session)
    again = a_case(session, previous=first.submission, member=first.member, editor=first.editor)
    reject(session, again, "sent-twice")
    session.commit()
    view = public.public_view(session, first.submission.project)
    assert view.submission.id == first.submission.id and view.under_way is None
    page = app.test_client().get(f"/projects/{view.slug}").text
    assert "Not taken on" not in page and "Sent for review again" not in page


def test_the_editor_chooses_a_ground_and_the_team_reads_it_and_may_send_again(app, session):
    case = a_case(session)
    session.commit()
    editor, team = app.test_client(), app.test_client()
    editor.sign_in(case.editor)
    address = f"/cases/{case.submission.id}"
    assert f"{address}/reject" in editor.get(address).text
    assert editor.get(f"{address}/reject").status_code == 200
    assert editor.post(f"{address}/reject", data={"because": BECAUSE}).status_code == 422
    said = {"ground": "other-field", "because": BECAUSE}
    assert editor.post(f"{address}/reject", data=said).location.endswith(address)
    assert editor.post(f"{address}/reject", data=said).status_code == 409, "it is closed already"
    shown = editor.get(address).text
    assert BECAUSE in shown and grounds()["other-field"].label in shown and f"{address}/reject" not in shown
    team.sign_in(case.member)
    page = team.get(f"/team/submissions/{case.submission.id}").text
    assert BECAUSE in page and grounds()["other-field"].next in page and "Check and send it again" in page
    assert "Read why" in team.get("/team").text


def test_one_that_is_sent_again_is_public_again(session):
    case = a_case(session)
    reject(session, case, "no-right")
    project = case.submission.project
    assert project.published_at is None
    again = a_case(session, previous=case.submission, member=case.member)
    look_through(session, again)
    assert public.public_view(session, project).submission.id == again.submission.id
