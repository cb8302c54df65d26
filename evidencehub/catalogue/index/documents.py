"""What the index holds of a project: one document for each evaluation, made from what is public and nothing else."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from evidencehub.catalogue.index.traits import traits_of
from evidencehub.catalogue.marks.gradings import Grading, Step
from evidencehub.catalogue.marks.marks import studies_of
from evidencehub.catalogue.marks.voices import voice
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.outcomes import path_of
from evidencehub.projects.public import PublicProject
from evidencehub.projects.reported import study_of
from evidencehub.projects.sources import INVENTED
from evidencehub.projects.theory.words import words_of
from evidencehub.projects.wording import direction_of
from evidencehub.search.contract import Document, Row
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import load_vocabulary
from evidencehub.standards.model.standard import Tier

NO_TIER = "graded-none"
WAITING = "not-graded"
CALLED_OFF = "called-off"
AWARD_ENDED = "award-ended"
STUBS = frozenset({WAITING, CALLED_OFF})
ELSEWHERE = "rated-elsewhere"
PLAN = "theory-and-plan"
NOT_STATED = "not-stated"
_PROJECT_TEXTS = (
    "name", "organisation", "summary", "need", "activities", "materials", "provided_by", "mode", "dose", "who_for",
    "place",
)  # fmt: skip
_EVALUATION_TEXTS = ("summary", "methods", "place", "registration")


def tier_slug(tier: Tier | None) -> str:
    """The value of the facet "tier" for something that was graded here."""
    return f"graded-{tier.rank}" if tier else NO_TIER


def documents(view: PublicProject, grading: Grading | None) -> Iterator[Document]:
    """One document for each evaluation; a project without any makes one of its own, as does a stub."""
    if view.removed:
        return
    if view.stage.is_stub or not view.evaluations:
        yield _of_project(view, grading)
        return
    for evaluation in view.evaluations:
        yield _of_evaluation(view, grading, evaluation)


def _of_project(view: PublicProject, grading: Grading | None) -> Document:
    if view.stage.is_stub:  # the stub is public, the rest is not: no facet may give it away
        texts = [view.name, view.project.summary, view.project.evaluation_plan]
        texts += [evaluation.title for evaluation in view.evaluations]
        tier = CALLED_OFF if view.stage.is_called_off else WAITING
        return _document(view, str(view.id), view.name, texts, [Row(tier=tier)], year=_sent_in(view))
    tier = _tier(view, grading, grading.of_whole() if grading else None)
    areas, populations = view.project.outcome_areas or ("",), view.project.populations
    design = NOT_STATED if view.stage == "imported" else PLAN
    rows = [_row(area, tier, populations, design) for area in areas]
    if view.stage == "imported":
        rows = [replace(row, results="none") for row in rows]
    certainty = grading.of_whole().rank if grading else 0
    texts = [*_project_texts(view), *_words(view, rows)]
    return _document(
        view, str(view.id), view.name, texts, rows, year=_sent_in(view), certainty=certainty, **_more(view)
    )  # fmt: skip


def _of_evaluation(view: PublicProject, grading: Grading | None, evaluation: FrozenEvaluation) -> Document:
    results = [result for result in evaluation.results if result.counts]
    populations = evaluation.populations or view.project.populations
    design = evaluation.design or NOT_STATED
    steps: list[Step | None] = []
    if view.stage == "imported":
        rows = _rows_of_voices(evaluation, populations, design)
    else:
        steps = [grading.of_result(str(result.id)) if grading else None for result in results]
        rows = [
            Row(
                outcome=path_of(result),
                tier=_tier(view, grading, step),
                direction=direction_of(result),
                population=populations,
                design=design,
            )
            for result, step in zip(results, steps, strict=True)
        ]
    if not rows:
        steps = [grading.of_study(str(evaluation.id)) if grading else None]
        areas = evaluation.outcome_areas or view.project.outcome_areas or ("",)
        rows = [_row(area, _tier(view, grading, steps[0]), populations, design) for area in areas]
    texts = [
        *_project_texts(view),
        *(getattr(evaluation, name) for name in _EVALUATION_TEXTS),
        *dict.fromkeys(text for result in results for text in (result.outcome, result.measure_name)),
        *_words(view, rows),
    ]
    year = evaluation.year or _sent_in(view)
    study = study_of(evaluation.reported)
    return _document(
        view, str(evaluation.id), evaluation.title, texts, rows, year=year,
        certainty=max([0, *(step.rank for step in steps if step)]),
        external_id=evaluation.external_id or "", study=f"{view.source}:{study.key}" if study else "",
        **_more(view, evaluation),
    )  # fmt: skip


def _more(view: PublicProject, evaluation: FrozenEvaluation | None = None) -> dict[str, Any]:
    """What is known of the whole, whichever outcome is looked at."""
    return {
        "traits": traits_of(view, evaluation),
        "cost": view.project.cost_per_person_gbp,
        "studies": len(studies_of(view)),
    }


def _rows_of_voices(evaluation: FrozenEvaluation, populations: tuple[str, ...], design: str) -> list[Row]:
    """Of evidence from elsewhere: one voice of a study for each outcome, however many findings it gives."""
    outcomes: dict[tuple[str, ...], list[FrozenResult]] = {}
    for result in evaluation.results:
        if not result.is_superseded:
            outcomes.setdefault(path_of(result), []).append(result)
    return [
        Row(outcome=path, tier=ELSEWHERE, direction=voice(results).direction, population=populations, design=design)
        for path, results in outcomes.items()
    ]


def _row(area: str, tier: str, populations: tuple[str, ...], design: str) -> Row:
    return Row(outcome=(area,) if area else (), tier=tier, population=populations, design=design)


def _document(
    view: PublicProject, key: str, title: str, texts: Iterable[str | None], rows: Iterable[Row], **more: Any
) -> Document:
    source = INVENTED if view.demo else view.source
    said = dict.fromkeys(text for text in texts if text)  # a study that stands on its own has its approach's words
    text = "\n".join(each for each in said if each != title)
    unique = tuple(dict.fromkeys(rows))  # ten measures with one answer are one row to filter by
    return Document(
        id=key,
        external_id=more.pop("external_id", ""),
        project=str(view.id),
        title=title,
        text=text,
        rows=unique,
        source=source,
        demo=view.demo,
        **more,
    )


def _tier(view: PublicProject, grading: Grading | None, step: Step | None) -> str:
    if view.stage == "imported":
        return ELSEWHERE
    if grading is not None and not grading.is_standing:
        return AWARD_ENDED
    return tier_slug(step.evidence_tier if step else None)


def _project_texts(view: PublicProject) -> list[str]:
    steps = [words_of(step) for step in view.project.theory.ordered]
    return [*(getattr(view.project, name) for name in _PROJECT_TEXTS), *steps]


def _words(view: PublicProject, rows: Iterable[Row]) -> Iterator[str]:
    """What people may call that which the rows name: "truancy" finds a study of attendance."""
    rows = list(rows)
    outcomes = dict.fromkeys(slug for row in rows for slug in _around(row.outcome))
    yield from (_called(slug, with_area=view.stage != "imported") for slug in outcomes)
    named = {
        "populations": dict.fromkeys(slug for row in rows for slug in row.population),
        "designs": dict.fromkeys(row.design for row in rows if row.design != NOT_STATED),
    }
    for vocabulary, slugs in named.items():
        known = load_vocabulary(vocabulary).by_slug
        for slug in slugs:
            if term := known.get(slug):
                yield term.label
                # A population's synonyms name its parts ("fathers", "autism"): not everybody in it was studied.
                if view.stage != "imported" and vocabulary != "populations":
                    yield ", ".join(term.synonyms)


@cache
def _around(path: tuple[str, ...]) -> tuple[str, ...]:
    """An outcome with all that it is part of, and all that is part of it."""
    tree = load_outcomes()
    known = tuple(slug for slug in path if slug in tree.by_slug)
    return known if len(path) < 2 else (*known, *(term.slug for term in tree.below(path[-1])))


@cache
def _called(slug: str, *, with_area: bool) -> str:
    """Label and synonyms of an outcome area or an outcome.

    :param with_area: the synonyms of an area too. Thousands of imported records share a few areas: with them "reading"
        would stand in nearly all, studies of maths too, and say nothing any more.
    """
    term = load_outcomes().by_slug[slug]
    return ", ".join((term.label, *(term.synonyms if term.broader or with_area else ())))


def _sent_in(view: PublicProject) -> int | None:
    sent = view.submission.submitted_at if view.submission else None
    return sent.year if sent else None
