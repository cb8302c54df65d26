"""The words for what changed in a version of a standard: X changed from A to B, for any key and any two values.

``differences`` finds the changes; ``change_special`` has better sentences for some keys.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from evidencehub.standards.files.toml_source import Table
from evidencehub.standards.model.standard import ANSWERS
from evidencehub.standards.versions.changes import same
from evidencehub.standards.versions.names import Names, NamesById, is_number, joined, number, quoted
from evidencehub.standards.versions.plainly import as_written

SHORT = 60  # characters; longer words stand after "Before:" and "Now:"


@dataclass(frozen=True, slots=True)
class Sides:
    """Both versions, and what each calls its parts."""

    old: Table
    new: Table
    old_names: Names
    new_names: Names


@dataclass(frozen=True, slots=True)
class Difference:
    """One key whose value differs. ``old`` and ``new`` are None where the key was not there."""

    section: str  # "criteria", "tiers", "score" …; "" for the whole version
    key: str
    called: str  # what sentences call the table it is in; "" for the whole version
    old: Any
    new: Any
    was: Table
    now: Table
    sides: Sides

    @property
    def both(self) -> tuple[tuple[Any, Names], tuple[Any, Names]]:
        """Each value with the names of its version, the old first."""
        return (self.old, self.sides.old_names), (self.new, self.sides.new_names)


_NOUNS: Mapping[str, str] = {
    "tier": "the step it stands in",
    "group": "the group it stands in",
    "question": "the question",
    "team": "what teams are told to show",
    "public": "the statement for the public",
    "guidance": "the guidance to reviewers",
    "counts_as_evidence": "what counts as evidence",
    "what_not_to_do": "the warning on what not to do",
    "short": "the short name",
    "effort": "the effort it takes",
    "template": "the template to fill in",
    "documents": "the documents asked for",
    "document": "the document asked for",
    "not_applicable_for": "the designs it need not apply to",
    "facts": "the facts that reviewers type",
    "implied_by": "the questions that answer it as well",
    "answers": "the answers to choose from",
    "concept": "the idea it shares with other standards",
    "unit": "what is judged",
    "label": "the label",
    "name": "the name",
    "motto": "the motto",
    "plain": "the plain description",
    "about_next": "the advice on what to do next",
    "evaluation_expected": "the kind of evaluation expected",
    "rank": "the place in the order",
    "score": "the score that gives it",
    "from": "the lowest total",
    "to": "the highest total",
    "found": "what it says was found",
    "floor": "whether it is given when nothing above it is met",
    "source": "the source",
    "designs": "the designs of study that take it",
    "by": "the fact it is looked up by",
    "step": "the step it is rounded to",
    "round": "which way it is rounded to the step",
    "scored": "whether it counts",
    "not_scored": "the label for what cannot be scored",
    "not_scored_from": "the score from which that label is given",
    "judged_too": "whether a finding that it is not met stands beside the facts",
    "rows": "the rows",
    "academic": "the number of academic reviewers",
    "practitioner": "the number of reviewers from practice",
    "help": "the help text",
    "min": "the lowest value allowed",
    "choices": "the choices",
    "kind": "the kind of value",
    "columns": "the questions whose lowest answer counts",
    "moves": "the questions that move it",
    "criteria": "the questions it counts",
    "order": "the order in which they are looked at",
    "start": "the question it starts with",
    "up_only_without_down": "whether moves up count only when nothing moved down",
    "direction": "the direction of the scale",
    "runs_on": "what the rule looks at in one go",
    "status": "the status",
    "title": "the title",
    "short_title": "the short title",
    "owner": "the owner",
    "summary": "the summary",
    "use": "what it is used for",
    "citation": "the citation",
    "url": "the address",
    "text": "the text",
    "note": "the note",
    "blinding": "the rule on working apart",
    "valid_for_months_note": "the note on how long a result holds",
    "facts_note": "the note on facts",
    "comments_until": "the last day for comments",
    "supersedes": "the version it takes the place of",
    "display": "how steps are drawn",
    "validated": "who checked our reading",
    "dissent": "what those who checked disagreed with",
    "interests": "the interests declared",
}
# Keys whose values are ids ("section.key", or the key in any section): which names of `Names` they stand for.
_REFERENCES: Mapping[str, str] = {
    **dict.fromkeys(("documents", "document"), "documents"),
    **dict.fromkeys(("facts", "by", "same_direction"), "facts"),
    "routes": "routes",
    **dict.fromkeys(("designs", "not_applicable_for"), "designs"),
    **dict.fromkeys(("implied_by", "columns", "moves", "criteria", "judge"), "criteria"),
    "start": "steps",
    ".order": "tiers",
    "synthesis.order": "ratings",
}
# What it means when a key is left out.
_DEFAULTS: Mapping[tuple[str, str], Any] = {
    ("criteria", "accept"): ["met"],
    ("", "status"): "published",
    ("criteria", "about"): "evidence",
    ("criteria", "scored"): True,
    ("criteria", "judged_too"): False,
    ("tables", "round"): "down",
    ("", "answers"): list(ANSWERS),
    ("", "direction"): "rising",
    ("", "display"): "steps",
    ("", "reviewers"): 2,
    ("", "runs_on"): "part",
    ("", "unit"): "project",
}


def noun_of(key: str) -> str:
    """What a sentence calls a key: "the template to fill in"."""
    return _NOUNS.get(key) or quoted(key)


def stays_the_same(difference: Difference) -> bool:
    """Whether a key was only written out, or left out, with the value that it has by itself."""
    default = _DEFAULTS.get((difference.section, difference.key))
    return default is not None and same(
        *(default if value is None else value for value in (difference.old, difference.new))
    )


def general_sentence(difference: Difference) -> str:
    """What changed, from what to what."""
    what = noun_of(difference.key)
    old, new = difference.old, difference.new
    default = _DEFAULTS.get((difference.section, difference.key))
    if default is not None and stays_the_same(difference):
        said = _say(default, difference, difference.sides.new_names)
        return f"{what} is {'no longer' if new is None else 'now'} written out, and stays {said}"
    if isinstance(old, list) and isinstance(new, list) and (text := _members(difference, what)):
        return text
    before, after = (_say(value, difference, names) for value, names in difference.both)
    if before != after:
        return from_to(what, before, after)
    if isinstance(old, str) and isinstance(new, str) and old.split() == new.split():
        return f"only the spacing changed in {what}"
    return from_to(what, as_written(old), as_written(new))


def from_to(what: str, before: str, after: str) -> str:
    if max(len(before), len(after)) <= SHORT:
        return f"{what} changed from {before} to {after}"
    return f"{what} changed. Before: {stop(before)} Now: {after}"


def stop(text: str) -> str:
    """End a sentence. One that ends in quoted words with a stop of their own has its end already."""
    text = text.rstrip()
    return text if text.rstrip('"').endswith((".", "?", "!", "…")) else f"{text}."


def _members(difference: Difference, what: str) -> str:
    """What came into a list and what left it; nothing where neither did, or where the order is the meaning."""
    old, new, sides = difference.old, difference.new, difference.sides
    came = [_say(entry, difference, sides.new_names) for entry in new if not _among(entry, old)]
    left = [_say(entry, difference, sides.old_names) for entry in old if not _among(entry, new)]
    if difference.key == "order" or not (came or left):
        return ""
    if set(came) & set(left):  # two things of one name
        return from_to(what, as_written(old), as_written(new))
    parts = [f"added {joined(came)}"] if came else []
    parts += [f"left out {joined(left)}"] if left else []
    return f"{what}: {'; '.join(parts)}"


def _among(entry: object, entries: Iterable[object]) -> bool:
    return any(same(entry, other) for other in entries)


def _say(value: object, difference: Difference, names: Names) -> str:
    if value is None:
        default = _DEFAULTS.get((difference.section, difference.key))
        return "nothing" if default is None else f"{_say(default, difference, names)} (the default)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_number(value):
        return number(value)
    if isinstance(value, str):
        kind = _REFERENCES.get(f"{difference.section}.{difference.key}") or _REFERENCES.get(difference.key)
        known: NamesById = getattr(names, kind) if kind else {}
        return quoted(known.get(value, value))
    if isinstance(value, list):
        return joined([_say(entry, difference, names) for entry in value])
    if isinstance(value, Mapping):
        return "(" + "; ".join(f"{key}: {_say(entry, difference, names)}" for key, entry in value.items()) + ")"
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)
