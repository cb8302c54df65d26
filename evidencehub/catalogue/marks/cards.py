"""Cards: what a list shows of a project. They hang on the project alone; what was asked for chooses of their parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from evidencehub.accreditation.states import in_short
from evidencehub.catalogue.fit.people import NOT_DESCRIBED, MyPeople
from evidencehub.catalogue.fit.rules import Fit, fits
from evidencehub.catalogue.fit.studied import Studied, studied
from evidencehub.catalogue.marks.finer import Finer, finer
from evidencehub.catalogue.marks.gradings import Grading
from evidencehub.catalogue.marks.marks import Cost, Difference, Sure, cost_of, difference, lines, studies_of, sure_of
from evidencehub.catalogue.marks.ratings import rating_of
from evidencehub.catalogue.outcomes.samples import samples
from evidencehub.projects.public import PublicProject, Stage
from evidencehub.projects.terms import labels
from evidencehub.projects.wording import few, people
from evidencehub.shared.words import counted, listed, lower_first

LINES = 3  # of a card; the page has them all
LONGEST_SENTENCE = 240


@dataclass(frozen=True)
class CardLine:
    """The marks of one outcome area: as :class:`evidencehub.catalogue.marks.marks.Line`, without its results."""

    outcome: str
    area: str  # slug
    sure: Sure
    difference: Difference
    detail: str


@dataclass(frozen=True)
class Card:
    """Everything that any list may show of a project."""

    slug: str
    name: str
    stage: Stage
    demo: bool
    organisation: str  # whose it is; "" from elsewhere
    summary: str
    who_for: str
    where: str
    studies: int
    size: str  # "3 studies of 40 to 320 people"; never a sum, and it says where studies share people
    lines: tuple[CardLine, ...]  # all of them, surest first
    finer: tuple[Finer, ...]
    sure: Sure  # of the whole; shown where there is no line
    cost: Cost
    source: str  # where it comes from, in words; "" for what was sent here
    rating: str  # the source's own, quoted, with who gave it; "" where there is none
    reviewed_at: datetime | None
    award: str  # what is to be said of an award that is not in date, or was renewed; "" where nothing is
    evaluations: tuple[tuple[str, str], ...]  # id and title
    studied: Studied  # what it is judged by whether it fits somebody's people


@dataclass(frozen=True)
class Shown:
    """A card as one list shows it."""

    card: Card
    lines: tuple[CardLine, ...]
    more_lines: int
    matching: tuple[tuple[str, str], ...]  # evaluations that matched, where there are others beside them
    fits: tuple[Fit, ...] = ()  # for a reader who described their people

    @property
    def groups(self) -> tuple[tuple[CardLine, ...], ...]:
        """The lines, those together of which we are as sure and that came to the same; in the order of their first."""
        found: dict[tuple[Sure, Difference], list[CardLine]] = {}
        for line in self.lines:
            found.setdefault((line.sure, line.difference), []).append(line)
        return tuple(map(tuple, found.values()))


def card(view: PublicProject, grading: Grading | None) -> Card:
    project, of_areas = view.project, lines(view, grading, by_area=True)
    populations = [lower_first(name) for name in labels("populations", _populations(view))]
    places = dict.fromkeys(each.place for each in view.evaluations if each.place)
    studies = studies_of(view)
    sizes = [each.participants for each in studies]
    return Card(
        slug=view.slug,
        name=view.name,
        stage=view.stage,
        demo=view.demo,
        organisation=project.organisation,
        summary=in_ages(first_sentence(project.summary))
        if view.stage == "imported"
        else first_sentence(project.summary),
        who_for=_listed(populations, 3),
        where=_listed(list(places) or [place for place in [project.place] if place], 2),
        studies=len(studies),
        size=_size(sizes, len(set(samples(studies).values()))),
        lines=tuple(CardLine(line.outcome, line.area, line.sure, line.difference, line.detail) for line in of_areas),
        finer=tuple(finer(view, of_areas)),
        sure=sure_of(view, grading, grading.of_whole() if grading else None),
        cost=cost_of(project),
        source=view.source_said,
        rating=rating_of(view),
        reviewed_at=grading.decision.decided_at if grading and grading.decision else None,
        award=_award(grading),
        evaluations=tuple((str(each.id), each.title) for each in view.evaluations),
        studied=studied(view),
    )


def _award(grading: Grading | None) -> str:
    award = grading.accreditation if grading else None
    return in_short(award.state, graded_at=award.graded_at, renewed_at=award.renewed_at) if award else ""


def shown(
    whole: Card, *, prefer: Sequence[str] = (), members: Sequence[str] = (), people: MyPeople = NOT_DESCRIBED
) -> Shown:
    """What one list shows of a card.

    :param prefer: outcome areas and outcomes that come first, because somebody asked for them. Of an outcome its own
        results are told, and those of its whole area only where another outcome of it got worse.
    :param members: ids of the evaluations that matched.
    :param people: those whom the reader works with.
    """
    wanted = {slug: place for place, slug in enumerate(prefer)}
    asked = sorted((each for each in whole.finer if each.slug in wanted), key=lambda each: wanted[each.slug])
    narrowed = [_narrowed(whole, each) for each in asked]
    covered = {each.line for each in asked}
    told = {each.line for each, line in zip(asked, narrowed, strict=True) if _is_harm(line)}
    others = [
        line for place, line in enumerate(whole.lines) if place not in covered or (_is_harm(line) and place not in told)
    ]
    ordered = [
        *narrowed,
        *sorted(others, key=lambda line: wanted.get(line.area, len(wanted))),
    ]
    titles = dict(whole.evaluations)
    matching = tuple((key, titles[key]) for key in members if key in titles)
    return Shown(
        card=whole,
        lines=_first(ordered),
        more_lines=max(0, len(ordered) - LINES),
        matching=matching[:2] if len(titles) > len(matching) else (),
        fits=fits(people, whole.studied) if not whole.stage.is_stub else (),
    )


def _first(ordered: Sequence[CardLine]) -> tuple[CardLine, ...]:
    """As many lines as a card has room for; one where something got worse is among them, whatever its step."""
    harm = [line for line in ordered if _is_harm(line)][:LINES]
    others = [line for line in ordered if line not in harm][: LINES - len(harm)]
    return tuple(line for line in ordered if line in harm or line in others)


def _is_harm(line: CardLine) -> bool:
    return line.difference.shape in {"down", "split"}


def _narrowed(whole: Card, asked: Finer) -> CardLine:
    line = whole.lines[asked.line]
    return replace(line, outcome=asked.outcome, difference=difference(asked.direction), detail=asked.detail)


def first_sentence(text: str) -> str:
    """As much of a summary as a card has room for."""
    sentence = re.split(r"(?<=[.!?])\s+(?=[^\s(a-z])", text.strip(), maxsplit=1)[0]  # not at "et al. (2024)"
    return sentence if len(sentence) <= LONGEST_SENTENCE else sentence[:LONGEST_SENTENCE].rsplit(" ", 1)[0] + " …"


def in_ages(sentence: str) -> str:
    """ "…, taught in small groups, ages 11 to 14." for "…, from grade 6 to grade 8 (ages 11 to 14).": not everybody
    counts in grades, and a card has no room for both."""
    return re.sub(r"(?:in|from) [a-z-]+ ?\d*(?: to [a-z]+ ?\d*)? \((ages \d+ to \d+)\)", r"\1", sentence)


def _populations(view: PublicProject) -> list[str]:
    studied = dict.fromkeys(slug for each in view.evaluations for slug in each.populations)
    return list(view.project.populations or studied)


def _size(sizes: Sequence[int | None], samples: int | None = None) -> str:
    """:param sizes: people in each study; None where nobody says.
    :param samples: of different people; None: as many as there are studies.
    """
    known = sorted(size for size in sizes if size)
    studies = counted(len(sizes), "study", "studies")
    is_one_sample = samples == 1 < len(sizes)
    if is_one_sample:
        studies += " of the same people"
    elif samples and samples < len(sizes):
        studies = f"{samples:,} samples in {studies}"
    if not sizes or not known:
        return studies if sizes else ""
    if len(known) < len(sizes):
        return f"{studies}, the largest known of {people(known[-1])}"
    least = f"{few(known[0])} to " if few(known[0]) != few(known[-1]) else ""
    if is_one_sample:
        return f"{studies}, {least}{few(known[-1])} of them"
    return f"{studies} of {least}{people(known[-1])}{' each' if len(sizes) > 1 and not least else ''}"


def _listed(names: Sequence[str], most: int) -> str:
    named = list(names[:most])
    if len(names) > most:
        named.append(f"{len(names) - most} more")
    apart = "; " if any(", " in name for name in named) else ", "  # "Iowa, United States; Ohio, United States"
    return listed(named, apart)
