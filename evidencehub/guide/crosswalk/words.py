"""How the crosswalk speaks of results and of what decided them."""

from evidencehub.guide.trying import address
from evidencehub.guide.words import answer_label, design_label
from evidencehub.shared.words import capitalize_first
from evidencehub.standards.engine.verdicts import MET, Judged, Tested
from evidencehub.standards.grading import explaining
from evidencehub.standards.grading.names import Names
from evidencehub.standards.model.standard import NO_FINDING, NOT_APPLICABLE, Criterion, Standard

_NAMES = Names(
    answer=lambda slug: f"“{slug}”",
    place=lambda slug: f"“{slug}”",
    design=lambda slug: f"how it was studied: {design_label(slug)}" if slug else "how it was studied is not stated",
    kind="how it was studied",
)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number_word(number: int) -> str:
    """ "twelve"; in figures beyond twelve."""
    return _NUMBERS[number - 1] if 1 <= number <= len(_NUMBERS) else str(number)


def of_fact(standard: Standard, judged: Judged, tested: Tested) -> str:
    """Which facts met a criterion or did not, in words."""
    if tested.kind == "band":
        return explaining.reason(standard, judged, _NAMES)
    text = "; ".join(explaining.test_sentences(standard, tested, _NAMES))
    before = ". This goes before your answer" if judged.overruled is not None else ""
    return f"{capitalize_first(text)}{before}."


def missing(tested: Tested | None) -> list[str]:
    """Names of the facts that a test still wants; ``trying.KIND`` for the kind of study."""
    if tested is None:
        return []
    if tested.parts:
        return [name for part in tested.parts if part.state != MET for name in missing(part)]
    if tested.kind == "design":
        return [address.KIND] if tested.value is None else []
    by = [tested.by[0]] if tested.by and tested.by[1] is None else []
    return [*([tested.name] if tested.value is None else []), *by]


def own_scale(criterion: Criterion) -> str:
    """Why an answer to the shared question does not help; "" where the page asks nothing of the kind."""
    if not criterion.concept or "met" in criterion.answers:
        return ""
    marks = [answer_label(each).lower() for each in criterion.answers if each not in (NO_FINDING, NOT_APPLICABLE)]
    return f"Takes a mark from “{marks[0]}” to “{marks[-1]}”, which yes or no does not give."
