"""By what a plan is found: the words that people wrote in it, and where its outcomes stand in the tree.

Kept beside each version as it is sent, so that no search looks into the text of a table, and an accent makes no
difference on any database.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Text, and_, cast, false, or_, true

from evidencehub.projects.plans.models import PlanVersion
from evidencehub.projects.plans.outcomes import planned_of
from evidencehub.search.analysis import words
from evidencehub.search.spelling import term_of
from evidencehub.standards.files.outcomes import load_outcomes

MAX_WORDS = 10  # of a search


def terms_of(made: PlanVersion) -> str:
    """The terms of what was written, each once with a space on both sides."""
    written = [made.title, made.project_name]
    for each in planned_of(made):
        written += [each.outcome, each.measure, each.when]
    return f" {' '.join(_terms(' '.join(written)))} "


def topics_of(made: PlanVersion) -> list[str]:
    """Slugs of its outcomes, with all that they are part of, as far as the tree knows them."""
    tree = load_outcomes()
    paths = [tree.path(each.outcome_slug or each.outcome_area) for each in planned_of(made)]
    return sorted({slug for path in paths for slug in path} | {each.outcome_area for each in planned_of(made)})


def has_words(text: str) -> ColumnElement[bool]:
    """Every word of a search begins a word of the plan, however either is bent; a text without words finds nothing."""
    if not text:
        return true()
    looked_for = _terms(text)[:MAX_WORDS]
    if not looked_for:
        return false()
    return and_(*(PlanVersion.terms.contains(f" {term}", autoescape=True) for term in looked_for))


def is_on(slugs: Iterable[str]) -> ColumnElement[bool]:
    """It names an outcome that is one of these, or part of one."""
    topics = cast(PlanVersion.topics, Text)
    return or_(false(), *(topics.contains(f'"{slug}"', autoescape=True) for slug in slugs))


def _terms(text: str) -> list[str]:
    return list(dict.fromkeys(map(term_of, words(text))))
