"""Which keys the files of a standard may hold. A key that is not here is an error, so that a typing mistake is seen."""

from collections.abc import Mapping

from evidencehub.standards.engine.rules.registry import RULES
from evidencehub.standards.files.toml_source import Key
from evidencehub.standards.model.standard import (
    ABOUT,
    DISPLAYS,
    EFFORTS,
    FACT_KINDS,
    FOUND,
    PROVENANCE,
    STATUSES,
    UNITS,
    USES,
)

Schema = Mapping[str, Key]

TEXT = Key(str)
OPTIONAL_TEXT = Key(str, required=False)
TEXTS = Key(list)
OPTIONAL_TEXTS = Key(list, required=False)
OPTIONAL_PROVENANCE = Key(str, required=False, choices=PROVENANCE)
# What of a criterion may be said differently on a route.
REWORDABLE = ("short", "question", "team", "public", "guidance", "counts_as_evidence", "what_not_to_do", "template")

STANDARD: Schema = {
    "id": TEXT,
    "title": TEXT,
    "short_title": OPTIONAL_TEXT,  # absent: the title
    "owner": TEXT,
    "current": TEXT,
    "summary": TEXT,
    "note": OPTIONAL_TEXT,
    "use": Key(str, required=False, choices=USES),
}
# A standard of one file has no standard.toml: its version file says these as well.
SINGLE_FILE: Schema = {
    key: Key(str, required=False, choices=STANDARD[key].choices)
    for key in STANDARD
    if key not in ("id", "current", "note")
}
HISTORY: Schema = {"year": TEXT, "text": TEXT, "provenance": Key(str, choices=PROVENANCE), "source": TEXT}
SOURCE: Schema = {"id": TEXT, "citation": TEXT, "url": TEXT}

VERSION: Schema = {
    **SINGLE_FILE,
    "standard": TEXT,
    "version": TEXT,
    "rule": Key(str, choices=tuple(RULES)),
    "direction": Key(str, required=False, choices=("rising", "falling")),
    "unit": Key(str, required=False, choices=UNITS),
    "runs_on": Key(str, required=False, choices=("part", "whole")),
    "answers": OPTIONAL_TEXTS,
    "order": OPTIONAL_TEXTS,
    "start": OPTIONAL_TEXT,
    "reviewers": Key(int, required=False),
    "blinding": OPTIONAL_TEXT,
    "valid_for_months": Key(int, required=False),
    "valid_for_months_note": OPTIONAL_TEXT,
    "status": Key(str, required=False, choices=STATUSES),
    "supersedes": OPTIONAL_TEXT,
    "comments_until": OPTIONAL_TEXT,
    "display": Key(str, required=False, choices=DISPLAYS),
    "facts_note": OPTIONAL_TEXT,
    "note": OPTIONAL_TEXT,
    "source": OPTIONAL_TEXT,  # for every part below that names none
    "provenance": OPTIONAL_PROVENANCE,
}
TIER: Schema = {
    "id": TEXT,
    "rank": Key(
        int, required=False
    ),  # absent in the first file of a kind: the place; absent beside others: outside the scale
    "label": TEXT,
    "name": TEXT,
    "plain": TEXT,
    "motto": OPTIONAL_TEXT,
    "documents": OPTIONAL_TEXTS,
    "evaluation_expected": OPTIONAL_TEXT,
    "about_next": OPTIONAL_TEXT,
    "provenance": OPTIONAL_PROVENANCE,
    "source": OPTIONAL_TEXT,
    "motto_provenance": OPTIONAL_PROVENANCE,
    "score": Key(float, required=False),
    "from": Key(float, required=False),
    "to": Key(float, required=False),
    "floor": Key(bool, required=False),
    "found": Key(str, required=False, choices=tuple(FOUND)),
    "requires": Key(dict, required=False),  # absent: all criteria of the tier
}
CRITERION: Schema = {
    "id": TEXT,
    "tier": OPTIONAL_TEXT,
    "group": OPTIONAL_TEXT,
    "about": Key(str, required=False, choices=ABOUT),
    "unit": Key(str, required=False, choices=UNITS),
    "short": OPTIONAL_TEXT,
    "question": TEXT,
    "team": OPTIONAL_TEXT,
    "public": OPTIONAL_TEXT,
    "guidance": OPTIONAL_TEXT,
    "counts_as_evidence": OPTIONAL_TEXTS,
    "effort": Key(str, required=False, choices=EFFORTS),
    "template": OPTIONAL_TEXT,
    "what_not_to_do": OPTIONAL_TEXT,
    "document": OPTIONAL_TEXT,
    "provenance": OPTIONAL_PROVENANCE,
    "source": OPTIONAL_TEXT,
    "concept": OPTIONAL_TEXT,
    "accept": OPTIONAL_TEXTS,
    "answers": OPTIONAL_TEXTS,
    "points": Key(dict, required=False),
    "not_applicable_for": OPTIONAL_TEXTS,
    "facts": OPTIONAL_TEXTS,
    "implied_by": OPTIONAL_TEXTS,
    "routes": OPTIONAL_TEXTS,
    "scored": Key(bool, required=False),
    "test": Key(dict, required=False),
    "judged_too": Key(bool, required=False),
    "bands": Key(dict, required=False),
    "by_design": Key(dict, required=False),
}
FACT: Schema = {
    "name": TEXT,
    "label": TEXT,
    "kind": Key(str, choices=FACT_KINDS),
    "unit": Key(str, may_be_empty=True),
    "help": TEXT,
    "min": Key(float, required=False),
    "about": Key(str, required=False, choices=("evidence", "effect")),
    "choices": OPTIONAL_TEXTS,
}
DOCUMENT: Schema = {"id": TEXT, "label": TEXT, "plain": TEXT}
GROUP: Schema = {"id": TEXT, "label": TEXT, "plain": TEXT}
QUALITY: Schema = {"id": TEXT, "label": TEXT, "requires": Key(dict)}
ROUTE: Schema = {"id": TEXT, "label": TEXT, "plain": TEXT, "designs": OPTIONAL_TEXTS}
WORDING: Schema = {
    "criterion": TEXT,
    "route": TEXT,
    **{key: Key(CRITERION[key].kind, required=False) for key in REWORDABLE},
}
STEP: Schema = {"id": TEXT, "label": TEXT, "ask": Key(object), "yes": TEXT, "no": TEXT, "cannot_tell": OPTIONAL_TEXT}
TABLE: Schema = {
    "id": TEXT,
    "label": TEXT,
    "by": TEXT,
    "step": Key(float),
    "round": Key(str, required=False, choices=("down", "nearest")),
    "rows": Key(tuple),
    "provenance": OPTIONAL_PROVENANCE,
    "source": OPTIONAL_TEXT,
}
SCORE: Schema = {
    "columns": TEXTS,
    "moves": OPTIONAL_TEXTS,
    "up_only_without_down": Key(bool, required=False),
    "not_scored": OPTIONAL_TEXT,
    "not_scored_from": Key(float, required=False),
}
PENALTY: Schema = {
    "criteria": TEXTS,
    "moderate": TEXT,
    "high": TEXT,
    "same_direction": OPTIONAL_TEXT,
    "judge": TEXT,
    "rows": Key(tuple),
}
PENALTY_ROW: Schema = {"high": Key(tuple), "moderate": Key(tuple), "same": Key(bool, required=False), "drop": Key(int)}
SYNTHESIS: Schema = {"by": Key(str, choices=("domain",)), "title": TEXT, "plain": TEXT, "order": TEXTS}
RATING: Schema = {
    "id": TEXT,
    "label": TEXT,
    "plain": TEXT,
    "requires": Key(dict),
    "provenance": OPTIONAL_PROVENANCE,
    "source": OPTIONAL_TEXT,
}
COST_BAND: Schema = {
    "id": TEXT,
    "label": TEXT,
    "plain": TEXT,
    "below": Key(float, required=False),
    "up_to": Key(float, required=False),
    "provenance": OPTIONAL_PROVENANCE,
    "source": OPTIONAL_TEXT,
}
PANEL: Schema = {
    "tier": TEXT,
    "academic": Key(int, required=False),
    "practitioner": Key(int, required=False),
    "provenance": OPTIONAL_PROVENANCE,
    "source": OPTIONAL_TEXT,
}
VALIDATION: Schema = {"by": TEXT, "on": TEXT, "interests": TEXT, "dissent": TEXT}

# The tables of a version file, and the key that may not be used twice.
TABLES: Mapping[str, tuple[Schema, str]] = {
    "tiers": (TIER, "id"),
    "groups": (GROUP, "id"),
    "criteria": (CRITERION, "id"),
    "qualities": (QUALITY, "id"),
    "routes": (ROUTE, "id"),
    "wordings": (WORDING, ""),
    "steps": (STEP, "id"),
    "tables": (TABLE, "id"),
    "ratings": (RATING, "id"),
    "cost_bands": (COST_BAND, "id"),
    "facts": (FACT, "name"),
    "documents": (DOCUMENT, "id"),
    "panels": (PANEL, "tier"),
    "validations": (VALIDATION, ""),
    "history": (HISTORY, ""),
    "sources": (SOURCE, "id"),
}
SECTIONS: Mapping[str, Schema] = {"score": SCORE, "penalty": PENALTY, "synthesis": SYNTHESIS}

CASE: Schema = {
    "name": TEXT,
    "story": OPTIONAL_TEXT,
    "show": Key(bool, required=False),  # a worked example on the public page
    "met_tiers": OPTIONAL_TEXTS,  # every criterion of these tiers is met, before `input` is laid over it
    "met_groups": OPTIONAL_TEXTS,
    "input": Key(dict, required=False),  # as for `standards grade`
    "expect": Key(dict),
}
GRID: Schema = {
    "name": TEXT,
    "met_tiers": OPTIONAL_TEXTS,
    "met_groups": OPTIONAL_TEXTS,
    "input": Key(dict, required=False),
    "vary": TEXTS,  # names of facts
    "rows": Key(tuple),  # a value for each fact, and the tier that must come out
}
EXPECTED: Schema = {
    "tier": TEXT,  # "none" when no tier is reached: TOML has no null
    "evidence_tier": TEXT,
    "unmet": Key(list, required=False, may_be_empty=True),
    "next": OPTIONAL_TEXT,
    "parts": Key(dict, required=False),  # outcome id -> [tier, evidence tier]; in parallel scores group id -> band
    "route": OPTIONAL_TEXT,
    "possible": Key(list, required=False, may_be_empty=True),
    "flags": Key(int, required=False),
    "summaries": Key(dict, required=False),  # domain -> rating
    "cost": OPTIONAL_TEXT,
}
