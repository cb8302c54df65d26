"""What editors do beside the cases: they answer light renewals, facts said to be wrong, and reports of mistakes."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accreditation.renewal_views import RenewalLinks
from evidencehub.accreditation.renewals import answering
from evidencehub.accreditation.renewals import queries as renewals
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.feedback.mistakes import services as mistakes
from evidencehub.feedback.mistakes.models import MistakeReport
from evidencehub.feedback.mistakes.states import MistakeState
from evidencehub.feedback.pages.blueprint import MistakeLinks
from evidencehub.review.access import case_facts
from evidencehub.review.corrections import services as corrections
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.corrections.states import CorrectionState
from evidencehub.review.pages.blueprint import ReviewLinks
from evidencehub.simulation.world import World, actor

Act = Callable[[Session, Actor, datetime], None]


class Desk:
    def __init__(self, world: World) -> None:
        self._world = world
        self._seen: set[UUID] = set()
        self._lying: set[UUID] = set()  # reports that nobody answers before there is a reminder

    def hear(self, about: str) -> None:
        if about == "mistake.still-waits":
            self._lying.clear()

    def look(self, editor: UUID, me: Actor) -> None:
        self._renew(editor, me)
        self._answer_about_facts(editor, me)
        self._answer_reports(editor)

    def _act(self, what: str, editor: UUID, do: Act) -> None:
        self._world.act(what, lambda session, now: do(session, actor(session, editor), now))

    def _renew(self, editor: UUID, me: Actor) -> None:
        with self._world.sessions() as session:
            waiting = [
                one.id for one in renewals.waiting(session, editor_id=editor)
                if permits(Permission.ACCREDITATION_RENEW, case_facts(session, me, one.accreditation.submission))
            ]  # fmt: skip
        for renewal_id in waiting:
            is_accepted = self._world.happens(self._world.plan.chances.renewal_accepted)

            def answer(
                session: Session, me: Actor, now: datetime, key: UUID = renewal_id, accepts: bool = is_accepted
            ) -> None:
                renewal, links = session.get_one(Renewal, key), RenewalLinks()
                facts = case_facts(session, me, renewal.accreditation.submission)
                if accepts:
                    answering.accept(session, renewal, actor=me, facts=facts, now=now, links=links)
                else:
                    reason = "Much has changed."
                    answering.ask_for_the_whole(
                        session, renewal, reason=reason, actor=me, facts=facts, now=now, links=links
                    )

            self._act("renew an award" if is_accepted else "ask for the whole", editor, answer)

    def _answer_about_facts(self, editor: UUID, me: Actor) -> None:
        query = select(FactCorrection).where(FactCorrection.state == CorrectionState.WAITING)
        with self._world.sessions() as session:
            waiting = [
                one.id for one in session.scalars(query.order_by(FactCorrection.said_at))
                if permits(Permission.CORRECTIONS_MANAGE, case_facts(session, me, one.submission))
            ]  # fmt: skip
        for correction_id in waiting:
            step = self._world.chance.choice(("correct", "leave", "refer"))

            def answer(session: Session, me: Actor, now: datetime, key: UUID = correction_id, step: str = step) -> None:
                one = session.get_one(FactCorrection, key)
                facts = case_facts(session, me, one.submission)
                corrections.answer(
                    session, one, step, text="It is 48: page 4.", actor=me, facts=facts, now=now, links=ReviewLinks()
                )

            self._act("answer about a fact", editor, answer)

    def _answer_reports(self, editor: UUID) -> None:
        query = select(MistakeReport.id).where(MistakeReport.state == MistakeState.WAITING)
        with self._world.sessions() as session:
            waiting = list(session.scalars(query.order_by(MistakeReport.sent_at)))
        for report_id in waiting:
            if report_id not in self._seen:
                self._seen.add(report_id)
                if self._world.happens(self._world.plan.chances.left_lying):
                    self._lying.add(report_id)
            if report_id not in self._lying:
                self._answer_report(editor, report_id)

    def _answer_report(self, editor: UUID, report_id: UUID) -> None:
        what = self._world.chance.choice(("answer", "correct", "correct", "set aside"))

        def decide(session: Session, me: Actor, now: datetime) -> None:
            made, facts, links = session.get_one(MistakeReport, report_id), facts_of(me), MistakeLinks()
            if what == "answer":
                mistakes.answer(
                    session, made, text="It is right.", actor=me, facts=facts, now=now, links=links
                )  # fmt: skip
            elif what == "correct":
                said = "It said 84, and it is 48."
                mistakes.correct(
                    session, made, text="Thank you.", said=said, actor=me, facts=facts, now=now, links=links
                )  # fmt: skip
            else:
                mistakes.set_aside(session, made, actor=me, facts=facts, now=now)

        self._act(f"{what} a report of a mistake" if what != "set aside" else "set a report aside", editor, decide)
