"""How the public pages speak of a standard: its labels, its answers, its rule in one sentence."""

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from evidencehub.guide.blueprint import bp
from evidencehub.shared.words import capitalize_first, lower_first
from evidencehub.standards.comparing.crosswalk import puts_forward
from evidencehub.standards.files.vocabulary import load_vocabulary
from evidencehub.standards.model.standard import Standard

OURS = "Our reading of their published rule; not a rating by them."
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")
_ANSWERS = {
    "met": "Met",
    "partly": "Partly met",
    "not-met": "Not met",
    "n-a": "Does not apply",
    "cannot-tell": "Cannot tell",
    "rct": "Groups made by chance",
    "qed": "A comparison without chance",
}
# What a display calls one of its labels, and several of them.
_NOUNS = {
    "steps": ("step", "steps"),
    "levels": ("level", "levels"),
    "padlocks": ("rating", "ratings"),
    "rubric": ("colour", "colours"),
    "certainty": ("level", "levels"),
    "labels": ("label", "labels"),
    "risk": ("judgement", "judgements"),
}
_UNITS = {
    "project": "a project",
    "evaluation": "one study",
    "outcome": "one result of a study",
    "body-of-evidence": "all studies of a project together",
}
ABOUTS = {
    "evidence": "how well it was studied",
    "effect": "what came out",
    "delivery": "how it is run",
    "cost": "cost",
    "reporting": "how it is reported",
}


@bp.app_template_filter("answer_label")
def answer_label(answer: str) -> str:
    """ "Not met" for ``not-met``, "Very serious" for ``very-serious``; a number stays as it is."""
    return _ANSWERS.get(answer) or capitalize_first(answer.replace("-", " ") if answer[1:2].isalpha() else answer)


@bp.app_template_filter("linked")
def linked(text: str) -> Markup:
    """A source with its web addresses as links."""
    found, at = Markup(), 0
    for address in _ADDRESS.finditer(text):
        found += escape(text[at : address.start()]) + Markup(
            '<a class="govuk-link hub-break" href="{0}" rel="external">{0}</a>'
        ).format(address[0])
        at = address.end()
    return found + escape(text[at:])


def noun(standard: Standard, count: int) -> str:
    """ "step", "steps", "colours": what this standard's labels are."""
    return _NOUNS[standard.display][0 if count == 1 else 1]


def scale_words(standard: Standard) -> str:
    """ "5 steps", "7 levels, and 1 label outside the scale"."""
    ranked = len(standard.ranked_tiers)
    outside = len(standard.tiers) - ranked
    words = f"{ranked} {noun(standard, ranked)}"
    return f"{words}, and {outside} {'label' if outside == 1 else 'labels'} outside the scale" if outside else words


def unit_words(standard: Standard) -> str:
    return _UNITS[standard.unit]


def verified_words(standard: Standard) -> str:
    """ "9 of 34 questions were checked against a published text"."""
    count = len(standard.criteria)
    checked = sum(not criterion.is_unverified for criterion in standard.criteria)
    if checked == count:
        return f"All {count} questions were checked against a published text"
    if checked == 0:
        return f"None of its {count} questions could be checked against a published text"
    return f"{checked} of {count} questions {'was' if checked == 1 else 'were'} checked against a published text"


def draft_words(standard: Standard) -> str:
    """Why a result by this standard is not put forward; "" where it is: one rule for all pages."""
    if puts_forward(standard):
        return ""
    return f"{verified_words(standard)}. So this is a draft of a reading, and no result to quote."


def notes(standard: Standard) -> tuple[str, str]:
    """What the standard and this version say of themselves, each thing once; ``OURS`` stands apart on every page."""
    common = [sentence for sentence in sentences(standard.note) if sentence != OURS]
    own = [sentence for sentence in sentences(standard.version_note) if sentence != OURS and sentence not in common]
    return " ".join(common), " ".join(own)


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?]) +", text) if text else []


def rule_words(standard: Standard) -> str:
    """How answers become a result, in a sentence or two."""
    one, several = noun(standard, 1), noun(standard, 2)
    if standard.rule == "cumulative_gate":
        return (
            f"You climb one {one} at a time. The first {one} with something missing ends the climb, "
            "whatever is met above it."
        )
    if standard.rule == "best_of_plus_counts":
        first = standard.tiers_by_id[standard.order[0]].label
        return (
            f"The {several} are looked at one after another, beginning with “{first}”. "
            "The first one for which everything is met is the result."
        )
    if standard.rule == "flowchart":
        return "One question leads to the next, and the last one to the rating. No answer makes up for another."
    if standard.rule == "parallel_scores":
        return (
            f"Each of the {len(standard.groups)} parts has a score of its own. "
            "There is no overall mark, so a strong part never makes up for a weak one."
        )
    return _score_words(standard)


def _score_words(standard: Standard) -> str:
    score = standard.score
    assert score is not None  # noqa: S101  every other rule is a score
    if score.penalty is not None:
        return (
            f"The weakest of {len(score.columns)} things is where it starts. "
            "Threats to the result can then lower it, and nothing raises it."
        )
    if score.up_only_without_down:
        return (
            "The kind of study gives a start. Reasons for doubt take it down. "
            "A few reasons can take it up, but only where nothing took it down."
        )
    return "Each kind of study has a highest level that it can reach. Every check that fails takes it down."


def design_label(slug: str) -> str:
    term = load_vocabulary("designs").by_slug.get(slug)
    return term.label if term else slug


def design_labels(slugs: Iterable[str]) -> str:
    """ "Random groups of people; before and after": semicolons, since the labels have commas and "or" in them."""
    return capitalize_first("; ".join(lower_first(design_label(slug)) for slug in slugs))


def designs_by_answer(by_design: Mapping[str, str]) -> Mapping[str, str]:
    """Answer -> the kinds of study for which it is taken, in the order of the file."""
    found: dict[str, list[str]] = {}
    for slug, answer in by_design.items():
        found.setdefault(answer, []).append(slug)
    return {answer: design_labels(slugs) for answer, slugs in found.items()}
