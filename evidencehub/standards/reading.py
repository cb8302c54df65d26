"""Reading the files of a standard, with every problem in them noted."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evidencehub.standards import checks, schema
from evidencehub.standards.models import NO_FINDING, NOT_APPLICABLE
from evidencehub.standards.requirements import parse_requirement
from evidencehub.standards.rules import AtLeast, criteria_in
from evidencehub.standards.suggestions import did_you_mean
from evidencehub.standards.toml_source import Table, TomlSource
from evidencehub.standards.vocabulary import design_slugs

_TABLES: Mapping[str, schema.Schema] = {
    "tiers": schema.TIER,
    "criteria": schema.CRITERION,
    "facts": schema.FACT,
    "documents": schema.DOCUMENT,
}


def version_files(folder: Path) -> list[str]:
    """Versions that have a file, oldest name first."""
    names = [path.name.removesuffix(".toml") for path in folder.glob("*.toml")]
    return sorted(name for name in names if name != "standard" and not name.endswith(".cases"))


def read_common(path: Path) -> TomlSource:
    """Read ``standard.toml`` and note every problem in it."""
    source = TomlSource.read(path)
    if source.problems:
        return source
    source.check_keys(schema.STANDARD, without_keys(source.data, ("history", "sources")))
    source.tables("history", schema.HISTORY)
    source.check_unique("sources", "id", source.tables("sources", schema.SOURCE))
    if source.data.get("id") != path.parent.name:
        source.add(f'"id" must be the name of the folder, "{path.parent.name}"', key="id")
    versions = version_files(path.parent)
    if (current := source.data.get("current")) not in versions:
        source.add(f'there is no file for version "{current}"{did_you_mean(str(current), versions)}', key="current")
    return source


def read_version(path: Path) -> tuple[TomlSource, Mapping[str, AtLeast]]:
    """Read one version and note every problem in it; the mapping has what each tier asks for."""
    source = TomlSource.read(path)
    if source.problems:
        return source, {}
    source.check_keys(schema.VERSION, without_keys(source.data, _TABLES))
    tiers, criteria, facts, documents = (source.tables(name, keys) for name, keys in _TABLES.items())
    for name, tables in (("tiers", tiers), ("criteria", criteria)):
        if not tables:
            source.add(f"has no [[{name}]]")
    for name, key, tables in (
        ("tiers", "id", tiers),
        ("criteria", "id", criteria),
        ("facts", "name", facts),
        ("documents", "id", documents),
    ):
        source.check_unique(name, key, tables)
    if source.data.get("standard") != path.parent.name:
        source.add(f'"standard" must be the name of the folder, "{path.parent.name}"', key="standard")
    if source.data.get("version") != path.stem:
        source.add(f'"version" must be the name of the file, "{path.stem}"', key="version")
    answers = source.data.get("answers", [])
    if isinstance(answers, list) and not {NO_FINDING, NOT_APPLICABLE} <= set(answers):
        source.add(f'"answers" must have "{NO_FINDING}" and "{NOT_APPLICABLE}"', key="answers")
    requirements = _requirements(source, tiers, criteria)
    _check_cross_references(source, tiers, criteria, facts, documents)
    hopeless = checks.check_answers(source, criteria, answers if isinstance(answers, list) else [])
    checks.check_implied(source, criteria)
    checks.check_reachable(source, tiers, requirements, {str(criteria[index].get("id")) for index in hopeless})
    used = {criterion for requirement in requirements.values() for criterion in criteria_in(requirement)}
    tier_ids = _values(tiers, "id")
    for index, criterion in enumerate(criteria):
        if criterion.get("tier") in tier_ids and criterion.get("id") not in used:
            source.add(f'criterion "{criterion.get("id")}" is never used', "criteria", index, "id")
    return source, requirements


def _check_cross_references(
    source: TomlSource,
    tiers: Sequence[Table],
    criteria: Sequence[Table],
    facts: Sequence[Table],
    documents: Sequence[Table],
) -> None:
    document_ids, designs = _values(documents, "id"), design_slugs(source.path.parent.parent)
    checks.check_references(source, "criteria", criteria, "tier", _values(tiers, "id"), "tier")
    checks.check_references(source, "criteria", criteria, "facts", _values(facts, "name"), "fact")
    checks.check_references(source, "criteria", criteria, "document", document_ids, "document")
    checks.check_references(source, "criteria", criteria, "not_applicable_for", designs, "design")
    checks.check_references(source, "criteria", criteria, "implied_by", _values(criteria, "id"), "criterion")
    checks.check_references(source, "tiers", tiers, "documents", document_ids, "document")
    asked_for = {document for tier in tiers for document in tier.get("documents", [])} | _values(criteria, "document")
    checks.check_used(source, "documents", documents, "id", asked_for)
    named = {fact for criterion in criteria for fact in criterion.get("facts", [])}
    checks.check_used(source, "facts", facts, "name", named)


def _requirements(source: TomlSource, tiers: Sequence[Table], criteria: Sequence[Table]) -> dict[str, AtLeast]:
    requirements = {}
    for index, tier in enumerate(tiers):
        own = [str(values["id"]) for values in criteria if values.get("tier") == tier.get("id") and "id" in values]
        complaints: list[str] = []
        requirements[str(tier.get("id"))] = parse_requirement(tier.get("requires", {"all": own}), own, complaints)
        for complaint in complaints:
            source.add(complaint, "tiers", index, "requires")
    return requirements


def _values(tables: Sequence[Table], key: str) -> set[str]:
    return {str(values[key]) for values in tables if key in values}


def without_keys(table: Table, names: Sequence[str] | Mapping[str, object]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in names}
