"""Dataclasses as plain JSON and back: every key is there and no other, every value is of its type.

marshmallow would want each field a second time, and its fields take "3.5" for a number and "yes" for true. What is
kept for ever is read by what the annotations say, and by nothing more lenient.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from math import isfinite
from typing import Any, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

T = TypeVar("T")


class Unreadable(ValueError):
    """What was kept is not of the shape that it should have; the message says where and why."""


class _Codec(NamedTuple):
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]  # raises Unreadable
    as_is: frozenset[type] = frozenset()  # JSON of these types needs no reading; it makes pages of many records quick


def written(value: Any) -> dict[str, Any]:
    """A dataclass as plain JSON, with every field."""
    made: dict[str, Any] = _codec(cast(Any, type(value))).write(value)
    return made


def read(shape: type[T], data: Any) -> T:
    """A dataclass from plain JSON.

    :raises Unreadable: a key is missing or unknown, or a value is not of its type.
    """
    return cast(T, _codec(cast(Any, shape)).read(data))


@cache
def _codec(annotation: Any) -> _Codec:
    if is_dataclass(annotation):
        return _of_dataclass(cast(type, annotation))
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in {types.UnionType, Union}:
        return _or_none(_codec(next(part for part in parts if part is not types.NoneType)))
    if origin is tuple:
        return _several(_codec(parts[0]))
    return _PLAIN[origin or annotation]


def _of_dataclass(shape: type) -> _Codec:
    hints = get_type_hints(shape)
    codecs = {each.name: _codec(hints[each.name]) for each in fields(shape)}
    names = codecs.keys()

    def write(value: Any) -> dict[str, Any]:
        return {name: codec.write(getattr(value, name)) for name, codec in codecs.items()}

    def from_json(data: Any) -> Any:
        _is(data, dict)
        if data.keys() != names:
            wrong = {"unknown": data.keys() - names, "missing": names - data.keys()}
            raise Unreadable("; ".join(f"{what}: {', '.join(sorted(keys))}" for what, keys in wrong.items() if keys))
        found = {}
        for name, codec in codecs.items():
            value = data[name]
            try:
                found[name] = value if type(value) in codec.as_is else codec.read(value)
            except Unreadable as error:
                raise Unreadable(f"{name}: {error}") from None
        return shape(**found)

    return _Codec(write, from_json)


def _or_none(codec: _Codec) -> _Codec:
    return _Codec(
        lambda value: None if value is None else codec.write(value),
        lambda data: None if data is None else codec.read(data),
        codec.as_is | {types.NoneType},
    )


def _several(codec: _Codec) -> _Codec:
    def from_json(data: Any) -> tuple[Any, ...]:
        return tuple(codec.read(each) for each in _is(data, list))

    return _Codec(lambda value: [codec.write(each) for each in value], from_json)


def _is(data: Any, kind: type) -> Any:
    if type(data) is not kind:  # exactly: True is an int to Python
        raise Unreadable(f"{kind.__name__} expected, not {type(data).__name__}")
    return data


def _number(data: Any) -> float:
    if type(data) not in {int, float} or not isfinite(data):
        raise Unreadable(f"number expected, not {data!r}")
    return float(data)


def _parsed(kind: Callable[[str], Any]) -> Callable[[Any], Any]:
    def from_json(data: Any) -> Any:
        try:
            return kind(_is(data, str))
        except ValueError as error:
            raise Unreadable(str(error)) from None

    return from_json


def _exactly(kind: type) -> _Codec:
    return _Codec(lambda value: value, lambda data: _is(data, kind), frozenset({kind}))


_PLAIN: Mapping[Any, _Codec] = {
    str: _exactly(str),
    int: _exactly(int),
    bool: _exactly(bool),
    float: _Codec(float, _number),
    UUID: _Codec(str, _parsed(UUID)),
    date: _Codec(date.isoformat, _parsed(date.fromisoformat)),
    Mapping: _Codec(dict, lambda data: _is(data, dict)),
}
