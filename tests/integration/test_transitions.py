"""Every step of the tables is taken by something: its guard is resolved, its audit entry written, its notice sent."""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import Invitation
from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import appealed, expiring, publishing, withdrawing
from evidencehub.accreditation.holds import services as holding
from evidencehub.accreditation.leads import Leads
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals import answering as answering_renewals
from evidencehub.accreditation.renewals import sending as renewing
from evidencehub.accreditation.replies import services as replying
from evidencehub.authz.values import NOBODY, facts_of
from evidencehub.brokerage import contacts
from evidencehub.brokerage import services as helping
from evidencehub.brokerage.models import Side
from evidencehub.catalogue.outcomes.certainty import asking, settling
from evidencehub.cli.states import MACHINES
from evidencehub.consultation.models import CommentRole, StandardComment
from evidencehub.feedback.mistakes import services as mistakes
from evidencehub.feedback.notes.models import PracticeNote
from evidencehub.feedback.notes.states import NoteState
from evidencehub.feedback.requests.models import EvidenceRequest
from evidencehub.feedback.requests.states import RequestState
from evidencehub.projects import access
from evidencehub.projects import services as projects
from evidencehub.projects.disclosure import services as disclosing
from evidencehub.projects.disclosure.queries import of_document
from evidencehub.projects.disclosure.services import Choice
from evidencehub.projects.on_request import services as on_request
from evidencehub.projects.sending import Offer
from evidencehub.projects.transfers import services as transfers
from evidencehub.projects.transfers.models import Transfer
from evidencehub.review import services as reviews
from evidencehub.review.appeals import handling as appealing
from evidencehub.review.appeals import making, pairing
from evidencehub.review.corrections import services as correcting
from evidencehub.review.corrections.services import Claim
from evidencehub.review.links import IN_WORDS
from evidencehub.review.questions import answering, handling
from evidencehub.review.questions import asking as wondering
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.mail import Mail
from evidencehub.standards.files.loading import load_standard
from tests.factories import NOW, a_person, a_project, an_editor, an_evaluation, an_organisation
from tests.factories_review import (
    LATER,
    a_case,
    a_case_in_review,
    a_decided_case,
    a_frozen_case,
    an_assigned_case,
    decide,
    grade,
    look_through,
    settle,
)
from tests.support import appeals, judged, later, learning_logs, plans
from tests.support.transfers import Links as OfferLinks

STEPS = {f"{machine.kind}.{step.name}": step for machine in MACHINES for step in machine.steps}
COMMENTS = "/standards/project-oracle/2014-reconstruction/comments"
NOTE = {"setting": "", "role": "practitioner", "email": "amara@example.org"}
ASKED = {"outcome": "attendance", "population": "", "role": "practitioner", "email": "amara@example.org"}
SAID = {"part": "po1.1", "text": "Say what a theory of change is.", "role": "practitioner", "name_shown": ""}


class Watch:
    """What was taken and sent while something was done."""

    def __init__(self, session):
        self.session, self.taken = session, set()

    def _count(self):
        self.session.flush()
        return [Counter(self.session.scalars(select(column))) for column in (AuditEntry.action, Mail.about)]

    @contextmanager
    def takes(self, *names):
        actions, mails = self._count()
        yield
        self.session.expire_all()
        actions_now, mails_now = self._count()
        assert {name for name in actions_now - actions if name in STEPS} == set(names)
        for name in names:
            notice = STEPS[name].notice
            assert notice is None or (mails_now - mails)[notice], f"{name} does not send {notice}"
        self.taken |= set(names)


def _answer_invitations(client, session, watch, organisation, member):
    session.commit()
    client.post("/sign-out")
    client.sign_in(member)
    session.rollback()
    team = f"/organisations/{organisation.id}/team"
    invited = [a_person(session) for _ in range(3)]
    session.commit()
    for each in invited:
        assert client.post(team, data={"email": each.email, "role": "reader"}).status_code == 303
    session.rollback()
    kept = {one.email: one.id for one in session.scalars(select(Invitation))}
    joins, refuses, forgotten = (f"/invitations/{kept[each.email]}" for each in invited)
    session.rollback()
    with watch.takes("invitation.withdraw"):
        session.commit()
        assert client.post(f"{forgotten}/withdraw").status_code == 303
    for each, step, address in ((invited[0], "accept", joins), (invited[1], "refuse", refuses)):
        client.post("/sign-out")
        client.sign_in(each)
        with watch.takes(f"invitation.{step}"):
            session.commit()
            assert client.post(f"{address}/{step}").status_code == 303


def _hand_over(client, session, watch, organisation, member):
    """Four offers: taken on, declined, taken back, not answered."""
    taker = an_organisation(session, name="Another Trust", slug="another-trust")
    theirs = a_person(session, taker)
    projects = [a_project(session, organisation).id for _ in range(4)]
    session.commit()
    client.post("/sign-out")
    client.sign_in(member)
    session.rollback()
    for each in projects:
        told = {"taker": "Another Trust", "reason": "They run it."}
        session.commit()
        assert client.post(f"/team/projects/{each}/hand-over", data=told).status_code == 303
    session.rollback()
    made = {each.project_id: f"/team/transfers/{each.id}" for each in session.scalars(select(Transfer))}
    last = session.scalars(select(Transfer).where(Transfer.project_id == projects[3])).one()
    with watch.takes("transfer.withdraw"):
        session.commit()
        assert client.post(f"{made[projects[2]]}/withdraw").status_code == 303
    client.post("/sign-out")
    client.sign_in(theirs)
    for each, step in zip(projects, ("accept", "decline"), strict=False):
        with watch.takes(f"transfer.{step}"):
            session.commit()
            assert client.post(f"{made[each]}/{step}").status_code == 303
    with watch.takes("transfer.lapse"):
        transfers.come(session, last, now=last.expires_at, links=OfferLinks())
        session.commit()


def _teams(client, session, watch, organisation, member):
    _answer_invitations(client, session, watch, organisation, member)
    _hand_over(client, session, watch, organisation, member)


def _ask_for_evidence(client, session, watch):
    """Twice, as an editor: refusing forgets the address that an answer would go to."""
    for text, steps in (("One?", ("publish", "answer")), ("Another?", ("refuse",))):
        assert client.post("/evidence-requests/new", data=ASKED | {"text": text}).status_code == 303
        session.rollback()
        asked = session.scalar(select(EvidenceRequest.id).where(EvidenceRequest.state == RequestState.WAITING))
        for step in steps:
            with watch.takes(f"request.{step}"):
                session.commit()
                told = {"answer": "Found.", "reason": "It names somebody."}
                assert client.post(f"/admin/evidence-requests/{asked}/{step}", data=told).status_code == 303


class _HelpLinks:
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


def _help(session, watch):
    """An offer goes all its ways; three teams ask about it, and hear yes, no and nothing."""
    owner, editor = a_person(session), an_editor(session)
    own = {"actor": actor_for(owner), "facts": facts_of(actor_for(owner)).and_(team=True, contributor=True), "now": NOW}
    desk = {"actor": actor_for(editor), "facts": facts_of(actor_for(editor)), "now": NOW, "links": _HelpLinks()}
    typed = helping.Typed(Side.OFFER, ["costs"], "I can work out costs.", CommentRole.ACADEMIC)
    made = helping.send(session, typed, person=owner, now=NOW, links=_HelpLinks())
    with watch.takes("help.refuse"):
        helping.refuse(session, made, reason="It names somebody.", **desk)
    with watch.takes("help.publish"):
        helping.publish(session, made, **desk)
    asked = []
    for _ in range(3):
        member = a_person(session, organisation := an_organisation(session))
        project = a_project(session, organisation)
        asked.append(
            contacts.ask(session, made, person=member, project=project, text="Us?", now=NOW, links=_HelpLinks())
        )
    with watch.takes("help-contact.agree"):
        contacts.agree(session, asked[0], person=owner, **own)
    with watch.takes("help-contact.decline"):
        contacts.decline(session, asked[1], links=_HelpLinks(), **own)
    with watch.takes("help-contact.lapse"):
        contacts.lapse(session, asked[2].id, now=NOW + timedelta(days=30), links=_HelpLinks())
    with watch.takes("help.expire"):
        helping.expire(session, made.id, now=NOW + timedelta(days=100), links=_HelpLinks())
    with watch.takes("help.renew"):
        helping.renew(session, made, **own)
    with watch.takes("help.end"):
        helping.end(session, made, **own)


class _NoAddresses:
    """Services know no addresses; these steps look at none."""

    def public(self, number):
        return "public"

    def contact(self):
        return "contact"

    def decide(self, number):
        return "desk"

    def read(self, renewal_id):
        return "renewal"

    def projects(self):
        return "projects"

    def report(self, made):
        return "report"

    def letter(self, submission_id):
        return "letter"

    def page(self, made):
        return "page"

    def mistakes(self):
        return "desk"


def _settle_mistakes(client, session, watch, project):
    """By the editor who is signed in."""
    for step, about in (("answer", {"answer": "It says so."}), ("correct", {"answer": "Thanks.", "said": "The year."}),
                        ("set-aside", {})):  # fmt: skip
        made = mistakes.report(
            session, project, None, text="It is wrong.", email="reader@example.org", actor=NOBODY, now=NOW,
            links=_NoAddresses(),
        )  # fmt: skip
        address = f"/admin/mistakes/{made.id}"
        session.commit()
        with watch.takes(f"mistake.{step}"):
            session.commit()
            assert client.post(address, data={"act": step, **about}).status_code == 303


def _give_back(client, session, watch, project):
    """As an editor. Of notes two: each decision forgets the address that it is told to."""
    _ask_for_evidence(client, session, watch)
    for text, step in (("One.", "publish"), ("Another.", "refuse")):
        assert client.post(f"/projects/{project.slug}/notes/new", data=NOTE | {"did": text}).status_code == 303
        session.rollback()
        written = session.scalar(select(PracticeNote.id).where(PracticeNote.state == NoteState.WAITING))
        with watch.takes(f"note.{step}"):
            session.commit()
            told = {"reason": "It names somebody."}
            assert client.post(f"/admin/notes/{written}/{step}", data=told).status_code == 303


def _judge_certainty(session, watch, run_due):
    version = judged.held(session, judged.an_approach(session, run_due))
    stopped = judged.asked(session, version)
    about = {"now": NOW, "links": judged.Links(), **stopped.as_editor()}
    with watch.takes("certainty.stop"):
        asking.stop(session, stopped.judgement, **about)
    case = judged.asked(session, version, editor=stopped.editor)
    judged.judges(case, case.people[0])
    with watch.takes("certainty.both-in"):
        judged.judges(case, case.people[1])
    with watch.takes("certainty.settle"):
        settling.settle(session, case.judgement, now=NOW, **case.as_editor())
    with watch.takes("certainty.publish"):
        settling.publish(session, case.judgement, **about)
    session.commit()


@pytest.fixture
def watch(session, run_due):
    """With the steps of certainty taken, which need an approach that is worked out, and those of questions."""
    watching = Watch(session)
    _judge_certainty(session, watching, run_due)
    _ask_the_team(session, watching)
    _check_facts(session, watching)
    _appeal(session, watching)
    session.commit()
    return watching


def _comment(client, session, watch, member, editor):
    session.commit()
    client.sign_in(member)
    assert client.post(COMMENTS, data=SAID).status_code == 303
    client.post("/sign-out")
    client.sign_in(editor)
    session.rollback()
    address = f"/admin/comments/{session.scalar(select(StandardComment.id))}"
    with watch.takes("comment.publish"):
        session.commit()
        assert client.post(f"{address}/publish").status_code == 303
    with watch.takes("comment.refuse"):
        session.commit()
        assert client.post(f"{address}/refuse", data={"reason": "It names somebody."}).status_code == 303


def _make_public(session, watch, case):
    """A report: refused, then public at once, taken down, and then public from a day."""
    document = case.submission.evaluation_versions[0].evaluation.documents[0]
    team = {"actor": case.team, "facts": access.document_facts(case.team, document)}
    editor = {"actor": actor_for(case.editor), "facts": case.facts(session)}
    day = (NOW + timedelta(days=1)).date()
    for step, at, public_from in (("refuse", NOW, None), ("confirm", NOW, None), ("date", NOW, day)):
        with watch.takes("disclosure.agree"):
            found = disclosing.agree(session, document, Choice(True, public_from, "Looked."), now=at, **team)
        with watch.takes(f"disclosure.{step}"):
            if step == "refuse":
                disclosing.refuse(session, found, "It names somebody.", now=at, **editor)
            else:
                disclosing.confirm(session, found, "Looked.", now=at, **editor)
        if step == "confirm":
            with watch.takes("disclosure.take-down"):
                disclosing.take_down(session, found, "It names somebody.", now=at, **team)
    with watch.takes("disclosure.open"):
        disclosing.handler(lambda: NOW + timedelta(days=1)).work([{"disclosure_id": str(found.id)}], None)(session)


class _Addresses:
    """Of reports that are asked for."""

    def to_decide(self, request):
        return "the desk"

    def given(self, request):
        return "the report"

    def study(self, request):
        return "the study"


def _give_on_request(session, watch, case):
    """A report that is given to one who asks, and not to another; a third gets no answer."""
    document = case.submission.evaluation_versions[0].evaluation.documents[0]
    team = {"actor": case.team, "facts": access.document_facts(case.team, document)}
    editor = {"actor": actor_for(case.editor), "facts": case.facts(session)}
    found = of_document(session, document.id)
    with watch.takes("disclosure.take-down"):
        disclosing.take_down(session, found, "For those who ask.", now=NOW, **team)
    found = disclosing.agree(session, document, Choice(True, None, "Looked.", True), now=NOW, **team)
    with watch.takes("disclosure.offer"):
        disclosing.confirm(session, found, "Looked.", now=NOW, **editor)
    links = _Addresses()
    one, two, three = (
        on_request.ask(session, document, on_request.Asked("Sam", "Why.", f"{name}@example.org"), now=NOW, links=links)
        for name in "abc"
    )
    with watch.takes("report-request.give"):
        on_request.give(session, one, 7, now=NOW, links=links, **team)
    with watch.takes("report-request.end"):
        on_request.end(session, one, now=NOW, **team)
    with watch.takes("report-request.refuse"):
        on_request.refuse(session, two, "It is printed in May.", now=NOW, links=links, **team)
    with watch.takes("report-request.run-out"):
        on_request.come(session, three, now=NOW + timedelta(days=on_request.DAYS), links=links)
    four = on_request.ask(session, document, on_request.Asked("Sam", "Why.", "d@example.org"), now=NOW, links=links)
    with watch.takes("disclosure.take-down"):
        disclosing.take_down(session, found, "A name.", now=NOW, **team)
    with watch.takes("report-request.take-back"):
        on_request.answer_all(session, four.document_id, now=NOW, links=links)


def _plan(session, watch, project, member, editor):
    study = project.evaluations[0]
    study.started_on = study.ended_on = None
    plans.write(session, study)
    first = plans.send(session, study, member)
    with watch.takes("plan.register"):
        plans.look_at(session, first, editor)
    study.ended_on = NOW.date()
    with watch.takes("plan.date"):
        plans.send(session, study, member)
    with watch.takes("plan.refuse"):
        plans.look_at(session, first, editor, because="It names a child.")


def _ask_the_team(session, watch):
    """Four questions of one reviewer, and what may become of each."""
    case = a_case_in_review(session)
    seat, reviewer = case.assignments[0], actor_for(case.reviewers[0])
    editor = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    first, second, third, fourth = (
        wondering.ask(session, seat, text=text, actor=reviewer, now=NOW) for text in ("One?", "Two?", "Three?", "Four?")
    )
    with watch.takes("question.set-aside"):
        handling.set_aside(session, first, because="It stands on page 2.", **editor)
    for question in (second, third, fourth):
        with watch.takes("question.send"):
            handling.send(session, question, text="What was it?", **editor)
    with watch.takes("question.take-back"):
        handling.take_back(session, second, **editor)
    with watch.takes("question.answer"):
        facts = access.submission_facts(case.team, case.submission)
        answering.answer(session, third, text="This.", document_id=None, actor=case.team, facts=facts, now=NOW)
    with watch.takes("question.run-out"):
        over = end_of(day_of(fourth.due_at))
        answering.handler(IN_WORDS, lambda: over).work([{"question": str(fourth.id), "act": "run-out"}], None)(session)


def _expire(session, award):
    at = award.valid_until + timedelta(days=1)
    payload = {"accreditation": str(award.id), "moment": 0}
    expiring.handler(IN_WORDS, lambda: at).work([payload], None)(session)


def _say(session, case, award):
    """The team asks that it be renewed on its word."""
    facts = access.submission_facts(case.team, case.submission)
    return renewing.send(
        session, award, renewing.Word("Nothing.", "as-described", "none", ""), actor=case.team, facts=facts, now=LATER,
        links=_NoAddresses(), in_a_row=2,
    )  # fmt: skip


def _publish(session, watch, case, *steps):
    """The letter, and what the worker does on the day."""
    with watch.takes("submission.decide"):
        decide(session, case, days=10)
    at = case.submission.public_from
    payload = {"submission": str(case.submission.id), "act": publishing.PUBLISH}
    with watch.takes(*steps):
        publishing.handler(lambda _submission: Leads(), lambda: at).work([payload], None)(session)


def _appeal(session, watch):
    """One that is refused, and one that is opened and taken back."""
    refused = appeals.sent(session)
    with watch.takes("appeal.take"):
        appealing.take_in_hand(session, refused.appeal, **refused.as_editor(session))
    with watch.takes("appeal.refuse"):
        appealing.refuse(session, refused.appeal, because="It names no fact.", **refused.as_editor(session))
    found = appeals.taken(session)
    with watch.takes("appeal.open"):
        seats = pairing.ask(session, found.appeal, found.pair, **found.as_editor(session))
    for seat in seats:
        reviews.declare(session, seat, conflict="", actor=actor_for(seat.reviewer), now=LATER)
    appeals.sends(session, seats[0], "met")
    with watch.takes("appeal.freeze-findings"):
        appeals.sends(session, seats[1], "met")
    with watch.takes("appeal.withdraw"):
        making.withdraw(session, found.appeal, **found.as_team())
    _decide_appeals(session, watch)


def _decide_appeals(session, watch):
    """One that loses the only step there was, and one that earns the first."""
    lacks = {"po1.4": "not-met"}
    for answer, values, step in (
        ("not-met", {}, ("submission.lose-on-appeal", "accreditation.overturn")),
        ("met", {"first": lacks, "second": lacks, "tiers": "1"}, ("submission.gain-on-appeal",)),
    ):
        found = appeals.frozen(session, answer, answer, contested=("po1.4 ",), **values)
        with watch.takes("appeal.conclude"):
            appealed.conclude(session, found.appeal, **found.as_editor(session))
        payload, at = {"appeal": str(found.appeal.id)}, found.appeal.public_at
        with watch.takes("appeal.publish", *step):
            appealed.handler(lambda _submission: Leads(), lambda at=at: at).work([payload], None)(session)


def _check_facts(session, watch):
    """Four facts that a team says are wrong, and what may become of each; a reply that is held back, and another."""
    case = a_decided_case(session, days=10)
    team = {"actor": case.team, "facts": access.submission_facts(case.team, case.submission), "now": LATER}
    editor = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": LATER}
    said = [
        correcting.say(session, case.submission, Claim(("po1.1", ""), text, "Nine."), links=IN_WORDS, **team)
        for text in ("One.", "Two.", "Three.", "Four.")
    ]
    for one, step in zip(said, ("correct", "leave", "refer"), strict=False):
        with watch.takes(f"correction.{step}"):
            correcting.answer(session, one, step, text="It says nine.", links=IN_WORDS, **editor)
    with watch.takes("correction.take-back"):
        correcting.take_back(session, said[3], **team)
    links = _NoAddresses()
    replying.reply(session, case.submission, text="Ann was unfair.", links=links, **team)
    seen = replying.latest(session, case.submission).id
    with watch.takes("reply.hold-back"):
        replying.hold_back(session, case.submission, because="A name.", seen=seen, links=links, **editor)
    with watch.takes("reply.replace"):
        replying.reply(session, case.submission, text="We disagree.", links=links, **team)


def _revoke(session, watch):
    case = a_decided_case(session)
    award = session.scalar(select(Accreditation).where(Accreditation.submission_id == case.submission.id))
    editor = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": LATER, "links": _NoAddresses()}
    _expire(session, award)
    _say(session, case, award)
    holding.hold(session, award, ground="integrity", because="Is it?", **editor)
    with watch.takes("accreditation.revoke", "renewal.lapse"):
        holding.revoke(session, award, reason="It is not.", **editor)


def _add_later_results(session, watch):
    case = a_decided_case(session)
    study = case.submission.project.evaluations[0]
    made = later.send(session, study, case.member, later.a_later_result(session, study))
    with watch.takes("later-results.show"):
        later.look_at(session, made, case.editor)
    with watch.takes("later-results.refuse"):
        later.look_at(session, made, case.editor, because="It names a child.")
    _keep_a_learning_log(session, watch, case)


def _keep_a_learning_log(session, watch, case):
    project = case.submission.project
    entry = learning_logs.write(session, project)
    for _ in range(2):
        made = learning_logs.send(session, entry, case.member)
        with watch.takes(*["log.replace"] * (len(entry.versions) > 1), "log.show"):
            learning_logs.look_at(session, made, case.editor)
        learning_logs.write(session, project, entry, learned="Newer words.")
    with watch.takes("log.refuse"):
        learning_logs.look_at(session, made, case.editor, because="It names a child.")
    learning_logs.look_at(session, learning_logs.send(session, entry, case.member), case.editor)
    with watch.takes("log.take-back"):
        learning_logs.take_back(session, entry, case.member)


def _end_an_award(session, watch, case):
    """A hold that is released and one that is not, what time does to it; then its team gives it back."""
    award = session.scalar(select(Accreditation).where(Accreditation.submission_id == case.submission.id))
    editor = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": LATER, "links": _NoAddresses()}
    with watch.takes("accreditation.hold"):
        holding.hold(session, award, ground="integrity", because="Is it?", **editor)
    with watch.takes("accreditation.release"):
        holding.release(session, award, reason="It is.", **editor)
    for step, days in (("come-due", 7), ("expire", 0)):
        at = award.valid_until + timedelta(days=1 - days)
        payload = {"accreditation": str(award.id), "moment": days}
        with watch.takes(f"accreditation.{step}"):
            expiring.handler(IN_WORDS, lambda at=at: at).work([payload], None)(session)
    made = _say(session, case, award)
    with watch.takes("accreditation.renew", "renewal.accept"):
        answering_renewals.accept(session, made, **editor)
    _expire(session, award)
    made = _say(session, case, award)
    with watch.takes("renewal.ask-for-the-whole"):
        answering_renewals.ask_for_the_whole(session, made, reason="Much is new.", **editor)
    with watch.takes("accreditation.withdraw"):
        facts = access.submission_facts(case.team, case.submission)
        withdrawing.withdraw(session, award, actor=case.team, facts=facts, now=LATER)


def test_every_step_that_is_not_planned_is_taken_and_sends_its_notice(client, session, watch):
    organisation = an_organisation(session)
    member, editor = a_person(session, organisation), an_editor(session)
    project = a_project(session, organisation)
    an_evaluation(session, project, documents_note="It is being written.")
    with watch.takes("submission.send"):
        actor = actor_for(member)
        projects.send(
            session, project, project.evaluations, offer=Offer(load_standard("project-oracle")), actor=actor, now=NOW,
            facts=access.project_facts(actor, project),
        )  # fmt: skip

    returned = a_case(session, editor=editor)
    told = {"actor": actor_for(editor), "facts": returned.facts(session), "now": NOW}
    with watch.takes("submission.return"):
        reviews.return_to_team(session, returned.submission, reason="A page is missing.", **told)

    case = a_case(session, editor=editor)
    told = {"actor": actor_for(editor), "facts": case.facts(session), "now": NOW}
    with watch.takes("submission.screen"):
        reviews.screen(session, case.submission, **told)
    look_through(session, case)
    with watch.takes("submission.start-review"):
        seats = reviews.assign(session, case.submission, case.reviewers, **told)
    for seat in seats:
        reviews.declare(session, seat, conflict="", actor=actor_for(seat.reviewer), now=NOW)
        grade(session, seat, {"po2.8": "not-met"})
    reviews.send_findings(session, seats[0], actor=actor_for(seats[0].reviewer), now=LATER)
    with watch.takes("submission.freeze-findings"):
        reviews.send_findings(session, seats[1], actor=actor_for(seats[1].reviewer), now=LATER)
    settle(session, case)
    _publish(session, watch, case, "submission.accredit")

    foreign = a_case(session, editor=editor)
    told = {"actor": actor_for(editor), "facts": foreign.facts(session), "now": NOW}
    with watch.takes("submission.reject"):
        reviews.reject(session, foreign.submission, ground="other-field", because="It is about roads.", **told)

    away = an_assigned_case(session, editor=editor)
    with watch.takes("submission.withdraw"):
        facts = access.submission_facts(away.team, away.submission)
        reviews.withdraw(session, away.submission, actor=away.team, facts=facts, now=NOW)

    _make_public(session, watch, case)
    _give_on_request(session, watch, case)
    _help(session, watch)
    again = a_frozen_case(session, previous=case.submission, member=case.member)
    _publish(session, watch, again, "submission.accredit", "accreditation.supersede")
    _end_an_award(session, watch, again)
    _revoke(session, watch)
    _add_later_results(session, watch)
    below = a_frozen_case(session, first={"po1.3": "not-met"}, second={"po1.3": "not-met"}, tiers="1")
    _publish(session, watch, below, "submission.not-accredit")

    _comment(client, session, watch, member, editor)
    _give_back(client, session, watch, case.submission.project)
    _plan(session, watch, project, member, editor)
    _settle_mistakes(client, session, watch, project)
    _teams(client, session, watch, organisation, member)
    assert watch.taken == {name for name, step in STEPS.items() if not step.planned}
    assert not [name for name, step in STEPS.items() if step.planned and (step.guard or step.notice)]
