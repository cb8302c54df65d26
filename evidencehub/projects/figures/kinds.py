"""What a report may give of a result, and the fields that each kind asks for. Pure data: forms and pages follow it."""

from dataclasses import dataclass

BETWEEN, WITHIN = "between", "within"
RATIOS = {"or": "odds ratio", "rr": "risk ratio", "hr": "hazard ratio", "irr": "incidence rate ratio"}  # kept as logs
SPREAD = "g"  # effect metric: in standard deviations


@dataclass(frozen=True)
class Kind:
    """``between`` and ``within`` are the fields, by contrast; a kind without the second is for two groups only."""

    slug: str
    label: str
    hint: str
    between: tuple[str, ...]
    within: tuple[str, ...] = ()

    def fields(self, contrast: str) -> tuple[str, ...]:
        return self.within if contrast == WITHIN else self.between

    def is_for(self, contrast: str) -> bool:
        return contrast != WITHIN or bool(self.within) or self.slug == WORDS


WORDS = "words"
_GIVEN_TOO = ("effect", "effect_metric", "ci_low", "ci_high", "p_value")  # beside what it could be worked out from
_HOW = ("is_primary", "is_adjusted", "analysis")

KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(
            "means", "Averages", "An average for each group, such as 93 days and 90 days. Spreads help.",
            ("unit", "n_t", "mean_t", "sd_t", "n_c", "mean_c", "sd_c", *_GIVEN_TOO, *_HOW),
            ("unit", "n_t", "mean_c", "sd_c", "mean_t", "sd_t", "pre_post_r", *_GIVEN_TOO, "is_primary"),
        ),
        Kind(
            "counts", "How many people", "Such as 12 of 60 people, and 18 of 58.",
            ("n_t", "events_t", "n_c", "events_c", *_GIVEN_TOO, *_HOW),
            ("n_t", "events_c", "events_t", *_GIVEN_TOO, "is_primary"),
        ),
        Kind(
            "percentages", "Percentages of people", "Such as 20% of those who took part, and 31% of the others.",
            ("n_t", "mean_t", "n_c", "mean_c", *_GIVEN_TOO, *_HOW),
            ("n_t", "mean_c", "mean_t", *_GIVEN_TOO, "is_primary"),
        ),
        Kind(
            "difference", "A difference or a change", "One number for it, such as “6 days more” or an effect size.",
            ("unit", "effect", "effect_metric", "ci_low", "ci_high", "se", "p_value", "n_t", "n_c", *_HOW),
            ("unit", "effect", "effect_metric", "ci_low", "ci_high", "se", "p_value", "n_t", "is_primary"),
        ),
        Kind(
            "test", "The result of a test", "Only t, F or p, with the number of people in each group.",
            ("test", "test_value", "p_value", "test_higher", "n_t", "n_c", *_HOW),
        ),
        Kind(
            "ratio", "A ratio", "An odds ratio, risk ratio, hazard ratio or rate ratio, such as 0.70.",
            ("effect_metric", "effect", "ci_low", "ci_high", "p_value", "n_t", "n_c", *_HOW),
        ),
        Kind(
            "coefficient", "A coefficient from a regression", "A number b for taking part, with its standard error.",
            ("unit", "effect", "effect_metric", "se", "ci_low", "ci_high", "p_value", "outcome_sd", "n_t", "n_c",
             *_HOW),
        ),
        Kind(WORDS, "Only words", "The report says what happened and gives no number for it.", ("is_primary",),
             ("is_primary",)),
    )
}  # fmt: skip

# Asked of every result, whatever the report gives.
ALWAYS = (
    "outcome_area", "outcome", "measure_name", "higher_is", "comparison_note", "timepoint", "followup_months",
    "smallest_worthwhile", "smallest_worthwhile_source",
)  # fmt: skip
# Kept as "nothing" where another kind is chosen.
OF_KINDS = tuple(dict.fromkeys(name for kind in KINDS.values() for name in (*kind.between, *kind.within)))


def in_percent(unit: str) -> bool:
    """Whether numbers in this unit are percentages, so that they differ by percentage points."""
    return unit.strip().lower().startswith(("%", "per cent", "percent"))


def kind_of(slug: str) -> Kind:
    """The kind of this name; what is not known (evidence from elsewhere) is like averages, which ask for most."""
    return KINDS.get(slug, KINDS["means"])


def asked(gives: str, contrast: str) -> tuple[str, ...]:
    """The fields of one result, in the order of its page."""
    aside = {"comparison_note"} if contrast == WITHIN else set[str]()
    if gives == WORDS:
        aside |= {"higher_is", "smallest_worthwhile", "smallest_worthwhile_source"}  # there is no number
    return (*(name for name in ALWAYS if name not in aside), *kind_of(gives).fields(contrast))
