"""Which questions and facts the crosswalk asks for, and under which headings: those that some standard can use."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidencehub.guide.trying.facts import facts_that_decide
from evidencehub.standards.files.vocabulary import CONCEPTS, Term, load_vocabulary
from evidencehub.standards.model.standard import Criterion, FactKind, Standard

# Heading, questions, facts. What the vocabulary gains later comes under a last heading until somebody places it here.
_PROJECT = (
    (
        "The idea and the plan",
        "need-stated activities-described outcomes-defined theory-of-change research-backing evaluation-plan"
        " study-planned plan-for-use",
        "",
    ),
    (
        "What all its studies show together",
        "explains-how-and-why tested-in-more-settings positive-in-more-settings no-negative-elsewhere",
        "",
    ),
    (
        "Ready for others to run",
        "manual-and-training delivery-true-to-design quality-monitored cost-known value-for-money others-can-deliver"
        " delivered-at-scale",
        "",
    ),
)
_STUDY = (
    (
        "Who was studied, and where",
        "sample-described sample-fits-people sample-large-enough ethics-and-consent usual-care",
        "n_measured n_both_points_per_group mdes sites_count groups_count",
    ),
    (
        "What was measured",
        "methods-fit before-and-after suitable-measures outcome-valid-and-reliable outcome-independent-of-project"
        " assessors-blind",
        "followup_months",
    ),
    (
        "A fair comparison",
        "comparison-group random-assignment randomisation-sound groups-alike same-measures-both-groups no-contamination"
        " no-confounding-factor no-other-programme",
        "n_comparison baseline_es baseline_adjusted contamination_share",
    ),
    (
        "People lost, and how results were worked out",
        "losses-reported low-losses intention-to-treat clustering-handled honest-analysis selective-reporting-unlikely",
        "attrition_overall attrition_differential attrition_boundary share_in_analysis",
    ),
    (
        "What was found",
        "positive-change positive-effect no-harm effect-lasts-6-months effect-lasts-12-months",
        "effect_direction effect_size p_value ci_low ci_high",
    ),
    (
        "Who studied it, and what the report says",
        "independent-evaluation peer-reviewed limits-stated open-about-methods replicable-method findings-used"
        " voices-included several-sources contribution-explained",
        "publication_year",
    ),
)
_OTHER_TITLE = "Other questions"


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions and facts that stand under one heading."""

    id: str
    title: str
    questions: tuple[Term, ...]
    facts: tuple[FactKind, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that the page asks: once of the project, and of each study."""

    project: tuple[Topic, ...]
    study: tuple[Topic, ...]


def is_shared(criterion: Criterion) -> bool:
    """Whether yes, partly and no answer it. Where a standard wants a mark of its own, they do not."""
    return bool(criterion.concept) and "met" in criterion.answers


@lru_cache(maxsize=8)
def asked_for(standards: tuple[Standard, ...]) -> Asked:
    """The questions and facts that at least one of these standards can use, under their headings."""
    criteria = [criterion for standard in standards for criterion in standard.criteria]
    slugs = {criterion.concept for criterion in criteria if is_shared(criterion)}
    terms = [term for term in load_vocabulary(CONCEPTS).terms if term.slug in slugs]
    # A fact that one standard has for itself would be an error to the others.
    known = {
        name: fact
        for name, fact in standards[0].known_facts.items()
        if all(name in standard.known_facts for standard in standards)
    }
    used = dict.fromkeys(
        name
        for criterion in criteria
        for name in facts_that_decide(criterion)
        # "Is it independent?" is asked as a question already.
        if name in known and (known[name].kind != "bool" or not is_shared(criterion))
    )
    return Asked(
        _topics("project", _PROJECT, [term for term in terms if term.about == "project"], []),
        _topics("study", _STUDY, [term for term in terms if term.about == "study"], [known[name] for name in used]),
    )


def _topics(
    prefix: str, headings: Sequence[tuple[str, str, str]], terms: Sequence[Term], facts: Sequence[FactKind]
) -> tuple[Topic, ...]:
    by_slug, by_name = {term.slug: term for term in terms}, {fact.name: fact for fact in facts}
    found = []
    for number, (title, slugs, names) in enumerate(headings, start=1):
        own_terms = [by_slug.pop(slug) for slug in slugs.split() if slug in by_slug]
        own_facts = [by_name.pop(name) for name in names.split() if name in by_name]
        found.append(Topic(f"{prefix}-{number}", title, tuple(own_terms), tuple(own_facts)))
    found.append(Topic(f"{prefix}-other", _OTHER_TITLE, tuple(by_slug.values()), tuple(by_name.values())))
    return tuple(topic for topic in found if topic.questions or topic.facts)
