"""With whom an approach was studied, and what it asks of those who run it: what a fit is judged by."""

from collections.abc import Sequence
from dataclasses import dataclass

from evidencehub.catalogue.fit import ages, people
from evidencehub.catalogue.fit.gazetteer import places
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.public import PublicProject
from evidencehub.projects.reported import study_of
from evidencehub.projects.shares import told

PLAN = "theory-and-plan"


@dataclass(frozen=True)
class Part:
    """A kind of people that was a part of some samples, as a source calls it."""

    group: str  # slug of a population
    said: str
    least: float  # of every 100
    most: float
    studies: int


@dataclass(frozen=True)
class Studied:
    """Of the studies that looked at somebody. ``…_unsaid`` counts those that do not say it."""

    studies: int
    ages: tuple[tuple[int, int], ...]  # years, from and to, lowest first, none touching the next
    ages_unsaid: int
    ages_open: int  # studies of people past school age, of which nobody knows how old they were
    groups: tuple[str, ...]  # slugs of populations that are no ages
    groups_unsaid: int  # also of those that may not say all
    parts: tuple[Part, ...]  # of groups that were only a part of the people
    settings: tuple[str, ...]
    settings_unsaid: int
    places: tuple[str, ...]  # as the studies say them
    places_known: tuple[str, ...]  # slugs of those on file, with all that they are part of
    places_unsaid: int  # also of those that name none on file
    cost: int | None  # pounds a person
    price: int | None  # pounds, to take part
    hours: float | None  # a week, of whoever runs it
    offered: bool | None  # whether it can still be had


def studied(view: PublicProject) -> Studied:
    seen = [each for each in view.evaluations if each.design != PLAN] if not view.stage.is_stub else []
    said = [study_of(each.reported) for each in seen]
    years = [ages.of_study(study, each.populations) for each, study in zip(seen, said, strict=True)]
    groups = [{slug for slug in each.populations if slug in people.groups()} for each in seen]
    known = [places(each.place, study.places if study else ()) for each, study in zip(seen, said, strict=True)]
    return Studied(
        studies=len(seen),
        ages=ages.joined(each for of_one in years for each in of_one),
        ages_unsaid=sum(not each for each in years),
        ages_open=sum(ages.is_open(study, each.populations) for each, study in zip(seen, said, strict=True)),
        groups=tuple(sorted(set().union(*groups))),
        # Of other bodies' studies our records do not tell all that a sample was.
        groups_unsaid=sum(each.source is not None or not own for each, own in zip(seen, groups, strict=True)),
        parts=_parts(seen),
        settings=tuple(sorted({slug for each in seen for slug in each.settings})),
        settings_unsaid=sum(not each.settings for each in seen),
        places=tuple(dict.fromkeys(each.place for each in seen if each.place)),
        places_known=tuple(sorted({slug for each in known for slug in each})),
        places_unsaid=sum(not each for each in known),
        cost=view.project.cost_per_person_gbp,
        price=view.project.price_gbp,
        hours=view.project.hours_a_week,
        offered=view.project.still_offered,
    )


def _parts(studies: Sequence[FrozenEvaluation]) -> tuple[Part, ...]:
    found: dict[tuple[str, str], list[float]] = {}
    for study in studies:
        for share in told(study):
            if share.group:
                found.setdefault((share.group, share.said), []).append(share.percent)
    return tuple(Part(group, said, min(of), max(of), len(of)) for (group, said), of in found.items())
