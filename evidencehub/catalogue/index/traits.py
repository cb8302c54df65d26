"""What holds for a whole study, whichever of its results is looked at: ages, need, setting, delivery, place, cost …

Only what a record says is kept.
"""

from collections.abc import Sequence

from evidencehub.catalogue.fit import ages
from evidencehub.catalogue.fit.gazetteer import places
from evidencehub.catalogue.marks.marks import cost_of, studies_of
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.public import PublicProject
from evidencehub.projects.reported import study_of
from evidencehub.search.contract import Traits
from evidencehub.standards.files.vocabulary import DELIVERY, RATINGS, load_vocabulary

ONE, SEVERAL = "one", "several"
PUBLIC = "public"


def traits_of(view: PublicProject, evaluation: FrozenEvaluation | None = None) -> Traits:
    """:param evaluation: None for a project of which no study is known."""
    project = view.project
    study = study_of(evaluation.reported) if evaluation else None
    populations = (evaluation.populations if evaluation else ()) or project.populations
    band, studies = cost_of(project).band, len(studies_of(view))
    return Traits(
        age=ages.values(ages.of_record(project, study, populations)),
        need=project.need_levels,
        setting=(evaluation.settings if evaluation else ()) or project.settings,
        delivery=_said(DELIVERY, study.delivery if study else [f"{each}." for each in project.delivery.split(".")]),
        place=places((evaluation and evaluation.place) or project.place, study.places if study else ()),
        cost=(str(band),) if band else (),
        studies=(ONE,) if studies == 1 else (SEVERAL,) if studies else (),
        report=(PUBLIC,) if evaluation and view.has_report(evaluation.id) else (),
        rating=_said(RATINGS, [review.rating for review in study.reviews[:1]] if study else ()),
    )


def _said(vocabulary: str, words: Sequence[str]) -> tuple[str, ...]:
    held = {word.strip() for word in words}
    return tuple(term.slug for term in load_vocabulary(vocabulary).terms if held & set(term.said))
