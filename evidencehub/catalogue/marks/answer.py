"""The answer of a project's page, before everything else: what happened and for whom, then how sure anybody is."""

from collections.abc import Sequence

from evidencehub.catalogue.marks.cards import Card
from evidencehub.catalogue.marks.gradings import Grading
from evidencehub.catalogue.marks.marks import Line, named, studies_of, units
from evidencehub.catalogue.outcomes import happening
from evidencehub.projects.phrases import inside
from evidencehub.projects.public import PublicProject
from evidencehub.projects.sources import source_of
from evidencehub.projects.wording import HARM, direction_of
from evidencehub.shared.words import listed, lower_first

MOST_NAMED = 3  # outcomes of one kind; the table below has them all

# In the order in which they are told: what got worse is never behind what is not clear.
_FOUND = {
    "better": "better results for {}",
    "worse": "worse results for {}",
    "mixed": "both better and worse results for {}",
    "no-difference": "little or no difference for {}",
    "changed-better": "a change for the better in {}, with nobody to compare with",
    "changed-worse": "a change for the worse in {}, with nobody to compare with",
    "changed-mixed": "changes both ways in {}, with nobody to compare with",
    "unclear": "no clear answer for {}",
    "changed-unclear": "no clear change in {}, with nobody to compare with",
    "undecided": "a difference in {}, of which we cannot tell who was better off",
    "flagged": "figures for {} that do not fit together",
    "not-given": "no number for {}",
    "not-measured": "no number for {}",
    "parts-only": "only extra results for {} (parts of the group, or other times or scores)",
}


def what_happened(view: PublicProject, card: Card, all_lines: Sequence[Line]) -> str:
    """ "One study of 220 people (…) found better results for days in school (6.2 days higher …)." """
    if not studies_of(view):
        return "Nobody has measured this yet." if view.evaluations else "Nobody has studied this yet."
    studies = f"{card.size}{f' ({card.who_for})' if card.who_for else ''}"
    if card.studies == 1:
        studies = f"One{studies.removeprefix('1')}"
    if not all_lines:
        return f"{studies} {'tells' if card.studies == 1 else 'tell'} what people saw and felt, without numbers."
    return f"{studies} found {'; '.join(_found(all_lines))}."


def harm_among_extras(view: PublicProject) -> str:
    """ "Among extra results of the whole group, those for earnings were worse."; "" where none of them was.

    A source files as extra also other times and scores of everybody. They are not counted, and harm is not hidden.
    """
    worse = [
        inside(named(view, [result]))
        for evaluation in view.evaluations
        for result in evaluation.results
        if result.is_subgroup and not result.is_superseded and direction_of(result) in HARM
        if result.sample_note.casefold().startswith("full sample")
    ]
    return _one("Among extra results of the whole group, those for {} were worse.", worse) if worse else ""


def _found(all_lines: Sequence[Line]) -> list[str]:
    told: dict[str, list[str]] = {}
    for line in all_lines:
        words = _FOUND[line.direction]
        own = units(line.results[0][1]) if len(line.results) == 1 else ""
        # Else the detail counts studies. "Found" has said that there was a comparison.
        size = f" ({own.removesuffix(' than in the comparison group')})" if own and own == line.detail else ""
        if happened := happening.told([result for _, result in line.results], line.direction):
            size = f" ({happened})"
        told.setdefault(words, []).append(f"{inside(line.outcome)}{size}")
    return [_one(words, told[words]) for words in dict.fromkeys(_FOUND.values()) if words in told]


def _one(words: str, outcomes: Sequence[str]) -> str:
    unique = list(dict.fromkeys(outcomes))
    if len(unique) > MOST_NAMED + 1:
        more = len(unique) - MOST_NAMED
        unique = [*unique[:MOST_NAMED], f"{more} more outcomes"]
    return words.format(listed(unique))


def how_sure(view: PublicProject, card: Card, grading: Grading | None) -> str:
    """How well it was studied, and by whose judgement; never a word on how likely it is to help."""
    if view.stage == "imported":
        if card.rating:
            return f"How sure are we? It was not graded here. Rated elsewhere by {card.rating}."
        whose = source_of(view.source, view.project.source_as_of).with_date
        return f"How sure are we? We cannot say: it was not graded here, and {whose} gives no rating."
    if grading is None:
        return "How sure are we? It has not been graded."
    if not grading.is_standing:
        return f"How sure are we? There is no award now: {lower_first(card.sure.note)}."
    tier = grading.of_whole().evidence_tier
    if tier is None:
        return "How sure are we? It has reached no Standard yet. Usually that means not yet studied."
    steps = len(grading.standard.tiers)
    return f"How sure are we? {tier.label} of {steps}: {lower_first(tier.plain).rstrip('.')}."
