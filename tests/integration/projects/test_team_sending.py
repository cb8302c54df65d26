"""Checking and sending: what is frozen, who is told, that it happens once, and what the team sees afterwards."""

import re
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from evidencehub.accounts.queries import actor_for
from evidencehub.authz.values import Facts
from evidencehub.projects import access, queries, services
from evidencehub.projects.disclosure import services as disclosing
from evidencehub.projects.disclosure.services import Choice
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.sending import Offer
from evidencehub.projects.states import SUBMISSION_TOLD, SubmissionState
from evidencehub.shared import audit, due
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotAllowed
from evidencehub.shared.mail import Mail
from evidencehub.standards.files.loading import load_standard
from tests.factories import NOW, a_person, a_project, a_result, a_reviewer, an_editor, an_evaluation, an_organisation
from tests.factories_review import a_case_in_review, a_document

STANDARD = load_standard("project-oracle")
OVER = {"returned", "withdrawn", "rejected", "accredited", "not-accredited"}  # another may follow
AGREED = {"standard": "project-oracle", "agreed": "y", "no_names": "y"}


@pytest.fixture
def team(session):
    return an_organisation(session, name="Harbour Trust")


@pytest.fixture
def member(client, session, team):
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return person


@pytest.fixture
def project(session, team):
    """A project with one evaluation that is ready."""
    made = a_project(session, team)
    evaluation = an_evaluation(session, made)
    a_result(session, evaluation, outcome="Attendance")
    a_document(session, evaluation)
    session.commit()
    return made


def chosen(project):
    return [str(evaluation.id) for evaluation in project.evaluations]


def send(client, project, **more):
    return client.post(f"/team/projects/{project.id}/send", data={**AGREED, "evaluations": chosen(project), **more})


def the_submission(session):
    session.rollback()
    return session.scalar(select(Submission).order_by(Submission.number.desc()))


def move(session, submission, state, **values):
    """Put a submission where reviewing would have put it."""
    submission.state = state
    for name, value in values.items():
        setattr(submission, name, value)
    session.commit()


def test_checking_shows_everything_that_will_be_frozen(client, project, member):
    page = client.get(f"/team/projects/{project.id}/send").text
    file_name = project.evaluations[0].documents[0].file_name
    for answer in (
        project.summary,
        project.need,
        "Young people aged 12 to 15",
        "A. Author",
        "Matched comparison group",
        "1 September 2024",
        "In this study of 84 young people, attendance was 3 percentage points higher",
        file_name,
        "Five Standards, after Project Oracle (our reconstruction)",
    ):
        assert answer in page, answer
    assert f'value="{project.evaluations[0].id}" checked' in page


def test_checking_shows_no_row_without_an_answer(client, session, project, member):
    project.settings, project.need_levels, project.evaluations[0].authors = [], [], []
    session.commit()
    page = client.get(f"/team/projects/{project.id}/send").text
    values = [
        value.strip() for value in re.findall(r'<dd class="govuk-summary-list__value[^>]*>(.*?)</dd>', page, re.S)
    ]
    assert values and all(values)
    assert "Not answered" in page and "This may stay empty" not in page


def test_what_is_sent_is_frozen_dated_numbered_and_announced(client, session, team, project, member):
    editor, colleague = an_editor(session), a_person(session, team)
    session.commit()
    answer = send(client, project)
    submission = the_submission(session)
    assert answer.location == f"/team/submissions/{submission.id}"
    assert (submission.state, submission.number, submission.sent_by) == (SubmissionState.SUBMITTED, 1, member.id)
    assert (submission.standard_id, submission.standard_version) == (STANDARD.id, STANDARD.version)
    assert submission.submitted_at == submission.state_since is not None
    assert submission.project.published_at is submission.cleared_at is None  # nobody has looked at it yet
    assert submission.frozen.body["project"]["need"] == project.need
    version = submission.evaluation_versions[0]
    evaluation = project.evaluations[0]
    assert version.frozen.body["evaluation"]["results"][0]["id"] == str(evaluation.results[0].id)
    (document,) = version.frozen.body["evaluation"]["documents"]
    assert version.document_ids == [str(evaluation.documents[0].id)] == [document["id"]]
    mails = {mail.to: mail for mail in session.scalars(select(Mail))}
    assert set(mails) == {editor.email, colleague.email, member.email}
    assert f"http://localhost/team/submissions/{submission.id}" in mails[member.email].body
    assert "index" not in due.waiting(session)
    story = audit.story(session, subject_type="submission", subject_id=submission.id)
    assert [(entry.action, entry.actor_id) for entry in story] == [("submission.send", member.id)]


def test_what_was_sent_stays_as_it_was_when_the_draft_changes(client, session, project, member):
    send(client, project)
    client.post(f"/team/projects/{project.id}/need", data={"need": "Another need.", "who_for": "Others."})
    client.post(f"/team/results/{project.evaluations[0].results[0].id}/remove")
    client.post(f"/team/documents/{project.evaluations[0].documents[0].id}/remove")
    submission = the_submission(session)
    assert submission.frozen.body["project"]["need"] == "One in five missed a day a week."
    frozen = submission.evaluation_versions[0].frozen.body["evaluation"]
    assert len(frozen["results"]) == len(frozen["documents"]) == 1


def test_a_second_press_sends_once_and_leads_to_what_was_sent(client, session, project, member):
    first, second = send(client, project), send(client, project)
    assert first.location == second.location and second.status_code == 303
    assert client.get(f"/team/projects/{project.id}/send").location == first.location
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Submission)) == 1
    assert session.scalar(select(func.count()).select_from(Mail).where(Mail.to == member.email)) == 1


def test_two_who_send_at_the_same_moment_send_once(app, session, project, member):
    actor, project_id = actor_for(member), project.id
    with app.app_context():
        new_session = db.sessionmaker
        is_postgresql = db.engine.dialect.name == "postgresql"
    barrier, raised = Barrier(2), []

    def press():
        try:
            with new_session() as mine:
                if is_postgresql:
                    mine.get(Project, project_id)  # both have looked before either sends
                barrier.wait(20)
                found = mine.get(Project, project_id)
                services.send(
                    mine,
                    found,
                    found.evaluations,
                    offer=Offer(STANDARD),
                    actor=actor,
                    facts=access.project_facts(actor, found),
                    now=NOW,
                )
                mine.commit()
        except services.AlreadyOpen as error:
            raised.append(error)

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Submission)) == 1
    assert len(raised) == 1 and raised[0].submission_id == session.scalar(select(Submission.id))


def test_both_promises_are_needed_and_a_refusal_keeps_the_choice(client, session, project, member):
    answer = client.post(
        f"/team/projects/{project.id}/send", data={"standard": "project-oracle", "evaluations": chosen(project)}
    )
    assert answer.status_code == 422
    assert "Confirm that everyone named has agreed" in answer.text and "names people who took part" in answer.text
    assert f'value="{project.evaluations[0].id}" checked' in answer.text
    assert the_submission(session) is None


def test_what_changed_since_it_was_checked_is_not_sent_unseen(client, session, project, member):
    page = client.get(f"/team/projects/{project.id}/send").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    client.post(f"/team/projects/{project.id}/plan", data={"evaluation_plan": "A colleague's new plan."})
    late = send(client, project, seen=seen)
    assert late.status_code == 422 and "An answer changed after you opened this page" in late.text
    assert "A colleague&#39;s new plan." in late.text
    assert the_submission(session) is None
    assert send(client, project, seen=late.text.split('name="seen" value="')[1].split('"')[0]).status_code == 303


def test_an_incomplete_project_cannot_be_sent_and_is_told_what_is_missing(client, session, team, member):
    project = a_project(session, team, theory_of_change="")
    session.commit()
    page = client.get(f"/team/projects/{project.id}/send").text
    assert "Say why it should work, step by step" in page and "Send to be graded" not in page
    answer = send(client, project)
    assert answer.status_code == 422 and "Some answers are missing" in answer.text
    assert the_submission(session) is None


def test_a_project_with_a_plan_and_no_evaluation_may_be_sent(client, session, team, member):
    project = a_project(session, team)
    session.commit()
    assert "There is no evaluation in it" in client.get(f"/team/projects/{project.id}/send").text
    client.post(f"/team/projects/{project.id}/send", data=AGREED)
    assert the_submission(session).evaluation_versions == []
    assert "the description and the plan alone" in client.get(f"/team/submissions/{the_submission(session).id}").text


def test_only_the_evaluations_that_were_chosen_go_in(client, session, project, member):
    another = an_evaluation(session, project, title="The second year", documents_note="Lost in a move.")
    unready = an_evaluation(session, project, title="The third year", authors=[])
    session.commit()
    page = client.get(f"/team/projects/{project.id}/send").text
    assert f'value="{unready.id}"' not in page and "Name who did the evaluation" in page
    assert send(client, project, evaluations=[str(unready.id)]).status_code == 422
    send(client, project, evaluations=[str(another.id)])
    assert [version.evaluation_id for version in the_submission(session).evaluation_versions] == [another.id]


@pytest.mark.parametrize(
    "state",
    [state for state in SubmissionState if state.value not in {"draft", *OVER}],
)
def test_while_one_is_on_its_way_no_other_can_be_sent(session, project, member, state):
    actor = actor_for(member)
    facts = access.project_facts(actor, project)
    services.send(session, project, project.evaluations, offer=Offer(STANDARD), actor=actor, facts=facts, now=NOW)
    move(session, project.submissions[0], state)
    with pytest.raises(Invalid, match="has been sent already"):
        services.send(session, project, [], offer=Offer(STANDARD), actor=actor, facts=facts, now=NOW)
    assert access.project_facts(actor, project).editable is False


@pytest.mark.parametrize("state", [state for state in SubmissionState if state.value in OVER])
def test_after_it_came_back_or_was_decided_a_new_one_follows_the_old(session, project, member, state):
    actor = actor_for(member)
    facts = access.project_facts(actor, project)
    first = services.send(
        session, project, project.evaluations, offer=Offer(STANDARD), actor=actor, facts=facts, now=NOW
    )
    move(session, first, state)
    second = services.send(
        session, project, [], offer=Offer(STANDARD, "We added it."), actor=actor, facts=facts, now=NOW
    )
    assert (second.number, second.previous_id) == (2, first.id)


def test_nobody_sends_without_the_facts_that_permit_it_and_nothing_of_another_project(session, team, project, member):
    actor = actor_for(member)
    with pytest.raises(NotAllowed):
        services.send(session, project, [], offer=Offer(STANDARD), actor=actor, facts=Facts(confirmed=True), now=NOW)
    session.rollback()
    project = session.get(Project, project.id)
    stranger = an_evaluation(session, a_project(session, team))
    facts = access.project_facts(actor, project)
    with pytest.raises(Invalid, match="only evaluations of this project"):
        services.send(session, project, [stranger], offer=Offer(STANDARD), actor=actor, facts=facts, now=NOW)


def test_what_came_back_shows_the_reason_and_leads_on(client, session, project, member):
    send(client, project)
    move(session, the_submission(session), SubmissionState.RETURNED, returned_reason="Please add the\nquestionnaire.")
    page = client.get(f"/team/submissions/{the_submission(session).id}").text
    assert "Please add the\nquestionnaire." in page and "Check and send again" in page
    home = client.get("/team").text
    assert "Look again at" in home and "It is your turn" in home
    sent = client.post(f"/team/projects/{project.id}/asked/besides", data={"text": "It is among the files now."})
    assert sent.status_code == 303
    send(client, project)
    assert the_submission(session).number == 2
    first = session.get(Submission, the_submission(session).previous_id)
    assert "You have sent it again since" in client.get(f"/team/submissions/{first.id}").text


@pytest.mark.parametrize("state", [state for state in SUBMISSION_TOLD if state.is_sent])
def test_every_state_has_words_for_the_team(client, session, project, member, state):
    send(client, project)
    submission = the_submission(session)
    move(session, submission, state)
    for path in (f"/team/submissions/{submission.id}", "/team", f"/team/projects/{project.id}"):
        assert client.get(path).status_code == 200
    has_letter = "Read the letter" in client.get(f"/team/submissions/{submission.id}").text
    assert has_letter is (state.value in {"decided", "accredited", "not-accredited"})


def test_no_page_of_the_team_tells_who_grades(client, session, settings):
    case = a_case_in_review(session)
    session.commit()
    client.sign_in(case.member)
    project, submission = case.submission.project, case.submission
    pages = [
        client.get(path).text
        for path in ("/team", f"/team/projects/{project.id}", f"/team/submissions/{submission.id}")
    ]
    assert "Being graded" in pages[2]
    for person in (*case.reviewers, case.editor):
        assert not [page for page in pages if person.name in page or str(person.id) in page]
    assert not [page for page in pages if str(case.assignments[0].id) in page]


def test_another_team_and_a_reviewer_do_not_see_the_submission(app, client, session, project, member):
    send(client, project)
    path = f"/team/submissions/{the_submission(session).id}"
    others = [a_person(session, an_organisation(session)), a_reviewer(session)]
    session.commit()
    for person in others:
        theirs = app.test_client()
        theirs.sign_in(person)
        assert theirs.get(path).status_code == 404


def test_the_read_filter_agrees_with_the_permission(session, team, project, member):
    hidden = a_project(session)
    public = a_project(session, published_at=NOW)
    session.commit()

    def found(person):
        return set(session.scalars(select(Project.id).where(access.readable(actor_for(person)))))

    assert found(member) == {project.id, public.id}
    assert found(an_editor(session)) == {project.id, public.id, hidden.id}
    assert found(a_reviewer(session)) == {public.id}
    assert [each.id for each in queries.projects_of(session, actor_for(member))] == [project.id]


def test_the_team_reads_what_becomes_public_in_its_own_words_before_it_sends(client, session, project, member):
    """The stub that is shown is the one that will be public, and of files only those that it let everybody read."""
    shut = client.get(f"/team/projects/{project.id}/send").text
    assert "By sending it your team agrees" in shut and "No file is public." in shut
    document = project.evaluations[0].documents[0]
    choice, told = Choice(with_file=False, public_from=None, note="Nobody is named."), {"actor": actor_for(member)}
    disclosing.agree(session, document, choice, facts=access.document_facts(told["actor"], document), now=NOW, **told)
    session.commit()
    page = client.get(f"/team/projects/{project.id}/send").text
    stub = re.search(r'<dl[^>]* id="stub">(.*?)</dl>', page, re.S)[1]
    for words in (project.name, project.summary, project.evaluation_plan, project.evaluations[0].title):
        assert words and words in stub
    assert project.need not in stub and "No other file is public" in page
    assert f"{document.file_name}, its text, once an editor has looked at it" in " ".join(page.split())
