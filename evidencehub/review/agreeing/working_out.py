"""Agreement over the hub: what two reviewers said of one question, each alone, before either saw the other's answer.

From the frozen findings of public cases alone, of the first two reviewers: neither a third's, nor those on appeal, nor
what was agreed. What only one answered is no agreement and no disagreement: it does not count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import String, TypeCoerce, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review.models import Assignment, Finding
from evidencehub.review.states import AssignmentState
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import Standard
from evidencehub.statistics.agreement.by_case import Pair, ac1, of_cases, percent
from evidencehub.statistics.agreement.coefficient import or_reason

LEAST_CASES = 40  # below that a figure could be read back to single cases, and says little


@dataclass(frozen=True)
class Case:
    """What both answered of one case, by the step that it is asked for."""

    pairs: Mapping[str, Sequence[Pair]]

    @property
    def every(self) -> list[Pair]:
        return [pair for pairs in self.pairs.values() for pair in pairs]


@dataclass(frozen=True)
class Row:
    """All of a standard (``step`` is ""), or one step of it. Shares are of 100; the coefficient is Gwet's AC1."""

    step: str
    cases: int
    questions: int
    percent: float
    percent_low: float | None
    percent_high: float | None
    ac1: float | None
    ac1_low: float | None
    ac1_high: float | None


@dataclass(frozen=True)
class Figures:
    rows: tuple[Row, ...]  # the whole first, then the steps with cases enough

    def as_data(self) -> dict[str, Any]:
        return {"rows": [asdict(row) for row in self.rows]}


def figures_of(data: Mapping[str, Any]) -> Figures:
    return Figures(tuple(Row(**row) for row in data["rows"]))


def public_cases(session: Session) -> int:
    """Those that everybody can read, invented ones left out."""
    return len(set(session.scalars(select(Submission.id).where(*_public()))))


def worked_out(session: Session, *, least: int = LEAST_CASES) -> dict[str, Figures]:
    """By standard; one with fewer cases is left out."""
    found = {}
    for standard_id, cases in _cases(session).items():
        if len(cases) >= least:
            answers = sorted({answer for case in cases for pair in case.every for answer in pair} | _scale(standard_id))
            found[standard_id] = figures(cases, answers, steps=_steps(standard_id), least=least)
    return found


def figures(cases: Sequence[Case], answers: Sequence[str], *, steps: Sequence[str], least: int) -> Figures:
    """:param answers: every answer that could have been given; chance is judged by their number."""
    rows = [_row("", [case.every for case in cases], answers)]
    for step in steps:
        having = [case.pairs[step] for case in cases if case.pairs.get(step)]
        if len(having) >= least:
            rows.append(_row(step, having, answers))
    return Figures(tuple(rows))


def _row(step: str, cases: Sequence[Sequence[Pair]], answers: Sequence[str]) -> Row:
    alike = of_cases(cases, answers, percent, low=0.0, high=100.0)
    beyond = or_reason(lambda: of_cases(cases, answers, ac1))
    return Row(
        step, len(cases), sum(map(len, cases)), alike.value or 0.0, alike.ci_low, alike.ci_high, beyond.value,
        beyond.ci_low, beyond.ci_high,
    )  # fmt: skip


def _public() -> tuple[Any, ...]:
    over = [state for state in SubmissionState if state.is_over]
    return Submission.state.in_(over), Submission.demo.is_(False)


def _key(column: InstrumentedAttribute[Any]) -> TypeCoerce[str]:
    """As the database has it: to make a UUID of each of many rows takes longer than to read them."""
    return type_coerce(column, String())


def _cases(session: Session) -> dict[str, list[Case]]:
    """In the order in which they were sent. A case that two did not answer anything of in common is none here."""
    seats = select(_key(Assignment.id), Assignment.only).join(Submission).where(
        Assignment.state == AssignmentState.FROZEN, Assignment.appeal_id.is_(None), *_public()
    )  # fmt: skip
    counted = {seat for seat, only in session.execute(seats) if not only}
    query = (
        select(
            _key(Submission.id), Submission.standard_id, Submission.standard_version, _key(Finding.assignment_id),
            Finding.criterion_id, Finding.result_key, Finding.answer,
        )
        .join(Submission, Submission.id == Finding.submission_id)
        .join(Assignment, Assignment.id == Finding.assignment_id)
        .where(Assignment.state == AssignmentState.FROZEN, Assignment.appeal_id.is_(None), *_public())
        .where(Finding.answer != "", Finding.reason != "")
        .order_by(Submission.submitted_at, Submission.id, Finding.assignment_id)
    )  # fmt: skip
    said: dict[tuple[object, str, str], dict[tuple[str, str], list[str]]] = {}
    for case, standard, version, seat, criterion, result, answer in session.execute(query):
        if seat in counted:
            said.setdefault((case, standard, version), {}).setdefault((criterion, result), []).append(answer)
    found: dict[str, list[Case]] = {}
    for (_, standard_id, version), by_question in said.items():
        step_of = _step_of(load_standard(standard_id, version))
        pairs: dict[str, list[Pair]] = {}
        for (criterion, _), answers in by_question.items():
            if len(answers) == 2:
                pairs.setdefault(step_of[criterion], []).append((answers[0], answers[1]))
        if pairs:
            found.setdefault(standard_id, []).append(Case(pairs))
    return found


def _step_of(standard: Standard) -> Mapping[str, str]:
    return {criterion.id: criterion.tier for criterion in standard.criteria}


def _scale(standard_id: str) -> set[str]:
    return {answer for criterion in load_standard(standard_id).criteria for answer in criterion.answers}


def _steps(standard_id: str) -> list[str]:
    return [tier.id for tier in load_standard(standard_id).tiers]
