"""What the team says of the facts that a question asks for, beside it: once this reviewer has typed their own."""

from collections.abc import Mapping

from evidencehub.projects.pages.study_words import study_sections
from evidencehub.review import team_numbers
from evidencehub.review.models import FactEntry, Finding
from evidencehub.review.sheet import WHOLE, Key, Sheet


def facts_in_words(
    sheet: Sheet, findings: Mapping[Key, Finding], facts: Mapping[Key, FactEntry]
) -> dict[Key, tuple[tuple[str, str], ...]]:
    """By question, what the team calls each fact and says of it; no question of which it says nothing."""
    closed = team_numbers.sealed_facts(sheet, findings, facts)
    told: dict[str, dict[str, tuple[str, str]]] = {}
    for study in sheet.studies:
        sections = study_sections(study.frozen, sealed=closed[study.id])
        said = {each.name: (each.question, each.words) for part in sections for each in part.answers}
        for one in study.measured:
            told[one.key] = said
        if len(sheet.studies) == 1:
            told[WHOLE] = said
    found = {
        item.key: tuple(
            told[item.result_key][name] for name in item.criterion.facts if name in told.get(item.result_key, {})
        )
        for item in sheet.items
    }
    return {key: words for key, words in found.items() if words}
