"""Take the demonstration away. The audit chain stays: its entries hold ids and no text."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, delete, or_, select
from sqlalchemy.orm import Session

from evidencehub.accounts import demonstration as sign_ins
from evidencehub.accounts.models import Organisation, Person
from evidencehub.accreditation import appealed, expiring, publishing
from evidencehub.accreditation.models import Accreditation
from evidencehub.brokerage import timing
from evidencehub.brokerage.models import HelpNotice
from evidencehub.projects import public
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.later.models import LaterResults
from evidencehub.projects.models import (
    Document,
    Evaluation,
    EvaluationVersion,
    FrozenText,
    OldSlug,
    Project,
    Submission,
)
from evidencehub.projects.plans import reminding
from evidencehub.projects.plans.models import StudyPlan
from evidencehub.review.discussing import DISCUSSED
from evidencehub.review.models import Assignment, ConflictRuling, Decision, FactEntry, Finding, Remark
from evidencehub.review.seating import REMIND
from evidencehub.shared import audit, due
from evidencehub.shared.errors import WrongState
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail


def remove(session: Session, *, home: Path, store: FileStore, now: datetime) -> None:
    """Remove every record marked ``demo`` and what hangs on it.

    :raises WrongState: a real record hangs on an invented one, so that removing would take it along or break it.
    """
    projects = select(Project.id).where(Project.demo).scalar_subquery()
    people = select(Person.id).where(Person.demo).scalar_subquery()
    organisations = select(Organisation.id).where(Organisation.demo).scalar_subquery()
    submissions = select(Submission.id).where(Submission.project_id.in_(projects)).scalar_subquery()
    evaluations = select(Evaluation.id).where(Evaluation.project_id.in_(projects)).scalar_subquery()
    _refuse_where_real_work_hangs_on_it(session, people, organisations)

    gone = list(session.scalars(select(Project.id).where(Project.demo)))
    is_theirs = or_(
        Document.evaluation_id.in_(evaluations), Document.plan_study_id.in_(evaluations),
        Document.project_id.in_(projects),
    )  # fmt: skip
    hashes = set(session.scalars(select(Document.sha256).where(is_theirs)))
    frozen = set(
        session.scalars(select(EvaluationVersion.frozen_sha256).where(EvaluationVersion.submission_id.in_(submissions)))
    )
    frozen |= set(filter(None, session.scalars(select(Submission.frozen_sha256).where(Submission.id.in_(submissions)))))
    frozen |= set(
        session.scalars(select(LaterResults.frozen_sha256).where(LaterResults.submission_id.in_(submissions)))
    )
    reminders = [
        *_due(session, REMIND, select(Assignment.id).where(Assignment.submission_id.in_(submissions))),
        *_due(session, DISCUSSED, select(Assignment.id).where(Assignment.submission_id.in_(submissions))),
        *_due(session, DISCUSSED, select(Submission.id).where(Submission.id.in_(submissions))),
        *_due(session, appealed.KIND, select(Appeal.id).where(Appeal.submission_id.in_(submissions))),
        *_due(session, publishing.KIND, select(Submission.id).where(Submission.id.in_(submissions))),
        *_due(session, expiring.KIND, select(Accreditation.id).where(Accreditation.submission_id.in_(submissions))),
    ]
    reminders += _due(session, timing.DUE, select(HelpNotice.id).where(HelpNotice.demo))
    plans = select(StudyPlan.id).where(StudyPlan.evaluation_id.in_(evaluations))
    reminders += _due(session, reminding.DUE, plans)
    mails = select(Person.email).where(Person.demo).scalar_subquery()
    for statement in (
        delete(Accreditation).where(Accreditation.submission_id.in_(submissions)),
        delete(Decision).where(Decision.submission_id.in_(submissions)),
        delete(Finding).where(Finding.submission_id.in_(submissions)),
        delete(FactEntry).where(FactEntry.submission_id.in_(submissions)),
        delete(Remark).where(Remark.submission_id.in_(submissions)),
        delete(Assignment).where(Assignment.submission_id.in_(submissions)),
        delete(LaterResults).where(LaterResults.submission_id.in_(submissions)),
        delete(EvaluationVersion).where(EvaluationVersion.submission_id.in_(submissions)),
        delete(Submission).where(Submission.project_id.in_(projects)),
        delete(Document).where(is_theirs),
        delete(Evaluation).where(Evaluation.project_id.in_(projects)),
        delete(OldSlug).where(OldSlug.project_id.in_(projects)),
        delete(HelpNotice).where(HelpNotice.demo),  # and who asked about it
        delete(Project).where(Project.demo),
        delete(Mail).where(Mail.to.in_(mails)),
        delete(Person).where(Person.demo),
        delete(Organisation).where(Organisation.demo),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    due.forget(session, reminders)
    _remove_texts_and_files(session, store, frozen, hashes)
    for project_id in gone:
        public.changed(session, project_id)
    audit.record(session, "demonstration.removed", subject_type="hub", subject_id="hub", actor_id=None, at=now)
    sign_ins.forget(home)


# What somebody did on a case and stays with their name, by table.
_DONE_ON_A_CASE: tuple[tuple[Any, Any], ...] = (
    (Assignment, Assignment.reviewer_id),
    (Finding, Finding.author_id),
    (FactEntry, FactEntry.author_id),
    (Remark, Remark.author_id),
    (ConflictRuling, ConflictRuling.person_id),
    (ConflictRuling, ConflictRuling.ruled_by),
    (Decision, Decision.decided_by),
)


def _due(session: Session, kind: str, owners: Select[UUID]) -> list[UUID]:
    """Rows of the worker that hang on these."""
    return due.keyed(session, kind, [str(key) for key in session.scalars(owners)])


def _refuse_where_real_work_hangs_on_it(
    session: Session, people: ScalarSelect[UUID], organisations: ScalarSelect[UUID]
) -> None:
    real = select(Project.name).where(~Project.demo)
    found = session.scalar(real.where(Project.organisation_id.in_(organisations)).limit(1))
    for table, person in _DONE_ON_A_CASE:
        on_real = real.join(Submission).join(table, table.submission_id == Submission.id)
        found = found or session.scalar(on_real.where(person.in_(people)).limit(1))
    if found:
        raise WrongState(
            f"“{found}” is not marked as invented, and hangs on somebody who is. Move it to a real team first."
        )


def _remove_texts_and_files(session: Session, store: FileStore, frozen: set[str], hashes: set[str]) -> None:
    """Remove what nothing else uses: the same content may belong to a real record too."""
    used = set(
        session.scalars(select(EvaluationVersion.frozen_sha256).where(EvaluationVersion.frozen_sha256.in_(frozen)))
    )
    used |= set(session.scalars(select(LaterResults.frozen_sha256).where(LaterResults.frozen_sha256.in_(frozen))))
    used |= set(
        filter(None, session.scalars(select(Submission.frozen_sha256).where(Submission.frozen_sha256.in_(frozen))))
    )
    session.execute(delete(FrozenText).where(FrozenText.sha256.in_(frozen - used)))
    kept = set(session.scalars(select(Document.sha256).where(Document.sha256.in_(hashes))))
    for sha256 in (hashes - kept) | _remove_copies(session, hashes - kept):
        store.delete(sha256)


def _remove_copies(session: Session, gone: set[str]) -> set[str]:
    """Forget the copies of these contents, and say which files of them nothing else uses."""
    copies = set(filter(None, session.scalars(select(CleanCopy.copy_sha256).where(CleanCopy.sha256.in_(gone)))))
    session.execute(delete(CleanCopy).where(CleanCopy.sha256.in_(gone)))
    used = set(session.scalars(select(CleanCopy.copy_sha256).where(CleanCopy.copy_sha256.in_(copies))))
    used |= set(session.scalars(select(Document.sha256).where(Document.sha256.in_(copies))))
    return copies - used
