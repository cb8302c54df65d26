"""Cases for tests, at every stage. They are frozen and moved as the hub does it; only the team's forms are left out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import services as accrediting
from evidencehub.accreditation.leads import IN_WORDS
from evidencehub.authz.values import Actor
from evidencehub.projects.access import submission_facts
from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.document_kinds import DocumentKind
from evidencehub.projects.frozen.keeping import freeze, frozen_evaluation, frozen_project
from evidencehub.projects.models import Document, DocumentPage, Evaluation, EvaluationVersion, Submission
from evidencehub.projects.states import DocumentState, SubmissionState
from evidencehub.projects.transitions import SUBMISSION
from evidencehub.review import access, screening, services
from evidencehub.review.harm import NO, YES, Harm, harm_of, is_asked
from evidencehub.review.models import Assignment
from evidencehub.review.reconciling import compare
from evidencehub.review.sheet import sheet_of
from evidencehub.shared import transitions
from evidencehub.shared.files import FileStore
from tests.factories import NOW, a_person, a_project, a_result, a_reviewer, an_editor, an_evaluation, an_organisation

NO_HARM = Harm(NO, YES)
REPORT = b"%PDF-1.4 the report of an invented study by a famous author"
COPY = b"%PDF-1.4 the report of an invented study"  # what reviewers get of it
COPIED: dict[str, Any] = {"taken": {"comment": 2, "author": 1}, "failed": ""}
LATER = NOW + timedelta(days=10)


@dataclass
class Case:
    """One submission with everybody around it."""

    submission: Submission
    member: Person  # of the team
    editor: Person
    reviewers: tuple[Person, Person]
    assignments: tuple[Assignment, ...] = ()

    @property
    def team(self) -> Actor:
        return actor_for(self.member)

    def facts(self, session: Session, person: Person | None = None) -> Any:
        return access.case_facts(session, actor_for(person or self.editor), self.submission)


def a_document(
    session: Session, evaluation: Evaluation | None, files: FileStore | None = None, **values: Any
) -> Document:
    """A report of three pages; with a store its bytes and its copy for reviewers are there too."""
    sha256 = files.put(BytesIO(REPORT), max_bytes=10_000).sha256 if files else "a" * 64
    made = Document(
        **{"id": uuid4(), "evaluation": evaluation, "sha256": sha256, "file_name": "report-by-a-famous-author.pdf",
           "media_type": "application/pdf", "size_bytes": len(REPORT), "state": DocumentState.TEXT, "notes": [],
           "uploaded_at": NOW, **values}
    )  # fmt: skip
    made.pages = [DocumentPage(number=n, text=f"What stands on page {n} of the report.") for n in (1, 2, 3)]
    session.add(made)
    session.flush()
    if files and session.get(CleanCopy, sha256) is None:
        copy = files.put(BytesIO(COPY), max_bytes=10_000)
        session.add(CleanCopy(sha256=sha256, copy_sha256=copy.sha256, size_bytes=copy.size, made_at=NOW, **COPIED))
        session.flush()
    return made


def a_submission(
    session: Session, *, designs: tuple[str, ...] = ("qed-matched",), results: int = 1, files: FileStore | None = None,
    member: Person | None = None, now: datetime = NOW, project: Mapping[str, Any] | None = None,
    previous: Submission | None = None, version: str = "2014-reconstruction",
    with_instruments: tuple[str, str] | None = None, numbers: Mapping[str, Any] | None = None, **evaluation: Any,
) -> tuple[Submission, Person]:  # fmt: skip
    """A submission that a team has just sent, and a member of that team; one evaluation for each design.

    :param numbers: what each result gives, where it is not an attendance that is clearly better.
    :param with_instruments: captions of an instrument of each evaluation, and of a protocol of the plan.
    """
    if previous is not None:
        offered = previous.project
    elif member is not None:
        offered = a_project(session, member.memberships[0].organisation, **(project or {}))
    else:
        organisation = an_organisation(session)
        member = a_person(session, organisation)
        offered = a_project(session, organisation, **(project or {}))
    assert member is not None
    if with_instruments:
        a_document(
            session, None, files, plan_of=offered, kind=DocumentKind.PROTOCOL, caption=with_instruments[1],
        )  # fmt: skip
    submission = Submission(
        id=uuid4(), project=offered, number=previous.number + 1 if previous else 1, standard_id="project-oracle",
        standard_version=version, state=SubmissionState.DRAFT, sent_by=member.id, demo=False,
        created_at=now, state_since=now, submitted_at=now,
        frozen_sha256=freeze(session, frozen_project(offered)),
        previous_id=previous.id if previous else None, evaluation_versions=[],
    )  # fmt: skip
    session.add(submission)
    for position, design in enumerate(designs):
        made = an_evaluation(session, offered, design=design, **evaluation)
        for n in range(results):
            a_result(session, made, position=n, measure_name=f"Attendance rate {n + 1}", **(numbers or {}))
        document = a_document(session, made, files)
        if with_instruments:
            a_document(
                session, made, files, kind=DocumentKind.INSTRUMENT, caption=with_instruments[0],
                uploaded_at=LATER,
            )  # fmt: skip
        submission.evaluation_versions.append(
            EvaluationVersion(
                id=uuid4(), evaluation=made, position=position, document_ids=[str(document.id)],
                frozen_sha256=freeze(session, frozen_evaluation(made)),
            )
        )  # fmt: skip
    session.flush()
    transitions.apply(
        session, SUBMISSION, submission, "send", kind="submission", states=SubmissionState, permitted=lambda _: True,
        guards={"is_complete": lambda _: None}, actor_id=member.id, at=now,
    )  # fmt: skip
    return submission, member


def a_case(session: Session, *, editor: Person | None = None, **values: Any) -> Case:
    """A case that was sent in and that nobody has touched."""
    submission, member = a_submission(session, **values)
    reviewers = a_reviewer(session), a_reviewer(session, reviewer_kind="practitioner")
    return Case(submission, member, editor or an_editor(session), reviewers)


def a_screened_case(session: Session, **values: Any) -> Case:
    case = a_case(session, **values)
    services.screen(session, case.submission, actor=actor_for(case.editor), facts=case.facts(session), now=NOW)
    return case


def look_through(session: Session, case: Case, now: datetime = NOW) -> None:
    """The editor finds nothing against it, so that its stub is public and reviewers can be chosen."""
    actor, facts = actor_for(case.editor), case.facts(session)
    screening.fill_in(session, case.submission, actor=actor, facts=facts, now=now)


def a_cleared_case(session: Session, **values: Any) -> Case:
    case = a_screened_case(session, **values)
    look_through(session, case)
    return case


def an_assigned_case(session: Session, **values: Any) -> Case:
    """Both reviewers are invited."""
    case = a_cleared_case(session, **values)
    case.assignments = tuple(
        services.assign(
            session, case.submission, case.reviewers, actor=actor_for(case.editor), facts=case.facts(session), now=NOW
        )
    )
    return case


def a_case_in_review(session: Session, **values: Any) -> Case:
    """Both reviewers have declared and can grade."""
    case = an_assigned_case(session, **values)
    for assignment in case.assignments:
        services.declare(session, assignment, conflict="", actor=actor_for(assignment.reviewer), now=NOW)
    return case


def grade(
    session: Session, assignment: Assignment, answers: Mapping[Any, str] | None = None, *, tiers: str = "12",
    reason: str = "It stands in the report.", harm: Harm = NO_HARM,
) -> None:  # fmt: skip
    """Answer every question of some tiers: met, or what ``answers`` says of a criterion or a (criterion, result)."""
    answers = answers or {}
    sheet = sheet_of(assignment.submission)
    if is_asked(sheet, assignment) and not harm_of(assignment).is_answered:
        services.record_harm(session, assignment, harm, actor=actor_for(assignment.reviewer), now=NOW)
    for item in sheet.items:
        if item.criterion.tier in tiers:
            usual = "met" if "met" in item.answers else "not-met"  # a result without a number shows no effect
            answer = answers.get(item.key, answers.get(item.criterion.id, usual))
            services.record_finding(session, assignment, *item.key, answer, f"{reason} {item.criterion.id}", 2, now=NOW)


def a_frozen_case(
    session: Session, *, first: Mapping[Any, str] | None = None, second: Mapping[Any, str] | None = None,
    tiers: str = "12", **values: Any,
) -> Case:  # fmt: skip
    """Both reviewers have sent. Without other answers they agree that tier 2 is just missed, at ``po2.8``."""
    case = a_case_in_review(session, **values)
    for assignment, answers in zip(case.assignments, (first, second), strict=True):
        grade(session, assignment, {"po2.8": "not-met"} if answers is None else answers, tiers=tiers)
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    return case


def settle(session: Session, case: Case, answer: str = "met", reason: str = "We read it again together.") -> None:
    """Settle every difference the same way."""
    for one in compare(session, case.submission).differences:
        if one.by_majority:
            continue
        services.agree(session, case.submission, *one.item.key, answer, reason, actor=actor_for(case.editor), now=LATER)


def decide(
    session: Session, case: Case, *, strengths: str = "A short and honest report.", now: datetime = LATER,
    days: int = 0,
) -> Any:  # fmt: skip
    """:param days: working days that the team has before all is public."""
    return accrediting.decide(
        session, case.submission, strengths=strengths, actor=actor_for(case.editor), facts=case.facts(session), now=now,
        leads=replace(IN_WORDS, days=days),
    )  # fmt: skip


def a_decided_case(session: Session, *, days: int = 0, **values: Any) -> Case:
    case = a_frozen_case(session, **values)
    settle(session, case)
    decide(session, case, days=days)
    return case


def withdraw(session: Session, case: Case, *, because: str = "", now: datetime = LATER) -> None:
    """The team takes it back."""
    facts = submission_facts(case.team, case.submission)
    services.withdraw(session, case.submission, because=because, actor=case.team, facts=facts, now=now)
