"""What teams do: send, change and send again, answer a question, take back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects import services as projects
from evidencehub.projects.access import project_facts, submission_facts
from evidencehub.projects.consent.statement import GIVEN, Consent
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.pages.blueprint import ProjectLinks
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.projects.questions.states import QuestionState
from evidencehub.projects.sending import Offer, send
from evidencehub.projects.states import SubmissionState
from evidencehub.review import services as review
from evidencehub.review.pages.blueprint import ReviewLinks
from evidencehub.review.questions import answering
from evidencehub.shared.errors import NotFound
from evidencehub.simulation.cast.appealing import Appealing
from evidencehub.simulation.cast.letters import Letters, cases_of, sender
from evidencehub.simulation.cast.renewing import Renewing
from evidencehub.simulation.people import People
from evidencehub.simulation.projects import STANDARD, describe
from evidencehub.simulation.world import World, actor
from evidencehub.standards.files.loading import load_standard

_VERSION = "2014-reconstruction"
_CONSENT = Consent(GIVEN, "That their words stand in the report without their names.", "In writing.", "Our manager")


class Teams:
    """They act on what the hub writes to them, and on what they decided when they sent."""

    def __init__(self, world: World, people: People) -> None:
        self._world, self._people = world, people
        self._letters = Letters(world, Appealing(world).read_letter)
        self._renewing = Renewing(world, self._send_in_full)

    def send_first(self, number: int) -> None:
        """Describe a project and send it, as one of the team."""
        world = self._world
        team = world.chance.choice(self._people.teams)
        made: list[UUID] = []

        def first(session: Session, now: datetime) -> None:
            project = describe(session, world, self._people, number, team, now)
            made.append(self._send(session, project, team, "", now).id)

        if world.act("send", first):
            self._plan(made[-1])

    def _plan(self, submission_id: UUID) -> None:
        """What this team will do by itself, whatever it hears."""
        world, chances = self._world, self._world.plan.chances
        if world.happens(chances.withdrawn_early):
            at = world.later(2, 60)
            world.agenda.add(at, lambda: self._withdraw(submission_id))

    def _send(self, session: Session, project: Project, team: UUID, response: str, now: datetime) -> Submission:
        sender = actor(session, self._people.members[team])
        return send(
            session, project, list(project.evaluations), actor=sender, facts=project_facts(sender, project), now=now,
            offer=Offer(load_standard(STANDARD, _VERSION), response, consent=_CONSENT), links=ProjectLinks(),
        )  # fmt: skip

    def hear(self, about: str, team: UUID) -> None:
        """A mail came: whoever reads it looks at the team's pages some days later, and acts on all that waits there."""
        look: dict[str, Callable[[UUID], None]] = {
            "submission.returned": self._change_what_was_returned,
            "question.sent": self._answer_questions,
            "submission.decided": self._letters.read,
            "submission.published": self._letters.think_of_award,
            "accreditation.due": self._renewing.think_of_what_is_due,
            "accreditation.expired": self._renewing.think_of_what_is_due,
            "renewal.whole-needed": self._renewing.read_that_the_whole_is_needed,
        }
        if about in look:
            self._world.agenda.add(self._world.later(0.5, 7), lambda: look[about](team))

    def _change_what_was_returned(self, team: UUID) -> None:
        for submission_id in cases_of(self._world, team, SubmissionState.RETURNED):
            if not self._world.happens(self._world.plan.chances.sent_again):
                continue
            if not self._has_newer(submission_id):
                with self._world.sessions() as session:
                    project = session.get_one(Submission, submission_id).project_id
                self._send_again("send again", project, "We say more of what we do.")

    def _send_in_full(self, project_id: UUID) -> None:
        self._send_again("send in full again", project_id, "")

    def _send_again(self, what: str, project_id: UUID, response: str) -> None:
        """With a change: what is the same needs no other look."""
        made: list[UUID] = []

        def again(session: Session, now: datetime) -> None:
            project = session.get_one(Project, project_id)
            team = project.organisation_id
            if team is None:
                raise NotFound("It is nobody's.")
            changes = {"activities": f"{project.activities} Since {now:%d %B}: with a second volunteer."}
            projects.edit_project(session, project, changes, actor_id=self._people.members[team], now=now)
            made.append(self._send(session, project, team, response, now).id)

        if self._world.act(what, again):
            self._plan(made[-1])

    def _has_newer(self, submission_id: UUID) -> bool:
        with self._world.sessions() as session:
            query = select(Submission.id).where(Submission.previous_id == submission_id)
            return session.scalar(query.limit(1)) is not None

    def _answer_questions(self, team: UUID) -> None:
        query = select(TeamQuestion.id).join(Submission).join(Project).where(
            Project.organisation_id == team, TeamQuestion.state == QuestionState.SENT
        )  # fmt: skip
        with self._world.sessions() as session:
            waiting = list(session.scalars(query.order_by(TeamQuestion.made_at)))
        for question_id in waiting:
            if self._world.happens(self._world.plan.chances.team_silent):
                continue

            def answer(session: Session, now: datetime, question_id: UUID = question_id) -> None:
                question = session.get_one(TeamQuestion, question_id)
                member = actor(session, self._people.members[team])
                facts = submission_facts(member, question.submission)
                answering.answer(
                    session, question, text="It is on page 4.", document_id=None, actor=member, facts=facts, now=now,
                    links=ReviewLinks(),
                )  # fmt: skip

            self._world.act("answer a question", answer)

    def _withdraw(self, submission_id: UUID) -> None:
        def withdraw(session: Session, now: datetime) -> None:
            submission = session.get_one(Submission, submission_id)
            member = actor(session, sender(submission))
            facts = submission_facts(member, submission)
            review.withdraw(
                session, submission, because="We found a mistake.", actor=member, facts=facts, now=now,
                links=ReviewLinks(),
            )  # fmt: skip

        self._world.act("withdraw", withdraw)
