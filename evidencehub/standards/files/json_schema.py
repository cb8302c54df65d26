"""The JSON Schema (2020-12) of a version file, so that an editor can complete and check it while somebody types.

Made from the key tables in ``schema``, which are what decides. The trees of ``requires`` and ``test`` are written here
by hand, with keywords that every draft since 4 has, because editors for TOML know the older drafts best.
"""

from collections.abc import Mapping
from typing import Any

from evidencehub.standards.files import schema as keys
from evidencehub.standards.files.key_descriptions import describe
from evidencehub.standards.files.toml_source import Key
from evidencehub.standards.model.nodes import POOLED_SIDES, SIDES, WHICH_RESULTS

JsonSchema = dict[str, Any]

_KINDS: Mapping[type, JsonSchema] = {
    str: {"type": "string", "minLength": 1},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    list: {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
    tuple: {"type": "array", "minItems": 1},
    dict: {"type": "object"},
    object: {},
}
_TEXT: JsonSchema = {"type": "string"}
_TEXTS: JsonSchema = {"type": "array", "minItems": 1, "items": _TEXT}
_COUNT: JsonSchema = {"type": "integer", "minimum": 1}
_NUMBER: JsonSchema = {"type": "number"}
_RANGE: JsonSchema = {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "integer", "minimum": 0}}


def schema() -> JsonSchema:
    """Return the JSON Schema of ``standards/<id>/<version>.toml``."""
    version = _table("", keys.VERSION)
    properties = version["properties"]
    for name, (table, _) in keys.TABLES.items():
        properties[name] = {"description": describe("", name), "type": "array", "items": _table(name, table)}
    for name, table in keys.SECTIONS.items():
        properties[name] = {"description": describe("", name), **_table(name, table)}
    version["required"] += ["tiers", "criteria"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A version of a standard of evidence",
        "description": "standards/<id>/<version>.toml. A published version never changes; a correction is a new file.",
        **version,
        "$defs": _definitions(),
    }


def _table(name: str, table: Mapping[str, Key]) -> JsonSchema:
    return {
        "type": "object",
        "properties": {key: {"description": describe(name, key), **_value(name, key, of)} for key, of in table.items()},
        "required": [key for key, of in table.items() if of.required],
        "additionalProperties": False,
    }


def _value(name: str, key: str, of: Key) -> JsonSchema:
    if hand_written := _HAND_WRITTEN.get((name, key)):
        return hand_written
    kind = dict(_KINDS[of.kind])
    if of.may_be_empty:
        kind.pop("minLength", None)
        kind.pop("minItems", None)
    if of.choices and of.kind is list:
        kind["items"] = {"enum": list(of.choices)}
    elif of.choices:
        kind = {"enum": list(of.choices)}
    return kind


def _ref(name: str) -> JsonSchema:
    return {"$ref": f"#/$defs/{name}"}


def _form(optional: Mapping[str, JsonSchema] | None = None, /, **required: JsonSchema) -> JsonSchema:
    """A table with these keys and no other. ``with_``, ``all_`` … stand for words that Python keeps for itself."""
    named = {key.rstrip("_"): value for key, value in required.items()}
    return {
        "type": "object",
        "properties": named | dict(optional or {}),
        "required": list(named),
        "additionalProperties": False,
    }


def _joints(node: str) -> list[JsonSchema]:
    """All, any, at least so many: the forms that requirements and tests share."""
    nodes = {"type": "array", "minItems": 1, "items": _ref(node)}
    return [_form(all_=nodes), _form(any_=nodes), _form(at_least=_COUNT, of=nodes)]


def _definitions() -> JsonSchema:
    requirement = _ref("requirement")
    return {
        "requirement": {
            "description": "A criterion by its id, or a table: all, any, at_least … of, quality, studies … with.",
            "anyOf": [_TEXT, _ref("requirement_table")],
        },
        "requirement_table": {
            "description": describe("", "requires"),
            "anyOf": [
                *_joints("requirement"),
                _form(criterion=_TEXT, answer=_TEXTS),
                _form(quality=_TEXT),
                _form({"distinct": {"type": "boolean"}}, studies=_COUNT, with_=requirement),
                _form(no_study_with=requirement),
                *(_form(studies_with=requirement, **{how: requirement}) for how in SIDES),
                *(_form(**{which: requirement}) for which in WHICH_RESULTS),
                _form({"among": requirement}, on_average=requirement),
                _form({"with": requirement}, total=_TEXT, at_least=_NUMBER),
                _form({"among": requirement}, criterion=_TEXT, pooled={"enum": list(POOLED_SIDES)}, p_below=_NUMBER),
                _form({"among": requirement}, criterion=_TEXT, weight_of=requirement, above=_NUMBER),
                _form(rated=_TEXTS),
            ],
        },
        "test": {
            "description": describe("criteria", "test"),
            "anyOf": [
                *_joints("test"),
                _form(design=_TEXTS),
                *(_form(fact=_TEXT, **{limit: _NUMBER}) for limit in ("at_least", "at_most", "above", "below")),
                _form(fact=_TEXT, is_={"type": ["boolean", "string"]}),
                _form(fact=_TEXT, one_of=_TEXTS),
                _form(fact=_TEXT, at_most_from=_TEXT, by=_TEXT),
            ],
        },
        "bands": _form(
            {"round": {"type": "integer", "minimum": 0}},
            fact=_TEXT,
            steps={"type": "array", "minItems": 1, "items": _pair(_TEXT, _NUMBER)},
            otherwise=_TEXT,
        ),
        "points": {"type": "object", "additionalProperties": _NUMBER},
        "by_design": {"type": "object", "additionalProperties": _TEXT},
        "limit_row": _pair(_NUMBER, _NUMBER),
        "penalty_row": _form({"same": {"type": "boolean"}}, high=_RANGE, moderate=_RANGE, drop={"type": "integer"}),
    }


def _pair(first: JsonSchema, second: JsonSchema) -> JsonSchema:
    members = [first] if first == second else [first, second]
    items = members[0] if len(members) == 1 else {"anyOf": members}
    return {"type": "array", "minItems": 2, "maxItems": 2, "items": items}


_HAND_WRITTEN: Mapping[tuple[str, str], JsonSchema] = {
    ("tiers", "requires"): _ref("requirement_table"),
    ("qualities", "requires"): _ref("requirement_table"),
    ("ratings", "requires"): _ref("requirement_table"),
    ("steps", "ask"): _ref("requirement"),
    ("criteria", "test"): _ref("test"),
    ("criteria", "bands"): _ref("bands"),
    ("criteria", "points"): _ref("points"),
    ("criteria", "by_design"): _ref("by_design"),
    ("tables", "rows"): {"type": "array", "minItems": 1, "items": _ref("limit_row")},
    ("penalty", "rows"): {"type": "array", "minItems": 1, "items": _ref("penalty_row")},
}
