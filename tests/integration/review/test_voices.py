"""What reviewers let stand on the record: names only where all said yes, and why one saw a question differently."""

import re

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.public_record import public_record
from evidencehub.review import services
from evidencehub.review.access import assignment_facts
from evidencehub.review.models import ConflictRuling
from evidencehub.review.reconciling import agreed_findings, compare
from evidencehub.review.sheet import sheet_of
from evidencehub.review.states import AssignmentState
from evidencehub.review.voices import dissent, naming
from evidencehub.shared import public_version
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.errors import Invalid, NotAllowed, NotFound
from evidencehub.shared.mail import Mail
from tests.factories import a_reviewer
from tests.factories_review import LATER, NOW, a_case_in_review, a_decided_case, a_frozen_case, decide, grade, settle

TOKEN = r'(?<=name="csrf_token" value=")[^"]+'
DIFFERENT = {"first": {"po2.8": "not-met"}, "second": {"po2.8": "not-met", "po1.4": "partly"}}


def speak(case, place):
    assignment = case.assignments[place]
    actor = actor_for(assignment.reviewer)
    return {"actor": actor, "facts": assignment_facts(actor, assignment), "now": LATER}


def answer(session, case, place, yes):
    naming.answer(session, case.assignments[place], yes=yes, **speak(case, place))
    session.commit()


def the_page(app, session, case):
    number = session.scalar(select(Accreditation.number).where(Accreditation.submission_id == case.submission.id))
    return app.test_client().get(f"/accreditations/{number}").text


def names_of(case):
    return sorted(person.name for person in case.reviewers)


def test_names_stand_only_where_all_said_yes_and_one_later_no_removes_both(app, session):
    case = a_decided_case(session)
    session.commit()
    assert naming.names(session, case.submission.id) == [], "nobody was asked yet"
    for place, yes, stand in ((0, True, False), (1, False, False), (1, True, True), (0, False, False)):
        answer(session, case, place, yes)
        assert naming.names(session, case.submission.id) == (names_of(case) if stand else [])
        project = app.test_client().get(f"/projects/{case.submission.project.slug}").text
        page = the_page(app, session, case)
        for shown in (page, project):
            assert [name in shown for name in names_of(case)] == [stand, stand]
        assert ("agreed to be named" in page) is stand, "without names nothing is said of them at all"


def test_a_third_reviewer_has_to_say_yes_too(session):
    case = a_frozen_case(session, **DIFFERENT)
    person = a_reviewer(session)
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": LATER}
    third = services.ask_third(session, case.submission, person, **told)
    services.declare(session, third, conflict="", actor=actor_for(person), now=LATER)
    for key in [one.item.key for one in compare(session, case.submission).differences]:
        services.record_finding(session, third, *key, "met", "It is there.", 2, now=LATER)
    services.send_findings(session, third, actor=actor_for(person), now=LATER)
    settle(session, case)
    decide(session, case)
    for place in (0, 1):
        answer(session, case, place, True)
    assert naming.names(session, case.submission.id) == []
    case.assignments = (*case.assignments, third)
    answer(session, case, 2, True)
    assert naming.names(session, case.submission.id) == sorted([*names_of(case), person.name])
    page = public_record(session, session.scalar(select(Accreditation)), sheet_of(case.submission))
    assert page.people == "3"
    about = next(one for one in page.beside.values() if one.who)
    assert about.who.endswith("and Reviewer C said so."), "two of three, by their seats"


@pytest.mark.parametrize("stage", ["grading", "one is in", "both are in"])
def test_nobody_is_asked_before_the_decision(app, session, stage):
    """To be asked says that the other is done."""
    case = a_case_in_review(session) if stage != "both are in" else a_frozen_case(session, **DIFFERENT)
    if stage == "one is in":
        grade(session, case.assignments[0], {"po2.8": "not-met"})
        services.send_findings(session, case.assignments[0], actor=actor_for(case.reviewers[0]), now=LATER)
    with pytest.raises(NotAllowed):
        naming.answer(session, case.assignments[0], yes=True, **speak(case, 0))
    with pytest.raises(NotAllowed):
        dissent.say(session, case.assignments[0], 1, "No.", **speak(case, 0))
    session.commit()
    client = app.test_client()
    client.sign_in(case.reviewers[0])
    own = f"/reviews/{case.assignments[0].id}"
    assert "on-record" not in client.get(own).text
    assert client.get(f"{own}/on-record").status_code == 403
    assert client.post(f"{own}/on-record/name", data={"name": "yes"}).status_code == 403


def test_the_page_behaves_alike_whatever_the_other_said(app, session):
    """The same page, the same answer to the press, the same drop of what is kept: only the record itself can tell."""
    seen = []
    for other in (None, False, True):
        case = a_decided_case(session)
        if other is not None:
            answer(session, case, 1, other)
        session.commit()
        client = app.test_client()
        client.sign_in(case.reviewers[0])
        address = f"/reviews/{case.assignments[0].id}/on-record"
        first = client.get(address).text
        before = public_version.current(session.get_bind().engine)
        pressed = client.post(f"{address}/name", data={"name": "yes"})
        after = public_version.current(session.get_bind().engine) - before
        page = client.get(address).text
        assert case.reviewers[1].name not in page
        mine = "|".join(
            map(re.escape, (case.submission.project.name, str(case.assignments[0].id), case.reviewers[0].name))
        )
        texts = [re.sub(f"{mine}|{TOKEN}", "~", text) for text in (first, page, pressed.location)]
        seen.append((pressed.status_code, after, *texts))
    assert seen[0] == seen[1] == seen[2]


def test_a_name_can_be_taken_back_by_who_is_no_reviewer_any_more(app, session):
    case = a_decided_case(session)
    for place in (0, 1):
        answer(session, case, place, True)
    case.reviewers[0].is_reviewer = False
    session.commit()
    client = app.test_client()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}/on-record"
    assert client.post(f"{address}/name", data={"name": "no"}).status_code == 303
    session.rollback()
    assert naming.names(session, case.submission.id) == []
    other = app.test_client()
    other.sign_in(case.reviewers[1])
    assert other.get(address).status_code == 404, "not of the other's seat"


def test_who_differs_is_asked_and_what_they_write_stands_without_a_name(app, session):
    case = a_decided_case(session, **DIFFERENT)
    session.commit()
    assert dissent.differing(session, case.assignments[0]) == [], "it was agreed as the first had answered"
    (one,) = dissent.differing(session, case.assignments[1])
    assert (one.item.criterion.id, one.mine.answer, one.agreed.answer) == ("po1.4", "partly", "met")
    page = the_page(app, session, case)
    assert "Reviewer A and Reviewer B differed." in page and "saw it differently" not in page
    client = app.test_client()
    client.sign_in(case.reviewers[1])
    address = f"/reviews/{case.assignments[1].id}/on-record"
    assert "Where you saw it differently" in client.get(address).text
    long = client.post(f"{address}/reason", data={"place": "1", "text": "x" * 501})
    assert long.status_code == 422 and "500 characters or fewer" in long.text
    for _ in range(2):  # pressed twice
        assert client.post(f"{address}/reason", data={"place": "1", "text": "OMEGA: only a sketch."}).status_code == 303
    session.rollback()
    page = the_page(app, session, case)
    assert page.count("One reviewer saw it differently") == 1 and "OMEGA: only a sketch." in page
    assert case.reviewers[1].name not in page
    project = app.test_client().get(f"/projects/{case.submission.project.slug}").text
    assert "One reviewer saw it differently: OMEGA: only a sketch." in project, "and on the page of the project"
    written = session.scalars(select(AuditEntry.action).where(AuditEntry.action == "record.dissent")).all()
    assert len(written) == 1
    assert client.post(f"{address}/reason", data={"place": "1", "text": ""}).status_code == 303
    assert "OMEGA" not in the_page(app, session, case)


def test_nobody_writes_where_they_did_not_differ(session):
    case = a_decided_case(session, **DIFFERENT)
    for place in (0, 2):
        with pytest.raises(NotFound):
            dissent.say(session, case.assignments[1], place, "No.", **speak(case, 1))
    with pytest.raises(NotFound):
        dissent.say(session, case.assignments[0], 1, "No.", **speak(case, 0))
    with pytest.raises(Invalid):
        dissent.say(session, case.assignments[1], 1, "x" * 501, **speak(case, 1))


def test_an_editor_takes_a_reason_off_and_the_reviewer_reads_why(app, session):
    case = a_decided_case(session, **DIFFERENT)
    dissent.say(session, case.assignments[1], 1, "OMEGA: their lead told me so.", **speak(case, 1))
    session.commit()
    (written,) = dissent.of_case(session, case.submission)
    client = app.test_client()
    client.sign_in(case.editor)
    page = client.get(f"/cases/{case.submission.id}").text
    address = f"/cases/{case.submission.id}/reasons/{written.id}/take-off"
    asked = sheet_of(case.submission).by_key[written.criterion_id, written.result_key].criterion.short
    assert "OMEGA" in page and address in page
    for shown in (page, client.get(address).text):
        assert asked in shown and written.criterion_id not in shown, "in words, not by its number"
    assert client.post(address, data={"because": ""}).status_code == 422
    assert client.post(address, data={"because": "It speaks of a person."}).status_code == 303
    assert client.post(address, data={"because": "Again."}).status_code == 303, "a second press changes nothing"
    assert "OMEGA" not in the_page(app, session, case)
    reviewer = app.test_client()
    reviewer.sign_in(case.reviewers[1])
    own = reviewer.get(f"/reviews/{case.assignments[1].id}/on-record").text
    assert "It speaks of a person." in own and "Again." not in own
    assert reviewer.get(address).status_code == 404
    session.rollback()
    dissent.say(session, case.assignments[1], 1, "OMEGA: the table lacks a row.", **speak(case, 1))
    session.commit()
    assert "OMEGA: the table lacks a row." in the_page(app, session, case), "another reason stands again"


def test_conflicts_are_told_in_kinds_and_the_record_says_what_happened(app, session):
    case = a_decided_case(session)
    left = a_reviewer(session)
    seat = case.assignments[0]
    session.add(type(seat)(
        submission_id=case.submission.id, reviewer_id=left.id, state=AssignmentState.CONFLICT, declared_kind="money",
        declaration="My sister is paid by them.", assigned_at=NOW, due_at=LATER, only=[],
    ))  # fmt: skip
    session.add(ConflictRuling(
        submission_id=case.submission.id, person_id=case.reviewers[0].id, findings=["name"], reason="Not her.",
        ruled_by=case.editor.id, ruled_at=NOW,
    ))  # fmt: skip
    session.commit()
    page = the_page(app, session, case)
    for words in (
        "The 2 who graded declared that they know of none.",
        "1 other person was asked and left because of one: money.",
        "Of 1 of them an editor decided",
        "The team sent it in.",
        "It was decided, and the team had the letter.",
        "It was accredited, and became public.",
    ):
        assert words in page
    assert page.index("It was decided") < page.index("It was accredited"), "in the order in which it came about"
    for secret in (left.name, "My sister", "Not her", case.reviewers[0].name):
        assert secret not in page


def test_the_mail_of_the_decision_says_that_a_word_is_possible_and_not_needed(session):
    case = a_decided_case(session)
    told = session.scalars(select(Mail).where(Mail.about == "review.decided")).all()
    assert len(told) == len(case.reviewers)
    assert all("whether your name may stand on the record" in mail.body for mail in told)


def test_a_page_from_before_an_appeal_puts_no_reason_beside_another_question(app, session):
    case = a_decided_case(session, **DIFFERENT)
    session.commit()
    client = app.test_client()
    client.sign_in(case.reviewers[1])
    address = f"/reviews/{case.assignments[1].id}/on-record"
    (about,) = re.findall(r'name="about" value="([^"]+)"', client.get(address).text)
    stale = {"place": "1", "text": "OMEGA: only a sketch.", "about": "po1.1 "}
    assert about == "po1.4 " and client.post(f"{address}/reason", data=stale).status_code == 409
    session.rollback()
    assert "OMEGA" not in the_page(app, session, case)
    assert client.post(f"{address}/reason", data={**stale, "about": about}).status_code == 303


def test_a_reason_is_no_other_view_once_an_appeal_agrees_with_it(session):
    case = a_decided_case(session, **DIFFERENT)
    dissent.say(session, case.assignments[1], 1, "Only a sketch.", **speak(case, 1))
    assert list(dissent.on_record(session, case.submission)) == [("po1.4", "")]
    (agreed,) = [one for one in agreed_findings(session, case.submission) if one.criterion_id == "po1.4"]
    agreed.answer, agreed.on_appeal = "partly", True
    session.flush()
    assert dissent.on_record(session, case.submission) == {}
