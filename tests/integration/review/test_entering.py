"""An editor types for a reviewer who cannot use the site; it counts when the reviewer says that it is theirs."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import Membership
from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.public_record import typed_in_words
from evidencehub.review import access, entering, services
from evidencehub.review.links import IN_WORDS
from evidencehub.review.states import AssignmentState
from evidencehub.shared import audit
from evidencehub.shared.errors import NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from tests.factories import NOW, an_editor
from tests.factories_review import LATER, a_case_in_review, an_assigned_case, grade, settle

ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HOW = "By mail on 3 May, from a ship without a browser."


def begin(session, case, which=0, editor=None):
    editor = editor or case.editor
    entering.begin(
        session, case.assignments[which], because=HOW, actor=actor_for(editor), facts=case.facts(session, editor),
        now=NOW,
    )  # fmt: skip


def link_in_the_mail(session):
    session.rollback()
    body = session.scalar(
        select(Mail.body).where(Mail.about == "review.confirm-findings").order_by(Mail.created_at.desc())
    )
    return urlsplit(re.search(r"https?://\S+", body).group()).path


def acts(session, case):
    session.rollback()
    return [each.action for each in audit.story(session, subject_type="submission", subject_id=case.submission.id)]


@pytest.fixture
def typed(session, app):
    """Typed on the site by the editor, and asked for: the case, the editor's client and the link in the mail."""
    case = a_case_in_review(session)
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    seat = f"/cases/{case.submission.id}/seats/{case.assignments[0].id}"
    assert "Type for them what they sent you" in client.get(seat).text
    assert client.post(f"{seat}/enter", data={"because": " "}).status_code == 422
    review = f"/reviews/{case.assignments[0].id}"
    for _ in range(2):
        assert client.post(f"{seat}/enter", data={"because": HOW}).location == f"{review}/check"
    assert client.get(f"{seat}/enter").location == f"{review}/check", "begun before, so nothing is asked again"
    assert "Go on typing" in client.get(f"/cases/{case.submission.id}").text
    first = client.get(f"{review}/check").text
    assert "Type what they found" in first and "Before you can ask them" in " ".join(first.split())
    for page in ("check", "grade/1", "harm", "report"):
        text = client.get(f"{review}/{page}")
        assert text.status_code == 200
        assert page == "report" or f"You type for {case.reviewers[0].name}" in " ".join(text.text.split())
    session.rollback()
    grade(session, case.assignments[0], {"po2.8": "not-met"})
    session.commit()
    assert "Ask whether this is what they found" in client.get(f"{review}/check").text
    for _ in range(2):
        client.post(f"{review}/check")
    return case, client, link_in_the_mail(session)


@ONE
def test_what_an_editor_typed_is_sent_when_the_reviewer_says_yes_and_everybody_is_told_who_typed(typed, session, app):
    case, editor, link = typed
    seat = case.assignments[0]
    assert seat.state is AssignmentState.GRADING, "nothing is sent by asking"
    assert session.query(Mail).filter_by(about="review.confirm-findings").count() == 1
    for gone_back in ("grade/1", "check"):
        refused = editor.get(f"/reviews/{seat.id}/{gone_back}")
        assert refused.status_code == 409, "nobody changes what a reviewer looks at"
        assert "asked the reviewer whether they are theirs" in refused.text
    assert "Go on typing" not in editor.get(f"/cases/{case.submission.id}").text
    reviewer = app.test_client()
    page = reviewer.get(link).text
    assert HOW in page and "It stands in the report" in page and case.reviewers[1].name not in page
    session.rollback()
    assert seat.state is AssignmentState.GRADING, "a mail program that looks at the link confirms nothing"
    seen = re.search(r'name="seen" value="([^"]+)"', page).group(1)
    assert reviewer.post(link, data={"answer": "yes", "seen": "something else"}).status_code == 422
    assert reviewer.post(link, data={"answer": "yes", "seen": seen}).status_code == 303
    session.rollback()
    session.expire_all()
    assert seat.state is AssignmentState.IN and seat.confirmed_at is not None
    assert "nothing can be changed any more" in reviewer.get(link).text
    reviewer.post(link, data={"answer": "yes", "seen": seen})  # pressed twice
    assert acts(session, case).count("assignment.confirmed") == acts(session, case).count("assignment.sent") == 1
    story = " ".join(editor.get(f"/cases/{case.submission.id}").text.split())
    assert f"Typed by an editor for {case.reviewers[0].name}: {HOW}" in story
    assert "An editor began to type what a reviewer had found" in story and f"by {case.editor.name}" in story
    grade(session, case.assignments[1], {"po2.8": "not-met"})
    services.send_findings(session, case.assignments[1], actor=actor_for(case.reviewers[1]), now=LATER)
    settle(session, case)
    session.commit()
    assert seat.state is AssignmentState.FROZEN


@ONE
def test_the_public_record_says_in_words_that_an_editor_typed(session):
    case = a_case_in_review(session)
    begin(session, case)
    for assignment in case.assignments:
        grade(session, assignment, {"po2.8": "not-met"})
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    told = typed_in_words(case.assignments)
    assert "An editor typed what one reviewer had found" in told
    assert not any(person.name in told for person in (*case.reviewers, case.editor))
    assert typed_in_words(case.assignments[1:]) == ""


@ONE
def test_a_reviewer_says_what_is_wrong_and_the_old_link_opens_nothing_more(typed, session, app):
    case, editor, link = typed
    reviewer = app.test_client()
    assert reviewer.post(link, data={"answer": "no", "because": " "}).status_code == 422
    wrong = reviewer.post(link, data={"answer": "no", "because": "Criterion 2 should be not met."})
    assert "The editor reads what you wrote" in wrong.text
    session.rollback()
    mail = session.scalar(select(Mail).where(Mail.about == "review.findings-refused"))
    assert mail.to == case.editor.email and "Criterion 2 should be not met." in mail.body
    assert case.reviewers[0].name not in mail.body
    assert reviewer.get(link).status_code == 404
    review = f"/reviews/{case.assignments[0].id}"
    assert editor.get(f"{review}/grade/1").status_code == 200
    assert editor.post(f"{review}/check").status_code == 303
    assert link_in_the_mail(session) != link and reviewer.get(link).status_code == 404
    assert reviewer.get(f"{link}x").status_code == reviewer.get("/reviews/confirm/nonsense").status_code == 404


@ONE
def test_a_reviewer_who_can_sign_in_after_all_changes_it_and_sends_it(typed, session, app):
    case, _, _ = typed
    reviewer = app.test_client()
    reviewer.sign_in(case.reviewers[0])
    review = f"/reviews/{case.assignments[0].id}"
    assert HOW in reviewer.get(review).text and "Send my findings" in reviewer.get(f"{review}/check").text
    assert reviewer.post(f"{review}/check").status_code == 303
    assert "assignment.confirmed" in acts(session, case)


@ONE
def test_an_editor_grades_nothing_sends_nothing_and_types_for_one_of_the_two_alone(session):
    case, other = a_case_in_review(session), an_editor(session)
    begin(session, case)
    grade(session, case.assignments[0], {"po2.8": "not-met"})
    with pytest.raises(NotAllowed):
        services.send_findings(session, case.assignments[0], actor=actor_for(case.editor), now=LATER)
    with pytest.raises(WrongState, match="another reviewer of this case"):
        begin(session, case, 1)
    with pytest.raises(WrongState, match="another editor types them"):
        begin(session, case, 0, other)
    begin(session, case, 1, other)


@ONE
def test_nobody_types_for_who_has_not_declared_has_begun_or_has_sent(session):
    invited, begun = an_assigned_case(session), a_case_in_review(session)
    with pytest.raises(WrongState, match="declare first"):
        begin(session, invited)
    grade(session, begun.assignments[0], {"po2.8": "not-met"})
    with pytest.raises(WrongState, match="have begun"):
        begin(session, begun)
    services.send_findings(session, begun.assignments[0], actor=actor_for(begun.reviewers[0]), now=LATER)
    with pytest.raises(WrongState, match="cannot be changed"):
        begin(session, begun)


@pytest.mark.parametrize("tie", ["team", "reviewer", "stranger"])
@ONE
def test_who_has_a_conflict_types_for_nobody_and_loses_the_pages_when_it_arises(session, app, tie):
    case, editor = a_case_in_review(session), an_editor(session)
    begin(session, case, 0, editor)
    session.commit()
    client = app.test_client()
    client.sign_in(editor)
    review = f"/reviews/{case.assignments[0].id}/grade/1"
    assert client.get(review).status_code == 200
    if tie == "team":
        session.add(Membership(person=editor, organisation=case.submission.project.organisation, created_at=NOW))
    elif tie == "reviewer":
        editor.is_reviewer = True
        case.assignments[1].reviewer = editor
    else:
        editor.is_editor = False
    session.commit()
    assert client.get(review).status_code in {403, 404}
    with pytest.raises(NotAllowed):
        entering.ask(
            session, case.assignments[0], actor=actor_for(editor),
            facts=access.seat_facts(session, actor_for(editor), case.assignments[0]), now=LATER, links=IN_WORDS,
        )  # fmt: skip
