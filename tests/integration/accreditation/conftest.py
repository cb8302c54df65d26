"""A decided case, and what may become of its accreditation, by the steps that people and time take."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import expiring, withdrawing
from evidencehub.accreditation.holds import services as holding
from evidencehub.accreditation.models import Accreditation
from evidencehub.projects.access import submission_facts
from evidencehub.review.links import IN_WORDS
from evidencehub.shared import due
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.db import db
from tests.factories_review import LATER, a_decided_case, a_frozen_case, decide, settle


class NoAddresses:
    """Of mails about a hold: they lead nowhere."""

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
def withdrawn(session, case, award):
    def work():
        facts = submission_facts(case.team, case.submission)
        withdrawing.withdraw(session, award, actor=case.team, facts=facts, now=LATER)
        session.commit()

    return work


@pytest.fixture
def held(session, case, award):
    def work():
        holding.hold(
            session, award, ground="integrity", because="A question.", actor=actor_for(case.editor),
            facts=case.facts(session), now=LATER, links=NoAddresses(),
        )  # fmt: skip
        session.commit()

    return work


@pytest.fixture
def expired(app, session, award):
    def work():
        moment = end_of(day_of(award.valid_until)) + timedelta(days=1)
        with app.app_context():
            due.run(db.sessionmaker, {expiring.KIND: expiring.handler(IN_WORDS, lambda: moment)}, now=lambda: moment)
        session.rollback()
        session.expire_all()

    return work


@pytest.fixture
def replaced(session, case, award):
    def work():
        later = a_frozen_case(session, editor=case.editor, member=case.member, previous=case.submission)
        settle(session, later)
        decide(session, later)
        session.commit()

    return work


@pytest.fixture
def released(session, case, award):
    def work():
        acting = {"actor": actor_for(case.editor), "facts": case.facts(session), "links": NoAddresses()}
        holding.release(session, award, reason="It was answered.", now=LATER, **acting)
        session.commit()

    return work
