"""What holds for a whole study, whichever of its results is looked at: ages, setting, delivery, place, cost, rating.

Only what a record says is kept. Ages come from those that a team states, else from the school years that another body
gives, else from the kinds of people that are an age.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from evidencehub.catalogue.index import ages
from evidencehub.catalogue.index.ages import Range
from evidencehub.catalogue.marks.marks import cost_of, studies_of
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenProject
from evidencehub.projects.public import PublicProject
from evidencehub.projects.reported import Study, study_of
from evidencehub.search.contract import Traits
from evidencehub.standards.files.vocabulary import DELIVERY, PLACES, POPULATIONS, RATINGS, load_vocabulary

ONE, SEVERAL = "one", "several"


def traits_of(view: PublicProject, evaluation: FrozenEvaluation | None = None) -> Traits:
    """:param evaluation: None for a project of which no study is known."""
    project = view.project
    study = study_of(evaluation.reported) if evaluation else None
    populations = (evaluation.populations if evaluation else ()) or project.populations
    band, studies = cost_of(project).band, len(studies_of(view))
    return Traits(
        age=ages.values(_ages(project, study, populations)),
        setting=(evaluation.settings if evaluation else ()) or project.settings,
        delivery=_said(DELIVERY, study.delivery if study else [f"{each}." for each in project.delivery.split(".")]),
        place=places((evaluation and evaluation.place) or project.place, study.places if study else ()),
        cost=(str(band),) if band else (),
        studies=(ONE,) if studies == 1 else (SEVERAL,) if studies else (),
        rating=_said(RATINGS, [review.rating for review in study.reviews[:1]] if study else ()),
    )


def _ages(project: FrozenProject, study: Study | None, populations: Iterable[str]) -> list[Range]:
    if project.age_from is not None or project.age_to is not None:
        last = ages.OLDEST if project.age_to is None else project.age_to
        return [(min(project.age_from or 0, last), last)]
    if study and (found := [years for grade in study.grades if (years := ages.of_school_year(grade))]):
        return found
    known = load_vocabulary(POPULATIONS).by_slug
    terms = [known[slug] for slug in populations if slug in known]
    return [(term.first, term.last) for term in terms if term.first is not None and term.last is not None]


def _said(vocabulary: str, words: Sequence[str]) -> tuple[str, ...]:
    held = {word.strip() for word in words}
    return tuple(term.slug for term in load_vocabulary(vocabulary).terms if held & set(term.said))


def places(words: str, parts: Sequence[str] = ()) -> tuple[str, ...]:
    """The countries that are named, and the parts of those, each with all that it is part of.

    :param parts: names of parts of a country that ``words`` names.
    """
    slugs_of, pattern = _gazetteer()
    named = dict.fromkeys(slug for name in pattern.findall("; ".join([words, *parts])) for slug in slugs_of[name])
    paths = {slug: place_path(slug) for slug in named}
    return tuple(dict.fromkeys(each for path in paths.values() if path[0] in named for each in path))


@cache
def _gazetteer() -> tuple[Mapping[str, Sequence[str]], re.Pattern[str]]:
    """What each name stands for, and a pattern that takes the longest: "West Virginia" is not Virginia."""
    slugs_of: dict[str, list[str]] = {}
    for term in load_vocabulary(PLACES).terms:
        for name in (term.label, *term.synonyms):
            slugs_of.setdefault(name, []).append(term.slug)
    longest_first = sorted(slugs_of, key=lambda name: (-len(name), name))
    return slugs_of, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@cache
def place_path(slug: str) -> tuple[str, ...]:
    """From the country down to ``slug``; empty for what is no place on file."""
    term = load_vocabulary(PLACES).by_slug.get(slug)
    if term is None:
        return ()
    return (*place_path(term.broader), slug) if term.broader else (slug,)
