"""The JSON Schema for editors follows the key tables that decide, and takes every version file of the hub."""

import json
import tomllib
from pathlib import Path

import pytest

from evidencehub.shared.paths import standards_dir
from evidencehub.standards.files import schema as keys
from evidencehub.standards.files.json_schema import schema
from evidencehub.standards.files.key_descriptions import DESCRIPTIONS, describe
from evidencehub.standards.files.reading import version_files

VERSIONS = [folder / f"{version}.toml" for folder in standards_dir().iterdir() for version in version_files(folder)]
VERSIONS = sorted(path for path in VERSIONS if path.parent.name != "vocabularies")
EVERY_KEY = Path(__file__).with_name("every_key.toml")
KINDS = {"string": str, "integer": int, "number": int | float, "boolean": bool, "array": list, "object": dict}
CHECKED = {"type", "enum", "anyOf", "properties", "required", "additionalProperties", "items", "$ref"}
CHECKED |= {"minItems", "maxItems", "minLength", "minimum"}
REMARKS = {"description", "title", "$schema", "$defs"}


def fits(value, node, root):
    """Whether a value keeps to a schema, by the few keywords that ours has; any other keyword fails the test."""
    assert set(node) <= CHECKED | REMARKS
    if "$ref" in node:
        return fits(value, root["$defs"][node["$ref"].removeprefix("#/$defs/")], root)
    if "anyOf" in node and not any(fits(value, each, root) for each in node["anyOf"]):
        return False
    if "enum" in node and value not in node["enum"]:
        return False
    kinds = [node["type"]] if isinstance(node.get("type"), str) else node.get("type", [])
    if kinds and not any(
        isinstance(value, KINDS[kind]) and isinstance(value, bool) <= (kind == "boolean") for kind in kinds
    ):
        return False
    if isinstance(value, list):
        longest = node.get("maxItems", len(value))
        inner = all(fits(each, node.get("items", {}), root) for each in value)
        return inner and node.get("minItems", 0) <= len(value) <= longest
    if isinstance(value, dict):
        known, others = node.get("properties", {}), node.get("additionalProperties", True)
        return all(key in value for key in node.get("required", ())) and all(
            fits(each, known[key], root)
            if key in known
            else fits(each, others, root)
            if isinstance(others, dict)
            else others
            for key, each in value.items()
        )
    if isinstance(value, str):
        return len(value) >= node.get("minLength", 0)
    return value >= node.get("minimum", value)


def read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_it_is_json_of_the_2020_draft():
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(schema())) == schema()


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_version_of_the_hub_fits(path):
    assert fits(read(path), schema(), schema())


def test_a_version_with_every_kind_of_table_fits():
    assert fits(read(EVERY_KEY), schema(), schema())


def test_every_key_of_every_table_is_there_with_its_kind_and_a_plain_sentence():
    found = schema()["properties"]
    assert set(found) == {*keys.VERSION, *keys.TABLES, *keys.SECTIONS}
    for name, (table, _) in keys.TABLES.items():
        assert list(found[name]["items"]["properties"]) == list(table)
        assert found[name]["items"]["required"] == [key for key, of in table.items() if of.required]
    assert found["unit"]["enum"] == list(keys.VERSION["unit"].choices)
    for table in [found, *(found[name]["items"]["properties"] for name in keys.TABLES)]:
        assert all(key["description"].endswith(".") for key in table.values())


def test_no_sentence_is_kept_for_a_key_that_no_longer_exists():
    tables = {
        "": {**keys.VERSION, **keys.TABLES, **keys.SECTIONS},
        **{name: of for name, (of, _) in keys.TABLES.items()},
    }
    tables |= keys.SECTIONS
    assert {describe(name, key) for name, table in tables.items() for key in table} == set(DESCRIPTIONS.values())


def change(section, place, key, value):
    data = read(EVERY_KEY)
    data[section][place][key] = value
    return data


@pytest.mark.parametrize(
    "data",
    [
        {**read(EVERY_KEY), "colour": "red"},
        {**read(EVERY_KEY), "rule": "cumulative_gates"},
        {**read(EVERY_KEY), "reviewers": "two"},
        {**read(EVERY_KEY), "reviewers": True},
        {key: value for key, value in read(EVERY_KEY).items() if key != "criteria"},
        change("criteria", 0, "questoin", "Is it?"),
        change("criteria", 0, "question", ""),
        change("criteria", 0, "about", "efect"),
        change("criteria", 0, "counts_as_evidence", []),
        change("tiers", 1, "requires", {"al": ["c.plan"]}),
        change("tiers", 1, "requires", {"all": ["c.plan", {"studies": 2}]}),
        change("tiers", 1, "requires", {"any": []}),
        change("tiers", 1, "requires", {"at_least": 0, "of": ["c.plan"]}),
        change("tiers", 1, "requires", {"no_study_with": {"quality": ["rigorous"]}}),
        change("criteria", 1, "test", {"fact": "n_measured"}),
        change("criteria", 1, "test", {"fact": "n_measured", "at_least": "20"}),
        change("criteria", 1, "test", {"fact": "n_measured", "at_leest": 20}),
        change("criteria", 1, "test", {"all": [{"design": []}]}),
        change("criteria", 2, "bands", {"fact": "mdes", "steps": [["5"]], "otherwise": "0"}),
        change("criteria", 2, "points", {"5": "5"}),
        change("tables", 0, "rows", [[0.0, 0.057, 0.1]]),
    ],
)
def test_a_slip_of_the_pen_does_not_fit(data):
    assert not fits(data, schema(), schema())


@pytest.mark.parametrize(
    "tree",
    [
        {"all": ["c.plan", {"any": ["c.size", {"at_least": 1, "of": ["c.gate"]}]}]},
        {"studies": 2, "with": {"quality": "rigorous"}, "distinct": True},
        {"total": "n_measured", "at_least": 350},
        {"studies_with": "c.plan", "no_more_than": {"criterion": "c.size", "answer": ["not-met"]}},
        {"studies_with": "c.plan", "fewer_than": "c.size"},
        {"studies_with": "c.plan", "more_than": "c.size"},
        {"studies": 1, "with": {"all": [{"any_result": "c.plan"}, {"no_result": "c.size"}]}},
        {"studies": 1, "with": {"any": [{"every_result": "c.plan"}, {"on_average": "c.size", "among": "c.plan"}]}},
    ],
)
def test_every_form_of_a_requirement_fits_however_deep(tree):
    assert fits(change("tiers", 1, "requires", tree), schema(), schema())


def test_the_schema_that_lies_beside_the_standards_is_the_one_of_this_release():
    committed = json.loads((standards_dir() / "version.schema.json").read_text(encoding="utf-8"))
    assert committed == json.loads(json.dumps(schema())), (
        "run: evidencehub standards schema > standards/version.schema.json"
    )
