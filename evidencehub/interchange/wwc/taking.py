"""Taking the rows of an export in, one by one: what is good goes to the spool, what is not is told with its line."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from marshmallow import ValidationError

from evidencehub.interchange.records.files import Refused, reasons
from evidencehub.interchange.records.spool import Spool
from evidencehub.interchange.wwc.archive import NEEDED, Splitter
from evidencehub.interchange.wwc.interventions import (
    REPORT,
    add_finding,
    add_report,
    add_review,
    project_key,
    refuse_report,
)
from evidencehub.interchange.wwc.measures import Measures
from evidencehub.interchange.wwc.opening import Export
from evidencehub.interchange.wwc.reading import Source, columns_of, read_rows
from evidencehub.interchange.wwc.schemas import FINDING_COLUMNS, REPORT_COLUMNS, Finding, Review, finding_of, report_of
from evidencehub.interchange.wwc.studies import evaluation_key, study_key

Step = Callable[[str], AbstractContextManager[Callable[[float], None]]]
Refuse = Callable[[Refused], None]


@dataclass
class Taken:
    """What was in the files, as far as it was good."""

    findings: int = 0
    subgroups: int = 0
    reports: int = 0
    refused: int = 0
    nameless: int = 0  # findings whose row gives no intervention's number
    newest_posting: str = ""  # 2025-02-03; "" where the table gives no days
    reviews: dict[str, Review] = field(default_factory=dict)
    interventions: set[str] = field(default_factory=set)
    containers: dict[str, str] = field(default_factory=dict)  # their names, by number
    unplaced: Counter[str] = field(default_factory=Counter)  # findings by outcome domain that has no place here
    unread: set[str] = field(default_factory=set)  # measures that nobody has read yet

    @property
    def studies(self) -> int:
        return len({study_key(review) for review in self.reviews.values()})

    @property
    def pairs(self) -> int:
        """Studies, once under each approach."""
        return len({evaluation_key(review) for review in self.reviews.values()})

    def add(self, finding: Finding, review: Review, measures: Measures) -> None:
        self.findings += 1
        self.subgroups += finding.is_subgroup
        self.nameless += not review.intervention_id
        if review.intervention_id:
            self.interventions.add(review.intervention_id)
            if isinstance(project_key(review), str):
                self.containers[review.intervention_id] = review.intervention
        if not finding.outcome_area:
            self.unplaced[finding.outcome] += 1
        if not measures.has(finding.measure):
            self.unread.add(finding.measure)
        self.newest_posting = max(self.newest_posting, review.posted)


def take(spool: Spool, export: Export, measures: Measures, step: Step, refused: Refuse) -> Taken:
    """Read the whole export into the spool.

    :raises UnusableFile: a file cannot be read to its end.
    """
    taken = Taken()

    def refuse(row: Refused) -> None:
        taken.refused += 1
        refused(row)

    if export.table == "archive":
        with step(f"Reading {export.findings.name}") as advance:
            _take_archive(spool, export.findings, measures, taken, advance, refuse)
        if export.reports:
            with step(f"Reading {export.reports.name}") as advance:
                _take_reports(spool, export.reports, taken, advance, refuse, only_others=True)
        return taken
    assert export.reports is not None  # noqa: S101  the tables of 2020 come in two
    with step(f"Reading {export.reports.name}") as advance:
        _take_reports(spool, export.reports, taken, advance, refuse)
    with step(f"Reading {export.findings.name}") as advance:
        _take_findings(spool, export.findings, measures, taken, advance, refuse)
    return taken


def _take_archive(
    spool: Spool, source: Source, measures: Measures, taken: Taken, advance: Callable[[float], None], refuse: Refuse
) -> None:
    splitter = Splitter(columns_of(source))
    for row in read_rows(source, NEEDED, advance):
        if isinstance(row, Refused):
            refuse(row)
            continue
        try:
            parts = splitter.parts(row.cells)
            problem = add_review(spool, parts.review, row.line) if parts.review else None
            if parts.review and not problem:
                taken.reviews[parts.review.review_id] = parts.review
            if parts.report:
                problem = problem or add_report(spool, *parts.report, row.line)
                taken.reports += not problem
                taken.interventions.add(parts.report[0].intervention_id)
            problem = problem or _add(spool, parts.finding, measures, taken, row.line)
        except ValidationError as error:
            problem = reasons(error)
        if problem:
            refuse(Refused(source.name, row.line, problem))


def _take_findings(
    spool: Spool, source: Source, measures: Measures, taken: Taken, advance: Callable[[float], None], refuse: Refuse
) -> None:
    for row in read_rows(source, FINDING_COLUMNS, advance):
        if isinstance(row, Refused):
            refuse(row)
            continue
        try:
            finding = finding_of(row.given)
            problem = None
            if finding.review_id not in taken.reviews:
                review = Review(
                    review_id=finding.review_id, intervention_id=finding.intervention_id,
                    intervention=finding.intervention, protocol=finding.protocol,
                )  # fmt: skip
                problem = add_review(spool, review, row.line)
                taken.reviews[review.review_id] = review
            problem = problem or _add(spool, finding, measures, taken, row.line)
        except ValidationError as error:
            problem = reasons(error)
        if problem:
            refuse(Refused(source.name, row.line, problem))


def _add(spool: Spool, finding: Finding, measures: Measures, taken: Taken, line: int) -> str | None:
    review = taken.reviews.get(finding.review_id)
    if review is None:
        return f"ReviewID: the row that describes {finding.review_id} was refused"
    problem = add_finding(spool, finding, review, line)
    if problem is None:
        taken.add(finding, review, measures)
    return problem


def _take_reports(
    spool: Spool,
    source: Source,
    taken: Taken,
    advance: Callable[[float], None],
    refuse: Refuse,
    *,
    only_others: bool = False,
) -> None:
    """:param only_others: beside a merged table, of interventions that it gives no report of."""
    told = {*spool.projects_with(REPORT)} if only_others else set()
    for row in read_rows(source, REPORT_COLUMNS, advance):
        if isinstance(row, Refused):
            refuse(row)
            continue
        given = row.given
        try:
            report = report_of(given)
            if int(report.intervention_id) in told:
                continue
            problem = add_report(spool, report, given["Protocol_Version"], given["Outcome_Domain"], row.line)
            taken.interventions.add(report.intervention_id)
        except ValidationError as error:
            problem = reasons(error)
        if problem:
            refuse_report(spool, given["InterventionID"].strip())
            refuse(Refused(source.name, row.line, problem))
        else:
            taken.reports += 1
