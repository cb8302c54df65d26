"""What somebody hostile may try: impossible input, guessing, floods, races, and reading what is not public yet."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from flask import url_for
from sqlalchemy import func, select

from evidencehub.accounts.models import Membership, Organisation, Person, SignInSession
from evidencehub.accounts.programs.models import ProgramToken
from evidencehub.accounts.queries import actor_for
from evidencehub.projects import clearing
from evidencehub.projects.costs.keeping import stored as kept_costs
from evidencehub.projects.costs.shape import CostLine, Costs
from evidencehub.projects.document_kinds import DocumentKind
from evidencehub.projects.models import Project
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.projects.questions.states import QuestionState
from evidencehub.projects.states import SubmissionState
from evidencehub.projects.theory.keeping import stored
from evidencehub.projects.theory.shape import Link, Step, Theory
from evidencehub.projects.transfers.models import PastTeam
from evidencehub.projects.uploads.models import Upload
from evidencehub.review import services as reviewing
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.states import AssignmentState
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import WrongState
from evidencehub.shared.mail import Mail
from tests.factories import (
    NOW,
    a_passkey,
    a_person,
    a_project,
    a_result,
    a_reviewer,
    a_token,
    a_transfer,
    an_evaluation,
    an_invitation,
    an_organisation,
)
from tests.factories_review import a_case_in_review, a_decided_case, a_document, a_frozen_case, decide, grade, settle
from tests.support import learning_logs, plans
from tests.support.clients import PASSWORD
from tests.support.crawling import STANDARDS, crawl
from tests.support.judged import an_approach, asked, held

NEW = {"name": "Amara Blake", "email": "amara@example.org", "password": "three odd words"}


@pytest.fixture
def team(session):
    return an_organisation(session)


@pytest.fixture
def member(client, session, team):
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return person


def a_sent_project(client, session, team, **values):
    project = a_project(session, team, **values)
    evaluation = an_evaluation(session, project)
    a_result(session, evaluation)
    a_document(session, evaluation)
    session.commit()
    send(client, project, evaluation)
    session.rollback()
    return project


def send(client, project, evaluation, **more):
    chosen = {"evaluations": [str(evaluation.id)], "standard": "project-oracle", "agreed": "y", "no_names": "y", **more}
    answer = client.post(f"/team/projects/{project.id}/send", data=chosen)
    assert answer.status_code == 303, answer.text


# Input that no record can hold


def test_control_characters_pasted_from_a_file_become_spaces_and_the_text_is_kept(client, session, member):
    typed = {"name": "Walk\x00 to\x0b school\u202e", "summary": "One\x0cpage.\x00"}
    assert client.post("/team/projects/new", data=typed).status_code == 303
    project = session.scalar(select(Project))
    assert (project.name, project.summary) == ("Walk to school", "One page.")


@pytest.mark.parametrize("path", ["/projects/%00", "/accreditations/%00", "/projects/a%00b", "/standards/%00"])
def test_an_address_with_a_nul_in_it_is_no_page(client, path):
    assert client.get(path).status_code == 404


def test_an_admin_who_searches_for_a_nul_finds_everybody(client, session):
    admin = a_person(session, is_admin=True)
    session.commit()
    client.sign_in(admin)
    assert admin.email in client.get("/admin/people?q=%00").text


@pytest.mark.parametrize("number", ["9" * 400, "1e308", "-1e308", "99999999999", "nan", "inf"])
def test_a_number_too_large_for_the_database_is_refused_beside_its_question(client, session, team, member, number):
    evaluation = an_evaluation(session, a_project(session, team))
    session.commit()
    page = f"/team/evaluations/{evaluation.id}/results/new"
    answer = client.post(page, data={"outcome": "Attendance", "n_t": number, "mean_t": number})
    assert answer.status_code == 422
    assert 'href="#n_t"' in answer.text and 'href="#mean_t"' in answer.text


@pytest.mark.parametrize("year", ["99999999999999999999", "9" * 5000, "-1", "\u00b2"])
def test_a_year_too_large_for_a_calendar_is_no_real_date(client, session, team, member, year):
    evaluation = an_evaluation(session, a_project(session, team))
    session.commit()
    page = f"/team/evaluations/{evaluation.id}/about"
    date = {"started_on-day": "1", "started_on-month": "2", "started_on-year": year}
    answer = client.post(page, data=date)
    assert answer.status_code == 422 and "must be a real date" in answer.text


def test_what_is_cleared_must_be_a_question_and_nothing_else_enters_the_audit_chain(client, session):
    case = a_case_in_review(session)
    session.commit()
    client.sign_in(case.reviewers[0])
    typed = {"criterion": "My own words", "result": "about a person"}
    assert client.post(f"/reviews/{case.assignments[0].id}/clear", data=typed).status_code == 422
    assert "assignment.cleared" not in session.scalars(select(AuditEntry.action)).all()


MARKUP = "'\"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"


def test_markup_in_any_text_is_shown_as_text_on_every_page_and_never_run(app, session):
    texts = {"summary": MARKUP, "place": MARKUP}
    steps = tuple(Step(id=uuid4(), kind=kind, words=MARKUP) for kind in ("activity", "outcome"))
    link = Link(start=steps[0].id, end=steps[1].id, because=MARKUP, references=(MARKUP,))
    theory = {"theory_of_change": MARKUP, "theory": stored(Theory(steps=steps, links=(link,)))}
    line = CostLine(
        id=uuid4(), kind="staff", what=MARKUP, hundredths=1, currency="GBP", price_year=2024, per="once", paid_by=MARKUP
    )
    theory["costs"] = kept_costs(Costs(lines=(line,)))
    project = {"name": MARKUP, "need": MARKUP, "activities": MARKUP, **theory, **texts}
    case = a_case_in_review(session, project=project, title=MARKUP, authors=[MARKUP], methods=MARKUP, **texts)
    for answer, assignment in zip(("met", "partly"), case.assignments, strict=True):
        grade(session, assignment, {"po2.8": "not-met", "po1.4": answer}, reason=MARKUP)
        reviewing.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=NOW)
    settle(session, case, reason=MARKUP)
    decide(session, case, strengths=MARKUP)
    case.submission.team_reply = case.submission.project.evaluations[0].documents[0].file_name = MARKUP
    admin = a_person(session, is_admin=True)
    for each in (case.member, case.editor, *case.reviewers, admin, case.submission.project.organisation):
        each.name = MARKUP
    session.commit()
    known = [f"/projects/{case.submission.project.slug}", f"/evaluations/{case.submission.project.evaluations[0].id}"]
    shown = 0
    for person in (case.member, case.editor, *case.reviewers, admin, None):
        client = app.test_client()
        if person:
            client.sign_in(person)
        but = [] if person is case.member else [STANDARDS]
        pages = crawl(client, "/", "/start", "/account", "/admin/people", "/mails", *known, but=but)
        shown += sum("&lt;script&gt;" in page for page in pages.values())
        assert not [address for address, page in pages.items() if "<script>alert" in page or "<img src=x" in page]
        assert not [address for address, page in pages.items() if "alert(1)" in page and "{{ 7*7 }}" not in page]
    assert shown > 20


# Addresses of others


@pytest.mark.parametrize("make", [a_case_in_review, a_frozen_case, a_decided_case])
def test_whoever_has_no_part_in_a_case_gets_nothing_at_any_address_that_names_a_record(app, session, run_due, make):
    judging = asked(session, held(session, an_approach(session, run_due)))
    case = make(session)
    evaluation = case.submission.project.evaluations[0]
    walk, days = Step(id=uuid4(), kind="activity", words="A walk"), Step(id=uuid4(), kind="outcome", words="Days")
    links = (Link(start=walk.id, end=days.id),)
    case.submission.project.theory = stored(Theory(steps=(walk, days), links=links))
    line = CostLine(id=uuid4(), kind="staff", what="A", hundredths=1, currency="GBP", price_year=2024, per="once")
    case.submission.project.costs = kept_costs(Costs(lines=(line,)))
    names = {
        "submission_id": case.submission.id, "assignment_id": case.assignments[0].id, "evaluation_id": evaluation.id,
        "project_id": case.submission.project_id, "organisation_id": case.submission.project.organisation_id,
        "document_id": evaluation.documents[0].id, "result_id": evaluation.results[0].id, "person_id": case.member.id,
        "slug": "about", "place": 1, "number": 1, "tier_id": "1", "comment_id": evaluation.id, "standard_id": "none",
        "report_id": evaluation.id, "request_id": evaluation.id, "note_id": evaluation.id,
        "notice_id": evaluation.id, "contact_id": evaluation.id, "hit_id": evaluation.id,
        "version_id": judging.version_id, "judgement_id": judging.judgement_id, "step": "publish",
        "seat_id": judging.seat(judging.people[0]).id, "version": "none", "name": "none", "typed_id": evaluation.id,
        "dissent_id": evaluation.id,
        "later_id": evaluation.id, "renewal_id": evaluation.id, "step_id": walk.id, "start": walk.id, "end": days.id,
        "line_id": line.id,
        "key": "new", "upload_id": evaluation.id,
    }  # fmt: skip
    question = TeamQuestion(
        id=uuid4(), submission=case.submission, state=QuestionState.SENT, text="What is kept from strangers?",
        sent_at=NOW, due_at=NOW, made_at=NOW,
    )  # fmt: skip
    session.add(question)
    names["question_id"] = question.id
    upload = Upload(
        id=uuid4(), project_id=case.submission.project_id, file_name="kept.pdf", fingerprint="", size_bytes=9,
        kind=DocumentKind.ANNEX, caption="Kept from strangers", started_at=NOW,
    )  # fmt: skip
    session.add(upload)
    names["upload_id"] = upload.id
    fact = FactCorrection(
        id=uuid4(), submission_id=case.submission.id, criterion_id="po1.1", said_at=NOW, right="Nine.",
        wrong="Kept from strangers too.",
    )  # fmt: skip
    session.add(fact)
    names["correction_id"] = fact.id
    plans.write(session, evaluation)
    names["transfer_id"] = a_transfer(session, case.submission.project, an_organisation(session)).id
    names["plan_version_id"] = plans.send(session, evaluation, case.member).id
    sent = learning_logs.as_sent(session, learning_logs.write(session, case.submission.project))
    names["entry_id"], names["log_version_id"] = sent.entry_id, sent.id
    theirs = an_organisation(session)
    strangers = [
        None, a_person(session, theirs), a_person(session, theirs, confirmed_at=None), a_reviewer(session),
        case.reviewers[1],
    ]  # fmt: skip
    session.commit()
    app.test_client().sign_in(case.member)
    names["session_id"] = session.scalar(select(SignInSession.id))
    names["membership_id"] = session.scalar(select(Membership.id).where(Membership.person_id == case.member.id))
    names["passkey_id"] = a_passkey(session, case.member).id
    a_token(session, case.member)
    names["program_token_id"] = session.scalar(select(ProgramToken.id))
    tokens = {person: a_token(session, person) for person in strangers if person}
    names["invitation_id"] = an_invitation(session, case.submission.project.organisation, case.member).id
    session.commit()
    names |= {
        "mail_id": session.scalar(select(Mail.id).where(Mail.to == case.member.email)),
        "job_id": session.scalar(select(DueRow.id).limit(1)),
        "reference_id": uuid4(),  # within a study, which is what is closed
    }
    closed = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.arguments
        and not getattr(app.view_functions[rule.endpoint], "is_public", False)
        and rule.endpoint != "feedback.on_evaluation"  # by its rule as open as the page of the evaluation is
    ]
    assert len(closed) > 30
    for person in strangers:
        client = app.test_client()
        if person:
            client.sign_in(person)
        for rule in closed:
            with app.test_request_context():
                address = url_for(rule.endpoint, **{name: names[name] for name in rule.arguments})
            is_of_programs = address.startswith("/api/")
            told = {"Authorization": f"Bearer {tokens[person]}"} if person and is_of_programs else {}
            for method in rule.methods & {"GET", "POST", "PATCH", "PUT"}:
                answer = client.open(address, method=method, headers=told)
                is_led_away = person is None and (answer.location or "").startswith("/sign-in")
                is_led_away |= person is None and is_of_programs and answer.status_code == 401
                assert is_led_away or answer.status_code in {403, 404}, (address, method, answer.status_code)


# What is not public yet


def test_a_new_name_in_a_draft_does_not_show_in_the_public_address(client, session, team, member):
    project = a_sent_project(client, session, team, name="Walk", slug="walk")
    clearing.clear(session, project.submissions[0], actor_id=None, now=NOW)
    session.commit()
    client.post(f"/team/projects/{project.id}/name", data={"name": "Secret plan", "summary": "New."})
    assert client.get("/projects/walk").status_code == 200
    assert client.get("/projects/secret-plan").status_code == 404


def test_the_address_follows_a_new_name_once_it_is_sent_again_before_any_decision(client, session, team, member):
    project = a_sent_project(client, session, team, name="Walk", slug="walk")
    project.submissions[0].state = SubmissionState.RETURNED
    project.name = "Stroll"
    session.commit()
    client.post(f"/team/projects/{project.id}/asked/besides", data={"text": "We changed its name."})
    send(client, project, project.evaluations[0])
    assert client.get("/projects/walk").status_code == 404  # nobody has looked at it yet
    session.rollback()
    for submission in project.submissions:
        clearing.clear(session, submission, actor_id=None, now=NOW)
    session.commit()
    assert client.get("/projects/walk").location == "/projects/stroll"


def test_the_address_follows_a_new_name_when_it_is_decided(client, session):
    case = a_frozen_case(session, project={"name": "Stroll", "slug": "walk"})
    settle(session, case)
    decide(session, case)
    session.commit()
    assert client.get("/projects/walk").location == "/projects/stroll"


def test_mails_and_demonstration_sign_ins_are_shown_only_to_who_asks_this_machine_by_its_name(client, session):
    session.add(Mail(to="a@example.org", subject="Hello", body="Secret", about="test", created_at=NOW))
    session.commit()
    assert client.get("/mails").status_code == client.get("/mails", base_url="http://127.0.0.1:8000").status_code == 200
    for name in ("hub.example.org", "localhost.example.org", "127.0.0.1.example.org"):
        assert client.get("/mails", base_url=f"http://{name}").status_code == 404


# Guessing and flooding


def test_after_six_wrong_codes_even_the_right_one_waits(client, session, settings):
    (settings.home / "set-up-code").write_text("a1b2c3d4")
    for _ in range(6):
        assert client.post("/set-up", data={**NEW, "token": "guess"}).status_code == 422
    answer = client.post("/set-up", data={**NEW, "token": "a1b2c3d4"})
    assert answer.status_code == 422 and "too many tries" in answer.text
    assert session.scalar(select(Person)) is None


def test_nobody_floods_an_address_with_mails_by_registering_it_again_and_again(client, session):
    answers = [client.post("/register", data=NEW) for _ in range(8)]
    assert [answer.status_code for answer in answers] == [303] * 6 + [422] * 2
    assert session.scalar(select(func.count()).select_from(Mail)) == 6


def test_nobody_floods_an_address_by_asking_for_the_link_again_and_again(client, session):
    person = a_person(session, confirmed_at=None)
    session.commit()
    client.sign_in(person)
    assert [client.post("/confirm-again").status_code for _ in range(7)] == [303] * 6 + [429]
    assert session.scalar(select(func.count()).select_from(Mail)) == 6


def test_a_stranger_who_registers_an_address_puts_no_words_of_theirs_into_its_mail(client, session):
    client.post("/register", data={**NEW, "name": "You won! Go to evil.example"})
    assert "evil.example" not in session.scalar(select(Mail.body))


def test_a_session_begins_afresh_with_signing_in_and_ends_whole_with_signing_out(client, session):
    person = a_person(session)
    session.commit()
    with client.session_transaction() as planted:
        planted["csrf_token"] = planted["something"] = "known to somebody else"
    client.sign_in(person)
    with client.session_transaction() as held:
        assert "something" not in held and held.get("csrf_token") != "known to somebody else"
        held["something"] = "of this person"
    client.post("/sign-out")
    with client.session_transaction() as held:
        assert "something" not in held and "_user_id" not in held


# Two at once


@pytest.fixture
def posts_at_once(app):
    """Send the same form from several browsers at one moment; returns the status of each answer."""

    def run(path, data, *, person=None, times=4):
        clients = [app.test_client() for _ in range(times)]
        for each in clients:
            if person:
                each.sign_in(person)
        barrier, found = Barrier(times), []

        def press(each):
            barrier.wait(20)
            found.append(each.post(path, data=data).status_code)

        threads = [Thread(target=press, args=(each,)) for each in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert len(found) == times
        return sorted(found)

    return run


def test_one_address_registered_four_times_at_once_makes_one_account(posts_at_once, session):
    assert set(posts_at_once("/register", NEW)) <= {303, 409}
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_project_that_two_owners_take_on_at_once_is_handed_over_once(posts_at_once, session):
    made = a_transfer(session, a_project(session, our := an_organisation(session)), taker := an_organisation(session))
    a_person(session, our)
    owner = a_person(session, taker)
    session.commit()
    assert posts_at_once(f"/team/transfers/{made.id}/accept", {}, person=owner) == [303, 409, 409, 409]
    assert session.scalar(select(func.count()).select_from(PastTeam)) == 1


def test_one_organisation_added_four_times_at_once_is_added_once(posts_at_once, session):
    person = a_person(session)
    session.commit()
    found = posts_at_once("/organisations/new", {"name": "Harbour Trust", "kind": "charity"}, person=person)
    assert found[0] == 303 and set(found[1:]) <= {409, 422}
    assert session.scalar(select(func.count()).select_from(Organisation)) == 1


def test_projects_of_one_name_added_at_once_never_share_an_address(posts_at_once, session, team):
    person = a_person(session, team)
    session.commit()
    found = posts_at_once("/team/projects/new", {"name": "Walk", "summary": "We walk."}, person=person)
    assert found[0] == 303 and set(found) <= {303, 409}
    slugs = session.scalars(select(Project.slug)).all()
    assert len(set(slugs)) == len(slugs) == found.count(303)


def test_a_page_saved_while_its_findings_are_sent_changes_nothing_that_was_sent(app, session):
    case = a_case_in_review(session)
    session.commit()
    mine = case.assignments[0].id
    with app.app_context():
        new_session = db.sessionmaker
        with new_session() as saving:
            opened = saving.get(type(case.assignments[0]), mine)
            assert opened.state is AssignmentState.GRADING  # the page was opened before it was sent
            saving.commit()
            with new_session() as sending:
                sent = sending.get(type(opened), mine)
                sent.state = AssignmentState.IN
                sending.commit()
            with pytest.raises(WrongState):
                reviewing.save_page(saving, opened, [], [], actor=actor_for(case.reviewers[0]), now=NOW)


def test_a_new_password_link_works_once_even_when_pressed_four_times_at_once(posts_at_once, client, session, run_due):
    person = a_person(session)
    session.commit()
    client.post("/forgotten-password", data={"email": person.email})
    run_due()
    link = session.scalar(select(Mail.body)).split("http://localhost")[1].split()[0]
    assert posts_at_once(link, {"password": "another long one"})[0] == 303
    assert client.post(link, data={"password": "yet another one"}).status_code == 422
    assert client.post("/sign-in", data={"email": person.email, "password": PASSWORD}).status_code == 422
    client.sign_in(person, "another long one")
