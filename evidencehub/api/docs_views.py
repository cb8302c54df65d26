"""The page for people: each call with its parameters, a request and its answer. Made of what the API says of itself."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from evidencehub.api import deprecated, describing
from evidencehub.api.edge import A_MINUTE
from evidencehub.authz.guard import public
from evidencehub.shared import problems
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

bp = Blueprint("api_docs", __name__)
Schema = Mapping[str, Any]
_KINDS = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "array": "list",
    "object": "object",
}  # fmt: skip
_FORMATS = {"date": "date", "date-time": "date and time", "uuid": "id", "uri": "address", "url": "address"}
MOST_VALUES = 12  # of a parameter that are shown open


@dataclass(frozen=True)
class Named:
    """A parameter, or a field of an answer."""

    name: str
    says: str
    kind: str
    values: tuple[str, ...] = ()
    parts: tuple["Named", ...] = ()


@dataclass(frozen=True)
class Next:
    """A call that takes what the answer of another holds."""

    id: str
    title: str
    takes: tuple[tuple[str, str, str], ...]  # the parameter, and the part of the call or its answer that has it


@dataclass(frozen=True)
class Call:
    id: str
    method: str
    path: str
    token: str  # what a token has to be made for, "any" for any, "" where none is needed
    title: str
    says: str
    parameters: tuple[Named, ...]
    takes: tuple[Named, ...]  # the fields of what is sent
    fields: tuple[Named, ...]
    request: str
    sent: str  # with the request, "" where nothing is
    answer: str  # "" where nothing is answered but that it is done
    next: tuple[Next, ...]


def description() -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    server = f"{settings.origin}{settings.path}"
    return describing.description(server, settings.site_name, absolute("api_docs.docs"))


@bp.get("/api/docs")
@public
@same_for_everybody
def docs() -> ResponseReturnValue:
    return render_template(
        "api/docs.html",
        calls=list(_calls(description())),
        beginning=absolute("api.beginning"),
        openapi=absolute("api_docs.openapi"),
        problems=problems.usual(),
        a_minute=A_MINUTE,
        endings=deprecated.ENDING,
        kept=deprecated.KEPT.days,
        most_values=MOST_VALUES,
    )


def _calls(told: Mapping[str, Any]) -> Iterator[Call]:
    shown, schemas = describing.examples(), told["components"]["schemas"]
    for path, methods in told["paths"].items():
        for method, call in methods.items():
            example = shown.get(call["operationId"], {"request": path, "answer": {}})
            answer = call["responses"][min(call["responses"])].get("content", {"": {"schema": {}}})
            sent = call.get("requestBody", {"content": {"": {"schema": {}}}})["content"]
            yield Call(
                id=_anchor(call["operationId"]),
                method=method.upper(),
                path=path,
                token=_token(call),
                title=call["summary"].rstrip("."),
                says=call.get("description", ""),
                parameters=tuple(_parameter(each) for each in call.get("parameters", ())),
                takes=_fields(next(iter(sent.values()))["schema"], schemas),
                fields=_fields(next(iter(answer.values()))["schema"], schemas),
                request=absolute("api.beginning").removesuffix("/api/v1/") + quote(example["request"], safe="/?=&,%"),
                sent=_as_json(example["sent"]) if "sent" in example else "",
                answer="" if example["answer"] is None else _as_json(example["answer"]),
                next=tuple(_next(each) for each in call["responses"][min(call["responses"])]["links"].values()),
            )


def _next(link: Mapping[str, Any]) -> Next:
    takes = ((name, *_place(expression)) for name, expression in link["parameters"].items())
    return Next(_anchor(link["operationId"]), link["description"].rstrip("."), tuple(takes))


def _place(expression: str) -> tuple[str, str]:
    """What an expression of a link names: in which part of a call, and the name there."""
    part, _, name = expression.removeprefix("$").partition("#/")
    if not name:
        part, _, name = part.rpartition(".")
    return part, name


def _anchor(operation: str) -> str:
    return operation.replace("_", "-")


def _as_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _token(call: Mapping[str, Any]) -> str:
    if "security" not in call:
        return ""
    return next(iter(call["security"][0]["token"]), "any")


def _parameter(each: Mapping[str, Any]) -> Named:
    schema = each["schema"]
    inner = schema.get("items", schema)
    values = tuple(str(value) for value in inner.get("enum", ()) if value is not None)
    return Named(each["name"], each.get("description", ""), _kind(schema), values)


def _fields(schema: Schema, schemas: Mapping[str, Any]) -> tuple[Named, ...]:
    return tuple(
        Named(name, each.get("description", ""), _kind(each), _values(each), _fields(each, schemas))
        for name, each in _properties(schema, schemas).items()
    )


def _properties(schema: Schema, schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of an object, or of each object of a list."""
    for inner in (schema.get("items"), *schema.get("allOf", ()), *schema.get("anyOf", ())):
        if inner and (found := _properties(inner, schemas)):
            return found
    if "$ref" in schema:
        return _properties(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    found = schema.get("properties", {})
    return found if isinstance(found, Mapping) else {}


def _values(schema: Schema) -> tuple[str, ...]:
    return tuple(str(value) for value in schema.get("enum", ()) if value is not None)


def _kind(schema: Schema) -> str:
    """In plain words, with "or null" where it may be unknown."""
    if "format" in schema and schema["format"] in _FORMATS:
        kind = _FORMATS[schema["format"]]
    else:
        held = schema.get("type", "object")
        kinds = [each for each in ([held] if isinstance(held, str) else held) if each != "null"]
        kind = _KINDS.get(kinds[0], kinds[0]) if kinds else "object"
    types = schema.get("type", ())
    may_be_null = "null" in types or any(each.get("type") == "null" for each in schema.get("anyOf", ()))
    return f"{kind}, or null" if may_be_null else kind
