"""What studies say together, in words and for JSON."""

from typing import Any

from evidencehub.shared.words import lower_first
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, Pool
from evidencehub.standards.grading.names import PLAIN, Names
from evidencehub.standards.model.standard import Standard

SMALLEST_P = 0.001  # below it no reader learns anything from the figures


def pool_sentence(standard: Standard, pool: Pool, names: Names = PLAIN) -> str:
    """What studies say together, or what each of them lacks for that."""
    plural = "study" if pool.studies == 1 else "studies"
    if pool.studies == 0:
        return "Not met: there is no study that could be pooled."
    if pool.shared:
        same = " and ".join(names.place(study) for study in pool.shared)
        return f"Cannot tell yet: {same} are about the same people. Give them as one study with several results."
    if pool.state == CANNOT_TELL:
        lacking = [f"{names.place(study)} needs {_listed(standard, wanted)}" for study, wanted in pool.missing]
        if unsure := [names.place(study) for study in pool.unsure]:
            lacking.append(f"more has to be known of {' and '.join(unsure)}")
        return f"Cannot tell yet: {'; '.join(lacking) or 'the weights do not say'}."
    state = "Met" if pool.state == MET else "Not met"
    if pool.average is not None:
        mean, low, high, p = pool.average
        side = "better" if mean > 0 else "worse" if mean < 0 else "neither better nor worse"
        chance = "p below 0.001" if p < SMALLEST_P else f"p = {p:.2g}"
        return f"{state}: {pool.studies} {plural} pooled: {mean:.2f} ({low:.2f} to {high:.2f}), {side}, {chance}."
    least, most = pool.share or (0.0, 1.0)
    share = f"{least:.0%}" if least == most else f"{least:.0%} to {most:.0%}"
    return f"{state}: {share} of the weight of {pool.studies} {plural}."


def _listed(standard: Standard, wanted: tuple[str, ...]) -> str:
    return " and ".join(lower_first(standard.known_facts[name].label) for name in wanted)


def pool_as_dict(pool: Pool) -> dict[str, Any]:
    found: dict[str, Any] = {"state": pool.state, "studies": pool.studies}
    if pool.average is not None:
        found.update(zip(("estimate", "ci_low", "ci_high", "p"), pool.average, strict=True))
    if pool.share is not None:
        found["share_of_weight"] = list(pool.share)
    if pool.missing:
        found["missing"] = {study: list(wanted) for study, wanted in pool.missing}
    return found
