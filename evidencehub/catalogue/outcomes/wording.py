"""What a synthesis says, in plain words and in the past tense: about these studies, never about what will work.

No word of certainty (improves, probably, may) stands here: those need the judgement of two people, and come from
:mod:`.certainty.wording` alone.
"""

from math import exp

from evidencehub.catalogue.outcomes.gathering import Gathered
from evidencehub.catalogue.outcomes.happening import happened
from evidencehub.catalogue.outcomes.pooling import Interval, Pooled
from evidencehub.projects.figures.kinds import RATIOS, SPREAD
from evidencehub.projects.figures.places import places
from evidencehub.projects.terms import unknown
from evidencehub.shared.words import counted, number
from evidencehub.standards.files.outcomes import load_outcomes

_NOUNS = {"or": "odds", "rr": "chance", "hr": "rate", "irr": "rate"}
DIRECTIONS = {
    "better": "better", "worse": "worse", "no-difference": "little or no difference",
    "unclear": "not clear: could be better or worse",
}  # fmt: skip
PERCENT_DIGITS = 10  # a percentage from here on has no decimals


def outcome_label(slug: str) -> str:
    term = load_outcomes().by_slug.get(slug)
    return term.label if term else unknown(slug)


def headline(gathered: Gathered, pooled: Pooled) -> str:
    """ "Across 7 studies with 658 people, more re-offended among those who took part. That is worse. …" """
    said = [f"Across {_who(pooled)}, {_what(gathered, pooled.direction)}."]
    if pooled.direction == "no-difference":
        said.append(f"That is little or no difference: {_both_ends(gathered, pooled.mean)}.")
        return " ".join(said)
    if pooled.direction != "unclear" and _happened(gathered):
        said.append(f"That is {pooled.direction}.")
    if of_100 := _of_100(gathered, pooled):
        said.append(of_100)
    else:
        said.append(_how_much(gathered, pooled.mean))
    return " ".join(said)


def _who(pooled: Pooled) -> str:
    studies = counted(pooled.studies, "study", "studies")
    return f"{studies} with {pooled.people:,} people" if pooled.people else studies


def _what(gathered: Gathered, direction: str) -> str:
    words = _happened(gathered)
    who = "among those who took part" if words else "for those who took part"
    if direction == "no-difference":
        return f"{about_same(gathered)} {who}"
    if direction != "unclear":
        return f"{what_happened(gathered, direction)} {who}"
    about = f"more or fewer {words}" if words else f"“{outcome_label(gathered.unit.outcome)}” was better or worse"
    return f"it is not clear whether {about} {who}"


def what_happened(gathered: Gathered, direction: str) -> str:
    """ "more re-offended", or "“Reading” came out better". :param direction: better or worse."""
    did = what_people_did(gathered, direction)
    return did or f"“{outcome_label(gathered.unit.outcome)}” came out {direction}"


def what_people_did(gathered: Gathered, direction: str) -> str:
    """ "more re-offended", or "" where no words for it are on file. :param direction: better or worse."""
    words = _happened(gathered)
    return f"{'more' if direction == gathered.higher_is else 'fewer'} {words}" if words else ""


def about_same(gathered: Gathered) -> str:
    """ "about as many re-offended", or "“Reading” came out about the same"."""
    if words := _happened(gathered):
        return f"about as many {words}"
    return f"“{outcome_label(gathered.unit.outcome)}” came out about the same"


def could_be_either(gathered: Gathered) -> str:
    """ "it could be more or fewer who re-offended", or "“Reading” could be better or worse for it"."""
    if words := _happened(gathered):
        return f"it could be more or fewer who {words}"
    return f"“{outcome_label(gathered.unit.outcome)}” could be better or worse for it"


def _happened(gathered: Gathered) -> str:
    """ "re-offended", where people are counted, and all of these studies count those who did."""
    return happened(gathered.unit.outcome, gathered.higher_is) if gathered.scale in RATIOS else ""


def _how_much(gathered: Gathered, mean: Interval) -> str:
    """ "By 6 places in a line of 100 people, somewhere between 3 and 9." """
    amount = size(gathered, mean)
    return f"{amount[:1].upper()}{amount[1:]}."


def _both_ends(gathered: Gathered, mean: Interval) -> str:
    """Each end with its own way, for what is too small to matter: "between 1 place worse and 2 places better …"."""
    if gathered.scale == SPREAD:
        ends = [f"{_moved(each)} {'better' if each > 0 else 'worse'}" for each in (mean.low, mean.high)]
        return f"somewhere between {ends[0]} and {ends[1]} in a line of 100 people"
    return size(gathered, mean)


def size(gathered: Gathered, mean: Interval) -> str:
    """How much, with both ends; which end is better is said wherever the interval holds no difference."""
    if gathered.scale == SPREAD:
        return _in_places(mean)
    if gathered.scale in RATIOS:
        return _as_ratio(gathered, mean)
    low, high = number(mean.low, 2), number(mean.high, 2)
    unit = "percentage points" if gathered.scale == "pp" else gathered.scale.partition(":")[0]
    return f"{number(mean.estimate, 2)} {unit} towards better, somewhere between {low} and {high}".replace("  ", " ")


def _in_places(mean: Interval) -> str:
    if mean.direction == "unclear":
        return f"somewhere between {_moved(mean.low)} worse and {_moved(mean.high)} better in a line of 100 people"
    ends = sorted((abs(mean.low), abs(mean.high)))
    return (
        f"by {_moved(mean.estimate)} in a line of 100 people, somewhere between {places(ends[0])} and {places(ends[1])}"
    )


def _moved(effect: float) -> str:
    moved = places(effect)
    return f"{moved} {'place' if moved == '1' or moved.startswith('less') else 'places'}"


def _as_ratio(gathered: Gathered, mean: Interval) -> str:
    """The ratio itself, as its measure counts: "odds 71% higher, somewhere between 1% and 190% higher".

    Where no words say what was counted, whose odds they are: "odds of the worse result 71% higher".
    """
    turn = -1 if gathered.higher_is == "worse" else 1
    ends = sorted((turn * mean.low, turn * mean.high))
    counted_is = "" if _happened(gathered) else f" of the {gathered.higher_is or 'better'} result"
    noun = f"{_NOUNS[gathered.scale]}{counted_is}"
    if mean.direction == "unclear":
        return f"{noun} somewhere between {_percent(ends[0])} and {_percent(ends[1])}"
    return f"{noun} {_percent(turn * mean.estimate)}, somewhere between {_percent(ends[0])} and {_percent(ends[1])}"


def _percent(log: float) -> str:
    ratio = exp(log)
    if ratio >= 2:
        return f"{number(ratio, 1)} times as high"
    percent = abs(ratio - 1) * 100
    return f"{number(percent, 0 if percent >= PERCENT_DIGITS else 1)}% {'higher' if log > 0 else 'lower'}"


def baseline(gathered: Gathered) -> float | None:
    """The share of people in all comparison groups who had the outcome; None where a study does not count them."""
    with_it, of = [each.others_with for each in gathered.entered], [each.others for each in gathered.entered]
    if None in with_it or None in of or not gathered.higher_is or gathered.scale != "or":
        return None
    share = sum(each or 0 for each in with_it) / sum(each or 0 for each in of)
    return share if 0 < share < 1 else None


def _of_100(gathered: Gathered, pooled: Pooled) -> str:
    """ "Of every 100 people in the comparison groups 37 re-offended; of those who took part about 50 …"; with a stated
    baseline only, and never where the interval holds no difference."""
    share, words = baseline(gathered), _happened(gathered)
    if share is None or not words or pooled.direction in {"unclear", "no-difference"}:
        return ""
    turn = -1 if gathered.higher_is == "worse" else 1
    ends = sorted(_risk(share, turn * end) for end in (pooled.mean.low, pooled.mean.high))
    about = _risk(share, turn * pooled.mean.estimate)
    return (
        f"Of every 100 people in the comparison groups of these studies {number(100 * share, 0)} {words}; of those "
        f"who took part about {number(100 * about, 0)} (somewhere between {number(100 * ends[0], 0)} and "
        f"{number(100 * ends[1], 0)})."
    )


def _risk(share: float, log_odds: float) -> float:
    odds = share / (1 - share) * exp(log_odds)
    return odds / (1 + odds)


def how_alike(pooled: Pooled) -> str:
    """How far the studies differ, and what another one would be expected to find. In one or two sentences."""
    if round(pooled.i2) == 0 or pooled.expected is None:  # as I² is shown beside it
        return "The studies differ by no more than chance would have them."
    if pooled.i2 >= 75:
        differ = "The studies differ a great deal, far beyond chance."
    elif pooled.i2 >= 40:
        differ = "The studies differ more than chance alone would have them."
    else:
        differ = "The studies differ a little more than chance would have them."
    expected = pooled.expected.direction
    if expected != "unclear":
        return f"{differ} The range for another study like these is {expected} throughout."
    if pooled.direction == "unclear":
        return differ
    return f"{differ} Another study like these could come out either way."


def on_one_study(pooled: Pooled) -> str:
    """What hangs on a single study."""
    hanging = len(pooled.hangs_on)
    if pooled.direction == "unclear":
        return (
            f"Without one of {counted(hanging, 'study', 'studies')} it would be clear." if hanging == 1 else
            f"Without any one of {hanging} of the studies it would be clear." if hanging else
            "It stays unclear whichever study is left out."
        )  # fmt: skip
    if pooled.direction == "no-difference":
        return (
            f"Without one of {counted(hanging, 'study', 'studies')} it would be another answer." if hanging else
            "It stays little or no difference whichever study is left out."
        )  # fmt: skip
    if not hanging:
        return f"It stays {pooled.direction} whichever study is left out."
    which = "one of the studies" if hanging == 1 else f"any one of {hanging} of the studies"
    return f"It hangs on single studies: without {which} it would not be clear."


def small_studies(pooled: Pooled) -> str:
    """What Egger's test says; "" below ten studies."""
    if pooled.small_studies_p is None:
        return ""
    if pooled.small_studies_p < 0.1:
        return (
            "Small studies found other effects than large ones. Perhaps studies that found nothing were never "
            "published; it can also be chance, or that other people took part."
        )
    return "Small studies did not find clearly other effects than large ones."
