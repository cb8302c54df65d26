"""What the public may see of a project. The only place that decides it: pages, index, API and exports all read this."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencehub.accounts.models import Organisation
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.disclosure.queries import Opened
from evidencehub.projects.document_kinds import DocumentKind
from evidencehub.projects.frozen.keeping import (
    REMOVED,
    BrokenBundle,
    frozen_evaluation,
    frozen_project,
    remains_of,
)
from evidencehub.projects.frozen.shapes import FrozenDocument, FrozenEvaluation, FrozenProject
from evidencehub.projects.models import Evaluation, EvaluationVersion, Project, Submission
from evidencehub.projects.sources import source_of
from evidencehub.projects.states import SubmissionState
from evidencehub.shared import due, public_version
from evidencehub.shared.clock import day_of, end_of

log = structlog.get_logger()
# Kinds of due rows: what is made of what is public, and renewed with it.
INDEX, SYNTHESIS, RECORDS = "index", "synthesis", "records"


class Stage(StrEnum):
    """How far a project is, as everybody may know it."""

    IMPORTED = "imported"
    GRADED = "graded"
    BEING_GRADED = "being-graded"
    WITHDRAWN = "withdrawn"
    REJECTED = "not-taken-on"

    @property
    def is_stub(self) -> bool:
        """Only title, plan, dates and state are public. So is every stage that is not known to show more."""
        return self not in {Stage.IMPORTED, Stage.GRADED}

    @property
    def is_withdrawn(self) -> bool:
        """The team took it back before a decision."""
        return self is Stage.WITHDRAWN

    @property
    def is_called_off(self) -> bool:
        """It ended before a decision."""
        return self in {Stage.WITHDRAWN, Stage.REJECTED}

    @property
    def in_words(self) -> str:
        """Inside a sentence: "It is being graded."."""
        return _IN_WORDS[self]

    @classmethod
    def of(cls, state: SubmissionState) -> "Stage":
        """Of something that was sent here."""
        if state.is_over:
            return cls.GRADED
        if state.is_rejected:
            return cls.REJECTED
        return cls.WITHDRAWN if state.is_withdrawn else cls.BEING_GRADED


_IN_WORDS = {
    Stage.IMPORTED: "not graded here",
    Stage.GRADED: "graded",
    Stage.BEING_GRADED: "being graded",
    Stage.WITHDRAWN: "withdrawn by the team before a decision",
    Stage.REJECTED: "not taken on for grading",
}


@dataclass(frozen=True)
class PublicDocument:
    """A document of an evaluation that everybody may read."""

    sent: FrozenDocument
    evaluation_id: UUID
    opened: Opened

    @property
    def is_report(self) -> bool:
        return DocumentKind(self.sent.kind) is DocumentKind.REPORT


@dataclass(frozen=True)
class PublicProject:
    """A project as everybody may see it.

    ``project`` and ``evaluations`` are as they were frozen, or, from elsewhere, as they are; as long as nothing was
    decided they are a stub: see :func:`stub`.
    """

    id: UUID
    slug: str  # as it is now; the frozen one may be older
    stage: Stage
    demo: bool
    project: FrozenProject
    evaluations: tuple[FrozenEvaluation, ...]
    submission: Submission | None  # the one that is shown; None for evidence from elsewhere
    under_way: Submission | None  # a newer one that is being graded
    redacted: bool = False  # some of its text was removed for good
    removed: bool = False  # all of it was
    documents: tuple[PublicDocument, ...] = ()  # as the studies hold them
    on_request: tuple[PublicDocument, ...] = ()  # of which nothing is public but that the team gives it to who asks
    run_by: Organisation | None = None  # whose it is today, where it may be known whose; the frozen name may differ

    @property
    def name(self) -> str:
        return self.project.name

    @property
    def source(self) -> str:
        return self.project.source or ""

    @property
    def source_said(self) -> str:
        """Of evidence from elsewhere, what stands with it everywhere: "… not graded here"; else ""."""
        return source_of(self.source, self.project.source_as_of).statement if self.stage == "imported" else ""

    def evaluation(self, evaluation_id: UUID) -> FrozenEvaluation | None:
        return next((each for each in self.evaluations if each.id == evaluation_id), None)

    def documents_of(self, evaluation_id: UUID) -> tuple[PublicDocument, ...]:
        return tuple(each for each in self.documents if each.evaluation_id == evaluation_id)

    def on_request_of(self, evaluation_id: UUID) -> tuple[PublicDocument, ...]:
        return tuple(each for each in self.on_request if each.evaluation_id == evaluation_id)

    def has_report(self, evaluation_id: UUID | None) -> bool:
        """Whether the full report of a study is public."""
        return any(each.is_report for each in self.documents if each.evaluation_id == evaluation_id)


@dataclass(frozen=True)
class _Sent:
    """As much of a submission as it takes to choose which one is shown."""

    id: UUID
    number: int
    state: SubmissionState
    public_from: datetime | None


def changed(session: Session, project_id: UUID) -> None:
    """Announce that what the public sees of a project changed, or will with this transaction: its copies are renewed.

    Every service that changes it calls this; a page kept for readers is dropped, and what is made of what is public is
    made due.
    """
    public_version.changed(session.connection())
    for kind in (INDEX, SYNTHESIS, RECORDS):
        due.add(session, kind, project_id, {"project_id": str(project_id)})


def public_view(session: Session, project: Project) -> PublicProject | None:
    """What everybody may see of one project; None where that is nothing.

    :raises BrokenBundle: what it shows cannot be read.
    """
    return public_views(session, [project.id], strict=True).get(project.id)


def public_view_on(session: Session, project: Project, day: date) -> PublicProject | None:
    """As everybody saw it at the end of a day of the hub; None where nothing of it was public by then.

    What was removed since stays removed. Of a record from elsewhere only the latest is kept, so there is none where its
    source's file is of a later day.

    :raises BrokenBundle: what it shows cannot be read.
    """
    return public_views(session, [project.id], strict=True, until=end_of(day)).get(project.id)


def public_views(
    session: Session, project_ids: Sequence[UUID], *, strict: bool = False, until: datetime | None = None
) -> dict[UUID, PublicProject]:
    """The public views of those projects that have one, in the order asked for, by a constant number of queries.

    Records from elsewhere are shown as they are. Of others the latest submission whose findings are public is shown
    as it was frozen, or, before there is one, a stub of the latest that an editor let be public,
    also where the team withdrew it since. Drafts, and what nobody has looked at, are nobody else's business.

    :param strict: raise where a bundle cannot be read; else the log says it, and a list goes without that project.
    :param until: show what was public before this time, as :func:`public_view_on` says.
    """
    query = select(Project).where(Project.id.in_(project_ids))
    query = query.options(joinedload(Project.organisation), selectinload(Project.plan_documents))
    projects = {project.id: project for project in session.scalars(query)}
    imported = _imported(session, [project.id for project in projects.values() if project.source is not None])
    sent = _sent(session, [project.id for project in projects.values() if project.source is None])
    if until is not None:
        sent = {key: [each for each in all_sent if _was_over(each, until)] for key, all_sent in sent.items()}
        sent = {key: all_sent for key, all_sent in sent.items() if all_sent}
    shown = {key: _shown(all_sent) for key, all_sent in sent.items()}
    waiting = {key: _under_way(all_sent, shown[key]) for key, all_sent in sent.items()}
    wanted = {each.id for each in [*shown.values(), *waiting.values()] if each is not None}
    submissions = _submissions(session, wanted)
    opened = disclosures.opened(session, list(shown)) if shown else {}
    if until is not None:
        opened = {key: each for key, each in opened.items() if each.opened_at < until}
    found: dict[UUID, PublicProject] = {}
    for key in dict.fromkeys(project_ids):
        project = projects.get(key)
        if project is None or project.taken_down_at is not None:
            continue
        if project.source is not None:
            if until is not None and project.source_as_of >= day_of(until).isoformat():
                continue
            evaluations = tuple(frozen_evaluation(each) for each in imported.get(key, ()))
            data = frozen_project(project)
            found[key] = PublicProject(key, project.slug, Stage.IMPORTED, project.demo, data, evaluations, None, None)
        elif choice := shown.get(key):
            newer = waiting[key]
            under_way = submissions[newer.id] if newer and newer.id != choice.id else None
            try:
                found[key] = _frozen(project, submissions[choice.id], under_way, opened)
            except BrokenBundle as error:
                if strict:
                    raise
                log.error("left_out_of_a_list", project=str(key), reason=str(error))
    return found


def public_ids(session: Session) -> Iterator[UUID]:
    """The ids of all projects that may be public, in a fixed order; ``public_views`` has the last word."""
    rows = session.execute(_may_be_public().order_by(Project.id))
    return (key for (key,) in rows.all())


def real_public_ids(session: Session) -> Sequence[UUID]:
    """As ``public_ids``, without what was invented for a demonstration."""
    return session.scalars(_may_be_public().where(Project.demo.is_(False)).order_by(Project.id)).all()


def public_part(session: Session, *, after: UUID | None, most: int, demo: bool) -> Sequence[UUID]:
    """As ``public_ids``, a part: those behind ``after``.

    :param demo: those alone that were invented, or those that were not.
    """
    query = _may_be_public().where(Project.demo.is_(demo))
    query = query.where(Project.id > after) if after else query
    return session.scalars(query.order_by(Project.id).limit(most)).all()


def run_publicly(
    session: Session, *, after: UUID | None, most: int, demo: bool
) -> list[tuple[Organisation, list[UUID]]]:
    """Organisations with projects that may be public, behind ``after``, each with the ids of those.

    :param demo: of projects alone that were invented, or of those that were not.
    """
    theirs = _may_be_public().where(Project.demo.is_(demo), Project.source.is_(None))
    query = select(Organisation).where(Organisation.id.in_(theirs.with_only_columns(Project.organisation_id)))
    query = query.where(Organisation.id > after) if after else query
    found = session.scalars(
        query.options(selectinload(Organisation.former_names)).order_by(Organisation.id).limit(most)
    )
    held: dict[UUID, tuple[Organisation, list[UUID]]] = {each.id: (each, []) for each in found}
    rows = theirs.where(Project.organisation_id.in_(held)).add_columns(Project.organisation_id).order_by(Project.id)
    for key, whose in session.execute(rows):
        held[whose][1].append(key)
    return list(held.values())


def anything_may_be_public(session: Session) -> bool:
    return session.scalar(_may_be_public().limit(1)) is not None


def _may_be_public() -> Select[UUID]:
    is_let = Project.source.is_not(None) | Project.published_at.is_not(None)
    return select(Project.id).where(is_let, Project.taken_down_at.is_(None))


def _imported(session: Session, project_ids: Sequence[UUID]) -> dict[UUID, list[Evaluation]]:
    query = select(Evaluation).where(Evaluation.project_id.in_(project_ids))
    query = query.options(selectinload(Evaluation.results), selectinload(Evaluation.documents))
    found: dict[UUID, list[Evaluation]] = {}
    for evaluation in session.scalars(query.order_by(Evaluation.created_at, Evaluation.id)):
        found.setdefault(evaluation.project_id, []).append(evaluation)
    return found


def _sent(session: Session, project_ids: Sequence[UUID]) -> dict[UUID, list[_Sent]]:
    """What was ever sent, an editor let be public, and is not unlisted; latest first."""
    ever_sent = [state for state in SubmissionState if state.is_sent]
    columns = (Submission.project_id, Submission.id, Submission.number, Submission.state, Submission.public_from)
    query = select(*columns).where(Submission.project_id.in_(project_ids), Submission.state.in_(ever_sent))
    query = query.where(Submission.cleared_at.is_not(None), Submission.unlisted.is_(False))
    found: dict[UUID, list[_Sent]] = {}
    for project_id, key, number, state, at in session.execute(query.order_by(Submission.number.desc())):
        found.setdefault(project_id, []).append(_Sent(key, number, state, at))
    return found


def _was_over(sent: _Sent, until: datetime) -> bool:
    return sent.state.is_over and sent.public_from is not None and sent.public_from < until


def _shown(sent: Sequence[_Sent]) -> _Sent | None:
    return next((each for each in sent if each.state.is_over), sent[0] if sent else None)


def _under_way(sent: Sequence[_Sent], shown: _Sent | None) -> _Sent | None:
    latest = sent[0]
    is_newer = shown is not None and latest.number > shown.number
    return latest if is_newer and not latest.state.is_closed else None


def _submissions(session: Session, ids: set[UUID]) -> dict[UUID, Submission]:
    query = (
        select(Submission)
        .where(Submission.id.in_(ids))
        .options(
            joinedload(Submission.frozen),
            selectinload(Submission.evaluation_versions).joinedload(EvaluationVersion.frozen),
        )
    )
    return {each.id: each for each in session.scalars(query)}


def _frozen(
    project: Project, submission: Submission, under_way: Submission | None, opened: Mapping[UUID, Opened]
) -> PublicProject:
    remains = remains_of(submission)
    stage = Stage.of(submission.state)
    shown = remains.project or FrozenProject(id=project.id, slug=project.slug, name=REMOVED)
    evaluations = remains.left
    if stage.is_stub:
        shown, evaluations = stub(shown, evaluations)
    offered = tuple(
        PublicDocument(document, evaluation.id, opened[document.id])
        for evaluation in evaluations
        for document in evaluation.documents
        if document.id in opened
    )
    return PublicProject(
        id=project.id,
        slug=project.slug,
        stage=stage,
        demo=project.demo,
        project=shown,
        evaluations=evaluations,
        submission=submission,
        under_way=under_way,
        redacted=remains.project is None or len(remains.left) < len(remains.evaluations),
        removed=remains.project is None,
        run_by=project.organisation if shown.organisation else None,
        documents=tuple(each for each in offered if not each.opened.on_request),
        on_request=tuple(each for each in offered if each.opened.on_request),
    )


def stub(
    project: FrozenProject, evaluations: Sequence[FrozenEvaluation]
) -> tuple[FrozenProject, tuple[FrozenEvaluation, ...]]:
    """What is public before a decision, and nothing else."""
    shown = FrozenProject(
        id=project.id,
        slug=project.slug,
        name=project.name,
        summary=project.summary,
        evaluation_plan=project.evaluation_plan,
    )
    return shown, tuple(FrozenEvaluation(id=each.id, title=each.title) for each in evaluations)
