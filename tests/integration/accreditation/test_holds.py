"""An accreditation on hold: on a published ground, for 60 days at most, and ended by a decision with a reason."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import expiring
from evidencehub.accreditation.holds import services
from evidencehub.accreditation.holds.grounds import grounds
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.review.links import IN_WORDS
from evidencehub.shared import audit, due
from evidencehub.shared.clock import day_of
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from tests.factories import a_person
from tests.factories_review import LATER, a_decided_case

DAY = timedelta(days=1)
QUESTION, REASON = "Were two sites left out of the analysis?", "The team sent both sites; nothing changes."
ON_HOLD = "The award is on hold since"


class _NoAddresses:
    def public(self, number):
        return "page"

    def contact(self):
        return "contact"

    def decide(self, number):
        return "decide"


@pytest.fixture
def case(session):
    return a_decided_case(session)


@pytest.fixture
def award(session, case):
    found = session.scalar(select(Accreditation).where(Accreditation.submission_id == case.submission.id))
    session.commit()
    return found


@pytest.fixture
def put(session, case, award):
    def work(ground="results-withheld", because=QUESTION, now=LATER):
        acting = {"actor": actor_for(case.editor), "facts": case.facts(session)}
        made = services.hold(session, award, ground=ground, because=because, now=now, links=_NoAddresses(), **acting)
        session.commit()
        return made

    return work


@pytest.fixture
def on(app, session):
    def work(moment):
        session.commit()
        handlers = {
            services.KIND: services.handler(_NoAddresses(), lambda: moment),
            expiring.KIND: expiring.handler(IN_WORDS, lambda: moment),
        }
        with app.app_context():
            due.run(db.sessionmaker, handlers, now=lambda: moment)
        session.rollback()
        session.expire_all()

    return work


def mails(session):
    session.rollback()
    rows = session.scalars(select(Mail).where(Mail.about.startswith("accreditation.")))
    return sorted((mail.about.removeprefix("accreditation."), mail.to) for mail in rows)


def test_an_editor_holds_it_in_the_browser_and_every_page_gives_the_ground(client, session, case, award, run_due):
    client.sign_in(case.editor)
    letter = client.get(f"/submissions/{case.submission.id}/letter").text
    address = f"/accreditations/{award.number}/hold"
    assert address in letter
    assert client.post(address, data={"ground": "results-withheld"}).status_code == 422, "no words of their own"
    assert client.post(address, data={"because": QUESTION, "ground": "a dislike"}).status_code == 422
    told = {"ground": "results-withheld", "because": QUESTION}
    assert client.post(address, data=told).status_code == 303
    assert client.post(address, data=told).headers["Location"].endswith("/hold/end"), "a second press holds nothing"
    session.rollback()
    assert mails(session) == [("on-hold", case.member.email)]
    run_due()
    client.post("/sign-out")
    ground = grounds()["results-withheld"].told
    for page in (f"/accreditations/{award.number}", f"/projects/{award.project.slug}"):
        text = client.get(page).text
        assert ON_HOLD in text and ground in text, page
    assert QUESTION in client.get(f"/accreditations/{award.number}").text
    for page in ("/accreditations", f"/search?q={award.project.name}"):
        assert "On hold" in client.get(page).text, page
    shown = client.get(f"/projects/{award.project.slug}").text
    assert "No Standard now" in shown and shown.count(ground) == 1, "once, and not beside each mark"
    client.sign_in(case.member)
    home = client.get("/team").text
    assert f"Read why the award of {award.project.name} is on hold" in home and ground in home
    assert f'href="/accreditations/{award.number}"' in home
    assert audit.verify(session) == []


@pytest.mark.parametrize(
    "ending",
    [
        ("release", AccreditationState.ACTIVE, "released", "It was released"),
        ("revoke", AccreditationState.WITHDRAWN, "revoked", "The award was withdrawn by the editors on"),
    ],
)
def test_an_editor_ends_it_with_a_reason_that_everybody_reads(client, session, case, award, put, run_due, ending):
    outcome, state, about, words = ending
    put()
    client.sign_in(case.editor)
    address = f"/accreditations/{award.number}/hold/end"
    assert client.get(f"/submissions/{case.submission.id}/letter").text.count(address) == 1
    assert client.post(address, data={"outcome": outcome}).status_code == 422, "without a reason"
    assert client.post(address, data={"outcome": outcome, "reason": REASON}).status_code == 303
    assert client.post(address, data={"outcome": "revoke", "reason": "Again."}).status_code == 303, "a second editor"
    session.rollback()
    session.expire_all()
    assert (award.state, [each.outcome for each in award.holds]) == (state, [f"{outcome}d"])
    history = client.get(f"/projects/{award.project.slug}").text.partition("History and corrections</h2>")[2]
    assert "Put on hold." in history and ("Released: the award stands as before." in history) is (outcome == "release")
    assert mails(session) == sorted([("on-hold", case.member.email), (about, case.member.email)])
    client.post("/sign-out")
    run_due()
    page = client.get(f"/accreditations/{award.number}").text
    assert words in page and REASON in page and QUESTION in page and "It was on hold from" in page
    public = client.get(f"/projects/{award.project.slug}").text
    assert ("No Standard now" in public) == (outcome == "revoke")


def test_after_sixty_days_it_is_released_by_itself_and_editors_hear_before(session, case, award, put, on):
    held = put()
    assert held.until <= LATER + services.LASTS_DAYS * DAY, "60 days at most"
    assert day_of(held.until) == day_of(LATER + 59 * DAY)
    on(LATER + 30 * DAY)
    on(held.until - timedelta(seconds=1))
    lasts = [each for each in mails(session) if each[0] == "hold-lasts"]
    assert lasts == [("hold-lasts", case.editor.email)] * 2
    assert award.state is AccreditationState.ON_HOLD
    on(held.until)
    assert award.state is AccreditationState.ACTIVE
    assert (held.outcome, held.reason, held.ended_by) == ("released", services.NOT_DECIDED, None)
    assert ("released", case.member.email) in mails(session)
    assert not session.scalars(select(DueRow).where(DueRow.kind == services.KIND)).all()


def test_time_goes_on_while_it_is_on_hold_and_tells_nobody_twice(session, case, award, put, on):
    over = award.valid_until
    on(over - 40 * DAY)
    assert award.state is AccreditationState.EXPIRING
    put(now=over - 40 * DAY)
    on(over - 20 * DAY)
    heard = mails(session)
    acting = {"actor": actor_for(case.editor), "facts": case.facts(session), "links": _NoAddresses()}
    services.release(session, award, reason=REASON, now=over - 19 * DAY, **acting)
    on(over - 19 * DAY)
    assert award.state is AccreditationState.EXPIRING, "as it would be had it not been on hold"
    assert mails(session) == sorted([*heard, ("released", case.member.email)])


def test_only_an_editor_without_a_conflict_holds_or_ends(client, session, case, award, put):
    address = f"/accreditations/{award.number}/hold"
    for person in (case.member, case.reviewers[0], a_person(session)):
        session.commit()
        client.sign_in(person)
        assert client.get(address).status_code in {403, 404}
        assert client.post(f"{address}/end", data={"outcome": "revoke", "reason": "No."}).status_code in {403, 404}
        client.post("/sign-out")
    facts = case.facts(session).and_(no_conflict=False)
    with pytest.raises(NotAllowed):
        services.hold(
            session, award, ground="integrity", because=QUESTION, actor=actor_for(case.editor), facts=facts, now=LATER,
            links=_NoAddresses(),
        )  # fmt: skip


def test_what_does_not_stand_is_not_held_and_what_is_not_held_is_not_ended(session, case, award, put):
    acting = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": LATER, "links": _NoAddresses()}
    for end in (services.release, services.revoke):
        with pytest.raises(WrongState):
            end(session, award, reason=REASON, **acting)
    with pytest.raises(Invalid):
        put(ground="a dislike")
    put()
    with pytest.raises(WrongState):
        put()


def test_a_hub_that_names_no_contact_does_not_say_that_a_mail_can_be_answered(
    app, client, session, case, award, settings
):
    app.config["SETTINGS"] = replace(settings, operator=replace(settings.operator, contact=""))
    client.sign_in(case.editor)
    told = {"ground": "integrity", "because": QUESTION}
    assert client.post(f"/accreditations/{award.number}/hold", data=told).status_code == 303
    session.rollback()
    body = session.scalar(select(Mail.body).where(Mail.about == "accreditation.on-hold"))
    assert "answer this mail" not in body and "write to" not in body
    assert "it is released.\n\nSee what everybody sees" in body, "and no empty lines in its place"


def test_each_ground_is_told_in_words_that_go_on_after_because():
    assert set(grounds()) == {"integrity", "safeguarding", "undisclosed-interest", "results-withheld"}
    assert all(re.match(r"[a-z].*[a-z]$", each.told) and each.label for each in grounds().values())
