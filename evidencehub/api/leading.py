"""What comes next: OpenAPI's links, from the answer of each call to the calls that take what it holds.

They are made of the description itself. A record is where a path ends in its key, and which field of an answer is that
key its name tells, or the place where it stands: "id" within "project", or in a list that stands at the records' place.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Self

Schema = Mapping[str, Any]
_DEEPEST = 3  # objects within objects, from the answer down
_EMPTY: Mapping[str, Any] = {"": {"schema": {}}}  # the answer of what removes a record
_LISTED = ("/items/0", "/hits/0")  # where lists have their first record


@dataclass(frozen=True)
class _Call:
    id: str
    method: str
    path: str
    summary: str
    family: str  # what needs no token leads to its like, a team's records to those of its team
    version_of: str  # the call whose ETag it needs, "" without
    links: dict[str, Any] = field(compare=False)
    answer: Schema = field(compare=False)

    @classmethod
    def of(cls, method: str, path: str, call: Mapping[str, Any], version_of: str) -> Self:
        good = call["responses"][min(call["responses"])]
        (content,) = good.get("content", _EMPTY).values()
        links, family = good.setdefault("links", {}), path.split("/")[3] if "security" in call else ""
        return cls(call["operationId"], method, path, call["summary"], family, version_of, links, content["schema"])

    @property
    def record(self) -> str:
        """The place of the record that it is about, "" for none."""
        return self.path[: self.path.rfind("}") + 1]


def lead_on(told: Mapping[str, Any], version_of: Callable[[str], str]) -> None:
    """Put the links on the answers of a description.

    :param version_of: the name of the call whose ETag a call needs, "" without.
    """
    calls = {
        call["operationId"]: _Call.of(method, path, call, version_of(call["operationId"]))
        for path, methods in told["paths"].items()
        for method, call in methods.items()
    }
    schemas = told["components"]["schemas"]
    reads = {each.path: each for each in calls.values() if each.method == "get"}
    for source in calls.values():
        for record, keys, is_itself in _known(source, reads, schemas) if source.answer else ():
            targets = [each for each in calls.values() if each.record == record] if is_itself else [reads[record]]
            for target in targets:
                tag = _tag(source, calls.get(target.version_of))
                if target.id not in source.links and tag is not None and (tag or target.id != source.id):
                    source.links[target.id] = {
                        "operationId": target.id,
                        "parameters": {**keys, **tag},
                        "description": target.summary,
                    }


def _tag(source: _Call, read: _Call | None) -> Mapping[str, str] | None:
    """The version that a call needs; None: the answer has another, or none."""
    if read is None:
        return {}
    return {"If-Match": "$response.header.ETag"} if source.answer == read.answer else None


def _known(
    source: _Call, reads: Mapping[str, _Call], schemas: Mapping[str, Schema]
) -> Iterator[tuple[str, Mapping[str, str], bool]]:
    """The records whose keys an answer holds, the nearest first, and whether it is about this one itself."""
    records = [path for path, each in reads.items() if path.endswith("}") and each.family == source.family]
    if source.record:
        yield source.record, _here(source, source.record), True
    for record in records:
        if source.method == "post" and source.answer == reads[record].answer:
            found = _keys(record, "", _properties(source.answer, schemas), is_it=True)
            yield record, _here(source, record) | found, True
    for pointer, name, schema in _objects(source.answer, schemas):
        for record in records:
            is_listed = pointer in _LISTED and source.path.endswith(f"/{_resource(record)}")
            is_it = is_listed or (pointer != "" and _resource(record) in _called(name, schema))
            found = _keys(record, pointer, _properties(schema, schemas), is_it=is_it)
            if found and is_it:
                found = _here(source, record) | found
            if found.keys() == {*_names(record)}:
                yield record, found, False


def _here(source: _Call, record: str) -> dict[str, str]:
    """The keys that a record shares with the path that was called."""
    both = zip(source.record.split("/"), record.split("/"), strict=False)
    shared = "/".join(ours for ours, _ in takewhile(lambda each: each[0] == each[1], both))
    return {name: f"$request.path.{name}" for name in _names(shared)}


def _keys(record: str, pointer: str, fields: Mapping[str, Schema], *, is_it: bool) -> dict[str, str]:
    """The expression of each key of a record that an object holds.

    :param is_it: the object is that record. Another only names it, and what is called so may be words for people: a
        key says that it is one, and a name has a version beside it.
    """
    parts = record.split("/")
    names, found = _names(record), {}
    for before, name in zip(["", *parts], [each.strip("{}") for each in parts], strict=False):
        if name not in names:
            continue
        called = before.removesuffix("s")  # "{version}" behind "{slug}" is called by its name alone
        is_key = name.endswith("_id") or before.startswith("{")
        wanted = [name] if is_it or is_key else []
        wanted += [called] if name.removesuffix("_id") == called or len(names) > 1 else []
        wanted += ["id"] if is_it and before == _resource(record) else []
        if held := next((each for each in wanted if each in fields and not _holds(fields[each])), ""):
            found[name] = f"$response.body#{pointer}/{held}"
        elif is_key and fields.get(before, {}).get("items", {}).get("type") == "string":
            found[name] = f"$response.body#{pointer}/{before}/0"
    return found


def _objects(answer: Schema, schemas: Mapping[str, Schema]) -> Iterator[tuple[str, str, Schema]]:
    """The objects of an answer from the top down: where each stands, and under which name. Of a list, the first."""
    waiting = [("", "", answer, 0)]
    while waiting:
        pointer, name, schema, depth = waiting.pop(0)
        if "items" in schema:
            waiting.append((f"{pointer}/0", name, schema["items"], depth))
            continue
        yield pointer, name, schema
        if depth < _DEEPEST:
            fields = _properties(schema, schemas)
            waiting += [(f"{pointer}/{key}", key, each, depth + 1) for key, each in fields.items() if _holds(each)]


def _holds(schema: Schema) -> bool:
    return any(key in schema for key in ("$ref", "items", "anyOf", "allOf", "properties"))


def _properties(schema: Schema, schemas: Mapping[str, Schema]) -> Mapping[str, Any]:
    for inner in (*schema.get("allOf", ()), *schema.get("anyOf", ())):
        if found := _properties(inner, schemas):
            return found
    if "$ref" in schema:
        return _properties(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    found = schema.get("properties", {})
    return found if isinstance(found, Mapping) else {}


def _called(name: str, schema: Schema) -> set[str]:
    """What records an object can be of, by its name and that of its shape."""
    shape = schema.get("$ref", "").rpartition("/")[2].lower().removeprefix("own")
    return {name, f"{name}s", f"{shape}s"}


def _names(record: str) -> list[str]:
    return [each[1:-1] for each in record.split("/") if each.startswith("{")]


def _resource(record: str) -> str:
    """The plural by which a record is called: what stands before its keys."""
    return [each for each in record.split("/") if not each.startswith("{")][-1]
