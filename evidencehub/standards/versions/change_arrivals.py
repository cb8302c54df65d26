"""Sentences for the parts of a standard that a new version brings, and for those that it no longer has."""

from evidencehub.standards.files.toml_source import Table
from evidencehub.standards.versions.change_words import Sides, noun_of, stop
from evidencehub.standards.versions.names import Names, amount, joined, quoted, tables_of
from evidencehub.standards.versions.plainly import threshold_in_words
from evidencehub.standards.versions.sections import capital, entry_name, place_of


def arrival(sides: Sides, section: str, table: Table) -> str:
    """A sentence for a table that the old version does not have."""
    names, called = sides.new_names, entry_name(section, table, sides.new_names)
    if section == "criteria":
        test = f" Enough is: {threshold_in_words(table['test'], names)}." if "test" in table else ""
        return f"New question {table.get('id')} in {place_of(table, names)}: {_quoted(table, 'question')}{test}"
    if section == "routes":
        return stop(f"New {called}, for {_designs(table, names)}. {_left_out(sides, str(table.get('id')))}")
    if section == "tiers":
        name = f", {_quoted(table, 'name')}" if "name" in table else ""
        called = f"step {called.removeprefix('step ')}{name}"
    detail = next((f": {_quoted(table, key)}" for key in ("plain", "help", "question", "text") if key in table), "")
    if section == "panels":
        kinds = (("academic", "academics"), ("practitioner", "practitioners"))
        detail = f": {joined([amount(table[key], unit) for key, unit in kinds if table.get(key)])}"
    elif section == "wordings" and not detail:
        detail = f": {joined([noun_of(key) for key in table if key not in ('criterion', 'route')])}"
    return stop(f"New {called.removeprefix('the ')}{detail}")


def departure(sides: Sides, section: str, table: Table) -> str:
    """A sentence for a table that the new version no longer has."""
    called = capital(entry_name(section, table, sides.old_names))
    if section == "criteria":
        place = place_of(table, sides.old_names)
        return f"{called} is no longer asked in {place}. It was: {_quoted(table, 'question')}"
    return f"{called} is gone."


def _designs(route: Table, names: Names) -> str:
    slugs = route.get("designs")
    designs = [quoted(names.designs.get(slug, slug)) for slug in map(str, slugs if isinstance(slugs, list) else [])]
    return joined(designs) if designs else "every design that no other route takes"


def _left_out(sides: Sides, route: str) -> str:
    lists = [(str(table.get("id")), table.get("routes")) for table in tables_of(sides.new, "criteria")]
    elsewhere = [criterion for criterion, routes in lists if isinstance(routes, list) and route not in routes]
    return f"It does not ask {joined(elsewhere)}" if elsewhere else "It asks every question"


def _quoted(table: Table, key: str) -> str:
    return quoted(table.get(key, ""))
