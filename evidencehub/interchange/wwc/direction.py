"""Which way a finding points for people, decided in a fixed order; docs/decisions says why, and what was measured.

The sign of an effect alone never decides where a lower number is better: the clearinghouse turned some of those and
left others. What decided is kept with each result, and its page says it.
"""

from dataclasses import dataclass
from typing import Literal

from evidencehub.interchange.wwc.measures import Entry
from evidencehub.interchange.wwc.schemas import Finding
from evidencehub.projects.reported import Reading

CLEAR_P = 0.05
UNUSUALLY_LARGE = 1.5  # standard deviations
# In these versions averages are as measured; later ones were often built back from an effect that had been turned.
AVERAGES_DECIDE = ("1.0", "2.0", "2.1")
NO_ARROW_RATINGS = ("does not meet", "ineligible")
NO_DIRECTION = "no discernable effect size direction"
DESIGNATIONS = {"favorable": 1, "unfavorable": -1}

Table = Literal["tables", "archive"]  # of 2020, of 2025


@dataclass(frozen=True)
class _Pointed:
    """1 better, -1 worse, 0 no arrow; and what decided."""

    sign: int
    decided: str
    higher: int = 0  # 1 where those who took part had the higher number, -1 the others, 0 where that cannot be told


def reading(finding: Finding, entry: Entry | None, *, table: Table, standards: str, rating: str) -> Reading:
    """:param entry: what our list says of the measure in this study; None where nobody read the name.
    :param standards: version of the clearinghouse's standards, "" where the table does not say.
    :param rating: the clearinghouse's of the study, "" where the table does not say.
    """
    (effect, column), pointed = effect_of(finding), _pointed(finding, entry, table, standards, rating)
    significance = significance_of(finding)
    if pointed.decided == "no-effect":
        direction = "not-given"
    elif significance not in {"clear", "no-p"} or pointed.decided in {"zero", "rating", "no-direction"}:
        direction = "unclear"
    else:
        direction = {1: "better", -1: "worse", 0: "undecided"}[pointed.sign]
    return Reading(
        direction=direction, decided=pointed.decided,
        better=entry.better if entry else "", reason=entry.reason if entry else "",
        higher={1: "t", -1: "c", 0: ""}[pointed.higher], significance=significance,
        is_large=column == "Effect_Size_WWC" and abs(effect or 0.0) > UNUSUALLY_LARGE,
    )  # fmt: skip


def effect_of(finding: Finding) -> tuple[float | None, str]:
    """The effect, and the column that it comes from: the clearinghouse's own where it worked one out."""
    if finding.effect_wwc is not None:
        return finding.effect_wwc, "Effect_Size_WWC"
    return finding.effect_study, "" if finding.effect_study is None else "Effect_Size_Study"


def significance_of(finding: Finding) -> str:
    """An arrow needs the source's word and one p below 0.05; a flag without any p is taken, and the page says so."""
    given = [p for p in (finding.p_wwc, finding.p_study) if p is not None]
    below = bool(given) and min(given) < CLEAR_P
    if finding.is_significant is None:
        return "not-said"
    if not finding.is_significant:
        return "not-clear-though" if below else "not-clear"
    if not given:
        return "no-p"
    return "clear" if below else "own-figures-differ"


def _pointed(finding: Finding, entry: Entry | None, table: Table, standards: str, rating: str) -> _Pointed:
    sign = _sign_of_effect(finding)
    designation = finding.designation.casefold()
    if sign is None:
        return _Pointed(0, "no-effect")
    if sign == 0:
        return _Pointed(0, "zero")
    if rating.casefold().startswith(NO_ARROW_RATINGS):
        return _Pointed(0, "rating")
    if designation == NO_DIRECTION:
        return _Pointed(0, "no-direction")
    index = _sign(finding.improvement_index) or sign
    if index != sign:
        if table == "archive":
            return _Pointed(0, "index-against")
        sign = index  # 2025 turned nearly all of these the index's way
    said = DESIGNATIONS.get(designation, sign)
    if said != sign and _by_averages(finding, entry) != sign:
        return _Pointed(0, "designation-against")
    return _by_list(finding, entry, sign, DESIGNATIONS.get(designation), standards)


def _by_list(finding: Finding, entry: Entry | None, sign: int, designation: int | None, standards: str) -> _Pointed:
    if entry is None:
        return _Pointed(0, "not-read")
    if entry.better == "not-plain":
        return _Pointed(0, "not-plain")
    higher = _higher_average(finding)
    if entry.better == "higher":
        return _Pointed(sign, "higher" if higher in {sign, 0} else "higher-allowing", sign)
    if higher == 0:  # no averages, or the same
        if designation is None:
            return _Pointed(0, "lower-unknown")
        return _Pointed(designation, "lower-designation", -designation)
    if higher != sign:
        return _Pointed(sign, "lower-turned", -sign)
    if standards in AVERAGES_DECIDE or entry.of_study:
        return _Pointed(-higher, "lower-averages", higher)
    return _Pointed(0, "lower-both")


def _sign_of_effect(finding: Finding) -> int | None:
    """The clearinghouse's effect, else its index, else the study's effect."""
    for number in (finding.effect_wwc, finding.improvement_index, finding.effect_study):
        if number is not None:
            return _sign(number)
    return None


def _by_averages(finding: Finding, entry: Entry | None) -> int | None:
    """What averages and list say together; None where they say nothing."""
    higher = _higher_average(finding)
    if not higher or entry is None or entry.better == "not-plain":
        return None
    return higher if entry.better == "higher" else -higher


def _higher_average(finding: Finding) -> int:
    """1 where those who took part had the higher average, -1 the others, 0 where nobody or nobody knows."""
    if finding.mean_t is None or finding.mean_c is None:
        return 0
    difference = finding.mean_t - finding.mean_c
    noise = 1e-9 * max(abs(finding.mean_t), abs(finding.mean_c))  # 0.3 - 0.1 - 0.2 is not quite 0 in binary
    return 0 if abs(difference) <= noise else _sign(difference)


def _sign(number: float | None) -> int:
    return 0 if not number else 1 if number > 0 else -1
