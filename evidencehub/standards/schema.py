"""Which keys the files of a standard may hold. A key that is not here is an error, so that a typing mistake is seen."""

from collections.abc import Mapping

from evidencehub.standards.models import ABOUT, EFFORTS, FACT_KINDS, PROVENANCE, UNITS
from evidencehub.standards.rules import RULES
from evidencehub.standards.toml_source import Key

Schema = Mapping[str, Key]

TEXT = Key(str)
OPTIONAL_TEXT = Key(str, required=False)
TEXTS = Key(list)
OPTIONAL_TEXTS = Key(list, required=False)

STANDARD: Schema = {
    "id": TEXT,
    "title": TEXT,
    "short_title": TEXT,
    "owner": TEXT,
    "current": TEXT,
    "summary": TEXT,
    "note": TEXT,
}
HISTORY: Schema = {"year": TEXT, "text": TEXT, "provenance": Key(str, choices=PROVENANCE), "source": TEXT}
SOURCE: Schema = {"id": TEXT, "citation": TEXT, "url": TEXT}

VERSION: Schema = {
    "standard": TEXT,
    "version": TEXT,
    "rule": Key(str, choices=tuple(RULES)),
    "direction": Key(str, choices=("rising", "falling")),
    "unit": Key(str, choices=UNITS),
    "answers": TEXTS,
    "reviewers": Key(int),
    "blinding": TEXT,
    "valid_for_months": Key(int, required=False),
    "valid_for_months_note": OPTIONAL_TEXT,
    "validated": OPTIONAL_TEXT,
    "facts_note": OPTIONAL_TEXT,
    "note": TEXT,
}
TIER: Schema = {
    "id": TEXT,
    "rank": Key(int),
    "label": TEXT,
    "name": TEXT,
    "motto": TEXT,
    "plain": TEXT,
    "documents": TEXTS,
    "evaluation_expected": TEXT,
    "about_next": TEXT,
    "provenance": Key(str, choices=PROVENANCE),
    "source": TEXT,
    "motto_provenance": Key(str, choices=PROVENANCE),
    "requires": Key(dict, required=False),  # absent: all criteria of the tier
}
CRITERION: Schema = {
    "id": TEXT,
    "tier": TEXT,
    "about": Key(str, choices=ABOUT),
    "unit": Key(str, choices=UNITS),
    "short": TEXT,
    "question": TEXT,
    "team": TEXT,
    "public": TEXT,
    "guidance": TEXT,
    "counts_as_evidence": TEXTS,
    "effort": Key(str, choices=EFFORTS),
    "what_not_to_do": TEXT,
    "document": TEXT,
    "provenance": Key(str, choices=PROVENANCE),
    "source": TEXT,
    "accept": OPTIONAL_TEXTS,
    "answers": OPTIONAL_TEXTS,
    "not_applicable_for": OPTIONAL_TEXTS,
    "facts": OPTIONAL_TEXTS,
    "implied_by": OPTIONAL_TEXTS,
}
FACT: Schema = {
    "name": TEXT,
    "label": TEXT,
    "kind": Key(str, choices=FACT_KINDS),
    "unit": Key(str, may_be_empty=True),
    "help": TEXT,
    "min": Key(float, required=False),
}
DOCUMENT: Schema = {"id": TEXT, "label": TEXT, "plain": TEXT}

CASE: Schema = {
    "name": TEXT,
    "met_tiers": OPTIONAL_TEXTS,  # every criterion of these tiers is met, before `input` is laid over it
    "input": Key(dict, required=False),  # as for `standards grade`
    "expect": Key(dict),
}
EXPECTED: Schema = {
    "tier": TEXT,  # "none" when no tier is reached: TOML has no null
    "evidence_tier": TEXT,
    "unmet": Key(list, required=False, may_be_empty=True),
    "next": OPTIONAL_TEXT,
    "parts": Key(dict, required=False),  # outcome id -> [tier, evidence tier]
}
