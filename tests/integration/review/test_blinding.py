"""Who may learn what of whom. Every page and mail is read as the team, as each reviewer and as nobody."""

import re

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.replies import services as replies
from evidencehub.projects import access as projects
from evidencehub.review import services
from evidencehub.review.corrections import services as corrections
from evidencehub.review.corrections.services import Claim
from evidencehub.review.links import IN_WORDS
from evidencehub.review.questions import answering, asking, handling
from evidencehub.shared.mail import Mail
from tests.factories import NOW
from tests.factories_review import (
    LATER,
    a_case_in_review,
    an_assigned_case,
    decide,
    grade,
    settle,
    withdraw,
)
from tests.support.crawling import STANDARDS, crawl


def a_whole_case(session):
    """A decided case with reasons that show whose they are, and a number that is read differently."""
    case = a_case_in_review(session)
    for name, assignment, answer in zip(("ALPHA", "BETA"), case.assignments, ("met", "partly"), strict=True):
        grade(session, assignment, {"po2.8": "not-met", "po1.4": answer}, reason=f"{name} reason")
    return case


def with_a_question(session, case, stage):
    """The first reviewer asked, in words of their own, and told the editors something; another question waits."""
    mine = {"actor": actor_for(case.reviewers[0]), "now": NOW}
    asking.tell_editors(session, case.assignments[0], text="ZETA: it looks copied.", **mine)
    editor = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    texts = ("GAMMA, as I would say?", "GAMMA once more?", "GAMMA and no end?")
    asked, refused, waits = (asking.ask(session, case.assignments[0], text=text, **mine) for text in texts)
    handling.send(session, asked, text="DELTA?", **editor)
    handling.set_aside(session, refused, because="THETA says why not.", **editor)
    if stage != "grading":
        facts = projects.submission_facts(case.team, case.submission)
        about = {"document_id": None, "actor": case.team, "facts": facts, "now": NOW}
        answering.answer(session, asked, text="EPSILON.", **about)
    if stage in {"with the team", "decided"}:
        handling.set_aside(session, waits, because="THETA again.", **editor)
    return asked, waits


STAGES = ["grading", "one is in", "both are in", "withdrawn", "with the team", "decided"]
OF_THE_TEAM = ["KAPPA", "LAMBDA"]  # which fact is wrong, and its reply, before the record is public
OF_ONE_REVIEWER = ["GAMMA", "ZETA", "THETA"]  # what only the one who wrote it and the editors read


def send_both(session, case):
    for assignment in case.assignments:
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)


def names_of(people):
    return [text for person in people for text in (person.name, person.email)]


def assert_absent(pages, words):
    """The test people are numbered, so that "Person 1" must not be seen in "Person 12"."""
    wanted = {word: re.compile(rf"{re.escape(word)}(?!\d)") for word in words}
    assert not [(address, word) for address, text in pages.items() for word in wanted if wanted[word].search(text)]


def starts(case):
    """Addresses that somebody could guess or be sent, beside those they find by links."""
    own = [f"/reviews/{assignment.id}" for assignment in case.assignments]
    return [
        "/", "/reviews", "/cases", "/team", f"/cases/{case.submission.id}", f"/submissions/{case.submission.id}/letter",
        "/accreditations", "/accreditations/2026-0001", *own, *(f"{address}/report" for address in own),
        *(f"{address}/grade/1" for address in own), *(f"{address}/check" for address in own),
        *(f"{address}/changes" for address in own), *(f"{address}/files/1" for address in own),
        *(f"/cases/{case.submission.id}/{page}" for page in ("record", "changes", "files/1", "files/1/file")),
        *(f"{address}/questions" for address in own), *(f"{address}/note" for address in own),
        f"/team/submissions/{case.submission.id}/facts", f"/cases/{case.submission.id}/facts",
        f"/submissions/{case.submission.id}/publish", f"/submissions/{case.submission.id}/reply/hold",
        f"/cases/{case.submission.id}/questions", f"/projects/{case.submission.project.slug}",
    ]  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
def test_neither_reviewer_ever_learns_the_other_or_what_the_other_says(app, session, stage):
    case = a_whole_case(session)
    with_a_question(session, case, stage)
    move_to(session, case, stage)
    session.commit()
    for me, (mine, other), words in [(0, case.reviewers, "BETA"), (1, case.reviewers[::-1], "ALPHA")]:
        client = app.test_client()
        client.sign_in(mine)
        pages = crawl(client, *starts(case), but=[STANDARDS])
        assert_absent(pages, [*names_of([other]), *OF_THE_TEAM])
        if me == 1:
            assert_absent(pages, OF_ONE_REVIEWER)
        if stage != "decided":  # then the agreed reasons are public, and say nothing of who gave them
            assert_absent(pages, [words])
        if stage != "withdrawn":  # then the seat is closed, and what was written is sealed
            assert any(("ALPHA", "BETA")[me] in text for text in pages.values()), "one's own findings are there"
            own = pages[f"/reviews/{case.assignments[me].id}/questions"]
            assert "DELTA?" in own and ("EPSILON." in own) is (stage != "grading"), "both read the same"
        denied = f"/reviews/{case.assignments[1 - me].id}"
        for address in (
            denied,
            f"{denied}/questions",
            f"{denied}/note",
            f"{denied}/report",
            f"{denied}/grade/1",
            f"{denied}/check",
            f"{denied}/files/1",
        ):
            assert client.get(address).status_code == 404


def move_to(session, case, stage):
    if stage == "one is in":
        services.send_findings(session, case.assignments[0], actor=actor_for(case.reviewers[0]), now=LATER)
    if stage in {"both are in", "withdrawn", "with the team", "decided"}:
        send_both(session, case)
    if stage == "withdrawn":
        withdraw(session, case)
    if stage in {"with the team", "decided"}:
        settle(session, case)
        decide(session, case, days=10 if stage == "with the team" else 0)
    if stage == "with the team":
        team = {"actor": case.team, "facts": projects.submission_facts(case.team, case.submission), "now": LATER}
        claim = Claim(("po1.1", ""), "KAPPA is wrong.", "It is nine.")
        corrections.say(session, case.submission, claim, links=IN_WORDS, **team)
        replies.reply(session, case.submission, text="LAMBDA, we say.", links=replies.NO_ADDRESSES, **team)


@pytest.mark.parametrize("stage", STAGES)
def test_the_team_and_the_public_never_learn_who_grades(app, session, stage):
    case = a_whole_case(session)
    asked, waits = with_a_question(session, case, stage)
    move_to(session, case, stage)
    session.commit()
    for person in (case.member, None):
        client = app.test_client()
        if person:
            client.sign_in(person)
        pages = crawl(client, *starts(case), but=[STANDARDS])
        assert_absent(pages, [*names_of(case.reviewers), *OF_ONE_REVIEWER, *(() if person else OF_THE_TEAM)])
        if person is None and stage != "decided":
            assert_absent(pages, ["DELTA", "EPSILON"])
        if person:
            assert "DELTA?" in client.get(f"/team/questions/{asked.id}").text
            assert client.get(f"/team/questions/{waits.id}").status_code == 404
        if stage != "decided" and not (person and stage == "with the team"):  # the team has its letter then
            assert_absent(pages, ["ALPHA", "BETA"])


@pytest.mark.parametrize("who", ["reviewer", "member"])
def test_pages_of_standards_tell_nothing_of_a_case(app, session, who):
    case = a_whole_case(session)
    move_to(session, case, "decided")
    session.commit()
    client = app.test_client()
    client.sign_in(case.reviewers[0] if who == "reviewer" else case.member)
    pages = {
        address: text
        for address, text in crawl(client, STANDARDS, but=["/account"]).items()
        if address.startswith(STANDARDS)
    }
    assert len(pages) > 50
    assert_absent(pages, [*names_of(case.reviewers[1:] if who == "reviewer" else case.reviewers), "ALPHA", "BETA"])


def test_drafts_are_seen_by_their_author_alone_not_even_by_the_editor(app, session):
    case = a_whole_case(session)
    services.send_findings(session, case.assignments[0], actor=actor_for(case.reviewers[0]), now=LATER)
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    assert_absent(crawl(client, *starts(case), but=[STANDARDS]), ["ALPHA", "BETA"])
    assert client.get(f"/cases/{case.submission.id}/reconcile").status_code == 409


@pytest.mark.parametrize("stage", ["with the team", "decided"])
def test_no_mail_names_a_reviewer_to_anybody_else_or_the_team_to_a_reviewer(session, stage):
    declined = an_assigned_case(session)
    services.decline(session, declined.assignments[0], actor=actor_for(declined.reviewers[0]), now=LATER)
    case = a_whole_case(session)
    with_a_question(session, case, stage)
    move_to(session, case, stage)
    session.commit()
    reviewers = [*case.reviewers, *declined.reviewers]
    team_words = [case.submission.project.name, case.submission.project.organisation.name, case.member.name]
    mails = list(session.scalars(select(Mail)))
    assert {"review.invited", "review.started", "review.both-in", "review.seat-open", "submission.decided"} <= {
        mail.about for mail in mails
    }
    assert {"question.asked", "question.sent", "question.answered", "question.not-needed", "review.note"} <= {
        mail.about for mail in mails
    }
    for mail in mails:
        assert_absent({mail.about: f"{mail.subject}\n{mail.body}"}, [*OF_ONE_REVIEWER, *OF_THE_TEAM])
        text = {mail.about: f"{mail.subject}\n{mail.body}"}
        assert_absent(text, names_of(person for person in reviewers if person.email != mail.to))
        if mail.to in {person.email for person in reviewers} and mail.about != "review.decided":  # public by then
            assert_absent(text, team_words)


def test_an_editor_who_grades_the_case_gets_no_mail_about_the_other_reviewer(session):
    case = a_whole_case(session)
    case.reviewers[0].is_editor = True
    session.flush()
    send_both(session, case)
    told = session.scalars(select(Mail.to).where(Mail.about == "review.both-in")).all()
    assert told == [case.editor.email]


def test_the_public_page_says_that_an_accreditation_exists_and_names_nobody(app, session):
    case = a_whole_case(session)
    move_to(session, case, "decided")
    session.commit()
    number = session.scalar(select(Accreditation.number))
    page = app.test_client().get(f"/accreditations/{number}").text
    assert_absent({"page": page}, names_of([*case.reviewers, case.editor, case.member]))


def test_an_editor_who_is_in_the_team_hears_no_more_of_the_reviewers_than_the_team_does(session):
    declined = an_assigned_case(session)
    declined.member.is_editor = True
    session.flush()
    services.decline(session, declined.assignments[0], actor=actor_for(declined.reviewers[0]), now=LATER)
    told = session.scalars(select(Mail.to).where(Mail.about == "review.seat-open")).all()
    assert told == [declined.editor.email]


def test_no_address_tells_a_reviewer_who_has_sent_whether_the_other_has(app, session):
    """Every address of their seat, asked for and pressed; also where they are an editor of the hub besides."""
    case = a_whole_case(session)
    first, second = case.assignments
    first.reviewer.is_editor = True
    services.send_findings(session, first, actor=actor_for(first.reviewer), now=LATER)
    session.commit()
    own = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/reviews/<uuid:assignment_id>")]
    places = {"<uuid:assignment_id>": str(first.id), "<int:number>": "1", "<tier_id>": "1"}
    of_the_case = [f"/{part}/{case.submission.id}" for part in ("cases", "team/submissions")]
    secret = re.compile(r'(name="csrf_token"|value="[^"]{60,}")[^>]*>')

    def seen():
        client = app.test_client()
        client.sign_in(first.reviewer)
        found = {}
        for rule in own:
            address = rule.rule
            for part, value in places.items():
                address = address.replace(part, value)
            for method in rule.methods & {"GET", "POST"}:
                answer = client.open(address, method=method)
                found[method, address] = (answer.status_code, secret.sub("", answer.text), answer.headers.get("ETag"))
        for address in ("/reviews", "/cases", *of_the_case):
            answer = client.get(address)
            found[address] = answer.status_code, secret.sub("", answer.text)
        return found

    before = seen()
    assert len(before) > 12
    session.rollback()
    services.send_findings(session, second, actor=actor_for(second.reviewer), now=LATER)
    session.commit()
    after = seen()
    assert [address for address, answer in before.items() if after[address] != answer] == []
