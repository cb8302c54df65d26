"""What the page of one synthesis says: study by study, how alike they are, what was left out, and earlier versions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from evidencehub.catalogue.marks.forest import Forest
from evidencehub.catalogue.marks.funnel import Funnel
from evidencehub.catalogue.marks.funnel import draw as draw_funnel
from evidencehub.catalogue.marks.marks import Difference, difference
from evidencehub.catalogue.outcomes import reasons
from evidencehub.catalogue.outcomes.gathering import Gathered
from evidencehub.catalogue.outcomes.headings import caveat_of
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.pooling import FEWEST_FOR_SHAPE, Interval, Pooled
from evidencehub.catalogue.outcomes.wording import how_alike, on_one_study, outcome_label, small_studies
from evidencehub.catalogue.pages.outcome_page import study_forest
from evidencehub.projects.figures.kinds import RATIOS
from evidencehub.projects.public import PublicProject
from evidencehub.projects.terms import label
from evidencehub.shared.words import capitalize_first, number


@dataclass(frozen=True)
class StudyFigures:
    """For researchers, on the scale of the effects: above 0 is better, a ratio is its log."""

    title: str
    effect: str
    se: str
    results: int
    without: str  # the mean without this study


@dataclass(frozen=True)
class LeftOutStudy:
    title: str
    address: str
    reasons: tuple[tuple[str, int], ...]  # words, and how many results


@dataclass(frozen=True)
class SynthesisPage:
    approach: str
    slug: str
    outcome: str
    how: str
    difference: Difference | None
    caveat: str
    source: str  # of evidence from elsewhere: "… not graded here"
    forest: Forest | None
    column: str  # what its numbers are
    funnel: Funnel | None  # from ten studies on
    sentences: tuple[str, ...]
    groups: tuple[tuple[str, int, str], ...]  # who, studies, the mean
    groups_p: str
    figures: tuple[StudyFigures, ...]
    summary: tuple[tuple[str, str], ...]  # figures of all together, for researchers
    used: int
    results: int
    left_out: tuple[tuple[str, int], ...]
    studies_left_out: tuple[LeftOutStudy, ...]
    newest: SynthesisVersion | None  # the one that holds now, where that is another one
    published: SynthesisVersion | None  # the last that an editor published, where that is another one
    history: Sequence[SynthesisVersion]


def synthesis_page(
    version: SynthesisVersion, gathered: Gathered, pooled: Pooled | None, view: PublicProject,
    history: Sequence[SynthesisVersion], address: Callable[[UUID], str],
) -> SynthesisPage:  # fmt: skip
    titles = {each.id: f"{each.title} ({each.year})" if each.year else each.title for each in view.evaluations}
    published = next((each for each in history if each.published_at is not None), None)
    newest = next((each for each in history if each.is_current), None)
    return SynthesisPage(
        approach=view.name, slug=view.slug, outcome=outcome_label(version.outcome), how=gathered.unit.in_words,
        difference=difference(pooled.direction) if pooled else None, caveat=caveat_of(view.source, view.name),
        source=view.source_said,
        forest=study_forest(gathered, pooled, titles, address, places=list(titles)) if pooled else None,
        column=capitalize_first(RATIOS[gathered.scale]) if _counts_itself(gathered) else "Towards better",
        funnel=_funnel(gathered, pooled) if pooled and pooled.studies >= FEWEST_FOR_SHAPE else None,
        sentences=_sentences(pooled) if pooled else (),
        groups=_groups(pooled) if pooled else (),
        groups_p=_p(pooled.groups_p) if pooled and pooled.groups_p is not None else "",
        figures=_figures(gathered, pooled, titles) if pooled else (),
        summary=_summary(gathered, pooled) if pooled else (),
        used=sum(len(each.results) for each in gathered.entered), results=gathered.results,
        left_out=tuple((reasons.IN_WORDS[reason], count) for reason, count in gathered.reasons.items()),
        studies_left_out=_studies_left_out(gathered, titles, address),
        newest=newest if newest and newest.id != version.id else None,
        published=published if published and published.id != version.id else None,
        history=history,
    )  # fmt: skip


def _funnel(gathered: Gathered, pooled: Pooled) -> Funnel:
    return draw_funnel([(each.effect, each.se) for each in gathered.entered], pooled.mean.estimate)


def _p(value: float) -> str:
    return "below 0.001" if value < 0.001 else number(value, 3)


def _counts_itself(gathered: Gathered) -> bool:
    """Whether the numbers are the ratio of what the measures count, and not turned towards better."""
    return gathered.scale in RATIOS and bool(gathered.higher_is)


def _sentences(pooled: Pooled) -> tuple[str, ...]:
    return tuple(filter(None, (how_alike(pooled), on_one_study(pooled), small_studies(pooled))))


def _groups(pooled: Pooled) -> tuple[tuple[str, int, str], ...]:
    return tuple((label("populations", each.population), each.studies, _interval(each.mean)) for each in pooled.groups)


def _figures(gathered: Gathered, pooled: Pooled, titles: dict[UUID, str]) -> tuple[StudyFigures, ...]:
    without = {each.evaluation: each.mean for each in pooled.without}
    return tuple(
        StudyFigures(
            titles.get(each.evaluation, "A study that is public no more"), number(each.effect, 3), number(each.se, 3),
            len(each.results), _interval(without[each.evaluation]),
        )
        for each in gathered.entered
    )  # fmt: skip


def _summary(gathered: Gathered, pooled: Pooled) -> tuple[tuple[str, str], ...]:
    scale = {"g": "standard deviations", "or": "log odds ratio", "rr": "log risk ratio", "hr": "log hazard ratio",
             "irr": "log rate ratio"}.get(gathered.scale, gathered.scale)  # fmt: skip
    rows = [
        ("Scale", f"{scale}; above 0 is better"),
        ("Mean", _interval(pooled.mean)),
        ("Prediction interval", f"{number(pooled.expected.low, 3)} to {number(pooled.expected.high, 3)}"
         if pooled.expected else "none"),
        ("tau²", number(pooled.tau2, 4)),
        ("I²", f"{number(pooled.i2, 0)}%"),
        ("Q", f"{number(pooled.q, 2)} (p {_p(pooled.q_p)})"),
    ]  # fmt: skip
    if pooled.small_studies_p is not None:
        rows.append(("Egger’s test", f"p {_p(pooled.small_studies_p)}"))
    return tuple(rows)


def _interval(mean: Interval) -> str:
    return f"{number(mean.estimate, 3)} ({number(mean.low, 3)} to {number(mean.high, 3)})"


def _studies_left_out(
    gathered: Gathered, titles: dict[UUID, str], address: Callable[[UUID], str]
) -> tuple[LeftOutStudy, ...]:
    """Studies of which nothing entered, each with all of its reasons."""
    inside = {key for each in gathered.entered for key in (each.evaluation, *each.also)}
    found: dict[UUID, dict[str, int]] = {}
    for each in gathered.left_out:
        if each.evaluation not in inside:
            reason = found.setdefault(each.evaluation, {})
            reason[each.reason] = reason.get(each.reason, 0) + 1
    return tuple(
        LeftOutStudy(
            titles.get(key, "A study that is public no more"), address(key) if key in titles else "",
            tuple((reasons.IN_WORDS[reason], count) for reason, count in of.items()),
        )
        for key, of in sorted(found.items(), key=lambda pair: titles.get(pair[0], ""))
    )  # fmt: skip
