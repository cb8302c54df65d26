"""The filters of the search page: which there are, what their values are called, and in which order they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from evidencehub.catalogue.fit import ages
from evidencehub.catalogue.fit.gazetteer import place_path
from evidencehub.catalogue.index.documents import AWARD_ENDED, CALLED_OFF, ELSEWHERE, NO_TIER, WAITING
from evidencehub.catalogue.index.traits import ONE, PUBLIC, SEVERAL
from evidencehub.catalogue.marks.marks import COST_BANDS
from evidencehub.projects.sources import HERE, source_label
from evidencehub.projects.terms import unknown
from evidencehub.standards.files.loading import load_installed
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import DELIVERY, NEEDS, PLACES, POPULATIONS, RATINGS, Term, load_vocabulary
from evidencehub.standards.model.errors import UnknownTerm

DIRECTIONS = {
    "better": "Better",
    "no-difference": "Little or no difference",
    "unclear": "Not clear",
    "worse": "Worse",
    "changed-better": "Changed for the better, nobody to compare with",
    "changed-unclear": "Not clear whether it changed, nobody to compare with",
    "changed-worse": "Changed for the worse, nobody to compare with",
    "changed-mixed": "Changed for the better and for the worse, nobody to compare with",
    "not-measured": "Not measured in numbers",
    "mixed": "Better and worse",
    "undecided": "No arrow: it is not known who was better off",
    "not-given": "Its source gives no effect",
    "parts-only": "Extra results only: parts of the group, or other times or scores",
    "flagged": "The source’s numbers conflict",
}
OUTCOME, PLACE = "outcome", "place"  # trees: an outcome area or an outcome below it, a country or a part of it
TREES = (OUTCOME, PLACE)
AGE, COST, STUDIES = "age", "cost", "studies"
DIRECTION, CHANGED = "direction", "changed-"  # the facet, and how its values for a change in one group begin
WHAT_CHANGED = "What changed, with nobody to compare"
RESULTS = "results"
REPORT = "report"
ALONE = (REPORT, RESULTS)  # one box is a choice too
SOME_RESULTS, NO_RESULTS = "some", "none"
HERE_IN_ADDRESS = "here"  # what addresses say for the source "", since an empty value would be no filter


@dataclass(frozen=True)
class FacetKind:
    name: str  # of the engine's facet, and in addresses
    title: str
    vocabulary: str | None = None

    @property
    def terms(self) -> Mapping[str, Term] | None:
        """What its values stand for, in the order in which they are shown; None where they are not of a vocabulary.

        The ages that people may ask for are more than those of the steps that are offered.
        """
        if self.name == OUTCOME:
            return load_outcomes().by_slug
        return load_vocabulary(self.vocabulary).by_slug if self.vocabulary else None


KINDS = (
    FacetKind(OUTCOME, "What it changes"),
    FacetKind("tier", "How sure we are"),
    FacetKind("direction", "What difference it made"),
    FacetKind("population", "Who it is for", POPULATIONS),
    FacetKind(AGE, "How old they are"),
    FacetKind("need", "How much need they have", NEEDS),
    FacetKind("setting", "Where it happens", "settings"),
    FacetKind("delivery", "How it is given", DELIVERY),
    FacetKind(COST, "What it costs a person"),
    FacetKind(PLACE, "Country and region", PLACES),
    FacetKind("design", "How it was studied", "designs"),
    FacetKind(STUDIES, "How many studies"),
    FacetKind("source", "Where it comes from"),
    FacetKind("rating", "How its source rates the study", RATINGS),
    FacetKind(REPORT, "Full report"),
    FacetKind(RESULTS, "What nobody has studied"),
)
BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Value:
    """One box to tick."""

    value: str  # as in addresses
    label: str
    count: int
    is_chosen: bool
    depth: int = 0  # below how many others it stands


@dataclass(frozen=True)
class FacetView:
    name: str
    title: str
    values: tuple[Value, ...]

    @property
    def chosen(self) -> int:
        return sum(value.is_chosen for value in self.values)


@cache
def tier_labels() -> Mapping[str, str]:
    """Best first. With more than one standard a number alone says what the step is worth, so names are left out."""
    installed, _ = load_installed()  # a file that cannot be used must not take the search with it
    standards = [standard for standard in installed if standard.use == "accreditation"]
    steps = max((len(standard.tiers) for standard in standards), default=0)
    named = {tier.rank: tier.title for tier in standards[0].tiers} if len(standards) == 1 else {}
    graded = {f"graded-{rank}": named.get(rank, f"Step {rank}") for rank in range(steps, 0, -1)}
    others = {
        NO_TIER: "Graded, no step reached yet",
        AWARD_ENDED: "Graded, no award now",
        WAITING: "Being graded now",
        CALLED_OFF: "Ended before a decision",
        ELSEWHERE: "From elsewhere, not graded here",
    }
    return {**graded, **others}


def step_label(value: str) -> str:
    """A step without its name: "Standard 3", or "Step 3" where several standards are graded against."""
    return tier_labels()[value].partition(":")[0]


def value_label(facet: str, value: str) -> str:
    """What a value of a facet is called; ``value`` as in addresses."""
    match facet:
        case "tier":
            return tier_labels().get(value, value)
        case "direction":
            return DIRECTIONS.get(value, value)
        case "source":
            return source_label(*to_engine(facet, value))
        case "age":
            return ages.in_words(value)
        case "cost":
            return _costs()[value]
        case "studies":
            return _STUDIES[value]
        case "report":
            return "Full report public"
        case "results":
            return "Show also those without results" if value == NO_RESULTS else "With results"
    known = BY_NAME[facet].terms or {}
    return known[value].label if value in known else unknown(value)


def is_known(facet: str, value: str) -> bool:
    """Whether a value of an address may be asked for."""
    if facet == AGE:
        return ages.range_of(value) is not None
    if facet == RESULTS:
        return value == NO_RESULTS
    if facet == "source":
        return bool(value) and len(value) <= 40
    return value in _order(BY_NAME[facet])


def in_words(facet: str) -> Mapping[str, str]:
    """The values that are offered of a facet, in their order, with what each is called; of sources only our own."""
    values = ages.steps() if facet == AGE else _order(BY_NAME[facet])
    return {value: value_label(facet, value) for value in values}


def to_engine(facet: str, value: str) -> tuple[str, ...]:
    """What the engine has for a value of an address: any of them will do."""
    if facet == AGE:
        return ages.asked(value)
    return (HERE,) if facet == "source" and value == HERE_IN_ADDRESS else (value,)


def filters(chosen: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """What the engine is asked for. What has no results is shown only to those who ask for it, beside the rest."""
    asked = {
        name: frozenset(each for value in values for each in to_engine(name, value)) for name, values in chosen.items()
    }
    held = {name: values for name, values in asked.items() if values}
    return {**held, RESULTS: held.get(RESULTS, frozenset()) | {SOME_RESULTS}}


def from_engine(facet: str, value: str) -> str:
    return HERE_IN_ADDRESS if facet == "source" and value == HERE else value


def views(counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, Sequence[str]]) -> list[FacetView]:
    """The facets with what can be chosen; one that offers no choice is left out, unless something is chosen in it."""
    found = []
    for kind in KINDS:
        ticked = chosen.get(kind.name, ())
        held = {
            from_engine(kind.name, value): count
            for value, count in counts.get(kind.name, {}).items()
            if (value or kind.name == "source") and (kind.name, value) != (RESULTS, SOME_RESULTS)
            if kind.name != AGE or value in ages.steps() or value in ticked
        }
        values = [
            Value(value, value_label(kind.name, value), held.get(value, 0), value in ticked, _depth(kind, value))
            for value in _ordered(kind, {**dict.fromkeys(ticked, 0), **held})
            if kind.name not in TREES or _is_open(kind, value, ticked)
        ]
        if len(values) > 1 or ticked or (kind.name in ALONE and values):
            found += [FacetView(kind.name, title, part) for title, part in _parted(kind, values) if part]
    return found


def _parted(kind: FacetKind, values: Sequence[Value]) -> list[tuple[str, tuple[Value, ...]]]:
    """A facet under its title; a change in one group stands apart, since it never says what difference was made."""
    if kind.name != DIRECTION:
        return [(kind.title, tuple(values))]
    changes = tuple(each for each in values if each.value.startswith(CHANGED))
    return [(kind.title, tuple(each for each in values if each not in changes)), (WHAT_CHANGED, changes)]


def _ordered(kind: FacetKind, values: Mapping[str, int]) -> list[str]:
    if kind.name == AGE:
        return sorted(values, key=lambda value: ages.range_of(value) or (0, 0))
    place = {value: number for number, value in enumerate(_order(kind))}
    return sorted(values, key=lambda value: (place.get(value, len(place)), value))


def _order(kind: FacetKind) -> Sequence[str]:
    own: Mapping[str, Mapping[str, str]] = {
        "tier": tier_labels(), "direction": DIRECTIONS, "source": {HERE_IN_ADDRESS: ""}, RESULTS: {NO_RESULTS: ""},
        COST: _costs(), STUDIES: _STUDIES, REPORT: {PUBLIC: ""},
    }  # fmt: skip
    return tuple(kind.terms or own[kind.name])


_STUDIES: Mapping[str, str] = {ONE: "One study", SEVERAL: "Several studies"}


@cache
def _costs() -> Mapping[str, str]:
    """By band: "Under £50", "£50 to £199" … "£5,000 or more"."""
    ends = (0, *COST_BANDS)
    between = {
        str(band): f"£{low:,} to £{high - 1:,}" if low else f"Under £{high:,}"
        for band, (low, high) in enumerate(pairwise(ends), 1)
    }
    return {**between, str(len(ends)): f"£{ends[-1]:,} or more"}


def _is_open(kind: FacetKind, value: str, ticked: Sequence[str]) -> bool:
    """The roots of a tree are always offered, and what is below or beside what is ticked: 250 boxes help nobody."""
    *above, _ = _path(kind.name, value) or ("",)
    return not above or any(above[-1] in _path(kind.name, each) for each in ticked)


def _depth(kind: FacetKind, value: str) -> int:
    return max(len(_path(kind.name, value)) - 1, 0)


def _path(facet: str, value: str) -> tuple[str, ...]:
    match facet:
        case "outcome":
            return load_outcomes().path(value)
        case "place":
            return place_path(value)
    return (value,)


def finest(facet: str, values: Sequence[str]) -> tuple[str, ...]:
    """Without what another of them is part of: ticking "Reading" below "Attainment" asks for reading."""
    above = {slug for each in values for slug in _path(facet, each)[:-1]}
    return tuple(each for each in values if each not in above)


def check(facet: str, values: Sequence[str]) -> None:
    """:raises UnknownTerm: the facet's vocabulary has no such value; the message names the nearest."""
    kind = BY_NAME[facet]
    for value in values:
        if kind.name == OUTCOME:
            load_outcomes().term(value)
        elif kind.vocabulary:
            load_vocabulary(kind.vocabulary).term(value)
        elif facet in (AGE, COST, STUDIES, REPORT) and not is_known(facet, value):
            raise UnknownTerm(f'no "{value}" among {facet}')
