"""Tests on facts: a comparison in the fact's own unit, a table, the design. What is missing cannot be told."""

from collections.abc import Mapping

from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, NOT_MET, Tested
from evidencehub.standards.model.nodes import AtLeast, OfDesign, Test, Threshold, WithinTable
from evidencehub.standards.model.rule_parts import NEAR, Table

FactValue = float | str | bool
Facts = Mapping[str, FactValue]


def run_test(test: Test, facts: Facts, design: str | None, tables: Mapping[str, Table]) -> Tested:
    match test:
        case Threshold():
            return _threshold(test, facts)
        case WithinTable():
            return _within_table(test, facts, tables[test.table])
        case OfDesign():
            known = design is not None and design != "not-stated"
            state = CANNOT_TELL if not known else MET if design in test.designs else NOT_MET
            return Tested(state, "design", "", design if known else None, test.designs)
    assert isinstance(test, AtLeast)  # noqa: S101  the four forms of a test
    parts = tuple([run_test(part, facts, design, tables) for part in test.parts])  # type: ignore[arg-type]
    states = [part.state for part in parts]
    kind = "all" if test.count == len(parts) else "any" if test.count == 1 else "at-least"
    return Tested(count_state(states, test.count), kind, "", None, test.count, None, parts)


def count_state(states: list[str], needed: int) -> str:
    """Whether at least ``needed`` are met, not met, or cannot be told yet."""
    met = states.count(MET)
    if met >= needed:
        return MET
    return CANNOT_TELL if met + states.count(CANNOT_TELL) >= needed else NOT_MET


def _threshold(test: Threshold, facts: Facts) -> Tested:
    value = facts.get(test.fact)
    state = CANNOT_TELL if value is None else MET if _holds(value, test) else NOT_MET
    return Tested(state, test.comparison, test.fact, value, test.value)


def _holds(value: FactValue, test: Threshold) -> bool:
    wanted = test.value
    if isinstance(wanted, tuple):
        return value in wanted
    if test.comparison == "is":
        return value == wanted
    number, limit = float(value), float(wanted)
    if test.comparison == "at_least":
        return number >= limit - NEAR
    if test.comparison == "at_most":
        return number <= limit + NEAR
    return number > limit + NEAR if test.comparison == "above" else number < limit - NEAR


def _within_table(test: WithinTable, facts: Facts, table: Table) -> Tested:
    value, by = facts.get(test.fact), facts.get(test.by)
    limit = None if by is None else table.limit(float(by))
    if by is not None and limit is None:  # beyond the table whatever the first fact is
        state = NOT_MET
    elif value is None or by is None:
        state = CANNOT_TELL
    else:
        state = MET if float(value) <= (limit or 0.0) + NEAR else NOT_MET
    known_by = None if by is None else float(by)
    return Tested(state, "within-table", test.fact, value, limit, (test.by, known_by))
