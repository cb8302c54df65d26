"""Reads over accreditations: for the register, for public pages, and for the cards and the index of the catalogue."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencehub.accounts.models import Person
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState, ended, standing
from evidencehub.accreditation.transitions import ACCREDITATION
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.frozen.keeping import remains_of
from evidencehub.projects.models import EvaluationVersion, Project, Submission
from evidencehub.review.decisions import facts_in, why_uncounted
from evidencehub.review.harm import Harm
from evidencehub.review.models import Assignment, Decision, FactEntry, Finding
from evidencehub.review.reconciling import Comparison, agreed_facts, agreed_findings
from evidencehub.review.sheet import Key, Sheet, asked_for, sheet_of_remains
from evidencehub.review.states import AssignmentState
from evidencehub.review.wording import answer_label
from evidencehub.shared import transitions
from evidencehub.shared.paging import Page
from evidencehub.shared.words import lower_first
from evidencehub.standards.engine.inputs import FactValue
from evidencehub.standards.model.standard import NO_FINDING

SIZE = 25


@dataclass(frozen=True)
class AgreedFinding:
    """What was agreed on one criterion, for everybody to read; it names nobody."""

    criterion_id: str
    result_key: str  # "" for the whole
    answer: str
    reason: str
    page: str
    at_first: bool  # both reviewers said so before talking
    by_majority: bool  # two of three reviewers said so
    at: datetime
    on_appeal: bool = False  # two others graded it anew
    uncounted: str = ""  # why it counts as no answer, as a number that was settled later says

    @property
    def counted(self) -> str:
        """The answer that the grade rests on."""
        return NO_FINDING if self.uncounted else self.answer

    @property
    def label(self) -> str:
        said = answer_label(self.answer)
        return f"{said}, but not counted" if self.uncounted else said

    @property
    def told(self) -> str:
        """The reason, after what became of it."""
        if not self.uncounted:
            return self.reason
        return f"This does not count as an answer: {lower_first(self.uncounted.rstrip('.'))}.\n\n{self.reason}"


@dataclass(frozen=True)
class Third:
    """A third reviewer, who knew nothing of what the two had said; it names nobody."""

    kind: str
    questions: int  # that they graded
    numbers: int = 0  # that they looked up
    read_alike: int = 0  # of these, what one of the two had read as well
    only: Collection[str] = ()  # the same, as criterion and result

    @property
    def asked(self) -> int:
        return self.questions + self.numbers


@dataclass(frozen=True)
class Graders:
    kinds: Sequence[str]  # of the two who graded everything
    third: Third | None
    harm: Sequence[Harm] = ()  # what each of the two said of the whole case


def current_accreditations(session: Session, project_ids: Collection[UUID]) -> dict[UUID, Accreditation]:
    """The accreditation that stands for each project, with its outcomes loaded; projects without one are left out.

    An expired one still stands, with its date: evidence does not become untrue. Two queries, whatever their number.
    """
    standing = [state for state in AccreditationState if state.stands]
    query = (
        select(Accreditation)
        .where(Accreditation.project_id.in_(list(project_ids)), Accreditation.state.in_(standing))
        .options(selectinload(Accreditation.outcomes))
        .order_by(Accreditation.accredited_at, Accreditation.number)
    )
    return {accreditation.project_id: accreditation for accreditation in session.scalars(query)}


def findings_of(session: Session, submission: Submission) -> list[AgreedFinding]:
    """All that was agreed, whatever the order; empty while the case is not being settled."""
    if not (agreed := agreed_findings(session, submission)):
        return []
    return without_names(sheet_of_remains(submission), agreed, agreed_facts(session, submission))


def as_before(findings: Iterable[AgreedFinding], appeal: Appeal) -> list[AgreedFinding]:
    """The same as they were before an appeal put other answers in their place, but for what numbers said of them."""
    kept = (appeal.earlier or {}).get("findings", [])
    was = {(one["criterion"], one["result"]): one for one in kept}
    return [
        replace(
            now, answer=one["answer"], reason=one["reason"], page=one["page"], by_majority=one["by_majority"],
            at_first=not (one["by_majority"] or one["author"]), on_appeal=False, uncounted="",
        )
        if (one := was.get((now.criterion_id, now.result_key)))
        else now
        for now in findings
    ]  # fmt: skip


def without_names(sheet: Sheet, agreed: Iterable[Finding], entries: Iterable[FactEntry]) -> list[AgreedFinding]:
    """The agreed findings, each held against the agreed numbers as the engine does."""
    numbers = facts_in(sheet, entries)
    return [_without_name(sheet, finding, numbers) for finding in agreed]


def _without_name(sheet: Sheet, finding: Finding, numbers: Mapping[Key, FactValue]) -> AgreedFinding:
    key = finding.criterion_id, finding.result_key
    on_appeal = finding.on_appeal or finding.appeal_id is not None
    return AgreedFinding(
        finding.criterion_id, finding.result_key, finding.answer, finding.reason, finding.page,
        at_first=finding.author_id is None and not (finding.by_majority or on_appeal), by_majority=finding.by_majority,
        at=finding.at, on_appeal=on_appeal,
        uncounted=why_uncounted(sheet, key, finding.answer, numbers),
    )  # fmt: skip


def decision_of(session: Session, submission: Submission) -> Decision | None:
    return session.scalar(select(Decision).where(Decision.submission_id == submission.id))


def graders(session: Session, submission: Submission) -> Graders:
    """Who graded, by role only."""
    query = select(
        Person.reviewer_kind, Assignment.only, Assignment.harm_seen, Assignment.harm_looked_for, Assignment.harm_what
    ).join(Assignment, Assignment.reviewer_id == Person.id)
    query = query.where(
        Assignment.submission_id == submission.id, Assignment.state == AssignmentState.FROZEN,
        Assignment.appeal_id.is_(None),
    )  # fmt: skip
    found = session.execute(query.order_by(Person.reviewer_kind, Assignment.id)).all()
    thirds = [_third(session, submission, kind, only) for kind, only, *_ in found if only]
    both = [(kind, Harm(*harm)) for kind, only, *harm in found if not only]
    return Graders([kind for kind, _ in both], thirds[0] if thirds else None, [harm for _, harm in both])


def _third(session: Session, submission: Submission, kind: str, only: Collection[str]) -> Third:
    questions, numbers = asked_for(only)
    return Third(kind, questions, numbers, _read_alike(agreed_facts(session, submission)) if numbers else 0, only)


def third_of(comparison: Comparison) -> Third | None:
    """The same of a case that is being decided."""
    one = comparison.third
    if one is None or one.frozen_at is None:
        return None
    return Third(one.reviewer.reviewer_kind, *asked_for(one.only), _read_alike(comparison.agreed_facts), one.only)


def _read_alike(agreed: Iterable[FactEntry]) -> int:
    return sum(one.by_majority for one in agreed)


def register(session: Session, number: int) -> Page[Accreditation]:
    """One page of all accreditations, newest first."""
    shown = Accreditation.project.has(Project.taken_down_at.is_(None))
    total = session.scalar(select(func.count()).select_from(Accreditation).where(shown)) or 0
    query = (
        select(Accreditation)
        .where(shown)
        .options(joinedload(Accreditation.project), joinedload(Accreditation.submission).joinedload(Submission.frozen))
        .order_by(Accreditation.accredited_at.desc(), Accreditation.number.desc())
        .limit(SIZE)
        .offset((number - 1) * SIZE)
    )
    return Page(list(session.scalars(query)), number, SIZE, total)


def register_part(session: Session, *, before: str | None, most: int, demo: bool) -> Sequence[Accreditation]:
    """Accreditations by their numbers, the latest first: those behind ``before``.

    :param demo: those alone that were invented, or those that were not.
    """
    query = (
        select(Accreditation)
        .where(Accreditation.project.has(Project.taken_down_at.is_(None) & Project.demo.is_(demo)))
        .options(joinedload(Accreditation.project), joinedload(Accreditation.submission).joinedload(Submission.frozen))
    )
    query = query.where(Accreditation.number < before) if before else query
    return session.scalars(query.order_by(Accreditation.number.desc()).limit(most)).all()


def by_number(session: Session, number: str) -> Accreditation | None:
    versions = joinedload(Accreditation.submission).selectinload(Submission.evaluation_versions)
    query = select(Accreditation).where(Accreditation.number == number).options(
        joinedload(Accreditation.project),
        selectinload(Accreditation.outcomes),
        joinedload(Accreditation.submission).joinedload(Submission.frozen),
        versions.joinedload(EvaluationVersion.frozen),
    )  # fmt: skip
    return session.scalar(query)


def by_submission(session: Session, submission: Submission) -> Accreditation | None:
    """What it earned; after an appeal that changed this, what it earns since."""
    query = select(Accreditation).where(Accreditation.submission_id == submission.id)
    return session.scalar(query.order_by(Accreditation.accredited_at.desc(), Accreditation.number.desc()).limit(1))


def replaced_by(session: Session, accreditation: Accreditation) -> Accreditation | None:
    """The one that stands now, of one whose place a later decision took."""
    if not accreditation.state.is_superseded:
        return None
    return current_accreditations(session, [accreditation.project_id]).get(accreditation.project_id)


def why_not_standing(accreditation: Accreditation) -> str:
    """The one sentence that every page says of an accreditation that does not stand any more; "" of one that does."""
    if accreditation.state.stands:
        return ""
    if held := accreditation.held if accreditation.state.is_on_hold else None:
        return held.in_words
    return ended(accreditation.state, because=accreditation.ended_because, at=accreditation.ended_at)


def evidence_year(submission: Submission) -> int | None:
    """The year of the newest study that was graded."""
    return max((evaluation.year for evaluation in remains_of(submission).left if evaluation.year), default=None)


def standing_in_words(accreditation: Accreditation) -> str:
    """How it stands, with the year of its evidence, or why it does not."""
    return why_not_standing(accreditation) or standing(
        accreditation.state, graded_at=accreditation.graded_at, valid_until=accreditation.valid_until,
        evidence_year=evidence_year(accreditation.submission), renewed_at=accreditation.renewed_at,
    )  # fmt: skip


def standing_of(session: Session, project_id: UUID) -> Sequence[Accreditation]:
    """Accreditations of a project that a new one takes the place of."""
    replaced = transitions.find(ACCREDITATION, "supersede").sources
    query = select(Accreditation).where(
        Accreditation.project_id == project_id, Accreditation.state.in_([AccreditationState(name) for name in replaced])
    )
    return session.scalars(query.order_by(Accreditation.number)).all()
