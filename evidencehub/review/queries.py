"""Reads of reviewing. Each loads what its page shows in a fixed number of queries, however many cases there are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from evidencehub.accounts.models import Membership, Person
from evidencehub.extraction import messages
from evidencehub.extraction.cleaning.words import in_words, left_in_words
from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.copies.queries import copies_of
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.disclosure.models import Disclosure
from evidencehub.projects.frozen.keeping import remains_of
from evidencehub.projects.frozen.shapes import FrozenDocument
from evidencehub.projects.models import Document, DocumentPage, EvaluationVersion, Project, Submission
from evidencehub.projects.plans import queries as plans
from evidencehub.projects.plans.files import of_reviewers
from evidencehub.projects.states import SubmissionState
from evidencehub.review.models import Assignment, Remark
from evidencehub.shared import filetypes

PLAN = "The plan of the project"


@dataclass(frozen=True)
class Waiting:
    """A file of which the team agreed that everybody may read it."""

    disclosure: Disclosure
    submission: Submission
    report: "Report"


@dataclass(frozen=True)
class Report:
    """One file of a frozen submission. Its name says what it is; its own may say who wrote it."""

    number: int  # 1 for the first of all files
    of_kind: int | None  # 1 for the first of its kind; None where there is no other
    sent: FrozenDocument
    document: Document  # what became of it: whether its text was read, or removed
    study: str
    pages: tuple[DocumentPage, ...]
    copy: CleanCopy | None  # for reviewers; None until the worker has looked at the file

    @property
    def file_name(self) -> str:
        """ "report.pdf"; "report-1.pdf" and "report-2.docx" where two are of one kind."""
        kind = filetypes.BY_MEDIA_TYPE.get(self.sent.media_type)
        place = "" if self.of_kind is None else f"-{self.of_kind}"
        return f"{self.sent.kind}{place}{kind.extension if kind else '.bin'}"

    @property
    def notes(self) -> list[str]:
        """What the reading of it left out or could not tell, but for what a reviewer's copy does not hold any more."""
        return [note for note in self.document.notes if not messages.is_taken_out(note)]

    @property
    def has_copy(self) -> bool:
        """Reviewers can download it."""
        return self.copy is not None and self.copy.copy_sha256 is not None

    @property
    def taken_out(self) -> str:
        """What its copy lacks, as a sentence; "" where that is nothing."""
        return in_words(self.copy.taken) if self.copy else ""

    @property
    def for_reviewers(self) -> str:
        """What reviewers get of it, for the editor."""
        if self.document.is_held:
            return "Reviewers get nothing of it: a row may be a person, and nobody has decided yet."
        if self.copy is None:
            return "The copy for reviewers is being made."
        if self.has_copy:
            left = left_in_words(self.copy.taken) if self.copy else ""
            nothing = "Nothing was taken out of it." if left else "Nothing had to be taken out of it."
            return " ".join(part for part in ("Reviewers get a copy.", self.taken_out or nothing, left) if part)
        left = "They read its text, page by page." if self.document.state.is_read else "They cannot read it at all."
        return f"Reviewers do not get this file: {self.copy.failed}. {left}"

    @property
    def name_sent(self) -> str:
        """Its own name and what it is, for the editor."""
        return f"{self.sent.file_name or self.file_name} ({self.sent.told})"


def with_frozen_texts() -> list[ExecutableOption]:
    versions = selectinload(Submission.evaluation_versions).joinedload(EvaluationVersion.frozen)
    return [joinedload(Submission.project).joinedload(Project.organisation), joinedload(Submission.frozen), versions]


def case(session: Session, submission_id: UUID) -> Submission | None:
    """A submission that was sent, with its frozen texts; drafts are their team's."""
    sent = [state for state in SubmissionState if state.is_sent]
    query = select(Submission).where(Submission.id == submission_id, Submission.state.in_(sent))
    return session.scalar(query.options(*with_frozen_texts()))


def assignment(session: Session, assignment_id: UUID) -> Assignment | None:
    versions = joinedload(Assignment.submission).selectinload(Submission.evaluation_versions)
    query = select(Assignment).where(Assignment.id == assignment_id).options(
        joinedload(Assignment.submission).joinedload(Submission.project).joinedload(Project.organisation),
        joinedload(Assignment.submission).joinedload(Submission.frozen),
        versions.joinedload(EvaluationVersion.frozen),
        joinedload(Assignment.reviewer), joinedload(Assignment.appeal),
    )  # fmt: skip
    return session.scalar(query)


def seats_of(session: Session, submission: Submission) -> list[Assignment]:
    query = select(Assignment).where(Assignment.submission_id == submission.id)
    query = query.options(joinedload(Assignment.reviewer))
    return list(session.scalars(query.order_by(Assignment.assigned_at, Assignment.id)))


def is_discussed(session: Session, submission: Submission) -> bool:
    """Whether an editor opened a question to the two reviewers."""
    query = select(Remark.id).where(Remark.submission_id == submission.id, Remark.assignment_id.is_(None))
    return session.scalar(query.limit(1)) is not None


def reviews_of(session: Session, reviewer_id: UUID | None) -> list[Assignment]:
    """What somebody is or was asked to grade, what is due first on top."""
    query = select(Assignment).where(Assignment.reviewer_id == reviewer_id)
    query = query.options(joinedload(Assignment.submission).joinedload(Submission.frozen))
    return list(session.scalars(query.order_by(Assignment.due_at, Assignment.id)))


def reports(
    session: Session, submission: Submission, *, with_text: bool = True, with_held: bool = False
) -> list[Report]:  # fmt: skip
    """The files that were frozen with a submission, in order, with their pages of text.

    :param with_held: what is held too, for editors; nobody else gets text or copy of it.
    """
    sent = _files_of(session, submission)
    query = select(Document).where(Document.id.in_([document.id for document, _ in sent]))
    if with_text:
        query = query.options(selectinload(Document.pages))
    known = {document.id: document for document in session.scalars(query)}
    copies = copies_of(session, [document.sha256 for document in known.values()])
    kept = {key for key, each in known.items() if each.is_held and not with_held}
    return [
        Report(
            number, of_kind, document, known[document.id], title,
            tuple(known[document.id].pages) if with_text and document.id not in kept else (),
            copies.get(known[document.id].sha256) if document.id not in kept else None,
        )
        for number, of_kind, document, title in _numbered(sent)
        if document.id in known
    ]  # fmt: skip


def team_of(session: Session, submission: Submission) -> list[Person]:
    """Who is in the team now, and can sign in."""
    query = select(Person).join(Membership).where(
        Membership.organisation_id == submission.project.organisation_id, Person.is_active
    )  # fmt: skip
    return list(session.scalars(query.order_by(Person.name, Person.id)))


def reports_waiting(session: Session, *, editor_id: UUID | None) -> list[Waiting]:
    """What teams want to be public, no editor has looked at, and was sent: as its latest submission has it.

    Cases that this editor was asked to grade are left out, as on the board.
    """
    theirs = set(session.scalars(select(Assignment.submission_id).where(Assignment.reviewer_id == editor_id)))
    waiting = disclosures.waiting(session)
    sent = _latest_with(session, [each.document for each in waiting])
    found = []
    for disclosure in waiting:
        submission = sent.get(disclosure.document_id)
        if submission is None or submission.id in theirs:
            continue
        for number, of_kind, document, title in _numbered(_own_files(submission)):
            if document.id == disclosure.document_id:
                report = Report(number, of_kind, document, disclosure.document, title, (), None)
                found.append(Waiting(disclosure, submission, report))
    return found


def _latest_with(session: Session, documents: Sequence[Document]) -> dict[UUID, Submission]:
    """By document, the latest submission that was sent with it."""
    query = select(EvaluationVersion.document_ids, Submission.id).join(EvaluationVersion.submission)
    query = query.where(
        EvaluationVersion.evaluation_id.in_({each.evaluation_id for each in documents}),
        Submission.state.in_([state for state in SubmissionState if state.is_sent and not state.is_called_off]),
    )
    latest: dict[UUID, UUID] = {}
    for document_ids, submission_id in session.execute(query.order_by(Submission.number.desc(), Submission.id)):
        for key in document_ids:
            latest.setdefault(UUID(key), submission_id)
    whole = select(Submission).where(Submission.id.in_(set(latest.values()))).options(*with_frozen_texts())
    known = {each.id: each for each in session.scalars(whole)}
    return {document: known[submission] for document, submission in latest.items()}


def file_count(session: Session, submission: Submission) -> int:
    return len(_files_of(session, submission))


def _files_of(session: Session, submission: Submission) -> list[tuple[FrozenDocument, str]]:
    """Its own, and at the very end those of the studies' plans, which were sent by themselves, as they were on the day
    of the submission: numbers that findings name stay the same.
    """
    studies = [study.id for study in remains_of(submission).left]
    versions = plans.public_of(session, studies, until=submission.submitted_at)
    of_plans = (each for key in studies if key in versions for each in of_reviewers(versions[key][-1]))
    return [*_own_files(submission), *of_plans]


def _own_files(submission: Submission) -> list[tuple[FrozenDocument, str]]:
    """Each with what it belongs to; those of the project's plan come last."""
    remains = remains_of(submission)
    sent = [(document, study.title) for study in remains.left for document in study.documents]
    return sent + [(document, PLAN) for document in (remains.project.plan_documents if remains.project else ())]


def _numbered(sent: Sequence[tuple[FrozenDocument, str]]) -> Iterator[tuple[int, int | None, FrozenDocument, str]]:
    """Each with its place among all, and among those of its kind where there are several."""
    several, seen = Counter(document.kind for document, _ in sent), Counter[str]()
    for number, (document, title) in enumerate(sent, start=1):
        seen[document.kind] += 1
        yield number, seen[document.kind] if several[document.kind] > 1 else None, document, title


def page_count(session: Session, submission: Submission) -> int:
    """Pages with text in all files of a submission."""
    ids = [document.id for document, _ in _files_of(session, submission)]
    query = select(func.count()).select_from(DocumentPage).where(DocumentPage.document_id.in_(ids))
    return session.scalar(query) or 0


def rounds(session: Session, submission: Submission) -> int:
    """How many times this was graded, this time included: 1 for the first. What went back ungraded is no round."""
    query = select(Submission.id, Submission.previous_id, Submission.decided_at)
    rows = {row.id: row for row in session.execute(query.where(Submission.project_id == submission.project_id))}
    count, step = 1, submission.previous_id
    for _ in rows:
        if step is None or step not in rows:
            break
        count += rows[step].decided_at is not None
        step = rows[step].previous_id
    return count
