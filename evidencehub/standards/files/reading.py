"""Reading the files of a standard, with every problem in them noted."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evidencehub.standards.engine.rules.registry import RULES
from evidencehub.standards.files import schema
from evidencehub.standards.files.checks import numbers, references, rules
from evidencehub.standards.files.requirements import Known, parse_requirement, parse_test
from evidencehub.standards.files.toml_source import Table, TomlSource
from evidencehub.standards.files.version_file import VersionFile
from evidencehub.standards.files.vocabulary import concept_slugs, design_slugs, fact_tables
from evidencehub.standards.model.nodes import AtLeast, Rated, all_of, walk
from evidencehub.standards.model.standard import ANSWERS, NO_FINDING
from evidencehub.standards.model.suggestions import did_you_mean

COMMON_FILE = "standard.toml"
_NOT_VERSIONS = (".cases",)


def version_files(folder: Path) -> list[str]:
    """Versions that have a file, oldest name first."""
    names = [path.name.removesuffix(".toml") for path in folder.glob("*.toml") if path.name != COMMON_FILE]
    return sorted(name for name in names if not name.endswith(_NOT_VERSIONS))


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


def read_version(path: Path) -> VersionFile:
    """Read one version and note every problem in it."""
    source = TomlSource.read(path)
    if source.problems:
        return VersionFile(source)
    above = {*schema.VERSION, *schema.TABLES}
    strayed = {key for name, (keys, _) in schema.TABLES.items() for entry in source.list_of(name) for key in entry
               if key not in keys and key in above}  # fmt: skip
    top = without_keys(source.data, (*schema.TABLES, *schema.SECTIONS))
    source.check_keys(schema.VERSION, top, strayed=strayed)
    tables = {name: source.tables(name, keys, above=above) for name, (keys, _) in schema.TABLES.items()}
    for name, (_, key) in schema.TABLES.items():
        if key:
            source.check_unique(name, key, tables[name])
    for name, keys in schema.SECTIONS.items():
        if isinstance(found := source.data.get(name, {}), dict):
            if found:
                source.check_keys(keys, found, name)
        else:
            source.add(f'"{name}" must be written as [{name}]', key=name)
    _check_place(source)
    for name in ("tiers", "criteria"):
        if not tables[name] and name not in strayed:
            source.add(f"has no [[{name}]]")
    version = VersionFile(source, tables)
    read_trees(version)
    if not strayed:  # what belongs to the whole file is not known: anything more would be noise
        _check(version)
    return version


def _check_place(source: TomlSource) -> None:
    path = source.path
    if source.data.get("standard") != path.parent.name:
        source.add(f'"standard" must be the name of the folder, "{path.parent.name}"', key="standard")
    if source.data.get("version") != path.stem:
        source.add(f'"version" must be the name of the file, "{path.stem}"', key="version")
    if not (path.parent / COMMON_FILE).exists():
        for key in ("title", "owner", "summary"):
            if key not in source.data:
                source.add(f'"{key}" is missing (there is no {COMMON_FILE} beside this file that says it)')
        if len(version_files(path.parent)) > 1:
            source.add(f'a standard of several versions needs a {COMMON_FILE} that says which is "current"')
    supersedes = source.data.get("supersedes")
    if supersedes is not None and supersedes not in (versions := version_files(path.parent)):
        source.add(
            f'"supersedes" names "{supersedes}", which has no file{did_you_mean(supersedes, versions)}',
            key="supersedes",
        )
    answers = source.data.get("answers", list(ANSWERS))
    if isinstance(answers, list) and NO_FINDING not in answers:
        source.add(f'"answers" must have "{NO_FINDING}"', key="answers")


def _known(version: VersionFile) -> Known:
    source, tables = version.source, version.tables
    default = source.data.get("answers", list(ANSWERS))
    facts = {str(fact.get("name")): str(fact.get("kind")) for fact in _all_facts(version)}
    return Known(
        criteria=values_of([each for each in tables["criteria"] if each.get("scored", True)], "id"),
        answers={str(each.get("id")): each.get("answers", default) for each in tables["criteria"]},
        facts=facts,
        tables=values_of(tables["tables"], "id"),
        table_facts={str(table.get("id")): str(table.get("by")) for table in tables["tables"]},
        designs=design_slugs(source.path.parent.parent),
    )


def _all_facts(version: VersionFile) -> list[Table]:
    """The facts of the file, and those of the shared vocabulary that it does not name anew."""
    own = version.tables["facts"]
    names = values_of(own, "name")
    return [*own, *(fact for fact in fact_tables(version.source.path.parent.parent) if fact.get("name") not in names)]


def read_trees(version: VersionFile) -> None:
    source, tables, known = version.source, version.tables, _known(version)
    rule = source.data.get("rule")

    def read(spec: object, known: Known, table: str, index: int, key: str) -> AtLeast:
        complaints: list[str] = []
        tree = parse_requirement(spec, known, complaints)
        for complaint in complaints:
            source.add(complaint, table, index, key)
        return tree

    def before_rating(spec: object, known: Known, table: str, index: int, key: str) -> AtLeast:
        tree = read(spec, known, table, index, key)
        if any(isinstance(node, Rated) for node in walk(tree)):
            source.add(
                f'"{key}" names a quality that looks at the tier given, which only [[ratings]] may', table, index, key
            )
        return tree

    counted = [each for each in tables["criteria"] if each.get("scored", True)]
    # A summary comes after the rule: only then is there a tier that a quality could look at.
    rated = values_of(tables["tiers"], "id") if "synthesis" in source.data else None
    qualities: dict[str, AtLeast] = {}
    for index, quality in enumerate(tables["qualities"]):
        tree = read(
            quality.get("requires", {}),
            Known(**{**vars(known), "qualities": qualities, "tiers": rated, "in_quality": True}),
            "qualities",
            index,
            "requires",
        )
        qualities[str(quality.get("id"))] = AtLeast(tree.count, tree.parts, str(quality.get("label", "")))
    known.qualities = qualities
    for index, tier in enumerate(tables["tiers"]):
        own = [str(each["id"]) for each in counted if each.get("tier") == tier.get("id") and "id" in each]
        if rule == "cumulative_gate":
            allowed = Known(**{**vars(known), "criteria": own, "criterion_noun": "criterion of this tier"})
            spec = tier.get("requires", {"all": own})
        elif rule == "best_of_plus_counts" and not tier.get("floor"):
            allowed, spec = known, tier.get("requires", {"all": own})
        else:
            allowed, spec = known, tier.get("requires", {"all": []})
        version.requirements[str(tier.get("id"))] = before_rating(spec, allowed, "tiers", index, "requires")
    for index, step in enumerate(tables["steps"]):
        version.asks[str(step.get("id"))] = before_rating(step.get("ask", ""), known, "steps", index, "ask")
    with_tiers = Known(**{**vars(known), "tiers": values_of(tables["tiers"], "id")})
    for index, rating in enumerate(tables["ratings"]):
        version.ratings[str(rating.get("id"))] = read(
            rating.get("requires", {}), with_tiers, "ratings", index, "requires"
        )
    for index, criterion in enumerate(tables["criteria"]):
        if "test" in criterion:
            complaints: list[str] = []
            test = parse_test(criterion["test"], known, complaints)
            for complaint in complaints:
                source.add(f"{criterion.get('id')}: {complaint}", "criteria", index, "test")
            version.tests[str(criterion.get("id"))] = test or all_of([])


def _check(version: VersionFile) -> None:
    source, tables = version.source, version.tables
    root = source.path.parent.parent
    tiers, criteria, documents = tables["tiers"], tables["criteria"], tables["documents"]
    document_ids, designs = values_of(documents, "id"), design_slugs(root)
    criterion_ids, route_ids = values_of(criteria, "id"), values_of(tables["routes"], "id")
    facts = {str(fact["name"]) for fact in _all_facts(version) if "name" in fact}
    must_lead_somewhere = (
        ("criteria", "tier", values_of(tiers, "id"), "tier"),
        ("criteria", "group", values_of(tables["groups"], "id"), "group"),
        ("criteria", "facts", facts, "fact"),
        ("criteria", "document", document_ids, "document"),
        ("criteria", "not_applicable_for", designs, "design"),
        ("criteria", "implied_by", criterion_ids, "criterion"),
        ("criteria", "routes", route_ids, "route"),
        ("criteria", "concept", concept_slugs(root), "concept"),
        ("tiers", "documents", document_ids, "document"),
        ("routes", "designs", designs, "design"),
        ("criteria", "by_design", designs, "design"),
        ("wordings", "criterion", criterion_ids, "criterion"),
        ("wordings", "route", route_ids, "route"),
        ("panels", "tier", values_of(tiers, "id"), "tier"),
    )
    for name, key, known, noun in must_lead_somewhere:
        references.check_references(source, name, tables[name], key, known, noun)
    asked_for = {document for tier in tiers for document in tier.get("documents", [])} | values_of(criteria, "document")
    references.check_used(source, "documents", documents, "id", asked_for)
    references.check_used(source, "facts", tables["facts"], "name", references.facts_used(version))
    default = source.data.get("answers", list(ANSWERS))
    hopeless = references.check_answers(source, criteria, default if isinstance(default, list) else [])
    references.check_implied(source, criteria)
    references.check_decided(
        version, facts_about={str(fact.get("name")): fact.get("about") for fact in _all_facts(version)}
    )
    references.check_thresholds(version)
    numbers.check_numbers(version, {str(fact.get("name")): fact for fact in _all_facts(version)})
    references.check_routes(version)
    if source.data.get("rule") not in RULES:  # what it needs and looks at is not known: anything more would be noise
        return
    rules.check_rule(version)
    references.check_reachable(version, {str(criteria[index].get("id")) for index in hopeless})
    references.check_criteria_used(version)


def values_of(tables: Sequence[Table], key: str) -> set[str]:
    return {str(values[key]) for values in tables if key in values}


def without_keys(table: Table, names: Sequence[str] | Mapping[str, object]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in names}
