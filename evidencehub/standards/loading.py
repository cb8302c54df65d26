"""From the files of a standard to values, strictly. ``standards/<id>/standard.toml`` holds what stays the same."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from evidencehub.shared.paths import standards_dir
from evidencehub.standards.errors import BadFile, Problem, UnknownStandard
from evidencehub.standards.models import Criterion, DocumentKind, FactKind, HistoryNote, Source, Standard, Tier
from evidencehub.standards.reading import read_common, read_version, version_files, without_keys
from evidencehub.standards.rules import AtLeast, without
from evidencehub.standards.suggestions import did_you_mean
from evidencehub.standards.toml_source import Table
from evidencehub.standards.vocabulary import design_slugs, read_vocabulary


def standard_ids(root: Path | None = None) -> list[str]:
    return sorted(path.parent.name for path in (root or standards_dir()).glob("*/standard.toml"))


def versions_of(standard_id: str, root: Path | None = None) -> list[str]:
    """Versions that have a file, oldest name first."""
    return version_files((root or standards_dir()) / standard_id)


def load_standard(standard_id: str, version: str | None = None, root: Path | None = None) -> Standard:
    """Return one version of a standard (default: the current one) from the folder ``root`` (default: the hub's own).

    Loaded once for each process: published versions never change.

    :raises UnknownStandard: there is no such standard or version; the message names the nearest.
    :raises BadFile: a file cannot be used; carries every problem.
    """
    root = root or standards_dir()
    known = standard_ids(root)
    if standard_id not in known:
        raise UnknownStandard(f'no standard "{standard_id}"{did_you_mean(standard_id, known)}')
    return _load(standard_id, version, root)


def load_standards(root: Path | None = None) -> tuple[Standard, ...]:
    """Return the current version of every standard, by id. :raises BadFile: a file cannot be used."""
    return tuple(load_standard(standard_id, root=root) for standard_id in standard_ids(root))


@cache
def _load(standard_id: str, version: str | None, root: Path) -> Standard:
    common = read_common(root / standard_id / "standard.toml")
    if common.problems:
        raise BadFile(common.problems)
    if version is None:
        return _load(standard_id, common.data["current"], root)
    versions = versions_of(standard_id, root)
    if version not in versions:
        raise UnknownStandard(f'{standard_id} has no version "{version}"{did_you_mean(version, versions)}')
    source, requirements = read_version(root / standard_id / f"{version}.toml")
    if source.problems:
        raise BadFile(source.problems)
    return _build(common.data, source.data, requirements, design_slugs(root))


def validate_file(path: Path) -> list[Problem]:
    """Return all problems in a file of a standard or vocabulary; which kind it is, its name and folder say."""
    from evidencehub.standards.cases import read_cases  # cases are graded, and grading stands on loading

    path = path.resolve()
    if path.name == "standard.toml":
        return read_common(path).problems
    if path.name.endswith(".cases.toml"):
        return read_cases(path).problems
    if path.parent.name == "vocabularies":
        return read_vocabulary(path).problems
    return read_version(path)[0].problems


def _build(common: Table, data: Table, requirements: Mapping[str, AtLeast], designs: tuple[str, ...]) -> Standard:
    effect = {values["id"] for values in data["criteria"] if values["about"] == "effect"}
    tiers = [
        Tier(
            **_frozen(without_keys(values, ("requires",))),
            requirement=requirements[values["id"]],
            evidence_requirement=without(requirements[values["id"]], effect),
        )
        for values in sorted(data["tiers"], key=lambda values: int(values["rank"]))
    ]
    scale = {"answers": tuple(data["answers"])}
    return Standard(
        id=common["id"],
        version=data["version"],
        title=common["title"],
        short_title=common["short_title"],
        owner=common["owner"],
        summary=common["summary"],
        note=" ".join(common["note"].split()),
        version_note=data["note"],
        facts_note=data.get("facts_note", ""),
        rule=data["rule"],
        direction=data["direction"],
        unit=data["unit"],
        answers=scale["answers"],
        reviewers=data["reviewers"],
        blinding=data["blinding"],
        valid_for_months=data.get("valid_for_months"),
        valid_for_months_note=data.get("valid_for_months_note", ""),
        validated=data.get("validated"),
        is_current=data["version"] == common["current"],
        tiers=tuple(tiers),
        criteria=tuple(Criterion(**{**scale, **_frozen(values)}) for values in data["criteria"]),
        facts=tuple(FactKind(**values) for values in data.get("facts", [])),
        documents=tuple(DocumentKind(**values) for values in data.get("documents", [])),
        history=tuple(HistoryNote(**values) for values in common.get("history", [])),
        sources=tuple(Source(**values) for values in common.get("sources", [])),
        designs=designs,
    )


def _frozen(table: Table) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
