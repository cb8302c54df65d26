"""A later follow-up stands beside a study that was graded, as not graded yet, and changes nothing that was found."""

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.queries import by_submission
from evidencehub.projects.later.models import LaterResults
from evidencehub.projects.models import Submission
from evidencehub.review import services
from evidencehub.review.states import AssignmentState
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail
from tests.factories_review import LATER, a_case_in_review, decide, grade, settle
from tests.support import later


@pytest.fixture
def case(app, session, settings):
    """Graded, and public."""
    made = a_case_in_review(session, files=FileStore(settings.files_url))
    for seat in made.assignments:
        grade(session, seat, {"po2.8": "not-met"})
        services.send_findings(session, seat, actor=actor_for(seat.reviewer), now=LATER)
    settle(session, made)
    decide(session, made)
    session.commit()
    return made


@pytest.fixture
def study(case):
    return case.submission.project.evaluations[0]


@pytest.fixture
def result(session, study):
    made = later.a_later_result(session, study, outcome="Attendance afterwards", effect=-4.0, ci_low=-6.0, ci_high=-2.0)
    session.refresh(study)
    session.commit()
    return made


def signed_in(app, person):
    client = app.test_client()
    client.sign_in(person)
    return client


def flat(client, address):
    return " ".join(client.get(address, follow_redirects=True).text.split())


def kept(session):
    session.rollback()
    return session.scalars(select(LaterResults)).one()


def told(session, about):
    session.rollback()
    return [mail.to for mail in session.scalars(select(Mail).where(Mail.about == about))]


def test_a_later_result_is_sent_looked_at_and_public_and_no_standard_moves(app, session, case, study, result):
    team, editor, anybody = signed_in(app, case.member), signed_in(app, case.editor), app.test_client()
    own, public = f"/team/evaluations/{study.id}/later", f"/evaluations/{study.id}"
    award = by_submission(session, case.submission)
    before = (award.tier, award.evidence_tier, award.valid_until, case.submission.frozen_sha256)
    project = f"/projects/{case.submission.project.slug}"
    assert own in team.get(f"/team/evaluations/{study.id}").text
    nothing = team.post(own, data={})
    assert nothing.status_code == 422 and 'href="#results"' in nothing.text and 'href="#read_where"' in nothing.text
    form = {"results": [str(result.id)], "read_where": "Follow-up report, page 8", "agreed": "y"}
    graded = [each.id for each in study.results if each.id != result.id]
    assert team.post(own, data={**form, "results": [str(graded[0])]}).status_code == 422, "what was graded is not later"
    assert team.post(own, data=form).status_code == 303
    made = kept(session)
    assert "An editor has some in hand" in flat(team, own) and told(session, "later.waiting")
    assert "Later results" not in flat(anybody, public), "nothing is public before an editor has looked"
    assert f"/cases/later-results/{made.id}" in editor.get("/cases").text
    desk = f"/cases/later-results/{made.id}"
    assert "Follow-up report, page 8" in flat(editor, desk) and "Attendance afterwards" in flat(editor, desk)
    assert editor.post(desk, data={"act": "no", "because": ""}).status_code == 422, "no without a reason"
    assert editor.post(desk, data={"act": "yes"}).status_code == 303
    again = editor.post(desk, data={"act": "yes"})
    assert again.status_code == 422, "a second press makes nothing anew"
    page = flat(anybody, public)
    assert "Later results, not graded yet" in page and "No reviewer has looked at them" in page
    mine = page.partition('id="later"')[2].partition("How it was done")[0]
    assert "How sure are we" in page and "How sure are we" not in mine and "Standard" not in mine
    assert "Attendance afterwards" in page and "Follow-up report, page 8" in page
    assert "Later results, not graded yet: Attendance afterwards (two years later)" in flat(anybody, project)
    assert len(told(session, "later.public")) == 1
    award = by_submission(session, case.submission)
    assert (award.tier, award.evidence_tier, award.valid_until, case.submission.frozen_sha256) == before
    assert "There is no result yet that is newer" in flat(team, own)


def test_what_an_editor_refuses_is_not_public_and_can_be_sent_again(app, session, case, study, result):
    made = later.send(session, study, case.member, result)
    later.look_at(session, made, case.editor)
    session.commit()
    anybody, team = app.test_client(), signed_in(app, case.member)
    assert "Attendance afterwards" in flat(anybody, f"/evaluations/{study.id}")
    later.look_at(session, made, case.editor, because="It names a school.")
    session.commit()
    assert "Attendance afterwards" not in flat(anybody, f"/evaluations/{study.id}")
    page = flat(team, f"/team/evaluations/{study.id}/later")
    assert "It names a school." in page and str(result.id) in page
    later.send(session, study, case.member, result)


def test_who_grades_next_reads_what_was_public_and_what_is_left_out(app, session, case, study, result):
    made = later.send(session, study, case.member, result)
    later.look_at(session, made, case.editor)
    session.delete(result)
    session.flush()
    session.refresh(study)
    session.commit()
    team, editor = signed_in(app, case.member), signed_in(app, case.editor)
    form = {"evaluations": [str(study.id)], "standard": "project-oracle", "agreed": "y", "no_names": "y"}
    assert team.post(f"/team/projects/{case.submission.project_id}/send", data=form).status_code == 303
    session.rollback()
    newest = session.scalars(select(Submission).order_by(Submission.number.desc())).first()
    page = flat(editor, f"/cases/{newest.id}/changes")
    assert "Attendance afterwards, two years later" in page and "not in what was sent now" in page
    assert "can be added to a study that was graded" in flat(team, f"/team/evaluations/{study.id}/later")
    assert "Attendance afterwards" in flat(app.test_client(), f"/evaluations/{study.id}"), "what was said stays"


def test_strangers_reviewers_and_editors_with_a_conflict_do_not_read_it(app, session, case, study, result):
    made = later.send(session, study, case.member, result)
    session.commit()
    desk, own = f"/cases/later-results/{made.id}", f"/team/evaluations/{study.id}/later"
    assert case.assignments[0].state is AssignmentState.FROZEN
    for person in (case.member, *case.reviewers):
        assert signed_in(app, person).get(desk).status_code in {403, 404}
    assert desk in signed_in(app, case.editor).get("/cases").text
    case.reviewers[0].is_editor = True
    session.commit()
    graded_it = signed_in(app, case.reviewers[0])
    assert desk not in graded_it.get("/cases").text and graded_it.get(desk).status_code in {403, 404}
    for person in (case.editor, *case.reviewers):
        assert signed_in(app, person).get(own).status_code in {403, 404}
