"""The columns of the file of studies. Those that say where a row comes from stand in every file."""

from collections.abc import Callable

from evidencehub.catalogue.downloads.column import Column, StudyRow, listed, of_vocabulary, people
from evidencehub.catalogue.marks.gradings import Step
from evidencehub.catalogue.marks.marks import sure_of
from evidencehub.projects.costs.words import lines_as_text, sums_as_text
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenProject
from evidencehub.projects.public import Stage
from evidencehub.projects.references.words import address_of
from evidencehub.projects.reported import Study, study_of
from evidencehub.projects.sources import source_of
from evidencehub.projects.theory.words import in_one_text
from evidencehub.shared.spreadsheets import Value

GRADED_HERE = {
    "graded here": "Reviewers of this hub graded it.",
    "withdrawn before a decision": "It was sent to this hub, and the team took it back: only its title and summary are "
    "public.",
    "not taken on for grading": "It was sent to this hub, and an editor did not take it on: only its title and summary "
    "are public.",
    "being graded here": "It was sent to this hub and is not decided yet: only its title and summary are public.",
    "not graded here": "It comes from elsewhere. This hub did not grade it.",
}
_IN_WORDS = {
    Stage.IMPORTED: "not graded here",
    Stage.GRADED: "graded here",
    Stage.BEING_GRADED: "being graded here",
    Stage.WITHDRAWN: "withdrawn before a decision",
    Stage.REJECTED: "not taken on for grading",
}


def _project(value: Callable[[FrozenProject], Value]) -> Callable[[StudyRow], Value]:
    return lambda row: value(row.view.project)


def _study(value: Callable[[FrozenEvaluation], Value]) -> Callable[[StudyRow], Value]:
    return lambda row: value(row.evaluation) if row.evaluation else None


def _reported(value: Callable[[Study], Value]) -> Callable[[StudyRow], Value]:
    """What another body says of the study."""

    def found(row: StudyRow) -> Value:
        study = study_of(row.evaluation.reported) if row.evaluation else None
        return value(study) if study else None

    return found


def graded_here(row: StudyRow) -> str:
    return _IN_WORDS[row.view.stage]


def _how_sure(row: StudyRow) -> str:
    return sure_of(row.view, row.grading, _surest(row)).words


def _surest(row: StudyRow) -> Step | None:
    """The step of the surest of its results; tiers belong to results, and a study without any has one of its own."""
    if not row.grading or not row.evaluation:
        return row.grading.of_whole() if row.grading else None
    steps = [row.grading.of_result(str(result.id)) for result in row.evaluation.results if result.counts]
    return max(steps, key=lambda step: step.rank) if steps else row.grading.of_study(str(row.evaluation.id))


def _source(row: StudyRow) -> str:
    if row.view.stage != "imported":
        return "submitted to this hub"
    return source_of(row.view.source).name


def as_of(row: StudyRow) -> str:
    """A record that no later file names keeps its own date, which may be another than its project's."""
    study = study_of(row.evaluation.reported) if row.evaluation else None
    return (study.as_of if study else "") or row.view.project.source_as_of


def _rating(study: Study) -> str:
    return study.reviews[0].rating if study.reviews else ""


WHERE_FROM: tuple[Column[StudyRow], ...] = (
    Column("graded_here", "Whether this hub graded it.", graded_here, values=listed(GRADED_HERE)),
    Column("source", "Who the record comes from.", _source),
    Column("source_as_of", "The date of the source's file: a day, or a month where only that is known.", as_of),
    Column(
        "source_id", "The number of the study at its source.",
        lambda row: (row.evaluation.external_id if row.evaluation else row.view.project.external_id) or "",
    ),
    Column(
        "source_address", "The page of the study at its source.",
        lambda row: row.evaluation.source_url if row.evaluation else row.view.project.source_url,
    ),
    Column(
        "invented", "Whether the record was made up for a demonstration.", lambda row: row.view.demo, "yes or no"
    ),
    Column("retrieved_on", "The day of this download.", lambda row: row.retrieved_on, "date"),
    Column("terms", "Where the terms of use stand: quote freely, and name the source.", lambda row: row.terms_address),
)  # fmt: skip

WHICH: tuple[Column[StudyRow], ...] = (
    Column("place", "Where its approach stood in the list, from 1.", lambda row: row.place, "whole number"),
    Column("approach", "The name of the approach (the project).", lambda row: row.view.name),
    Column("approach_address", "Its permanent address here.", lambda row: row.approach_address),
    Column("study", "The title of the study. Empty: the approach has none yet.", _study(lambda study: study.title)),
    Column("study_address", "The permanent address of the study here.", lambda row: row.study_address),
)

STUDIES: tuple[Column[StudyRow], ...] = (
    *WHICH,
    Column("approach_summary", "What the approach is, in a few sentences.", _project(lambda project: project.summary)),
    Column(
        "why_it_should_work", "The theory of change: in the team's own text or, where there is none, its steps.",
        _project(lambda project: project.theory_of_change or in_one_text(project.theory)),
    ),
    Column("organisation", "Who runs the approach.", _project(lambda project: project.organisation)),
    Column(
        "cost_per_person", "What the approach costs for each person.",
        _project(lambda project: project.cost_per_person_gbp), "whole number", "pounds, in prices of cost_year",
    ),
    Column(
        "price_gbp", "What it costs one person to take part, as the team says; 0 is free.",
        _project(lambda project: project.price_gbp), "whole number", "pounds",
    ),
    Column(
        "hours_a_week", "How many hours a week it takes to run, as the team says.",
        _project(lambda project: project.hours_a_week), "number", "hours",
    ),
    Column(
        "still_offered", "Whether it can still be had, as the team says; empty where it does not.",
        _project(lambda project: project.still_offered), "yes or no",
    ),
    Column("cost_year", "The year of those prices.", _project(lambda project: project.cost_year), "whole number"),
    Column(
        "cost_lines", "What the approach costs line by line, with the year of the prices and who pays.",
        _project(lambda project: lines_as_text(project.costs)), "list",
    ),
    Column(
        "cost_sums", "What those lines come to, with the arithmetic. Nothing is converted or adjusted for inflation; "
        "where a sum does not follow there is none.", _project(lambda project: sums_as_text(project.costs)), "list",
    ),
    Column(
        "paid_for_by", "Whose money has paid for the approach, as its team says.",
        _project(lambda project: project.paid_for_by), "list", values=of_vocabulary("funding-routes"),
    ),
    Column(
        "could_be_paid_by", "Whose money could pay for it elsewhere, as its team thinks.",
        _project(lambda project: project.could_be_paid_by), "list", values=of_vocabulary("funding-routes"),
    ),
    Column(
        "age_from", "The youngest whom the approach is for.", _project(lambda project: project.age_from),
        "whole number", "years",
    ),
    Column(
        "age_to", "The oldest whom the approach is for.", _project(lambda project: project.age_to),
        "whole number", "years",
    ),
    Column(
        "need_levels", "How far people have the difficulty already when the approach takes them, as its team says; "
        "empty where it does not.", _project(lambda project: project.need_levels), "list",
        values=of_vocabulary("need-levels"),
    ),
    Column("authors", "Who wrote the report.", _study(lambda study: study.authors), "list"),
    Column("year", "The year of the report.", _study(lambda study: study.year), "whole number"),
    Column(
        "design", "How it was studied.", _study(lambda study: study.design), values=of_vocabulary("designs")
    ),
    Column("design_at_source", "The design in the source's own words.", _reported(lambda study: study.design)),
    Column(
        "participants", "People measured at the end, in all groups. Less than 5 is said in words.",
        _study(lambda study: people(study.participants)), "whole number", "people",
    ),
    Column(
        "participants_note", "Who dropped out and why, or how the source counts.",
        _study(lambda study: study.participants_note),
    ),
    Column(
        "populations", "Who was studied.", _study(lambda study: study.populations), "list",
        values=of_vocabulary("populations"),
    ),
    Column(
        "settings", "Where it happened.", _study(lambda study: study.settings), "list",
        values=of_vocabulary("settings"),
    ),
    Column(
        "outcome_areas", "What it looked at.", _study(lambda study: study.outcome_areas), "list",
        values=of_vocabulary("outcome-areas"),
    ),
    Column("where", "The place, as the record says it.", _study(lambda study: study.place)),
    Column(
        "independent", "Whether people with no stake in the approach studied it. Empty: not known.",
        _study(lambda study: study.independent), "yes or no",
    ),
    Column("funder", "Who paid for the study.", _study(lambda study: study.funder)),
    Column("registration", "Where the study was registered.", _study(lambda study: study.registration)),
    Column(
        "publications", "What was published about the study, as its team lists it: its address, else its title.",
        _study(lambda study: tuple(address_of(each) or each.title for each in study.publications)), "list",
    ),
    Column("started_on", "When the study began.", _study(lambda study: study.started_on), "date"),
    Column("ended_on", "When the study ended.", _study(lambda study: study.ended_on), "date"),
    Column("summary", "What the study was, in a few sentences.", _study(lambda study: study.summary)),
    Column(
        "results", "How many results it gives that count as evidence of their own.",
        _study(lambda study: sum(result.counts for result in study.results)), "whole number", "results",
    ),
    Column(
        "how_sure", "The step of this hub's standard that the surest of its results reached, or why there is none. "
        "It judges the evidence, not the organisation.", _how_sure,
    ),
    Column(
        "standard", "The standard and its version. Empty: not graded here.",
        lambda row: f"{row.grading.standard.title}, version {row.grading.standard.version}" if row.grading else "",
    ),
    Column(
        "full_report_public", "Whether everybody may read its full report at study_page.",
        lambda row: row.view.has_report(row.evaluation.id) if row.evaluation else None, "yes or no",
    ),
    Column("rating_at_source", "The source's own rating of the study, in its words.", _reported(_rating)),
    Column("citation", "The report as its source cites it.", _reported(lambda study: study.citation)),
    *WHERE_FROM,
)  # fmt: skip
