"""What the API says of itself: OpenAPI 3.1, made once for each process, when somebody asks for it first.

It is made by an application of its own: flask-smorest would make it whenever the hub starts, and put its own handler in
the place of the hub's for every error of every page.
"""

import json
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Flask, current_app
from flask_smorest import Api
from flask_smorest.utils import prepare_response

from evidencehub.api import deprecated, leading
from evidencehub.api.blueprint import bp
from evidencehub.api.own.once import MOST
from evidencehub.api.problem_schema import Problem
from evidencehub.api.search_asking import allowed
from evidencehub.catalogue.index import facets
from evidencehub.shared import problems
from evidencehub.standards.files.outcomes import load_outcomes

VERSION = "1.0.0"
_ABOUT = (
    "What this hub shows on its public pages, for programs: evaluations, their results, who checked them and how. "
    "No key is needed for that, and cookies change nothing. With a token, teams and reviewers do some of their work. A "
    "parameter that a call does not know is refused. What is not known is null. Records that were invented for a "
    "demonstration say so. It judges the evidence, not the organisation."
)
_ORDER = (
    "", "search", "facets", "projects", "evaluations", "accreditations", "organisations", "plans", "gap-map",
    "syntheses", "standards", "outcomes", "vocabularies", "me", "team", "reviews",
)  # fmt: skip
_FILTERED = ("search", "gap_map")
_OUTCOMES = ("outcome", "area")  # parameters that name one outcome
_NO_NUL = r"^[^\u0000]*$"
_ANY_TIME = (429, 500, 503)
_HEADERS = {
    "ETag": "Changes with the answer: sent back as If-None-Match, it saves sending the same twice.",
    "RateLimit": "How many requests are left, and in how many seconds they begin anew.",
    "RateLimit-Policy": "How many requests one address may send, and in how many seconds.",
}


_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "A token that somebody made in their account: it does what they may, within what it was made for.",
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Any text that you choose for this call. Sent again with it within 24 hours, the call is answered "
    "as the first time where you may still make it, and nothing is done twice. "
    f"{MOST:,} keys of one person are kept at a time.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the version that you read and now change.",
    "schema": {"type": "string"},
}
# What stands in the path of a call.
_IN_PATH = {
    "slug": "The name in addresses, as lists give it.",
    "version": "The version of the standard, as lists give it.",
    "name": "The name of the list of words.",
    "evaluation_id": "The key of the study.",
    "project_id": "The key of the project.",
    "result_id": "The key of the result.",
    "reference_id": "The key of the reference.",
    "question_id": "The key of the question.",
    "key": "The key of the thing that was asked, or “besides”.",
    "document_id": "The key of the document.",
    "line_id": "The key of the line of costs.",
    "step_id": "The key of the step.",
    "start": "The key of the step that leads to the other.",
    "end": "The key of the step that it leads to.",
    "submission_id": "The key of the submission.",
    "assignment_id": "The key of your seat in a case.",
    "version_id": "The key of the version of a synthesis.",
    "number": "The number of the accreditation, such as 2026-0001, or that of the version of a plan.",
}


class _Described(Api):
    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None  # each status is named for itself

    def _register_responses(self) -> None:
        for status, (title, _) in problems.usual().items():
            made = {"description": title, "schema": Problem}
            prepare_response(made, self.spec, problems.MEDIA_TYPE)
            self.spec.components.response(_name(status), made)
        self.spec.components.response("NOT_MODIFIED", {"description": "It is as the tag says that you have."})


@cache
def description(server: str, site: str, docs: str) -> dict[str, Any]:
    """:param server: the address of the hub. :param docs: that of the page for people."""
    app = Flask("description")
    app.config.update(API_TITLE=f"{site}: what works", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0")
    options: dict[str, Any] = {
        "servers": [{"url": server}],
        "info": {"description": _ABOUT, "license": {"name": "Quote freely, and name the source"}},
        "externalDocs": {"url": docs, "description": "The same for people, with examples."},
    }
    api = _Described(app, spec_kwargs=options)
    api.register_blueprint(bp)
    made: dict[str, Any] = api.spec.to_dict()
    made.pop("tags", None)
    made["paths"] = dict(sorted(made["paths"].items(), key=lambda each: _place(each[0])))
    names = _names(app, api)
    for path, methods in made["paths"].items():
        shared = methods.pop("parameters", [])
        for method, call in methods.items():
            call["parameters"] = [*deepcopy(shared), *call.get("parameters", ())]
            _complete(call, path, names[path, method.upper()], is_read=method == "get")
    made["components"]["securitySchemes"] = {"token": _TOKEN}
    leading.lead_on(made, _version_of)
    return made


def _names(app: Flask, api: Api) -> dict[tuple[str, str], str]:
    """The name of each call, by its path and method."""
    rules = [(api.flask_plugin.flaskpath2openapi(each.rule), each) for each in app.url_map.iter_rules()]
    return {(path, method): rule.endpoint.partition(".")[2] for path, rule in rules for method in rule.methods or ()}


def _place(path: str) -> tuple[int, str]:
    """In the order in which somebody would meet them."""
    return _ORDER.index(path.removeprefix("/api/v1/").partition("/")[0]), path


def _scope_of(name: str) -> tuple[str, ...] | None:
    """What a token has to be made for: () any; None: no token is needed."""
    view = current_app.view_functions[f"api.{name}"]
    if not hasattr(view, "scope"):
        return None
    return (view.scope.value,) if view.scope else ()


def _version_of(name: str) -> str:
    """The call whose ETag this one needs, "" without."""
    read: str = getattr(current_app.view_functions[f"api.{name}"], "version_of", "")
    return read


def _complete(call: dict[str, Any], path: str, name: str, *, is_read: bool) -> None:
    """Its name, the answers that any call may give, the headers of the good one, and its example."""
    call["operationId"] = name
    for each in call.get("parameters", ()):
        if each["in"] == "path":
            each["description"] = _IN_PATH[each["name"]]
    for each in call.get("parameters", ()):
        if name in _FILTERED and each["name"] in facets.BY_NAME:
            each["schema"]["items"] |= allowed(each["name"])
        elif each["name"] in _OUTCOMES:
            each["schema"]["enum"] = ["", *load_outcomes().by_slug]
        if each["in"] == "query" and each["schema"].get("type") == "string" and "enum" not in each["schema"]:
            each["schema"].setdefault("pattern", _NO_NUL)
        _mark_ending(each, f"{name}.{each['name']}")
    _mark_ending(call, name)
    answers = call["responses"]
    answers.pop("default", None)
    call.pop("tags", None)
    has_cursor = any(each["name"] == "cursor" for each in call.get("parameters", ()))
    takes = any(each.get("in") == "query" for each in call["parameters"])
    scope = _scope_of(name)
    if scope is not None:
        call["security"] = [{"token": list(scope)}]
    view = current_app.view_functions[f"api.{name}"]
    takes_json, takes_key = "requestBody" in call, hasattr(view, "takes_key")
    call["parameters"] += [_KEY] if takes_key else []
    call["parameters"] += [_IF_MATCH] if (is_versioned := _version_of(name) != "") else []
    for status in (
        *([400, 413, 415] if takes_json else []),
        *([409] if not is_read else []),
        *([412, 428] if is_versioned else []),
        *([304] if "200" in answers and is_read else []),
        *([401] if scope is not None else []),
        *([403] if scope else []),
        *([404] if "{" in path or has_cursor or takes_key else []),
        *([410] if "{" in path and scope is None else []),
        *([422] if takes or takes_json or takes_key else []),
        *_ANY_TIME,
    ):
        answers[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}
    good = answers[min(answers)]
    good["headers"] = {name: {"description": says, "schema": {"type": "string"}} for name, says in _HEADERS.items()}
    if "content" in good and (shown := examples().get(name)):
        (content,) = good["content"].values()
        content["example"] = shown["answer"]
        for each in call.get("requestBody", {}).get("content", {}).values():
            each["example"] = shown["sent"]


def _mark_ending(told: dict[str, Any], name: str) -> None:
    if ending := deprecated.ENDING.get(name):
        told["deprecated"] = True
        told["description"] = f"{ending.told} {told.get('description', '')}".strip()


def _name(status: int) -> str:
    return "NOT_MODIFIED" if status == 304 else f"PROBLEM_{status}"


@cache
def examples() -> dict[str, Any]:
    """Of each call, by its name: a request, and the answer of the demonstration."""
    found: dict[str, Any] = json.loads(files("evidencehub.api").joinpath("examples.json").read_text("utf-8"))
    return found
