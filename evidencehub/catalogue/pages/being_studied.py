"""Studies whose plan is public and that are not over, beside what was found: told apart from evidence, not counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from evidencehub.catalogue.index import facets
from evidencehub.catalogue.index.counts import Scope
from evidencehub.catalogue.index.intent import intent
from evidencehub.catalogue.index.searching import Request
from evidencehub.projects.plans import register
from evidencehub.projects.plans.register import Asked, Entry
from evidencehub.projects.plans.status import Status
from evidencehub.search.spelling import FILLER, STOP
from evidencehub.shared.clock import hub_today
from evidencehub.shared.db import db


@dataclass(frozen=True)
class BeingStudied:
    entries: Sequence[Entry]  # a few
    total: int
    address: dict[str, str]  # the arguments under which the register lists them


def asked_of(words: str, status: Status | None, area: str) -> Asked:
    """A search of the register: an outcome that the words name is looked for by all that it is called."""
    meant = intent(words)
    named = [each for each in meant.named if each.facet == facets.OUTCOME]
    others = " ".join(text for text, each in meant.pieces if each not in named).split()
    rest = " ".join(word for word in others if word.casefold() not in STOP | FILLER)
    return Asked(words, status, area, named[0].values if named else (), rest)


def being_studied(asked: Request, counted: Scope) -> BeingStudied | None:
    """What is planned or running of that for which somebody searches; None for nothing.

    A plan says neither who is studied nor how sure it will be: with a filter on that, none is shown.
    """
    outcomes = asked.chosen.get(facets.OUTCOME, ())
    others = asked.years or any(values for name, values in asked.chosen.items() if name != facets.OUTCOME)
    if others or len(outcomes) > 1 or asked.page > 1 or not (asked.text or outcomes):
        return None
    area = outcomes[0] if outcomes else ""
    found, total = register.being_studied(
        db.session, asked_of(asked.text, None, area), hub_today(), only_real=not counted.is_demonstration
    )
    if not found:
        return None
    return BeingStudied(found, total, {name: each for name, each in (("q", asked.text), ("area", area)) if each})
