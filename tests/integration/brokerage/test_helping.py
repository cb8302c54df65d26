"""Help with evaluations: offers and requests, who is put in touch with whom, and who never is."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from evidencehub.brokerage import timing, working
from evidencehub.brokerage.contacts import ANSWER_DAYS
from evidencehub.brokerage.models import HelpContact, HelpNotice
from evidencehub.brokerage.services import STANDS_DAYS
from evidencehub.brokerage.states import ContactState, NoticeState
from evidencehub.projects.appeals.grounds import grounds
from evidencehub.projects.appeals.models import Appeal
from evidencehub.review.choosing import candidates
from evidencehub.shared import audit, due
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person, a_project, a_reviewer, an_editor, an_organisation
from tests.factories_review import a_decided_case, an_assigned_case

LIST, NEW, YOURS, DESK = (
    "/help-with-evaluations", "/help-with-evaluations/new", "/help-with-evaluations/yours",
    "/admin/help-with-evaluations",
)  # fmt: skip
OFFER = {
    "kinds": ["comparison-group", "planning"], "text": "I can look over a plan for a trial.", "hours": "12",
    "outcome_area": "", "place": "Leeds", "role": "academic",
}  # fmt: skip
ASKED = "We look for a comparison group for our walk to school."


class Links:
    def own(self):
        return "own"

    def contact(self, contact):
        return "contact"

    def ask(self, notice):
        return "ask"

    def notice(self, notice):
        return "notice"

    def desk(self):
        return "desk"


def signed_in(app, person):
    browser = app.test_client()
    browser.sign_in(person)
    return browser


def only(session, kind):
    session.rollback()
    session.expire_all()
    return session.scalars(select(kind)).one()


def mails(session, about):
    session.rollback()
    return sorted((mail.to, mail.body) for mail in session.scalars(select(Mail).where(Mail.about == f"help.{about}")))


@pytest.fixture
def editor(app, session):
    made = an_editor(session)
    session.commit()
    return signed_in(app, made)


@pytest.fixture
def academic(session):
    made = a_reviewer(session, name="Ada Academic")
    session.commit()
    return made


@pytest.fixture
def offered(app, session, editor, academic):
    """An offer that everybody can read."""
    assert signed_in(app, academic).post(NEW, data=OFFER).status_code == 303
    made = only(session, HelpNotice)
    assert editor.post(f"{DESK}/{made.id}/publish").status_code == 303
    return only(session, HelpNotice)


@pytest.fixture
def team(session):
    """A member of a team, and its project."""
    session.rollback()
    organisation = an_organisation(session)
    member = a_person(session, organisation, name="Mia Member")
    project = a_project(session, organisation)
    session.commit()
    return member, project


def ask(app, person, notice, project=None, text=ASKED):
    data = {"text": text, **({"project": str(project.id)} if project else {})}
    return signed_in(app, person).post(f"{LIST}/{notice.id}/contact", data=data)


def at(app, session, moment):
    """What the worker does then."""
    session.rollback()
    with app.app_context():
        due.run(db.sessionmaker, {timing.DUE: working.handler(Links(), lambda: moment)}, now=lambda: moment)
    session.expire_all()


def test_an_editor_reads_it_first_and_then_everybody_without_a_name(app, client, session, editor, academic):
    browser = signed_in(app, academic)
    assert browser.post(NEW, data={**OFFER, "kinds": []}).status_code == 422
    assert browser.post(NEW, data=OFFER).status_code == 303
    made = only(session, HelpNotice)
    assert "look over a plan" not in client.get(LIST).text and "look over a plan" in editor.get(DESK).text
    assert [to for to, _ in mails(session, "waiting")], "an editor hears that something waits"
    editor.post(f"{DESK}/{made.id}/publish")
    page = client.get(LIST).text
    assert "look over a plan" in page and "About 12 hours" in page and "Leeds" in page
    assert academic.name not in page and academic.email not in page
    assert "look over a plan" not in client.get(f"{LIST}?side=request").text
    assert "look over a plan" not in client.get(f"{LIST}?kind=costs").text
    assert "look over a plan" in client.get(f"{LIST}?kind=planning").text
    assert [to for to, _ in mails(session, "published")] == [academic.email]
    assert audit.verify(session) == []


def test_names_and_addresses_are_told_to_both_once_both_agreed_and_not_before(
    app, session, offered, academic, team
):  # fmt: skip
    member, project = team
    assert ask(app, member, offered).status_code == 422, "for which project?"
    assert ask(app, member, offered, project).status_code == 303
    assert ask(app, member, offered, project).status_code == 422, "a second press asks nothing more"
    contact = only(session, HelpContact)
    ((to, told),) = mails(session, "asked")
    assert to == academic.email and member.name not in told and member.email not in told
    owner = signed_in(app, academic)
    address = f"{LIST}/contacts/{contact.id}"
    assert address in owner.get(YOURS).text
    page = owner.get(address).text
    assert ASKED in page and member.name not in page and member.email not in page and project.name not in page
    asker = signed_in(app, member)
    assert academic.name not in asker.get(YOURS).text
    assert asker.get(address).status_code == 404, "who asks does not answer"
    assert owner.post(address, data={"answer": "yes"}).status_code == 303
    assert owner.post(address, data={"answer": "yes"}).headers["Location"].endswith(YOURS)
    found = dict(mails(session, "agreed"))
    assert academic.email in found[member.email] and member.email in found[academic.email]
    assert len(mails(session, "agreed")) == 2


def test_whoever_helps_a_team_is_a_doubt_when_its_reviewers_are_chosen(app, session, offered, academic, team):
    session.rollback()
    case = an_assigned_case(session, member=team[0])
    session.commit()
    member, project = team
    ask(app, member, offered, project)
    signed_in(app, academic).post(f"{LIST}/contacts/{only(session, HelpContact).id}", data={"answer": "yes"})
    session.rollback()
    (found,) = [one for one in candidates(session, case.submission, now=utc_now()) if one.person.id == academic.id]
    assert [one.kind for one in found.doubts] == ["helper"] and not found.blocked


def test_a_reviewer_of_an_open_case_is_not_put_in_touch_and_neither_side_can_tell(app, session, editor, offered, team):
    member, project = team
    session.rollback()
    case = an_assigned_case(session, member=member)
    grader, stranger = case.reviewers[0], offered.person
    session.commit()
    signed_in(app, grader).post(NEW, data=OFFER | {"text": "I can help with interviews.", "kinds": ["interviews"]})
    session.rollback()
    graders_own = session.scalar(select(HelpNotice).where(HelpNotice.person_id == grader.id))
    editor.post(f"{DESK}/{graders_own.id}/publish")
    asker = signed_in(app, member)
    seen = []
    for notice in (offered, graders_own):
        told = asker.post(f"{LIST}/{notice.id}/contact", data={"text": ASKED, "project": str(project.id)})
        seen.append((told.status_code, told.headers["Location"], asker.get(YOURS).text.count("We pass it on")))
    assert seen[0] == seen[1], "a team does not learn from it who grades its work"
    asked = re.findall(r"They have until [^;]*;", asker.get(YOURS).text)
    assert len(asked) == 2 and len(set(asked)) == 1
    assert [to for to, _ in mails(session, "asked")] == [stranger.email]
    kept = session.scalar(select(HelpContact).where(HelpContact.notice_id == graders_own.id))
    reviewer = signed_in(app, grader)
    assert ASKED not in reviewer.get(YOURS).text and str(kept.id) not in reviewer.get(YOURS).text
    assert reviewer.get(f"{LIST}/contacts/{kept.id}").status_code == 404
    assert reviewer.post(f"{LIST}/contacts/{kept.id}", data={"answer": "yes"}).status_code == 404
    assert only_state(session, kept.id) is ContactState.ASKED
    at(app, session, utc_now() + timedelta(days=ANSWER_DAYS + 1))
    bodies = [body.replace("offer of help", "") for _, body in mails(session, "lapsed")]
    assert len(bodies) == 2 and bodies[0] == bodies[1], "silence reads the same"


def only_state(session, contact_id):
    session.rollback()
    session.expire_all()
    return session.get(HelpContact, contact_id).state


def test_a_reviewer_who_takes_a_seat_after_being_asked_cannot_say_yes_any_more(app, session, offered, academic, team):
    member, project = team
    ask(app, member, offered, project)
    contact = only(session, HelpContact)
    session.rollback()
    case = an_assigned_case(session, member=member)
    seat = case.assignments[0]
    seat.reviewer_id = academic.id
    session.commit()
    reviewer = signed_in(app, academic)
    assert reviewer.post(f"{LIST}/contacts/{contact.id}", data={"answer": "yes"}).status_code == 404
    assert only_state(session, contact.id) is ContactState.ASKED and not mails(session, "agreed")


@pytest.mark.parametrize("ended", [None, NOW])
def test_whoever_runs_an_open_appeal_of_a_team_is_not_put_in_touch_with_it(app, session, offered, academic, ended):
    session.rollback()
    case = a_decided_case(session)
    appeal = Appeal(
        id=uuid4(), submission_id=case.submission.id, ground=next(iter(grounds())), contested=[], because="A page.",
        sent_at=NOW, state_since=NOW, editor_id=academic.id, ended_at=ended,
    )  # fmt: skip
    session.add(appeal)
    session.commit()
    assert ask(app, case.member, offered, case.submission.project).status_code == 303
    assert len(mails(session, "asked")) == (ended is not None)


def test_a_team_asks_for_help_and_hears_of_whoever_offers_it(app, client, session, editor, academic, team):
    member, project = team
    browser = signed_in(app, member)
    data = {"kinds": ["numbers"], "text": "Who can check our numbers?", "project": str(project.id), "outcome_area": ""}
    assert browser.post(f"{NEW}?side=request", data=data).status_code == 303
    made = only(session, HelpNotice)
    editor.post(f"{DESK}/{made.id}/publish")
    page = client.get(f"{LIST}?side=request").text
    assert "check our numbers" in page and project.name not in page and "A project team looks for this" in page
    assert ask(app, academic, made, text="I work with such data.").status_code == 303
    contact = only(session, HelpContact)
    assert [to for to, _ in mails(session, "asked")] == [member.email]
    browser.post(f"{LIST}/contacts/{contact.id}", data={"answer": "no"})
    assert [to for to, _ in mails(session, "declined")] == [academic.email]
    assert not mails(session, "agreed")


def test_it_runs_out_and_one_press_publishes_it_again(app, client, session, offered, academic):
    at(app, session, utc_now() + timedelta(days=STANDS_DAYS - 1))
    assert only(session, HelpNotice).state is NoticeState.PUBLISHED
    at(app, session, utc_now() + timedelta(days=STANDS_DAYS + 1))
    assert only(session, HelpNotice).state is NoticeState.EXPIRED
    assert "look over a plan" not in client.get(LIST).text
    assert [to for to, _ in mails(session, "expired")] == [academic.email]
    owner = signed_in(app, academic)
    assert owner.post(f"{LIST}/{offered.id}/renew").status_code == 303
    assert "look over a plan" in client.get(LIST).text
    assert owner.post(f"{LIST}/{offered.id}/end").status_code == 303
    assert "look over a plan" not in client.get(LIST).text
    assert owner.post(f"{LIST}/{offered.id}/renew").status_code == 409, "what was taken back is over"


def test_abuse_is_reported_to_the_editors_who_take_it_down_or_let_it_stand(app, client, session, editor, offered, team):
    member, _project = team
    browser = signed_in(app, member)
    assert browser.post(f"{LIST}/{offered.id}/report", data={"text": ""}).status_code == 422
    assert browser.post(f"{LIST}/{offered.id}/report", data={"text": "It sells a course."}).status_code == 303
    assert len(mails(session, "reported")) == 1 and "look over a plan" in client.get(LIST).text
    assert "Reported" in editor.get(DESK).text and "It sells a course." in editor.get(f"{DESK}/{offered.id}").text
    editor.post(f"{DESK}/{offered.id}/keep")
    assert "Reported" not in editor.get(DESK).text
    editor.post(f"{DESK}/{offered.id}/refuse", data={"reason": "It sells a course."})
    assert "look over a plan" not in client.get(LIST).text
    assert [to for to, _ in mails(session, "refused")] == [offered.person.email]


def test_the_letter_and_the_coach_show_who_can_help_only_where_somebody_can(app, session, editor, academic):
    case = a_decided_case(session)
    session.commit()
    browser = signed_in(app, case.member)
    project = case.submission.project
    pages = (f"/team/projects/{project.id}/coach", f"/submissions/{case.submission.id}/letter")
    for page in pages:
        assert "Who can help" not in browser.get(page).text
    for kinds in (["costs"], ["report", "comparison-group", "delivery", "measures", "numbers", "planning"]):
        signed_in(app, academic).post(NEW, data=OFFER | {"kinds": kinds, "text": f"I help with {kinds[0]}."})
    session.rollback()
    for made in session.scalars(select(HelpNotice)).all():
        editor.post(f"{DESK}/{made.id}/publish")
    for page in pages:
        text = browser.get(page).text
        assert "Who can help" in text and "I help with report." in text and "I help with costs." not in text
        assert academic.name not in text
    session.rollback()
    shown = signed_in(app, an_editor_of(session)).get(pages[1]).text
    assert "Who can help" not in shown, "it is for the team"


def an_editor_of(session):
    session.rollback()
    made = an_editor(session)
    session.commit()
    return made


def test_a_team_member_cannot_ask_about_what_their_own_organisation_offers(app, session, editor, team):
    member, project = team
    signed_in(app, member).post(NEW, data=OFFER)
    made = only(session, HelpNotice)
    editor.post(f"{DESK}/{made.id}/publish")
    session.rollback()
    colleague = a_person(session, project.organisation)
    session.commit()
    assert ask(app, colleague, made, project).status_code == 422
    session.rollback()
    assert not session.scalars(select(HelpContact)).all()


def test_who_is_switched_off_offers_nothing(app, session, offered, academic, team):
    academic.is_active = False
    session.commit()
    assert OFFER["text"] not in app.test_client().get(LIST).text
    assert ask(app, team[0], offered, team[1]).status_code == 404


REQUEST = {"kinds": ["numbers", "planning"], "text": "Who can check our numbers?", "outcome_area": "", "place": "Leeds"}


def publish(app, session, editor, person, data, side="offer"):
    """Somebody sends it, and an editor lets everybody read it. :return: the notice."""
    assert signed_in(app, person).post(f"{NEW}?side={side}", data=data).status_code == 303
    session.rollback()
    made = session.scalar(select(HelpNotice).where(HelpNotice.state == NoticeState.WAITING))
    assert editor.post(f"{DESK}/{made.id}/publish").status_code == 303
    session.rollback()
    return made


def test_what_is_new_is_told_to_those_whose_own_offer_or_request_it_fits(app, session, editor, academic, team):
    member, project = team
    request = publish(app, session, editor, member, REQUEST | {"project": str(project.id)}, "request")
    assert mails(session, "fits") == [], "nobody offers anything yet"
    offer = publish(app, session, editor, academic, OFFER)
    ((to, told),) = mails(session, "fits")
    assert to == member.email and f"{LIST}/{offer.id}/contact" in told and "planning a study" in told
    assert academic.name not in told and project.name not in told, "neither side is named"
    assert OFFER["text"] in signed_in(app, member).get(YOURS).text, "it stands beside the request too"
    second = publish(app, session, editor, member, REQUEST | {"project": str(project.id)}, "request")
    (told,) = [body for to, body in mails(session, "fits") if to == academic.email]
    assert f"{LIST}/{second.id}/contact" in told and project.name not in told
    page = signed_in(app, member).get(f"{LIST}/{offer.id}/contact")
    assert page.status_code == 200 and request.id != second.id


def test_what_does_not_fit_or_is_of_ones_own_team_is_told_to_nobody(app, session, editor, academic, team):
    member, project = team
    asked = REQUEST | {"project": str(project.id), "outcome_area": "attainment"}
    publish(app, session, editor, member, asked, "request")
    for person, offer in (
        (academic, OFFER | {"kinds": ["costs"]}), (academic, OFFER | {"outcome_area": "employment"}), (member, OFFER)
    ):  # fmt: skip
        publish(app, session, editor, person, offer)
    assert mails(session, "fits") == []
    publish(app, session, editor, academic, OFFER | {"outcome_area": "attainment"})
    assert [to for to, _ in mails(session, "fits")] == [member.email]


def test_a_reviewer_of_an_open_case_is_told_as_anybody_is(app, session, editor, team):
    """Else silence would tell a reviewer whose case it is, and a team who grades its work."""
    member, project = team
    session.rollback()
    grader = an_assigned_case(session, member=member).reviewers[0]
    session.commit()
    publish(app, session, editor, grader, OFFER)
    publish(app, session, editor, member, REQUEST | {"project": str(project.id)}, "request")
    assert [to for to, _ in mails(session, "fits")] == [grader.email]
